using System.Collections.Frozen;
using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Revocation;

namespace Ca.Core.Ocsp;

/// <summary>
/// Signs answers for one issuer, with a key that this issuer has authorised for it (RFC 6960 §4.2.2.2). Safe to use from several
/// threads at once.
/// </summary>
public sealed class OcspResponder
{
    static readonly Asn1Tag Context0 = new(TagClass.ContextSpecific, 0);
    static readonly Asn1Tag Context1 = new(TagClass.ContextSpecific, 1);
    static readonly Asn1Tag Context2 = new(TagClass.ContextSpecific, 2);

    readonly SigningKey key;
    readonly byte[] keyIdentifier;
    readonly FrozenDictionary<DigestAlgorithm, (byte[] Name, byte[] Key)> issuerHashes;

    OcspResponder(Certificate issuer, Certificate certificate, SigningKey key)
    {
        Issuer = issuer;
        Certificate = certificate;
        this.key = key;
        keyIdentifier = key.PublicKey.KeyIdentifier;
        issuerHashes = CertificateId.Digests.ToFrozenDictionary(d => d, d => CertificateId.Hashes(issuer, d));
    }

    /// <summary>Whom it answers for.</summary>
    public Certificate Issuer { get; }

    /// <summary>Its own certificate, which goes into every response.</summary>
    public Certificate Certificate { get; }

    /// <summary>A responder whose certificate the issuer itself has signed, for OCSPSigning and with id-pkix-ocsp-nocheck, and whose key is this one.</summary>
    public static Outcome<OcspResponder> Create(Certificate issuer, Certificate certificate, SigningKey key)
    {
        if (!OcspResponse.IsDelegated(certificate, issuer))
            return new Refusal(RefusalCode.NotAllowed, "Ocsp.not-delegated", certificate.Subject, issuer.Subject);
        // Otherwise clients would have to ask somebody about the responder itself (RFC 6960 §4.2.2.2.1).
        if (certificate.Extension(Oids.OcspNoCheck) is null)
            return new Refusal(RefusalCode.NotAllowed, "Ocsp.no-nocheck", certificate.Subject);
        if (!certificate.SubjectPublicKeyInfo.Span.SequenceEqual(key.PublicKey.SubjectPublicKeyInfo.Span))
            return new Refusal(RefusalCode.NotAllowed, "Ocsp.other-key", certificate.Subject);
        return new OcspResponder(issuer, certificate, key);
    }

    /// <summary>Whether this certificate is named as one of the issuer's.</summary>
    public bool AnswersFor(CertificateId certificate) =>
        certificate.Digest is { } digest && issuerHashes.TryGetValue(digest, out var hashes) && certificate.Names(hashes);

    /// <summary>Answers every certificate asked about; one that is not this issuer's is unknown (RFC 6960 §2.2).</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="lookup">The status of a serial number of this issuer.</param>
    /// <param name="now">producedAt and thisUpdate: what is answered is looked up now.</param>
    /// <param name="validity">From now to nextUpdate.</param>
    /// <param name="cancellationToken">For the lookup.</param>
    /// <returns>DER of the OCSPResponse.</returns>
    public async ValueTask<byte[]> Respond(
        OcspRequest request,
        Func<SerialNumber, CancellationToken, ValueTask<CertificateStatus>> lookup,
        DateTimeOffset now,
        TimeSpan validity,
        CancellationToken cancellationToken)
    {
        var statuses = new CertificateStatus[request.Certificates.Count];
        for (var i = 0; i < statuses.Length; i++)
        {
            var certificate = request.Certificates[i];
            statuses[i] = AnswersFor(certificate) ? await lookup(certificate.SerialNumber, cancellationToken) : CertificateStatus.Unknown;
        }
        return Write(WriteResponseData(request, statuses, now, now + validity));
    }

    byte[] WriteResponseData(OcspRequest request, CertificateStatus[] statuses, DateTimeOffset now, DateTimeOffset nextUpdate)
    {
        // 160 octets: a single response with SHA-256 hashes. A writer that begins large enough never copies itself.
        var writer = new AsnWriter(AsnEncodingRules.DER, 256 + 160 * statuses.Length);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(Context2)) // responderID byKey
                writer.WriteOctetString(keyIdentifier);
            WriteTime(writer, now);
            using (writer.PushSequence())
                for (var i = 0; i < statuses.Length; i++)
                    using (writer.PushSequence())
                    {
                        writer.WriteEncodedValue(request.Certificates[i].Encoded.Span);
                        WriteStatus(writer, statuses[i]);
                        WriteTime(writer, now);
                        using (writer.PushSequence(Context0))
                            WriteTime(writer, nextUpdate);
                    }
            OcspExtensions.WriteNonce(writer, Context1, request.Nonce);
        }
        return writer.Encode();
    }

    static void WriteStatus(AsnWriter writer, CertificateStatus status)
    {
        if (status is CertificateStatus.Revoked revoked)
            using (writer.PushSequence(Context1))
            {
                WriteTime(writer, revoked.At);
                if (revoked.Reason != RevocationReason.Unspecified)
                    using (writer.PushSequence(Context0))
                        writer.WriteEnumeratedValue(revoked.Reason);
            }
        else
            writer.WriteNull(status == CertificateStatus.Good ? Context0 : Context2);
    }

    // "GeneralizedTime … MUST NOT include fractional seconds" (RFC 6960 §4.2.2.1 by RFC 5280 §4.1.2.5.2).
    static void WriteTime(AsnWriter writer, DateTimeOffset time) => writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);

    /// <summary>OCSPResponse around BasicOCSPResponse (RFC 6960 §4.2.1).</summary>
    byte[] Write(byte[] responseData)
    {
        var signature = key.Sign(responseData);
        var writer = new AsnWriter(AsnEncodingRules.DER, responseData.Length + Certificate.Encoded.Length + signature.Length + 256);
        using (writer.PushSequence())
        {
            writer.WriteEnumeratedValue(OcspResponseStatus.Successful);
            using (writer.PushSequence(Context0))
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Oids.OcspBasic);
                using (writer.PushOctetString())
                using (writer.PushSequence())
                {
                    writer.WriteEncodedValue(responseData);
                    writer.WriteEncodedValue(key.Algorithm.AlgorithmIdentifier.Span);
                    writer.WriteBitString(signature);
                    using (writer.PushSequence(Context0))
                    using (writer.PushSequence())
                        writer.WriteEncodedValue(Certificate.Encoded.Span);
                }
            }
        }
        return writer.Encode();
    }
}
