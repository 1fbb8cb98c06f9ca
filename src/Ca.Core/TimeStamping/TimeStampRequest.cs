using System.Formats.Asn1;
using System.Security.Cryptography;
using Ca.Core.Asn1;
using Ca.Core.Cms;
using Ca.Core.Keys;

namespace Ca.Core.TimeStamping;

/// <summary>TimeStampReq (RFC 3161 §2.4.1), read strictly. What of it is granted is for a <see cref="TimeStampAuthority"/> to say.</summary>
public sealed class TimeStampRequest
{
    /// <summary>The largest that makes sense, with a hash of 512 bits, a policy and a nonce, has under 300 octets; the rest is for extensions, to refuse them by name.</summary>
    public const int MaxOctets = 4 * 1024;

    /// <summary>"A large random number … e.g., a 64-bit integer" (§2.4.1). It goes into the token, so it may not be anything.</summary>
    public const int MaxNonceOctets = 64;

    static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 0, isConstructed: true);

    TimeStampRequest(ReadOnlyMemory<byte> encoded) => Encoded = encoded;

    /// <summary>DER.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>DER of messageImprint.hashAlgorithm, known or not.</summary>
    public required ReadOnlyMemory<byte> ImprintAlgorithm { get; init; }

    /// <summary>messageImprint.hashedMessage, of whatever length.</summary>
    public required ReadOnlyMemory<byte> Imprint { get; init; }

    /// <summary>reqPolicy; null when any will do.</summary>
    public required string? Policy { get; init; }

    /// <summary>nonce, contents of the INTEGER; null when there is none.</summary>
    public required ReadOnlyMemory<byte>? Nonce { get; init; }

    /// <summary>certReq: the token shall carry the authority's certificate.</summary>
    public required bool CertificatesWanted { get; init; }

    /// <summary>Object identifiers of the extensions.</summary>
    public IReadOnlyList<string> Extensions { get; private init; } = [];

    /// <summary>The hash algorithm of the imprint.</summary>
    public Outcome<DigestAlgorithm> Digest => CmsAlgorithms.ReadDigest(ImprintAlgorithm);

    /// <summary>Reads DER, at most <see cref="MaxOctets"/>.</summary>
    public static Outcome<TimeStampRequest> Parse(ReadOnlyMemory<byte> der) => Der.Read(der, MaxOctets, reader => Read(der, reader.ReadSequence()));

    /// <summary>A request of our own: any policy, a nonce of 64 random bits, the certificate in the token.</summary>
    public static TimeStampRequest Create(DigestAlgorithm digest, ReadOnlySpan<byte> imprint)
    {
        Span<byte> nonce = stackalloc byte[8];
        RandomNumberGenerator.Fill(nonce);
        // Positive and minimal whatever comes: 01 to 7F at the front.
        nonce[0] = (byte)(nonce[0] % 0x7F + 1);
        return Create(digest, imprint, policy: null, nonce, certificatesWanted: true);
    }

    /// <summary>A request with these fields.</summary>
    /// <param name="digest">What the imprint was computed with.</param>
    /// <param name="imprint">The hash.</param>
    /// <param name="policy">reqPolicy, or null.</param>
    /// <param name="nonce">Contents of the INTEGER, minimal; empty for none.</param>
    /// <param name="certificatesWanted">certReq.</param>
    public static TimeStampRequest Create(DigestAlgorithm digest, ReadOnlySpan<byte> imprint, string? policy, ReadOnlySpan<byte> nonce, bool certificatesWanted)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            MessageImprint.Write(writer, MessageImprint.Identifier(digest), imprint);
            if (policy is not null)
                writer.WriteObjectIdentifier(policy);
            if (!nonce.IsEmpty)
                writer.WriteInteger(nonce);
            if (certificatesWanted)
                writer.WriteBoolean(true);
        }
        return Parse(writer.Encode()).Expect();
    }

    /// <summary>What a requester has to compare before anything else (§2.2, §2.4.2): that the token is the answer to this request.</summary>
    /// <returns>What differs, or null when nothing does. Nothing is said about who signed.</returns>
    public Refusal? Refuses(TimeStampToken token)
    {
        var sameHash = token.Digest.Refused(out _, out var theirs) || Digest.Refused(out _, out var ours)
            ? token.ImprintAlgorithm.Span.SequenceEqual(ImprintAlgorithm.Span)
            : theirs == ours;
        if (!sameHash || !token.Imprint.Span.SequenceEqual(Imprint.Span))
            return new(RefusalCode.NotAllowed, "TimeStamping.other-imprint");
        if (Nonce is { } nonce && (token.Nonce is not { } repeated || !repeated.Span.SequenceEqual(nonce.Span)))
            return new(RefusalCode.NotAllowed, "TimeStamping.other-nonce");
        if (Policy is { } policy && policy != token.Policy)
            return new(RefusalCode.NotAllowed, "TimeStamping.other-policy", policy, token.Policy);
        return null;
    }

    static Outcome<TimeStampRequest> Read(ReadOnlyMemory<byte> der, AsnReader request)
    {
        if (request.ReadInteger() != 1)
            return new Refusal(RefusalCode.Unsupported, "TimeStamping.unknown-request-version");
        var (algorithm, imprint) = MessageImprint.Read(request);
        var policy = request.IsNext(Asn1Tag.ObjectIdentifier) ? request.ReadObjectIdentifier() : null;
        // A bare null would turn into an empty memory, by way of byte[].
        ReadOnlyMemory<byte>? nonce = request.IsNext(Asn1Tag.Integer) ? request.ReadIntegerBytes() : default(ReadOnlyMemory<byte>?);
        var certificates = request.IsNext(Asn1Tag.Boolean) && request.ReadBoolean();
        var extensions = request.IsNext(ExtensionsTag) ? ReadExtensions(request.ReadSequence(ExtensionsTag)) : [];
        request.ThrowIfNotEmpty();
        if (nonce is { Length: > MaxNonceOctets })
            return new Refusal(RefusalCode.TooLarge, "TimeStamping.nonce-length", nonce.Value.Length, MaxNonceOctets);
        return new TimeStampRequest(der)
        {
            ImprintAlgorithm = algorithm,
            Imprint = imprint,
            Policy = policy,
            Nonce = nonce,
            CertificatesWanted = certificates,
            Extensions = extensions,
        };
    }

    static List<string> ReadExtensions(AsnReader reader)
    {
        var types = new List<string>();
        do
        {
            var extension = reader.ReadSequence();
            types.Add(extension.ReadObjectIdentifier());
            if (extension.IsNext(Asn1Tag.Boolean))
                extension.ReadBoolean();
            extension.ReadOctetString();
            extension.ThrowIfNotEmpty();
        }
        while (reader.HasData);
        return types;
    }
}
