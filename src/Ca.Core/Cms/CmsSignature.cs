using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;

namespace Ca.Core.Cms;

/// <summary>Who signs: a key, its certificate and the certificates above it that a verifier may need.</summary>
/// <param name="Key">The private key.</param>
/// <param name="Certificate">Of this key.</param>
/// <param name="Chain">Carried along; the anchor need not be among them.</param>
public sealed record CmsSigner(SigningKey Key, Certificate Certificate, IReadOnlyList<Certificate> Chain);

/// <summary>
/// Makes CMS SignedData of one signer (RFC 5652 §5) as order 472 of the Ministry of Digital Development and CAdES B-B ask for:
/// signer named by issuer and serial number, certificates included, and the signed attributes content-type, message-digest,
/// signing-time and signing-certificate-v2.
/// </summary>
public static class CmsSignature
{
    /// <summary>A signature that carries its content. In DER.</summary>
    public static byte[] CreateAttached(CmsSigner signer, ReadOnlyMemory<byte> content, DateTimeOffset signingTime) =>
        Create(signer, signer.Key.Algorithm.Digest.Compute(content.Span), content, signingTime, timeStamp: null).Expect();

    /// <summary>A signature beside its content, which is read once, in constant memory. In DER.</summary>
    public static byte[] CreateDetached(CmsSigner signer, Stream content, DateTimeOffset signingTime) =>
        Create(signer, signer.Key.Algorithm.Digest.Compute(content), null, signingTime, timeStamp: null).Expect();

    /// <summary>
    /// A signature beside its content without signing-time, which the PDF says itself (EN 319 142-1 §6.3); with a time-stamp token over the
    /// signature value when somebody is given to ask. A refusal is theirs. In DER.
    /// </summary>
    internal static Outcome<byte[]> CreateForPdf(CmsSigner signer, Stream content, Func<ReadOnlyMemory<byte>, Outcome<byte[]>>? timeStamp) =>
        Create(signer, signer.Key.Algorithm.Digest.Compute(content), null, signingTime: null, timeStamp);

    static Outcome<byte[]> Create(
        CmsSigner signer, byte[] digest, ReadOnlyMemory<byte>? content, DateTimeOffset? signingTime, Func<ReadOnlyMemory<byte>, Outcome<byte[]>>? timeStamp)
    {
        var attributes = SignedAttributes(signer, digest, signingTime);
        var signature = signer.Key.Sign(attributes);
        if (timeStamp is null)
            return Write(signer, content, attributes, signature, token: null);
        return timeStamp(signature).Then<byte[]>(token => Write(signer, content, attributes, signature, token));
    }

    static byte[] Write(CmsSigner signer, ReadOnlyMemory<byte>? content, byte[] attributes, byte[] signature, byte[]? token) => Der.Write(w =>
    {
        using (w.PushSequence())
        {
            w.WriteObjectIdentifier(Oids.CmsSignedData);
            using (w.PushSequence(Explicit(0)))
            using (w.PushSequence())
            {
                // 1: only certificates of X.509, signers by issuer and serial number, content of type id-data (§5.1).
                w.WriteInteger(1);
                using (w.PushSetOf())
                    WriteDigestAlgorithm(w, signer.Key.Algorithm);
                WriteContent(w, content);
                WriteCertificates(w, signer);
                using (w.PushSetOf())
                    WriteSignerInfo(w, signer, attributes, signature, token);
            }
        }
    });

    static void WriteContent(AsnWriter w, ReadOnlyMemory<byte>? content)
    {
        using (w.PushSequence())
        {
            w.WriteObjectIdentifier(Oids.CmsData);
            if (content is not { } octets)
                return;
            using (w.PushSequence(Explicit(0)))
                w.WriteOctetString(octets.Span);
        }
    }

    static void WriteCertificates(AsnWriter w, CmsSigner signer)
    {
        using (w.PushSetOf(Explicit(0)))
            foreach (var certificate in signer.Chain.Prepend(signer.Certificate).Distinct())
                w.WriteEncodedValue(certificate.Encoded.Span);
    }

