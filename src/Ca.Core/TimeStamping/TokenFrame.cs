using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Cms;

namespace Ca.Core.TimeStamping;

/// <summary>
/// SignedData around a TSTInfo (RFC 3161 §2.4.2): all that is the same in every token of a signer is encoded once, so that a token costs its
/// hashes and its signature.
/// </summary>
sealed class TokenFrame
{
    static readonly Asn1Tag Context0 = new(TagClass.ContextSpecific, 0, isConstructed: true);

    readonly CmsSigner signer;
    readonly byte[] digestAlgorithm;
    readonly byte[] certificates;
    readonly byte[] name;
    readonly byte[] contentType;
    readonly byte[] signingCertificate;

    public TokenFrame(CmsSigner signer)
    {
        this.signer = signer;
        digestAlgorithm = Der.Write(w => CmsSignature.WriteDigestAlgorithm(w, signer.Key.Algorithm));
        // The anchor is no use to whoever trusts it and no help to whoever does not.
        certificates = Der.Write(w => CmsSignature.WriteCertificates(w, signer with { Chain = [.. signer.Chain.Where(c => !c.IsSelfIssued)] }));
        name = Der.Write(w => CmsSignature.WriteIssuerAndSerialNumber(w, signer.Certificate));
        contentType = Der.Write(w => CmsSignature.WriteAttribute(w, Oids.ContentType, () => w.WriteObjectIdentifier(Oids.TimeStampTokenContent)));
        // ESSCertIDv2 (RFC 5816 §2.2.1) by the signature's own hash, so that whoever can check the one can check the other.
        signingCertificate = Der.Write(w => CmsSignature.WriteAttribute(w, Oids.SigningCertificateV2, () => CmsSignature.WriteSigningCertificate(w, signer)));
    }

    /// <summary>The token in DER.</summary>
    public byte[] Seal(byte[] info, bool withCertificates)
    {
        var attributes = SignedAttributes(signer.Key.Algorithm.Digest.Compute(info));
        var signature = signer.Key.Sign(attributes);
        var writer = new AsnWriter(AsnEncodingRules.DER, info.Length + attributes.Length + name.Length + signature.Length + (withCertificates ? certificates.Length : 0) + 256);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oids.CmsSignedData);
            using (writer.PushSequence(Context0))
            using (writer.PushSequence())
            {
                // 3, since the content is not of type id-data (RFC 5652 §5.1).
                writer.WriteInteger(3);
                using (writer.PushSetOf())
                    writer.WriteEncodedValue(digestAlgorithm);
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(Oids.TimeStampTokenContent);
                    using (writer.PushSequence(Context0))
                        writer.WriteOctetString(info);
                }
                if (withCertificates)
                    writer.WriteEncodedValue(certificates);
                using (writer.PushSetOf())
                    WriteSignerInfo(writer, attributes, signature);
            }
        }
        return writer.Encode();
    }

    void WriteSignerInfo(AsnWriter writer, byte[] attributes, byte[] signature)
    {
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            writer.WriteEncodedValue(name);
            writer.WriteEncodedValue(digestAlgorithm);
            // [0] IMPLICIT: the SET's own tag is only for what is signed (RFC 5652 §5.4).
            writer.WriteEncodedValue([0xA0, .. attributes.AsSpan(1)]);
            writer.WriteEncodedValue(signer.Key.Algorithm.AlgorithmIdentifier.Span);
            writer.WriteOctetString(signature);
        }
    }

    byte[] SignedAttributes(byte[] digest) => Der.Write(w =>
    {
        using (w.PushSetOf())
        {
            w.WriteEncodedValue(contentType);
            w.WriteEncodedValue(signingCertificate);
            CmsSignature.WriteAttribute(w, Oids.MessageDigest, () => w.WriteOctetString(digest));
        }
    });
}
