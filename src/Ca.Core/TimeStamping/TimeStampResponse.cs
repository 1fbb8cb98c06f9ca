using System.Formats.Asn1;
using System.Globalization;
using Ca.Core.Asn1;

namespace Ca.Core.TimeStamping;

/// <summary>PKIStatus (RFC 3161 §2.4.2).</summary>
public enum TimeStampStatus
{
    /// <summary>The token is what was asked for.</summary>
    Granted = 0,
    /// <summary>The token is not quite what was asked for.</summary>
    GrantedWithModifications = 1,
    /// <summary>No token.</summary>
    Rejection = 2,
    /// <summary>No token yet; never said over HTTP.</summary>
    Waiting = 3,
    /// <summary>No token: the authority is about to be revoked.</summary>
    RevocationWarning = 4,
    /// <summary>No token: the authority is revoked.</summary>
    RevocationNotification = 5,
}

/// <summary>TimeStampResp (RFC 3161 §2.4.2): a token, or why there is none.</summary>
public sealed class TimeStampResponse
{
    /// <summary>A token, and two KiB of status.</summary>
    public const int MaxOctets = TimeStampToken.MaxOctets + 2048;

    /// <summary>A sentence in each language of a union of states.</summary>
    const int MaxTexts = 32;

    TimeStampResponse(TimeStampStatus status) => Status = status;

    /// <summary>status.</summary>
    public TimeStampStatus Status { get; }

    /// <summary>failInfo, the first of its bits; null when there is none that we know.</summary>
    public required TimeStampFailure? Failure { get; init; }

    /// <summary>statusString.</summary>
    public required IReadOnlyList<string> Text { get; init; }

    /// <summary>timeStampToken, only read and not believed: there exactly when it was granted.</summary>
    public required TimeStampToken? Token { get; init; }

    /// <summary>The response that carries a token. In DER.</summary>
    public static byte[] Grant(ReadOnlySpan<byte> token)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER, token.Length + 16);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
                writer.WriteInteger((int)TimeStampStatus.Granted);
            writer.WriteEncodedValue(token);
        }
        return writer.Encode();
    }

    /// <summary>The response that says why there is none, in this language. In DER.</summary>
    public static byte[] Reject(TimeStampRejection rejection, CultureInfo language) => Der.Write(w =>
    {
        using (w.PushSequence())
        using (w.PushSequence())
        {
            w.WriteInteger((int)TimeStampStatus.Rejection);
            using (w.PushSequence())
                w.WriteCharacterString(UniversalTagNumber.UTF8String, rejection.Why.In(language));
            // A list of named bits ends with the last that is set (X.690 §11.2.2).
            var bit = (int)rejection.Failure;
            var octets = new byte[bit / 8 + 1];
            octets[^1] = (byte)(0x80 >> bit % 8);
            w.WriteBitString(octets, 7 - bit % 8);
        }
    });

    /// <summary>Reads a response in BER or DER. A granted one without a token is refused, and a rejection with one (§2.4.2).</summary>
    public static Outcome<TimeStampResponse> Parse(ReadOnlyMemory<byte> bytes) => bytes.Length > MaxOctets
        ? new Refusal(RefusalCode.TooLarge, "Asn1.too-large", bytes.Length, MaxOctets)
        : Ber.ToDefinite(bytes, MaxOctets).Then(der => Der.Read(der, MaxOctets, reader => Read(reader.ReadSequence())));

    static Outcome<TimeStampResponse> Read(AsnReader response)
    {
        var information = response.ReadSequence();
        if (!information.TryReadInt32(out var number) || !Enum.IsDefined((TimeStampStatus)number))
            return new Refusal(RefusalCode.Unsupported, "TimeStamping.unknown-status");
        var status = (TimeStampStatus)number;
        var texts = information.HasData && information.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence) ? ReadTexts(information.ReadSequence()) : [];
        var failure = information.HasData ? ReadFailure(information) : null;
        information.ThrowIfNotEmpty();
        var granted = status is TimeStampStatus.Granted or TimeStampStatus.GrantedWithModifications;
        if (granted != response.HasData)
            return new Refusal(RefusalCode.Malformed, "TimeStamping.status-and-token");
        TimeStampToken? token = null;
        if (granted && TimeStampToken.Parse(response.ReadEncodedValue()).Refused(out var why, out token))
            return why;
        response.ThrowIfNotEmpty();
        return new TimeStampResponse(status) { Failure = failure, Text = texts, Token = token };
    }

    static List<string> ReadTexts(AsnReader reader)
    {
        var texts = new List<string>();
        for (; reader.HasData; texts.Add(reader.ReadCharacterString(UniversalTagNumber.UTF8String)))
            if (texts.Count == MaxTexts)
                throw new AsnContentException("No authority has so much to say.");
        return texts;
    }

    static TimeStampFailure? ReadFailure(AsnReader reader)
    {
        // Trailing zero bits are not DER in a list of named bits; OpenSSL and others write all the same what comes to them.
        var octets = reader.ReadBitString(out _);
        foreach (var failure in Enum.GetValues<TimeStampFailure>())
            if ((int)failure / 8 < octets.Length && (octets[(int)failure / 8] & 0x80 >> (int)failure % 8) != 0)
                return failure;
        return null;
    }
}
