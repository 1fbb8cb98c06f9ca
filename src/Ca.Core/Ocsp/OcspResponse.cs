using System.Formats.Asn1;
using System.Security.Cryptography;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Revocation;

namespace Ca.Core.Ocsp;

/// <summary>OCSPResponseStatus (RFC 6960 §4.2.1).</summary>
public enum OcspResponseStatus
{
    /// <summary>successful: there is an answer.</summary>
    Successful = 0,
    /// <summary>malformedRequest.</summary>
    MalformedRequest = 1,
    /// <summary>internalError.</summary>
    InternalError = 2,
    /// <summary>tryLater.</summary>
    TryLater = 3,
    /// <summary>sigRequired.</summary>
    SignatureRequired = 5,
    /// <summary>unauthorized: the responder does not answer for this issuer (RFC 5019 §2.2.3).</summary>
    Unauthorized = 6,
}

/// <summary>The answer about one certificate.</summary>
/// <param name="Certificate">certID.</param>
/// <param name="Status">certStatus.</param>
/// <param name="ThisUpdate">thisUpdate.</param>
/// <param name="NextUpdate">nextUpdate, or null.</param>
public sealed record SingleResponse(CertificateId Certificate, CertificateStatus Status, DateTimeOffset ThisUpdate, DateTimeOffset? NextUpdate)
{
    /// <summary>archiveCutoff (RFC 6960 §4.4.4): certificates that expired since are still known. Null when it says nothing.</summary>
    public DateTimeOffset? ArchiveCutoff { get; init; }
}

/// <summary>An OCSP response (RFC 6960 §4.2), read strictly.</summary>
public sealed class OcspResponse
{
    /// <summary>Larger ones are refused: a hundred answers and a few certificates stay far below.</summary>
    public const int MaxOctets = 256 * 1024;

    static readonly Asn1Tag Context0 = new(TagClass.ContextSpecific, 0);
    static readonly Asn1Tag Context1 = new(TagClass.ContextSpecific, 1);
    static readonly Asn1Tag Context2 = new(TagClass.ContextSpecific, 2);

    OcspResponse(OcspResponseStatus status) => Status = status;

    /// <summary>DER.</summary>
    public ReadOnlyMemory<byte> Encoded { get; private init; }

    /// <summary>SHA-256 over <see cref="Encoded"/>, lower-case hex.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoded.Span));

    /// <summary>Only a successful response has anything else.</summary>
    public OcspResponseStatus Status { get; }

    /// <summary>producedAt.</summary>
    public DateTimeOffset ProducedAt { get; private init; }

    /// <summary>responses.</summary>
    public IReadOnlyList<SingleResponse> Responses { get; private init; } = [];

    /// <summary>The certificates that came with it, unchecked.</summary>
    public IReadOnlyList<Certificate> Certificates { get; private init; } = [];

    /// <summary>The nonce; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Nonce { get; private init; }

    /// <summary>DER of the ResponseData: what was signed.</summary>
    public ReadOnlyMemory<byte> ResponseData { get; private init; }

    /// <summary>DER of the AlgorithmIdentifier.</summary>
    public ReadOnlyMemory<byte> SignatureAlgorithm { get; private init; }

    /// <summary>signature.</summary>
    public ReadOnlyMemory<byte> Signature { get; private init; }

    DistinguishedName? ResponderName { get; init; }

    ReadOnlyMemory<byte> ResponderKeyIdentifier { get; init; }

