using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Ca.Core.Json;

/// <summary>
/// The border for JSON that an administrator writes: an unknown, repeated, missing or null property, a number in quotes, a comment or
/// anything behind the end is a refusal. What is misspelt must not silently do nothing.
/// </summary>
public static partial class StrictJson
{
    /// <summary>Our deepest file has five levels.</summary>
    const int MaxDepth = 16;

    static readonly JsonReaderOptions Syntax = new() { MaxDepth = MaxDepth };

    static readonly JsonSerializerOptions Form = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        AllowOutOfOrderMetadataProperties = true,
        MaxDepth = MaxDepth,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>How our files are read, for a test that compares the types with a published JSON Schema.</summary>
    public static JsonSerializerOptions Options
    {
        get
        {
            Form.MakeReadOnly(populateMissingResolver: true);
            return Form;
        }
    }

    /// <summary>Reads UTF-8, without a byte order mark, at most <paramref name="maxOctets"/>.</summary>
    public static Outcome<T> Read<T>(ReadOnlySpan<byte> json, int maxOctets) where T : notnull
    {
        if (json.Length > maxOctets)
            return new Refusal(RefusalCode.TooLarge, "Json.too-large", json.Length, maxOctets);
        try
        {
            if (LineOfNull(json) is { } line)
                return new Refusal(RefusalCode.Malformed, "Json.null", line);
            return JsonSerializer.Deserialize<T>(json, Options) is { } value ? value : new Refusal(RefusalCode.Malformed, "Json.null", 1);
        }
        catch (JsonException e)
        {
            return new Refusal(RefusalCode.Malformed, "Json.not-of-the-form", (e.LineNumber ?? 0) + 1, e.Path ?? "$", Why(e));
        }
        // The serializer's word for a discriminator that is missing altogether.
        catch (NotSupportedException e)
        {
            return new Refusal(RefusalCode.Malformed, "Json.not-of-the-form", 1, "$", Why(e));
        }
    }

    /// <summary>UTF-8 that <see cref="Read"/> reads, for people too: indented, Russian as it is, a line feed at the end.</summary>
    public static byte[] Write<T>(T value) where T : notnull => [.. JsonSerializer.SerializeToUtf8Bytes(value, Options), (byte)'\n'];

    /// <summary>No property of ours may be null, and the serializer does not look into lists for it.</summary>
    static int? LineOfNull(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Syntax);
        while (reader.Read())
            if (reader.TokenType == JsonTokenType.Null)
                return json[..(int)reader.TokenStartIndex].Count((byte)'\n') + 1;
        return null;
    }

    /// <summary>
    /// What is wrong, in the reader's language: the platform says it in English, with the names of our types. Told by the words in which it
    /// says so; what it says otherwise is "not of the form" and no more, and a test holds that those we know are still its words.
    /// </summary>
    public static Sentence Why(Exception e)
    {
        var names = Quoted().Matches(e.Message.Split(" Path: ", 2)[0]).Select(m => m.Groups[1].Value).ToArray();
        return e.Message switch
        {
            { } m when m.Contains("could not be mapped to any .NET member", StringComparison.Ordinal) => new("Json.unknown-property", names[0]),
            { } m when m.Contains("missing required properties", StringComparison.Ordinal) => new("Json.missing-property", string.Join(", ", names.Skip(1).Select(n => $"'{n}'"))),
            { } m when m.StartsWith("Duplicate property", StringComparison.Ordinal) => new("Json.repeated-property", names[0]),
            { } m when m.Contains("allow setting null values", StringComparison.Ordinal) => new("Json.null-value"),
            { } m when m.Contains("could not be converted to System.Byte[]", StringComparison.Ordinal) => new("Json.no-base64"),
            { } m when m.Contains("could not be converted", StringComparison.Ordinal) => new("Json.other-type"),
            // The reader's own exception, which is not public: what it reads is no JSON at all.
            _ when e is JsonException && e.GetType() != typeof(JsonException) => new("Json.no-json"),
            _ => new("Json.other-form"),
        };
    }

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();
}
