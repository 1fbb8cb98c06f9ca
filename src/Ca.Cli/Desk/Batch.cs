using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ca.Core;
using Ca.Core.Json;

namespace Ca.Cli.Desk;

/// <summary>One case of a batch: a line of JSON. The members beside <see cref="Id"/> are the verb's.</summary>
abstract record Case
{
    /// <summary>Whatever the asker calls the case, echoed as it came.</summary>
    public JsonElement? Id { get; init; }
}

/// <summary>What became of a case: the members of an answer, or of a refusal.</summary>
/// <param name="Members">An object whose members stand beside <c>id</c>, spelt as in C# and written in camel case.</param>
sealed record CaseAnswer(object Members);

/// <summary>
/// Cases as JSON lines from stdin, one line of JSON out for each, in order, each flushed before the next is read. A line that is no case,
/// or a value in it that is nothing, gives a line with a typed refusal; nothing in a case ends the run.
/// </summary>
sealed class Batch(Terminal terminal)
{
    /// <summary>
    /// Longer lines are stepped over and refused: two revocation lists of the largest public kind, of under 100 MB each, in base64.
    /// </summary>
    public const int MaxLineOctets = 256 * 1024 * 1024;

    /// <summary>An id is a name or a number, not a document.</summary>
    const int MaxIdOctets = 1024;

    const int MaxDepth = 16;

    /// <summary>A content that is known by its name and not at hand.</summary>
    const string MayHold = "contents";

    static readonly JsonSerializerOptions Form = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        MaxDepth = MaxDepth,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    static readonly JsonSerializerOptions Answers = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Answers every line.</summary>
    /// <returns>The exit code: the verdicts are in the lines.</returns>
    public async Task<int> Run<T>(Func<T, Outcome<CaseAnswer>> answer, CancellationToken cancellation) where T : Case
    {
        var lines = new BoundedLines(terminal.In, MaxLineOctets);
        while (await lines.Next(cancellation) is { } line)
        {
            await terminal.Out.WriteLineAsync(Answer(line, answer));
            await terminal.Out.FlushAsync(cancellation);
        }
        return ExitCode.Done;
    }

    string Answer<T>(BoundedLine line, Func<T, Outcome<CaseAnswer>> answer) where T : Case
    {
        if (line.IsTooLong)
            return Write("null", Refused(new(RefusalCode.TooLarge, Say("Desk.line-too-long", MaxLineOctets))));
        var id = IdOf(line.Octets.Span);
        try
        {
            return Write(id, Read<T>(line.Octets.Span).Then(answer).Refused(out var why, out var good) ? Refused(why) : good);
        }
        // A bug, or a case that memory does not suffice for: told whole on stderr, and the cases behind it are answered all the same.
        catch (Exception e)
        {
            terminal.Failure(e);
            return Write(id, Refused(new(RefusalCode.Unavailable, Say("Desk.case-failed", e.GetType().Name))));
        }
    }

    static Outcome<T> Read<T>(ReadOnlySpan<byte> line) where T : Case
    {
        try
        {
            if (WithNull(line) is { } member)
                return new Refusal(RefusalCode.Malformed, Say("Desk.null-within", member));
            return JsonSerializer.Deserialize<T>(line, Form) is { } read ? read : new Refusal(RefusalCode.Malformed, Say("Desk.not-a-case", "null"));
        }
        catch (JsonException e)
        {
            return new Refusal(RefusalCode.Malformed, Say("Desk.not-of-the-form", e.Path ?? "$", StrictJson.Why(e)));
        }
        // The reader's word for a text that is not UTF-8.
        catch (InvalidOperationException e)
        {
            return new Refusal(RefusalCode.Malformed, Say("Desk.not-a-case", e.Message));
        }
    }

    /// <summary>
    /// The first member with a null within its list or its object, where the reader of JSON does not look for it; null when there is none. A null in the place
    /// of <see cref="MayHold"/> says something.
    /// </summary>
    static string? WithNull(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = MaxDepth });
        var member = "";
        while (reader.Read())
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
                member = reader.GetString()!;
            else if (reader.TokenType == JsonTokenType.Null && reader.CurrentDepth > 1 && !(member == MayHold && reader.CurrentDepth == 2))
                return member;
        return null;
    }

    /// <summary>The member id, as it stands in the line, however the rest of it is; null where there is none.</summary>
    static string IdOf(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return "null";
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isId = reader.ValueTextEquals("id"u8);
                reader.Read();
                if (isId && reader.TokenType is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False)
                    return Raw(ref reader, line);
                reader.Skip();
            }
        }
        // What is wrong with the line is said by whoever reads the case.
        catch (JsonException)
        {
        }
        return "null";
    }

    static string Raw(ref Utf8JsonReader reader, ReadOnlySpan<byte> line)
    {
        var raw = line[(int)reader.TokenStartIndex..(int)reader.BytesConsumed];
        return raw.Length <= MaxIdOctets && Encoding.UTF8.GetString(raw) is var text && !text.Contains('\uFFFD') ? text : "null";
    }

    CaseAnswer Refused(Refusal why) => new(new
    {
        refusal = new { code = JsonNamingPolicy.CamelCase.ConvertName(why.Code.ToString()), rule = why.Sentence.Key, detail = terminal.Say(why.Sentence) },
    });

    static string Write(string id, CaseAnswer answer)
    {
        var members = JsonSerializer.Serialize(answer.Members, Answers);
        return members is "{}" ? $"{{\"id\":{id}}}" : $"{{\"id\":{id},{members[1..]}";
    }

    static Sentence Say(string key, params object[] arguments) => new(typeof(Batch).Assembly, key, arguments);
}
