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

/// <summary>Which signed attributes a signature gets.</summary>
public enum CmsForm
{
    /// <summary>Those of order 472 and CAdES B-B: content-type, message-digest, signing-time and signing-certificate-v2.</summary>
    Cades,
    /// <summary>The same without signing-certificate-v2, for programs that refuse what they do not know.</summary>
    Plain,
}

/// <summary>
/// Makes CMS SignedData (RFC 5652 §5) as order 472 of the Ministry of Digital Development and CAdES B-B ask for: signers named by issuer and
/// serial number, certificates included, and the signed attributes of <see cref="CmsForm"/>.
/// </summary>
public static class CmsSignature
{
    /// <summary>A signature that carries its content. In DER.</summary>
    public static byte[] CreateAttached(CmsSigner signer, ReadOnlyMemory<byte> content, DateTimeOffset signingTime, CmsForm form = CmsForm.Cades) =>
        Create(signer, signer.Key.Algorithm.Digest.Compute(content.Span), content, signingTime, form);

    /// <summary>A signature beside its content, which is read once, in constant memory. In DER.</summary>
    public static byte[] CreateDetached(CmsSigner signer, Stream content, DateTimeOffset signingTime, CmsForm form = CmsForm.Cades) =>
        Create(signer, signer.Key.Algorithm.Digest.Compute(content), null, signingTime, form);

    /// <summary>A signature beside its content without signing-time, which the PDF says itself (EN 319 142-1 §6.3). In DER.</summary>
    internal static byte[] CreateForPdf(CmsSigner signer, Stream content) =>
        Create(signer, signer.Key.Algorithm.Digest.Compute(content), null, signingTime: null, CmsForm.Cades);

    /// <summary>One more signature beside those that are there, over the same content.</summary>
    /// <param name="signature">CMS SignedData.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="content">The content when it is not in the file; read once from where it stands.</param>
    /// <param name="signingTime">What the signer claims.</param>
    public static Outcome<byte[]> AddSigner(ReadOnlyMemory<byte> signature, CmsSigner signer, Stream? content, DateTimeOffset signingTime) =>
        CmsSignedData.Parse(signature).Then<byte[]>(signed =>
        {
            if (signed.Signers.Count == CmsSignedData.MaxSigners)
                return new Refusal(RefusalCode.TooLarge, "Cms.too-many-signers", CmsSignedData.MaxSigners);
            var digest = signer.Key.Algorithm.Digest;
            var hash = signed.Content is { } inside ? digest.Compute(inside.Span) : content is null ? null : digest.Compute(content);
            if (hash is null)
                return new Refusal(RefusalCode.NotFound, "Cms.no-content-to-sign");
            var added = CmsOctets.Signer.Read(SignerInfo(signer, SignedAttributes(signer, signed.ContentType, hash, signingTime, CmsForm.Cades)));
            var octets = signed.Forms[^1];
            return (octets with { Signers = [.. octets.Signers, added] }).WithCertificates([signer.Certificate, .. signer.Chain]).Write();
        });

    /// <summary>A signature over the value of a signature that is there (RFC 5652 §11.4): whoever makes it confirms that one.</summary>
    /// <param name="signature">CMS SignedData.</param>
    /// <param name="index">Of the signature to confirm.</param>
    /// <param name="signer">Who confirms.</param>
    /// <param name="signingTime">What that signer claims.</param>
    public static Outcome<byte[]> CounterSign(ReadOnlyMemory<byte> signature, int index, CmsSigner signer, DateTimeOffset signingTime) =>
        CmsSignedData.Parse(signature).Then<byte[]>(signed =>
        {
            if (index < 0 || index >= signed.Signers.Count)
                return new Refusal(RefusalCode.NotFound, "Cms.no-such-signer", index + 1, signed.Signers.Count);
            var hash = signer.Key.Algorithm.Digest.Compute(signed.Signers[index].Signature.Span);
            // There is no content type for counter-signatures.
            var counter = SignerInfo(signer, SignedAttributes(signer, null, hash, signingTime, CmsForm.Cades));
            return signed.Forms[^1].WithSigner(index, s => s.WithUnsigned(Oids.CounterSignature, counter))
                .WithCertificates([signer.Certificate, .. signer.Chain]).Write();
        });

    static byte[] Create(CmsSigner signer, byte[] digest, ReadOnlyMemory<byte>? content, DateTimeOffset? signingTime, CmsForm form) => Der.Write(w =>
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
                    w.WriteEncodedValue(SignerInfo(signer, SignedAttributes(signer, Oids.CmsData, digest, signingTime, form)));
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

    internal static void WriteCertificates(AsnWriter w, CmsSigner signer)
    {
        using (w.PushSetOf(Explicit(0)))
            foreach (var certificate in signer.Chain.Prepend(signer.Certificate).Distinct())
                w.WriteEncodedValue(certificate.Encoded.Span);
    }

    static byte[] SignerInfo(CmsSigner signer, byte[] attributes) => Der.Write(w =>
    {
        using (w.PushSequence())
        {
            w.WriteInteger(1);
            WriteIssuerAndSerialNumber(w, signer.Certificate);
            WriteDigestAlgorithm(w, signer.Key.Algorithm);
            // [0] IMPLICIT: the SET's own tag is only for what is signed (§5.4).
            w.WriteEncodedValue([0xA0, .. attributes.AsSpan(1)]);
            w.WriteEncodedValue(signer.Key.Algorithm.AlgorithmIdentifier.Span);
            w.WriteOctetString(signer.Key.Sign(attributes));
        }
    });

    static byte[] SignedAttributes(CmsSigner signer, string? contentType, byte[] digest, DateTimeOffset? signingTime, CmsForm form) => Der.Write(w =>
    {
        using (w.PushSetOf())
        {
            if (contentType is not null)
                WriteAttribute(w, Oids.ContentType, () => w.WriteObjectIdentifier(contentType));
            WriteAttribute(w, Oids.MessageDigest, () => w.WriteOctetString(digest));
            if (signingTime is { } time)
                WriteAttribute(w, Oids.SigningTime, () => WriteTime(w, time));
            if (form == CmsForm.Cades)
                WriteAttribute(w, Oids.SigningCertificateV2, () => WriteSigningCertificate(w, signer));
        }
    });

    internal static void WriteAttribute(AsnWriter w, string type, Action value)
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
    internal static void WriteSigningCertificate(AsnWriter w, CmsSigner signer)
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

    internal static void WriteIssuerAndSerialNumber(AsnWriter w, Certificate certificate)
    {
        using (w.PushSequence())
        {
            w.WriteEncodedValue(certificate.Issuer.Encoded.Span);
            w.WriteInteger(certificate.SerialNumber.Octets);
        }
    }

    /// <summary>Parameters absent: RFC 5754 §2 for SHA-2, RFC 9215 §2 for GOST.</summary>
    internal static void WriteDigestAlgorithm(AsnWriter w, SignatureAlgorithm algorithm)
    {
        using (w.PushSequence())
            w.WriteObjectIdentifier(algorithm.Digest.Oid);
    }

    static Asn1Tag Explicit(int number) => new(TagClass.ContextSpecific, number, isConstructed: true);
}
