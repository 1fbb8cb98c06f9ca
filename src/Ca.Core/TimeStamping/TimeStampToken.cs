using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Cms;
using Ca.Core.Keys;

namespace Ca.Core.TimeStamping;

/// <summary>A TimeStampToken (RFC 3161 §2.4.2): what an authority says existed, and when. What it says is only read here, not believed.</summary>
public sealed class TimeStampToken
{
    /// <summary>16 KiB for the certificates of its authority and 1 MiB for evidence about them that others added (archive time-stamps).</summary>
    public const int MaxOctets = 2 * 1024 * 1024;

    static readonly Asn1Tag AccuracyMillis = new(TagClass.ContextSpecific, 0);
    static readonly Asn1Tag AccuracyMicros = new(TagClass.ContextSpecific, 1);
    static readonly Asn1Tag Authority = new(TagClass.ContextSpecific, 0, isConstructed: true);
    static readonly Asn1Tag Extensions = new(TagClass.ContextSpecific, 1, isConstructed: true);

    TimeStampToken(CmsSignedData signedData) => SignedData = signedData;

    /// <summary>The CMS around it, of one signer.</summary>
    public CmsSignedData SignedData { get; }

    /// <summary>policy.</summary>
    public required string Policy { get; init; }

    /// <summary>DER of messageImprint.hashAlgorithm.</summary>
    public required ReadOnlyMemory<byte> ImprintAlgorithm { get; init; }

    /// <summary>messageImprint.hashedMessage.</summary>
    public required ReadOnlyMemory<byte> Imprint { get; init; }

    /// <summary>serialNumber: up to 160 bits in two's complement, as it was read.</summary>
    public required ReadOnlyMemory<byte> SerialNumber { get; init; }

    /// <summary>genTime; a fraction of a second is kept.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>accuracy: the true time is within so much of <see cref="Time"/>; null when the authority does not say.</summary>
    public required TimeSpan? Accuracy { get; init; }

    /// <summary>ordering.</summary>
    public required bool Ordering { get; init; }

    /// <summary>nonce, in two's complement; null when none was asked for.</summary>
    public required ReadOnlyMemory<byte>? Nonce { get; init; }

    /// <summary>Reads a token in BER or DER.</summary>
    public static Outcome<TimeStampToken> Parse(ReadOnlyMemory<byte> bytes) => bytes.Length > MaxOctets
        ? new Refusal(RefusalCode.TooLarge, "Asn1.too-large", bytes.Length, MaxOctets)
        : CmsSignedData.Parse(bytes).Then(Read);

    /// <summary>The hash algorithm of the imprint.</summary>
    public Outcome<DigestAlgorithm> Digest => CmsAlgorithms.ReadDigest(ImprintAlgorithm);

    static Outcome<TimeStampToken> Read(CmsSignedData signed)
    {
        if (signed.ContentType != Oids.TimeStampTokenContent || signed.Content is not { } content)
            return new Refusal(RefusalCode.Malformed, "TimeStamping.no-token", signed.ContentType);
        // "The time-stamp token MUST NOT contain any signatures other than the signature of the TSA" (§2.4.2).
        return signed.Signers.Count == 1
            ? Der.Read(content, MaxOctets, reader => ReadInfo(signed, reader.ReadSequence()))
            : new Refusal(RefusalCode.Malformed, "TimeStamping.several-signers", signed.Signers.Count);
    }

    static Outcome<TimeStampToken> ReadInfo(CmsSignedData signed, AsnReader info)
    {
        if (info.ReadInteger() != 1)
            return new Refusal(RefusalCode.Unsupported, "TimeStamping.unknown-version");
        var policy = info.ReadObjectIdentifier();
        var (algorithm, hash) = MessageImprint.Read(info);
        var serial = info.ReadIntegerBytes();
        // Fractions with trailing zeros are not DER, and the platform says so.
        var time = info.ReadGeneralizedTime();
        TimeSpan? accuracy = info.IsNext(Asn1Tag.Sequence) ? ReadAccuracy(info.ReadSequence()) : null;
        var ordering = info.IsNext(Asn1Tag.Boolean) && info.ReadBoolean();
        ReadOnlyMemory<byte>? nonce = info.IsNext(Asn1Tag.Integer) ? info.ReadIntegerBytes() : default(ReadOnlyMemory<byte>?);
        if (info.IsNext(Authority))
            info.ReadEncodedValue();
        if (info.IsNext(Extensions))
            info.ReadEncodedValue();
        info.ThrowIfNotEmpty();
        return new TimeStampToken(signed)
        {
            Policy = policy,
            ImprintAlgorithm = algorithm,
            Imprint = hash,
            SerialNumber = serial,
            Time = time,
            Accuracy = accuracy,
            Ordering = ordering,
            Nonce = nonce,
        };
    }

    /// <summary>Accuracy: seconds, and thousandths and millionths from 1 to 999.</summary>
    static TimeSpan ReadAccuracy(AsnReader reader)
    {
        var seconds = reader.IsNext(Asn1Tag.Integer) ? Small(reader.ReadInteger(), uint.MaxValue) : 0;
        var millis = reader.IsNext(AccuracyMillis) ? Small(reader.ReadInteger(AccuracyMillis), 999) : 0;
        var micros = reader.IsNext(AccuracyMicros) ? Small(reader.ReadInteger(AccuracyMicros), 999) : 0;
        reader.ThrowIfNotEmpty();
        return TimeSpan.FromSeconds(seconds) + TimeSpan.FromMilliseconds(millis) + TimeSpan.FromMicroseconds(micros);
    }

    static long Small(System.Numerics.BigInteger value, long most) => value >= 0 && value <= most ? (long)value : throw new AsnContentException();
}
