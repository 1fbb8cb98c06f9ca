using System.Formats.Asn1;
using Ca.Core.Asn1;

namespace Ca.Core.Ocsp;

/// <summary>An OCSP request (RFC 6960 §4.1), read strictly. requestorName and a signature are read over: we answer everyone alike.</summary>
public sealed class OcspRequest
{
    /// <summary>Far above what <see cref="MaxCertificates"/> and a signature with its certificate need (in GET 255 octets, RFC 5019 §5).</summary>
    public const int MaxOctets = 32 * 1024;

    /// <summary>More certificates in one request are refused: every one costs a look at the register.</summary>
    public const int MaxCertificates = 100;

    /// <summary>Nonces are of 1 to 128 octets, others are refused (RFC 9654 §2.1).</summary>
    public const int MaxNonceOctets = 128;

    static readonly Asn1Tag Context0 = new(TagClass.ContextSpecific, 0);
    static readonly Asn1Tag Context1 = new(TagClass.ContextSpecific, 1);
    static readonly Asn1Tag Context2 = new(TagClass.ContextSpecific, 2);

    OcspRequest(ReadOnlyMemory<byte> encoded, IReadOnlyList<CertificateId> certificates, ReadOnlyMemory<byte> nonce)
    {
        Encoded = encoded;
        Certificates = certificates;
        Nonce = nonce;
    }

    /// <summary>DER.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>What is asked about: at least one.</summary>
    public IReadOnlyList<CertificateId> Certificates { get; }

    /// <summary>The nonce, which the response repeats; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Nonce { get; }

    /// <summary>Reads DER, at most <see cref="MaxOctets"/>. A critical extension that we do not know is refused (RFC 6960 §4.4).</summary>
    public static Outcome<OcspRequest> Parse(ReadOnlyMemory<byte> der) => Der.Read<OcspRequest>(der, MaxOctets, reader =>
    {
        var request = reader.ReadSequence();
        var tbs = request.ReadSequence();
        if (request.IsNext(Context0))
            SkipSignature(request);
        request.ThrowIfNotEmpty();

        if (tbs.IsNext(Context0))
            SkipVersion(tbs);
        if (tbs.IsNext(Context1))
            tbs.ReadSequence(Context1).ReadEncodedValue();
        if (ReadCertificates(tbs.ReadSequence()).Refused(out var why, out var certificates))
            return why;
        if (OcspExtensions.ReadNonce(tbs, Context2).Refused(out why, out var nonce))
            return why;
        tbs.ThrowIfNotEmpty();
        return new OcspRequest(der, certificates, nonce);
    });

    /// <summary>A request of our own, unsigned.</summary>
    public static OcspRequest Create(IReadOnlyList<CertificateId> certificates, ReadOnlyMemory<byte> nonce)
    {
        var encoded = Der.Write(writer =>
        {
            using (writer.PushSequence())
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                    foreach (var certificate in certificates)
                        using (writer.PushSequence())
                            writer.WriteEncodedValue(certificate.Encoded.Span);
                OcspExtensions.WriteNonce(writer, Context2, nonce);
            }
        });
        return new(encoded, certificates, nonce);
    }

    static Outcome<CertificateId[]> ReadCertificates(AsnReader list)
    {
        var certificates = new List<CertificateId>();
        do
        {
            if (certificates.Count == MaxCertificates)
                return new Refusal(RefusalCode.TooLarge, "Ocsp.too-many-certificates", MaxCertificates);
            var single = list.ReadSequence();
            if (CertificateId.Read(single).Refused(out var why, out var certificate))
                return why;
            // singleRequestExtensions: serviceLocator and the like; a critical one is refused.
            if (OcspExtensions.ReadNonce(single, Context0).Refused(out why, out _))
                return why;
            single.ThrowIfNotEmpty();
            certificates.Add(certificate);
        }
        while (list.HasData);
        return certificates.ToArray();
    }

    static void SkipVersion(AsnReader tbs)
    {
        var wrapped = tbs.ReadSequence(Context0);
        if (!wrapped.TryReadInt32(out var version) || version != 0)
            throw new AsnContentException("There is no such version.");
        wrapped.ThrowIfNotEmpty();
    }

    static void SkipSignature(AsnReader request)
    {
        var wrapped = request.ReadSequence(Context0);
        wrapped.ReadSequence();
        wrapped.ThrowIfNotEmpty();
    }
}
