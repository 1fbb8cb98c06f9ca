using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ca.Core;
using Spectre.Console;

namespace Ca.Cli.Desk;

/// <summary>Where the program meets whoever calls it: two streams, a language, a clock, and a person who can be asked, or not.</summary>
sealed record Terminal
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>Where a batch of cases comes from.</summary>
    public Stream In { get; init; } = Stream.Null;

    /// <summary>For answers.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>For talk.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Russian or English.</summary>
    public required CultureInfo Language { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Asks a person for a secret without showing it; null when nobody sits at the terminal.</summary>
    public required Func<string, string>? AskSecret { get; init; }

    /// <summary>The process's own.</summary>
    public static Terminal OfProcess()
    {
        var language = LanguageOf(Environment.GetEnvironmentVariable);
        // For the command line parser's own sentences.
        CultureInfo.CurrentUICulture = language;
        return new Terminal
        {
            In = Console.OpenStandardInput(),
            Out = Console.Out,
            Error = Console.Error,
            Language = language,
            Clock = TimeProvider.System,
            AskSecret = Console.IsInputRedirected ? null : AskOnTerminal,
        };
    }

    /// <summary>The language of messages as POSIX chooses it (XBD §8.2): the first of these three that is set.</summary>
    public static CultureInfo LanguageOf(Func<string, string?> environment)
    {
        string[] names = ["LC_ALL", "LC_MESSAGES", "LANG"];
        var locale = names.Select(environment).FirstOrDefault(value => !string.IsNullOrEmpty(value)) ?? "";
        return locale.StartsWith("ru", StringComparison.OrdinalIgnoreCase) ? CultureInfo.GetCultureInfo("ru") : CultureInfo.GetCultureInfo("en");
    }

    /// <summary>A sentence in the reader's language.</summary>
    public string Say(string key, params object[] arguments) => Say(new Sentence(typeof(Terminal).Assembly, key, arguments));

    /// <inheritdoc cref="Say(string, object[])"/>
    public string Say(Sentence sentence) => sentence.In(Language);

    /// <summary>Writes an answer to stdout, or why there is none to stderr.</summary>
    /// <returns>The exit code.</returns>
    public int Give(Outcome<Answer> outcome, bool json)
    {
        if (outcome.Refused(out var why, out var answer))
        {
            Error.WriteLine(Say(why.Sentence));
            return ExitCode.Refused;
        }
        if (json)
            Out.WriteLine(JsonSerializer.Serialize(answer.Json, Json));
        else
        {
            foreach (var line in answer.Lines)
                Out.WriteLine(Text(line));
            Out.Write(answer.Exact);
        }
        return answer.Good ? ExitCode.Done : ExitCode.Refused;
    }

    /// <summary>Says what is wrong with the command line, and where help is.</summary>
    public int Usage(ParseResult parsed)
    {
        foreach (var error in parsed.Errors)
            Error.WriteLine(error.Message);
        Error.WriteLine(Say("Desk.see-help"));
        return ExitCode.Usage;
    }

    /// <summary>Says what failed: an outage in one line, a bug whole.</summary>
    public int Failure(Exception e)
    {
        Error.WriteLine(e is IOException or UnauthorizedAccessException or OperationCanceledException
            ? Say("Desk.outage", e.Message)
            : Say("Desk.bug", e));
        return ExitCode.Failure;
    }

    /// <summary>A line as it is written.</summary>
    public string Text(Line line)
    {
        var value = line.Value is Sentence sentence ? Say(sentence) : line.Value?.ToString();
        return line.Label is null ? value ?? "" : value is null ? Say(line.Label) : $"{Say(line.Label)}: {value}";
    }

    static string AskOnTerminal(string question) => AnsiConsole
        .Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) })
        .Prompt(new TextPrompt<string>(Markup.Escape(question)).Secret(mask: null));
}