    /// <summary>Reads DER, at most <see cref="MaxOctets"/>.</summary>
    public static Outcome<OcspResponse> Parse(ReadOnlyMemory<byte> der) => Der.Read(der, MaxOctets, reader =>
    {
        var parts = reader.ReadSequence();
        var status = parts.ReadEnumeratedValue<OcspResponseStatus>();
        if (!Enum.IsDefined(status) || parts.HasData != (status == OcspResponseStatus.Successful))
            throw new AsnContentException("A status without its answer, or no status.");
        if (status != OcspResponseStatus.Successful)
            return new OcspResponse(status) { Encoded = der };

        var wrapped = parts.ReadSequence(Context0);
        parts.ThrowIfNotEmpty();
        var response = wrapped.ReadSequence();
        wrapped.ThrowIfNotEmpty();
        var type = response.ReadObjectIdentifier();
        if (type != Oids.OcspBasic)
            return new Refusal(RefusalCode.Unsupported, "Ocsp.unknown-response-type", type);
        var basic = response.ReadOctetString();
        response.ThrowIfNotEmpty();
        return Der.Read(basic, MaxOctets, inner => ReadBasic(der, inner));
    });

    /// <summary>A response that is only a status: everything but <see cref="OcspResponseStatus.Successful"/>.</summary>
    public static byte[] Of(OcspResponseStatus status) => Der.Write(writer =>
    {
        using (writer.PushSequence())
            writer.WriteEnumeratedValue(status);
    });

    /// <summary>
    /// Who signed: the issuer itself, or a certificate for OCSPSigning that the issuer itself has signed and that is valid at
    /// <paramref name="at"/> (RFC 6960 §4.2.2.2); a refusal when nobody with that authority did.
    /// </summary>
    public Outcome<Certificate> SignedBy(Certificate issuer, DateTimeOffset at)
    {
        var candidates = Certificates.Where(c => IsDelegated(c, issuer) && c.Validity.Includes(at)).Prepend(issuer);
        return candidates.FirstOrDefault(c => Names(c) && !c.PublicKey.Refused(out _, out var key) && IsSignedBy(key)) is { } signer
            ? signer
            : new Refusal(RefusalCode.BadSignature, "Ocsp.not-signed", issuer.Subject);
    }

    /// <summary>Whether responderID names the holder of this certificate.</summary>
    public bool Names(Certificate certificate) => ResponderName is { } name
        ? certificate.Subject.Equals(name)
        : !certificate.PublicKey.Refused(out _, out var key) && ResponderKeyIdentifier.Span.SequenceEqual(key.KeyIdentifier);

    /// <summary>Whether this key made the signature. Says nothing about its authority.</summary>
    public bool IsSignedBy(Keys.PublicKey key) => IsSignedBy(key, Keys.SignatureAlgorithm.Parse(SignatureAlgorithm));

    /// <summary>The same with outdated algorithms too: whether they may be relied on is for whoever asks to know.</summary>
    internal bool IsSignedEvenOutdatedBy(Keys.PublicKey key) => IsSignedBy(key, Keys.SignatureAlgorithm.ParseEvenOutdated(SignatureAlgorithm));

    bool IsSignedBy(Keys.PublicKey key, Outcome<Keys.SignatureAlgorithm> known) =>
        !known.Refused(out _, out var algorithm) && key.Verify(algorithm, ResponseData.Span, Signature.Span);

    /// <summary>Whether the issuer itself has signed the certificate, and for OCSPSigning.</summary>
    internal static bool IsDelegated(Certificate certificate, Certificate issuer) =>
        certificate.Issuer.Equals(issuer.Subject)
        && certificate.ExtendedKeyUsage?.Contains(Oids.OcspSigning) == true
        && !issuer.PublicKey.Refused(out _, out var key)
        && certificate.IsSignedBy(key);

