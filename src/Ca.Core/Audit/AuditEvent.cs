using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ca.Core.Audit;

/// <summary>How far a log reaches: the last event's place and hash. Whoever keeps one elsewhere will notice when the log is cut off or rewritten.</summary>
/// <param name="Sequence">0 for an empty log.</param>
/// <param name="Hash">Of that event, lower-case hex.</param>
public sealed record AuditHead(long Sequence, string Hash)
{
    /// <summary>Where every log begins.</summary>
    public static AuditHead Empty { get; } = new(0, new string('0', 64));

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static Outcome<AuditHead> Parse(string text)
    {
        var parts = text.TrimEnd('\n', '\r').Split(' ');
        return parts is [var sequence, { Length: 64 } hash]
            && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && hash.All(char.IsAsciiHexDigitLower)
            ? new AuditHead(number, hash)
            : new Refusal(RefusalCode.Malformed, "Audit.not-a-head");
    }

    /// <summary>The number, a space and the hash.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sequence} {Hash}");
}

/// <summary>One event of the log, bound to all before it.</summary>
/// <remarks>
/// The hash is SHA-256 over the UTF-8 of a JSON array without white space:
/// <c>[sequence,"time","actor","act","target",{facts by name},"digest"|null,"previous"]</c>, so that anybody can check a log with ten lines of
/// any language.
/// </remarks>
public sealed record AuditEvent
{
    /// <summary>A line longer than this is not one of ours.</summary>
    public const int MaxLineLength = 16 * 1024;

    static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>1 for the first, then without a gap.</summary>
    public required long Sequence { get; init; }

    /// <summary>In UTC with milliseconds, as in <c>2026-01-31T09:30:00.000Z</c>.</summary>
    public required string Time { get; init; }

    /// <inheritdoc cref="AuditEntry.Actor"/>
    public required string Actor { get; init; }

    /// <summary>The name of an <see cref="AuditAct"/>, perhaps of a later version than ours.</summary>
    public required string Act { get; init; }

    /// <inheritdoc cref="AuditEntry.Target"/>
    public required string Target { get; init; }

    /// <inheritdoc cref="AuditEntry.Facts"/>
    public required IReadOnlyDictionary<string, string> Facts { get; init; }

    /// <summary>HMAC-SHA-256 of what the act concerned under <see cref="Salt"/>, lower-case hex; null when it concerned no bytes.</summary>
    public required string? Digest { get; init; }

    /// <summary>The hash of the event before.</summary>
    public required string Previous { get; init; }

    /// <summary>Of this event, lower-case hex.</summary>
    public required string Hash { get; init; }

    /// <summary>
    /// Kept beside the event and not part of it: with the salt the digest proves what the act concerned, and once the salt is erased,
    /// as the law on personal data may demand, the digest says nothing about anybody.
    /// </summary>
    [JsonIgnore]
    public byte[]? Salt { get; init; }

    /// <summary>The event that follows <paramref name="head"/>.</summary>
    public static AuditEvent After(AuditHead head, AuditEntry entry)
    {
        var salt = entry.Concerning.IsEmpty ? null : RandomNumberGenerator.GetBytes(32);
        var unsealed = new AuditEvent
        {
            Sequence = head.Sequence + 1,
            Time = entry.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            Actor = entry.Actor,
            Act = NameOf(entry.Act),
            Target = entry.Target,
            Facts = entry.Facts,
            Digest = salt is null ? null : DigestOf(salt, entry.Concerning.Span),
            Previous = head.Hash,
            Hash = "",
            Salt = salt,
        };
        return unsealed with { Hash = unsealed.ComputeHash() };
    }

    /// <summary>How a log writes an act.</summary>
    public static string NameOf(AuditAct act) => JsonNamingPolicy.KebabCaseLower.ConvertName(act.ToString());

    /// <summary>As a head that somebody may keep.</summary>
    public AuditHead Head => new(Sequence, Hash);

    /// <summary>Whether the act concerned exactly these bytes; false too when the salt is erased.</summary>
    public bool Concerns(ReadOnlySpan<byte> bytes) => Salt is not null && Digest == DigestOf(Salt, bytes);

    /// <summary>What <see cref="Hash"/> has to be.</summary>
    public string ComputeHash()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = Strict.Encoder }))
        {
            json.WriteStartArray();
            json.WriteNumberValue(Sequence);
            json.WriteStringValue(Time);
            json.WriteStringValue(Actor);
            json.WriteStringValue(Act);
            json.WriteStringValue(Target);
            json.WriteStartObject();
            foreach (var (name, value) in Facts.OrderBy(f => f.Key, StringComparer.Ordinal))
                json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteStringValue(Digest);
            json.WriteStringValue(Previous);
            json.WriteEndArray();
        }
        return Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()));
    }

    /// <summary>One line of an exported log, without a line feed.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, Strict);

    /// <summary>Reads a line. A member that the hash does not cover is refused: it could say anything.</summary>
    public static Outcome<AuditEvent> Parse(string line)
    {
        if (line.Length > MaxLineLength)
            return new Refusal(RefusalCode.TooLarge, "Audit.line-too-long", MaxLineLength);
        try
        {
            return JsonSerializer.Deserialize<AuditEvent>(line, Strict) is { } read
                ? read
                : new Refusal(RefusalCode.Malformed, "Audit.not-an-event");
        }
        catch (JsonException)
        {
            return new Refusal(RefusalCode.Malformed, "Audit.not-an-event");
        }
    }

    static string DigestOf(byte[] salt, ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(HMACSHA256.HashData(salt, bytes));
}
