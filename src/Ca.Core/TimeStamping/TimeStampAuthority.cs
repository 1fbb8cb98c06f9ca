using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Keys;

namespace Ca.Core.TimeStamping;

/// <summary>What an authority says of its time-stamps.</summary>
/// <param name="Policy">OID of the policy that every token names.</param>
/// <param name="Accuracy">The true time is within so much of genTime: at least a second, since genTime is in whole ones.</param>
/// <param name="Ordering">Whether two tokens of different genTime were made in that order, however near: true only where one clock serves all.</param>
public sealed record TimeStampPolicy(string Policy, TimeSpan Accuracy, bool Ordering);

/// <summary>A time-stamp that was made.</summary>
/// <param name="SerialNumber">Of the token.</param>
/// <param name="Time">genTime.</param>
/// <param name="Token">DER of the TimeStampToken.</param>
public sealed record IssuedTimeStamp(SerialNumber SerialNumber, DateTimeOffset Time, byte[] Token);

/// <summary>
/// Signs that a hash existed at a time (RFC 3161, RFC 5816), with a key that is for this alone. Whether the time is right is its caller's to know.
/// Safe to use from several threads at once.
/// </summary>
public sealed class TimeStampAuthority
{
    readonly TimeStampPolicy policy;
    readonly TokenFrame frame;
    // Encoded once: the arcs of a UUID (X.667) alone would cost a tenth of a signature in every token.
    readonly byte[] policyIdentifier;
    readonly byte[] accuracy;

    TimeStampAuthority(CmsSigner signer, TimeStampPolicy policy)
    {
        this.policy = policy;
        Certificate = signer.Certificate;
        frame = new(signer);
        policyIdentifier = Der.Write(w => w.WriteObjectIdentifier(policy.Policy));
        accuracy = EncodeAccuracy(policy.Accuracy);
    }

    /// <summary>What may be stamped: a hash that collisions are found for (SHA-1) would make one token good for two documents.</summary>
    public static IReadOnlyList<DigestAlgorithm> Digests { get; } =
        [DigestAlgorithm.Sha256, DigestAlgorithm.Sha384, DigestAlgorithm.Sha512, DigestAlgorithm.Streebog256, DigestAlgorithm.Streebog512];

    /// <summary>Its certificate, in every token that is asked to carry it.</summary>
    public Certificate Certificate { get; }

    /// <summary>An authority whose certificate is for time-stamping alone and says so critically (RFC 3161 §2.3), and whose key is this one.</summary>
    public static Outcome<TimeStampAuthority> Create(CmsSigner signer, TimeStampPolicy policy)
    {
        var certificate = signer.Certificate;
        if (!IsFor(certificate))
            return new Refusal(RefusalCode.NotAllowed, "TimeStamping.other-purpose", certificate.Subject);
        if (!certificate.SubjectPublicKeyInfo.Span.SequenceEqual(signer.Key.PublicKey.SubjectPublicKeyInfo.Span))
            return new Refusal(RefusalCode.NotAllowed, "TimeStamping.other-key", certificate.Subject);
        if (!Oids.IsDotted(policy.Policy))
            return new Refusal(RefusalCode.Malformed, "TimeStamping.no-policy", policy.Policy);
        if (policy.Accuracy < TimeSpan.FromSeconds(1))
            return new Refusal(RefusalCode.NotAllowed, "TimeStamping.too-accurate");
        return new TimeStampAuthority(signer, policy);
    }

    /// <summary>Whether a certificate is for time-stamping alone, by an extension that is critical, and for nothing else by its key usage (RFC 3161 §2.3).</summary>
    public static bool IsFor(Certificate certificate) =>
        certificate.ExtendedKeyUsage is [Oids.TimeStamping]
        && certificate.Extension(Oids.ExtendedKeyUsage) is { Critical: true }
        && (certificate.KeyUsage is not { } usage || (usage & ~(KeyUsages.DigitalSignature | KeyUsages.NonRepudiation)) == 0);

    /// <summary>What speaks against a time-stamp for this request, in the order of RFC 3161 §2.4.2; null when nothing does.</summary>
    public TimeStampRejection? Refuses(TimeStampRequest request)
    {
        if (request.Digest.Refused(out _, out var digest) || !Digests.Contains(digest))
            return new(TimeStampFailure.BadAlgorithm, new Sentence("TimeStamping.bad-hash", string.Join(", ", Digests.Select(d => d.Name))));
        if (request.Imprint.Length != digest.Octets)
            return new(TimeStampFailure.BadDataFormat, new Sentence("TimeStamping.imprint-length", digest.Name, digest.Octets, request.Imprint.Length));
        if (request.Policy is { } wanted && wanted != policy.Policy)
            return new(TimeStampFailure.UnacceptedPolicy, new Sentence("TimeStamping.unaccepted-policy", wanted, policy.Policy));
        // "Critical or not" (§2.4.1): we know none.
        return request.Extensions is [var extension, ..]
            ? new(TimeStampFailure.UnacceptedExtension, new Sentence("TimeStamping.unaccepted-extension", extension))
            : null;
    }

    /// <summary>The time-stamp that a request asks for, which <see cref="Refuses"/> has nothing against.</summary>
    public IssuedTimeStamp Stamp(TimeStampRequest request, DateTimeOffset now) => Refuses(request) is { } rejection
        ? throw new ArgumentException(rejection.ToString(), nameof(request))
        : Stamp(request.ImprintAlgorithm, request.Imprint, request.Nonce, request.CertificatesWanted, now);

    /// <summary>A time-stamp for a hash that one of our own has computed, with the certificate in it and without a nonce.</summary>
    public IssuedTimeStamp Stamp(DigestAlgorithm digest, ReadOnlyMemory<byte> imprint, DateTimeOffset now) =>
        Stamp(TimeStampRequest.Create(digest, imprint.Span, policy: null, nonce: [], certificatesWanted: true), now);

    IssuedTimeStamp Stamp(ReadOnlyMemory<byte> algorithm, ReadOnlyMemory<byte> imprint, ReadOnlyMemory<byte>? nonce, bool withCertificates, DateTimeOffset now)
    {
        if (!Certificate.MaySignAt(now))
            throw new ArgumentOutOfRangeException(nameof(now), $"The key of {Certificate.Subject} may not be used at {now:u}.");
        var serialNumber = SerialNumber.Generate();
        var time = now.AddTicks(-(now.UtcTicks % TimeSpan.TicksPerSecond)).ToUniversalTime();
        var writer = new AsnWriter(AsnEncodingRules.DER, 256);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            writer.WriteEncodedValue(policyIdentifier);
            // As it came: it is compared byte for byte (§2.4.2).
            MessageImprint.Write(writer, algorithm.Span, imprint.Span);
            writer.WriteInteger(serialNumber.Octets);
            writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
            writer.WriteEncodedValue(accuracy);
            if (policy.Ordering)
                writer.WriteBoolean(true);
            if (nonce is { } repeated)
                writer.WriteInteger(repeated.Span);
        }
        return new(serialNumber, time, frame.Seal(writer.Encode(), withCertificates));
    }

    static byte[] EncodeAccuracy(TimeSpan accuracy) => Der.Write(w =>
    {
        using (w.PushSequence())
        {
            w.WriteInteger((long)accuracy.TotalSeconds);
            if (accuracy.Milliseconds > 0)
                w.WriteInteger(accuracy.Milliseconds, new Asn1Tag(TagClass.ContextSpecific, 0));
            if (accuracy.Microseconds > 0)
                w.WriteInteger(accuracy.Microseconds, new Asn1Tag(TagClass.ContextSpecific, 1));
        }
    });
}
