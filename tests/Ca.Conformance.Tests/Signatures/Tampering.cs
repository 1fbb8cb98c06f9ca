using System.Formats.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Signatures;

namespace Ca.Conformance.Tests.Signatures;

/// <summary>A signed file with something changed that was signed.</summary>
/// <param name="What">What was changed, and where.</param>
/// <param name="File">The file, and what stands beside it.</param>
sealed record Tampered(string What, SignedFile File);

/// <summary>Changes one octet of a CMS file where a signature holds it, at places spread over each part.</summary>
static class Tampering
{
    /// <summary>In each part.</summary>
    const int Places = 12;

    static readonly Asn1Tag First = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <param name="file">CMS in BER or DER.</param>
    /// <param name="contents">What is signed and stands beside it.</param>
    /// <param name="signers">The signers' certificates, and whether they are signed too.</param>
    public static IEnumerable<Tampered> Of(byte[] file, IReadOnlyList<byte[]> contents, IEnumerable<(Certificate Certificate, bool IsSigned)> signers)
    {
        foreach (var (what, part) in Parts(file))
            foreach (var at in Spread(part.Length))
                yield return new($"{what}, octet {at}", Beside(With(file, Offset(file, part) + at), contents));
        foreach (var (certificate, isSigned) in signers)
        {
            foreach (var at in isSigned ? Spread(certificate.Encoded.Length) : [])
                yield return new($"certificate, octet {at}", Beside(Everywhere(file, certificate.Encoded, at), contents));
            var key = certificate.Encoded.Span.IndexOf(certificate.SubjectPublicKeyInfo.Span) + certificate.SubjectPublicKeyInfo.Length - 20;
            yield return new("the certificate's key", Beside(Everywhere(file, certificate.Encoded, key), contents));
        }
        for (var i = 0; i < contents.Count; i++)
            foreach (var at in Spread(contents[i].Length))
                yield return new($"content beside, octet {at}", Beside(file, [.. contents.Select((c, n) => n == i ? With(c, at) : c)]));
    }

    /// <summary>The content, and of each signer every signed attribute and the signature value.</summary>
    static IEnumerable<(string What, ReadOnlyMemory<byte> Part)> Parts(byte[] file)
    {
        var info = new AsnReader(file, AsnEncodingRules.BER, new() { SkipSetSortOrderVerification = true }).ReadSequence();
        info.ReadObjectIdentifier();
        var signed = info.ReadSequence(First).ReadSequence();
        signed.ReadInteger();
        signed.ReadSetOf();
        var content = signed.ReadSequence();
        content.ReadObjectIdentifier();
        if (content.HasData)
            yield return ("content", OctetsOf(content.ReadSequence(First)));
        while (!signed.PeekTag().HasSameClassAndValue(Asn1Tag.SetOf))
            signed.ReadEncodedValue();
        for (var (infos, number) = (signed.ReadSetOf(), 0); infos.HasData; number++)
        {
            var signer = infos.ReadSequence();
            for (var i = 0; i < 3; i++)
                signer.ReadEncodedValue();
            if (signer.PeekTag().HasSameClassAndValue(First))
                for (var attributes = signer.ReadSetOf(First); attributes.HasData;)
                {
                    var attribute = attributes.ReadEncodedValue();
                    yield return ($"signer {number}, attribute {new AsnReader(attribute, AsnEncodingRules.BER).ReadSequence().ReadObjectIdentifier()}", attribute);
                }
            signer.ReadEncodedValue();
            yield return ($"signer {number}, signature value", OctetsOf(signer));
        }
    }

    /// <summary>Of a string in pieces, the first.</summary>
    static ReadOnlyMemory<byte> OctetsOf(AsnReader reader)
    {
        if (reader.TryReadPrimitiveOctetString(out var octets))
            return octets;
        return OctetsOf(reader.ReadSequence(new Asn1Tag(UniversalTagNumber.OctetString, isConstructed: true)));
    }

    static int Offset(byte[] file, ReadOnlyMemory<byte> part)
    {
        Assert.That(file.AsSpan().Overlaps(part.Span, out var offset));
        return offset;
    }

    static SignedFile Beside(byte[] file, IReadOnlyList<byte[]> contents) => new(file, [.. contents.Select(c => SignedContent.Of(new MemoryStream(c)))]);

    static IEnumerable<int> Spread(int length) => Enumerable.Range(0, Places).Select(i => (int)((long)i * length / Places)).Distinct();

    static byte[] With(byte[] octets, int at)
    {
        byte[] changed = [.. octets];
        changed[at] ^= 0x01;
        return changed;
    }

    /// <summary>A certificate may be there more than once.</summary>
    static byte[] Everywhere(byte[] file, ReadOnlyMemory<byte> part, int at)
    {
        byte[] changed = [.. file];
        while (changed.AsSpan().IndexOf(part.Span) is var start and >= 0)
            changed[start + at] ^= 0x01;
        return changed;
    }
}
