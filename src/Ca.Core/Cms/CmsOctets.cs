using System.Formats.Asn1;

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
    internal sealed record Signer(IReadOnlyList<ReadOnlyMemory<byte>> Signed, IReadOnlyList<CmsAttribute> Unsigned);

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