    static Outcome<OcspResponse> ReadBasic(ReadOnlyMemory<byte> encoded, AsnReader reader)
    {
        var basic = reader.ReadSequence();
        var responseData = basic.PeekEncodedValue();
        var data = basic.ReadSequence();
        var algorithm = basic.ReadEncodedValue();
        var signature = basic.ReadBitString(out var unusedBits);
        if (unusedBits != 0)
            throw new AsnContentException("A signature has whole octets.");
        if (ReadCertificates(basic).Refused(out var why, out var certificates))
            return why;
        basic.ThrowIfNotEmpty();

        if (data.IsNext(Context0))
            throw new AsnContentException("There is one version, and DER leaves it out.");
        if (ReadResponder(data).Refused(out why, out var responder))
            return why;
        var producedAt = data.ReadGeneralizedTime();
        if (ReadResponses(data.ReadSequence()).Refused(out why, out var responses))
            return why;
        if (OcspExtensions.ReadNonce(data, Context1).Refused(out why, out var nonce))
            return why;
        data.ThrowIfNotEmpty();
        return new OcspResponse(OcspResponseStatus.Successful)
        {
            Encoded = encoded,
            ProducedAt = producedAt,
            Responses = responses,
            Certificates = certificates,
            Nonce = nonce,
            ResponseData = responseData,
            SignatureAlgorithm = algorithm,
            Signature = signature,
            ResponderName = responder.Name,
            ResponderKeyIdentifier = responder.KeyIdentifier,
        };
    }

    static Outcome<(DistinguishedName? Name, ReadOnlyMemory<byte> KeyIdentifier)> ReadResponder(AsnReader data)
    {
        var byName = data.IsNext(Context1);
        var wrapped = data.ReadSequence(byName ? Context1 : Context2);
        (DistinguishedName?, ReadOnlyMemory<byte>) responder;
        if (!byName)
            responder = (null, wrapped.ReadOctetString());
        else if (DistinguishedName.Parse(wrapped.ReadEncodedValue()).Refused(out var why, out var name))
            return why;
        else
            responder = (name, default);
        wrapped.ThrowIfNotEmpty();
        return responder;
    }

    static Outcome<Certificate[]> ReadCertificates(AsnReader basic)
    {
        var certificates = new List<Certificate>();
        if (!basic.HasData)
            return certificates.ToArray();
        var wrapped = basic.ReadSequence(Context0);
        var list = wrapped.ReadSequence();
        wrapped.ThrowIfNotEmpty();
        while (list.HasData)
            if (Certificate.Parse(list.ReadEncodedValue()).Refused(out var why, out var certificate))
                return why;
            else
                certificates.Add(certificate);
        return certificates.ToArray();
    }

    static Outcome<SingleResponse[]> ReadResponses(AsnReader list)
    {
        var responses = new List<SingleResponse>();
        while (list.HasData)
        {
            var single = list.ReadSequence();
            if (CertificateId.Read(single).Refused(out var why, out var certificate))
                return why;
            var status = ReadStatus(single);
            var thisUpdate = single.ReadGeneralizedTime();
            DateTimeOffset? nextUpdate = null;
            if (single.IsNext(Context0))
            {
                var wrapped = single.ReadSequence(Context0);
                nextUpdate = wrapped.ReadGeneralizedTime();
                wrapped.ThrowIfNotEmpty();
            }
            if (OcspExtensions.ReadArchiveCutoff(single, Context1).Refused(out why, out var cutoff))
                return why;
            single.ThrowIfNotEmpty();
            responses.Add(new(certificate, status, thisUpdate, nextUpdate) { ArchiveCutoff = cutoff < DateTimeOffset.MaxValue ? cutoff : null });
        }
        return responses.ToArray();
    }

    static CertificateStatus ReadStatus(AsnReader single)
    {
        if (!single.IsNext(Context1))
        {
            var good = single.IsNext(Context0);
            single.ReadNull(good ? Context0 : Context2);
            return good ? CertificateStatus.Good : CertificateStatus.Unknown;
        }
        var revoked = single.ReadSequence(Context1);
        var at = revoked.ReadGeneralizedTime();
        var reason = RevocationReason.Unspecified;
        if (revoked.HasData)
        {
            var wrapped = revoked.ReadSequence(Context0);
            reason = wrapped.ReadEnumeratedValue<RevocationReason>();
            wrapped.ThrowIfNotEmpty();
        }
        revoked.ThrowIfNotEmpty();
        return Enum.IsDefined(reason) ? new CertificateStatus.Revoked(at, reason) : throw new AsnContentException("There is no such reason.");
    }
}
