using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Ocsp;
using Ca.Core.Revocation;

namespace Ca.Core.Signatures.Cms;

/// <summary>
/// Certificates and revocation information in the unsigned attributes of a signer: certificate-values and revocation-values (RFC 5126 §6.3.3 and
/// §6.3.4). What cannot be read is as good as not there.
/// </summary>
static class CmsEvidence
{
    /// <summary>As many as a SignedData may carry in its own sets.</summary>
    const int MaxPieces = 256;

    static readonly Asn1Tag Lists = new(TagClass.ContextSpecific, 0, isConstructed: true);
    static readonly Asn1Tag Responses = new(TagClass.ContextSpecific, 1, isConstructed: true);

    public static CarriedMaterial Of(CmsSignerEntry signer)
    {
        var certificates = signer.UnsignedAttributes.All(Oids.CertificateValues).SelectMany(v => Pieces(v, Asn1Tag.Sequence)).Take(MaxPieces).Select(Certificate.Parse);
        var revocation = signer.UnsignedAttributes.All(Oids.RevocationValues).SelectMany(RevocationOf).Take(MaxPieces).ToList();
        return new(
            [.. certificates.Values()],
            [.. revocation.Where(r => r.Tag == Lists).Select(r => RevocationList.Parse(r.Value)).Values()],
            [.. revocation.Where(r => r.Tag == Responses).Select(r => OcspResponse.Parse(Complete(r.Value))).Values()]);
    }

    /// <summary>
    /// What a signer of a PDF file has put under its signature: adbe-revocationInfoArchival (ISO 32000-2 §12.8.3.3.2), whose responses are whole. Read by
    /// the older of its fields; otherRevInfo is nobody's.
    /// </summary>
    public static CarriedMaterial InPdf(CmsSignedData signed)
    {
        var revocation = signed.Signers.SelectMany(s => s.SignedAttributes?.All(Oids.AdobeRevocationInfo) ?? []).SelectMany(RevocationOf).Take(MaxPieces).ToList();
        return new(
            [],
            [.. revocation.Where(r => r.Tag == Lists).Select(r => RevocationList.Parse(r.Value)).Values()],
            [.. revocation.Where(r => r.Tag == Responses).Select(r => OcspResponse.Parse(r.Value)).Values()]);
    }

    /// <summary>An OCSP response among the revocation information of the container (RFC 5940 §2.1), or the basic response alone, which also occurs.</summary>
    public static IEnumerable<OcspResponse> ReadOther(string format, ReadOnlyMemory<byte> value) => format switch
    {
        Oids.OcspInCms => Outcomes.Values([OcspResponse.Parse(value)]),
        Oids.OcspBasic => Outcomes.Values([OcspResponse.Parse(Complete(value))]),
        _ => [],
    };

    /// <summary>Whether there is revocation information about the signer or its authorities, wherever it is kept.</summary>
    public static bool HasRevocation(CmsSignedData? signed, CmsSignerEntry signer) =>
        signer.UnsignedAttributes.Count(Oids.RevocationValues) > 0 || signed is { RevocationLists.Count: > 0 } or { OtherRevocationInformation.Count: > 0 };

    /// <summary>BasicOCSPResponse inside an OCSPResponse that says it was successful (RFC 6960 §4.2.1).</summary>
    static byte[] Complete(ReadOnlyMemory<byte> basic) => Der.Write(w =>
    {
        using (w.PushSequence())
        {
            w.WriteEnumeratedValue(OcspResponseStatus.Successful);
            using (w.PushSequence(Lists))
            using (w.PushSequence())
            {
                w.WriteObjectIdentifier(Oids.OcspBasic);
                w.WriteOctetString(basic.Span);
            }
        }
    });

    /// <summary>RevocationValues: lists and responses, each with the tag of its field.</summary>
    static IEnumerable<(Asn1Tag Tag, ReadOnlyMemory<byte> Value)> RevocationOf(ReadOnlyMemory<byte> attribute) =>
        from field in Pieces(attribute, Asn1Tag.Sequence)
        let tag = new AsnReader(field, AsnEncodingRules.DER).PeekTag()
        where tag == Lists || tag == Responses
        from sequence in Pieces(field, tag)
        from value in Pieces(sequence, Asn1Tag.Sequence)
        select (tag, value);

    /// <summary>The values in a constructed one; none when it is not that.</summary>
    static List<ReadOnlyMemory<byte>> Pieces(ReadOnlyMemory<byte> encoded, Asn1Tag tag)
    {
        var pieces = new List<ReadOnlyMemory<byte>>();
        try
        {
            for (var reader = new AsnReader(encoded, AsnEncodingRules.DER).ReadSequence(tag); reader.HasData && pieces.Count < MaxPieces;)
                pieces.Add(reader.ReadEncodedValue());
        }
        catch (AsnContentException)
        {
            pieces.Clear();
        }
        return pieces;
    }
}
