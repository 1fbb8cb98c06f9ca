using System.Formats.Asn1;
using System.Security.Cryptography;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;

namespace Ca.Core.Cms;

/// <summary>
/// The attributes by which a signer signs for its certificate too, so that nobody can put another of the same name or key in its place:
/// signing-certificate (RFC 2634 §5.4) with SHA-1 and signing-certificate-v2 (RFC 5035 §3) with any hash.
/// </summary>
static class SigningCertificate
{
    static readonly Asn1Tag DirectoryName = new(TagClass.ContextSpecific, 4, isConstructed: true);

    /// <summary>Whether one of the two is there.</summary>
    public static bool IsIn(CmsAttributes? attributes) =>
        attributes is not null && attributes.Count(Oids.SigningCertificate) + attributes.Count(Oids.SigningCertificateV2) > 0;

    /// <summary>Whether each of the two that is there means this certificate.</summary>
    public static bool Means(CmsAttributes? attributes, Certificate certificate) =>
        Means(attributes?.Single(Oids.SigningCertificate), certificate, ReadFirst)
        && Means(attributes?.Single(Oids.SigningCertificateV2), certificate, ReadFirstV2);

    static bool Means(ReadOnlyMemory<byte>? attribute, Certificate certificate, Func<AsnReader, Certificate, bool> read)
    {
        if (attribute is not { } value)
            return true;
        return !Der.Read<object>(value, CmsSignedData.MaxOctets, reader =>
        {
            var ids = reader.ReadSequence().ReadSequence();
            return read(ids.ReadSequence(), certificate);
        }).Refused(out _, out var means) && (bool)means;
    }

    /// <summary>ESSCertID: SHA-1 is enough to name what is at hand, and finding a second certificate with the same is still out of reach.</summary>
    static bool ReadFirst(AsnReader id, Certificate certificate) =>
        SHA1.HashData(certificate.Encoded.Span).AsSpan().SequenceEqual(id.ReadOctetString()) && IsIssuerSerial(id, certificate);

    /// <summary>ESSCertIDv2: SHA-256 unless another is named.</summary>
    static bool ReadFirstV2(AsnReader id, Certificate certificate)
    {
        var algorithm = id.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence)
            ? CmsAlgorithms.ReadDigest(id.ReadEncodedValue())
            : DigestAlgorithm.Parse(Oids.Sha256);
        return !algorithm.Refused(out _, out var digest)
            && digest.Compute(certificate.Encoded.Span).AsSpan().SequenceEqual(id.ReadOctetString())
            && IsIssuerSerial(id, certificate);
    }

    /// <summary>issuerSerial: optional, and not at odds with the certificate.</summary>
    static bool IsIssuerSerial(AsnReader id, Certificate certificate)
    {
        if (!id.HasData)
            return true;
        var issuerSerial = id.ReadSequence();
        var names = issuerSerial.ReadSequence();
        var serial = issuerSerial.ReadIntegerBytes();
        return serial.Span.SequenceEqual(certificate.SerialNumber.Octets)
            && names.PeekTag().HasSameClassAndValue(DirectoryName)
            && !DistinguishedName.Parse(names.ReadSequence(DirectoryName).ReadEncodedValue()).Refused(out _, out var issuer)
            && issuer.Equals(certificate.Issuer);
    }
}