    static void WriteSignerInfo(AsnWriter w, CmsSigner signer, byte[] attributes, byte[] signature, byte[]? token)
    {
        using (w.PushSequence())
        {
            w.WriteInteger(1);
            WriteIssuerAndSerialNumber(w, signer.Certificate);
            WriteDigestAlgorithm(w, signer.Key.Algorithm);
            // [0] IMPLICIT: the SET's own tag is only for what is signed (§5.4).
            w.WriteEncodedValue([0xA0, .. attributes.AsSpan(1)]);
            w.WriteEncodedValue(signer.Key.Algorithm.AlgorithmIdentifier.Span);
            w.WriteOctetString(signature);
            if (token is null)
                return;
            using (w.PushSetOf(Explicit(1)))
                WriteAttribute(w, Oids.SignatureTimeStamp, () => w.WriteEncodedValue(token));
        }
    }

    static byte[] SignedAttributes(CmsSigner signer, byte[] digest, DateTimeOffset? signingTime) => Der.Write(w =>
    {
        using (w.PushSetOf())
        {
            WriteAttribute(w, Oids.ContentType, () => w.WriteObjectIdentifier(Oids.CmsData));
            WriteAttribute(w, Oids.MessageDigest, () => w.WriteOctetString(digest));
            if (signingTime is { } time)
                WriteAttribute(w, Oids.SigningTime, () => WriteTime(w, time));
            WriteAttribute(w, Oids.SigningCertificateV2, () => WriteSigningCertificate(w, signer));
        }
    });

    static void WriteAttribute(AsnWriter w, string type, Action value)
    {
        using (w.PushSequence())
        {
            w.WriteObjectIdentifier(type);
            using (w.PushSetOf())
                value();
        }
    }

    /// <summary>UTCTime through 2049, GeneralizedTime after (RFC 5652 §11.3).</summary>
    static void WriteTime(AsnWriter w, DateTimeOffset time)
    {
        if (time.UtcDateTime.Year is >= 1950 and < 2050)
            w.WriteUtcTime(time.ToUniversalTime());
        else
            w.WriteGeneralizedTime(time.ToUniversalTime(), omitFractionalSeconds: true);
    }

    /// <summary>SigningCertificateV2 (RFC 5035 §3): the hash is left out when it is the default, SHA-256.</summary>
    static void WriteSigningCertificate(AsnWriter w, CmsSigner signer)
    {
        var digest = signer.Key.Algorithm.Digest;
        using (w.PushSequence())
        using (w.PushSequence())
        using (w.PushSequence())
        {
            if (digest.Oid != Oids.Sha256)
                WriteDigestAlgorithm(w, signer.Key.Algorithm);
            w.WriteOctetString(digest.Compute(signer.Certificate.Encoded.Span));
            using (w.PushSequence())
            {
                using (w.PushSequence())
                using (w.PushSequence(Explicit(4)))
                    w.WriteEncodedValue(signer.Certificate.Issuer.Encoded.Span);
                w.WriteInteger(signer.Certificate.SerialNumber.Octets);
            }
        }
    }

    static void WriteIssuerAndSerialNumber(AsnWriter w, Certificate certificate)
    {
        using (w.PushSequence())
        {
            w.WriteEncodedValue(certificate.Issuer.Encoded.Span);
            w.WriteInteger(certificate.SerialNumber.Octets);
        }
    }

    /// <summary>Parameters absent: RFC 5754 §2 for SHA-2, RFC 9215 §2 for GOST.</summary>
    static void WriteDigestAlgorithm(AsnWriter w, SignatureAlgorithm algorithm)
    {
        using (w.PushSequence())
            w.WriteObjectIdentifier(algorithm.Digest.Oid);
    }

    static Asn1Tag Explicit(int number) => new(TagClass.ContextSpecific, number, isConstructed: true);
}
