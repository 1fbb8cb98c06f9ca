using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Certificates;

namespace Ca.Core.Cms;

/// <summary>The pieces of a SignedData, tag and length with them, in one encoding: what archive time-stamps are over.</summary>
/// <param name="ContentInfo">encapContentInfo.</param>
/// <param name="ContentType">eContentType.</param>
/// <param name="Certificates">certificates, or null.</param>
/// <param name="RevocationInformation">crls, or null.</param>
/// <param name="Signers">signerInfos.</param>
sealed record CmsOctets(
    ReadOnlyMemory<byte> ContentInfo, ReadOnlyMemory<byte> ContentType, CmsOctets.Set? Certificates, CmsOctets.Set? RevocationInformation,
    IReadOnlyList<CmsOctets.Signer> Signers)
{
    static readonly Asn1Tag First = new(TagClass.ContextSpecific, 0, isConstructed: true);
    static readonly Asn1Tag Second = new(TagClass.ContextSpecific, 1, isConstructed: true);

    /// <summary>A set: whole, and each value in it.</summary>
    internal sealed record Set(ReadOnlyMemory<byte> Encoded, IReadOnlyList<ReadOnlyMemory<byte>> Values);

    /// <summary>A SignerInfo.</summary>
    /// <param name="Signed">version, sid, digestAlgorithm, signedAttrs when there, signatureAlgorithm and signature, in this order.</param>
    /// <param name="Unsigned">unsignedAttrs.</param>
    internal sealed record Signer(IReadOnlyList<ReadOnlyMemory<byte>> Signed, IReadOnlyList<CmsAttribute> Unsigned)
    {
        /// <summary>Reads one in DER.</summary>
        public static Signer Read(ReadOnlyMemory<byte> encoded) => ReadSigner(new AsnReader(encoded, AsnEncodingRules.DER).ReadSequence(), AsnEncodingRules.DER);

        /// <summary>With one more unsigned attribute, behind those that are there.</summary>
        public Signer WithUnsigned(string type, ReadOnlyMemory<byte> value)
        {
            var attribute = Der.Write(w =>
            {
                using (w.PushSequence())
                {
                    w.WriteObjectIdentifier(type);
                    using (w.PushSetOf())
                        w.WriteEncodedValue(value.Span);
                }
            });
            return this with { Unsigned = [.. Unsigned, new(type, attribute, [value])] };
        }

        public ReadOnlyMemory<byte> Write() =>
            Wrap(0x30, [.. Signed, .. Unsigned.Count > 0 ? [Wrap(0xA1, Unsigned.Select(a => a.Encoded))] : Array.Empty<ReadOnlyMemory<byte>>()]);
    }

    /// <summary>Of octets that were read already, so that they are known to be a SignedData; the original first.</summary>
    public static IReadOnlyList<CmsOctets> Forms(ReadOnlyMemory<byte> original, ReadOnlyMemory<byte> definite)
    {
        var plain = Read(definite, AsnEncodingRules.DER);
        // The same start is the same octets: what was rewritten is elsewhere.
        if (original.Span[..Math.Min(original.Length, definite.Length)] == definite.Span)
            return [plain];
        try
        {
            return [Read(original, AsnEncodingRules.BER), plain];
        }
        // BER that we read and the platform does not: the other form is what is left.
        catch (AsnContentException)
        {
            return [plain];
        }
    }

    /// <summary>With further certificates, behind those that are there.</summary>
    public CmsOctets WithCertificates(IEnumerable<Certificate> more) => this with { Certificates = Add(First, Certificates, more.Select(c => c.Encoded)) };

    /// <summary>With further revocation information, behind what is there.</summary>
    public CmsOctets WithRevocationInformation(IEnumerable<ReadOnlyMemory<byte>> more) =>
        this with { RevocationInformation = Add(Second, RevocationInformation, more) };

    /// <summary>With one signer changed.</summary>
    public CmsOctets WithSigner(int index, Func<Signer, Signer> change) => this with { Signers = [.. Signers.Select((s, i) => i == index ? change(s) : s)] };

    /// <summary>A ContentInfo of these pieces, none of them changed or put in another order: time-stamps are over them as they stand.</summary>
    public byte[] Write()
    {
        var digests = Signers.Select(s => s.Signed[2]).DistinctBy(d => Convert.ToHexString(d.Span));
        var signedData = Wrap(0x30,
        [
            Der.Write(w => w.WriteInteger(Version())),
            Wrap(0x31, digests),
            ContentInfo,
            .. Certificates is { } certificates ? [certificates.Encoded] : Array.Empty<ReadOnlyMemory<byte>>(),
            .. RevocationInformation is { } revocation ? [revocation.Encoded] : Array.Empty<ReadOnlyMemory<byte>>(),
            Wrap(0x31, Signers.Select(s => s.Write())),
        ]);
        return Wrap(0x30, [Der.Write(w => w.WriteObjectIdentifier(Oids.CmsSignedData)), Wrap(0xA0, [signedData])]);
    }

    /// <summary>RFC 5652 §5.1.</summary>
    int Version()
    {
        if (RevocationInformation?.Values.Any(v => v.Span is [0xA1, ..]) == true)
            return 5;
        var isData = ContentType.Span.SequenceEqual(Der.Write(w => w.WriteObjectIdentifier(Oids.CmsData)));
        return isData && Signers.All(s => s.Signed[0].Span.SequenceEqual((ReadOnlySpan<byte>)[2, 1, 1])) ? 1 : 3;
    }

    static Set? Add(Asn1Tag tag, Set? set, IEnumerable<ReadOnlyMemory<byte>> more)
    {
        var values = (set?.Values ?? []).Concat(more).DistinctBy(v => Convert.ToHexString(v.Span)).ToList();
        return values.Count == (set?.Values.Count ?? 0) ? set : new(Wrap((byte)(0xA0 | tag.TagValue), values), values);
    }

    static byte[] Wrap(byte tag, IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        var all = pieces.ToList();
        var length = all.Sum(p => p.Length);
        byte[] header = Der.Header(tag, length);
        var wrapped = new byte[header.Length + length];
        header.CopyTo(wrapped, 0);
        var at = header.Length;
        foreach (var piece in all)
        {
            piece.CopyTo(wrapped.AsMemory(at));
            at += piece.Length;
        }
        return wrapped;
    }

    static CmsOctets Read(ReadOnlyMemory<byte> contentInfo, AsnEncodingRules rules)
    {
        var info = new AsnReader(contentInfo, rules, new() { SkipSetSortOrderVerification = true }).ReadSequence();
        info.ReadObjectIdentifier();
        var signed = info.ReadSequence(First).ReadSequence();
        signed.ReadInteger();
        signed.ReadEncodedValue();
        var content = signed.ReadEncodedValue();
        var type = new AsnReader(content, rules).ReadSequence().ReadEncodedValue();
        var certificates = ReadSet(signed, First);
        var revocation = ReadSet(signed, Second);
        var signers = new List<Signer>();
        for (var infos = signed.ReadSetOf(); infos.HasData;)
            signers.Add(ReadSigner(infos.ReadSequence(), rules));
        return new(content, type, certificates, revocation, signers);
    }

    static Set? ReadSet(AsnReader reader, Asn1Tag tag)
    {
        if (!reader.PeekTag().HasSameClassAndValue(tag))
            return null;
        var encoded = reader.PeekEncodedValue();
        var values = new List<ReadOnlyMemory<byte>>();
        for (var set = reader.ReadSetOf(tag); set.HasData;)
            values.Add(set.ReadEncodedValue());
        return new(encoded, values);
    }

    static Signer ReadSigner(AsnReader info, AsnEncodingRules rules)
    {
        var signed = new List<ReadOnlyMemory<byte>>();
        while (info.HasData && !info.PeekTag().HasSameClassAndValue(Second))
            signed.Add(info.ReadEncodedValue());
        var attributes = new List<CmsAttribute>();
        if (info.HasData)
            for (var set = info.ReadSetOf(Second); set.HasData;)
                attributes.Add(CmsAttribute.Read(set.ReadEncodedValue(), rules));
        return new(signed, attributes);
    }
}
