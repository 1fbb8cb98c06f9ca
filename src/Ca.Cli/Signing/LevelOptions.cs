using System.CommandLine;
using System.CommandLine.Parsing;
using Ca.Cli.Desk;
using Ca.Cli.TimeStamps;
using Ca.Cli.Verification;
using Ca.Core;
using Ca.Core.Signatures;

namespace Ca.Cli.Signing;

/// <summary>The level of a signature, and what it takes to reach it: <c>--level B-LT --tsa URL --untrusted FILE… --crl FILE… --ocsp FILE…</c></summary>
sealed class LevelOptions
{
    readonly Option<string> level;
    readonly Option<string?> authority;
    readonly Option<string[]> untrusted;
    readonly Option<string[]> lists;
    readonly Option<string[]> responses;
    readonly Terminal terminal;

    public LevelOptions(Terminal terminal)
    {
        this.terminal = terminal;
        level = new("--level") { Description = terminal.Say("Signing.option-level"), HelpName = "LEVEL", DefaultValueFactory = _ => SignatureLevel.Basic.Word()! };
        level.AcceptOnlyFromAmong([.. Levels.Keys]);
        authority = new("--tsa") { Description = terminal.Say("Signing.option-tsa"), HelpName = "URL" };
        untrusted = MaterialOptions.Files("--untrusted", terminal.Say("Signing.option-untrusted"));
        lists = MaterialOptions.Files("--crl", terminal.Say("Verification.option-crl"));
        responses = MaterialOptions.Files("--ocsp", terminal.Say("Verification.option-ocsp"));
    }

    static Dictionary<string, SignatureLevel> Levels { get; } = Enum.GetValues<SignatureLevel>().Where(l => l.Word() is not null).ToDictionary(l => l.Word()!);

    public void AddTo(Command verb)
    {
        foreach (var option in (Option[])[level, authority, untrusted, lists, responses])
            verb.Add(option);
        verb.Validators.Add(result =>
        {
            // Nothing is asked of the parser that it has found fault with already.
            if (!Levels.TryGetValue(result.GetValue(level) ?? "", out var wanted))
                return;
            if (wanted > SignatureLevel.Basic != result.GetValue(authority) is not null)
                result.AddError(terminal.Say("Signing.level-and-tsa"));
            if (wanted >= SignatureLevel.LongTerm && result.GetValue(lists) is not { Length: > 0 } && result.GetValue(responses) is not { Length: > 0 })
                result.AddError(terminal.Say("Signing.level-and-evidence"));
        });
    }

    /// <summary>The level that is asked for; null for B-B, which only some formats have.</summary>
    public string? AboveBasic(ParseResult parsed) => parsed.GetValue(authority) is null ? null : parsed.GetRequiredValue(level);

    /// <summary>Whether a level above B-B is asked for.</summary>
    public bool IsGiven(CommandResult result) => result.GetValue(authority) is not null;

    /// <summary>Runs a task that may ask for time-stamps; with null for what stays B-B.</summary>
    public Outcome<T> Run<T>(ParseResult parsed, DateTimeOffset now, Func<SignatureAugmentation?, Outcome<T>> task) where T : notnull
    {
        if (parsed.GetValue(authority) is not { } address)
            return task(null);
        if (MaterialFile.Certificates(parsed.GetValue(untrusted)).Refused(out var why, out var certificates))
            return why;
        if (MaterialFile.RevocationLists(parsed.GetValue(lists)).Refused(out why, out var revoked))
            return why;
        if (MaterialFile.OcspResponses(parsed.GetValue(responses)).Refused(out why, out var answered))
            return why;
        using var client = TimeStampClient.At(address);
        return client is null
            ? new Refusal(RefusalCode.Malformed, new Sentence(typeof(LevelOptions).Assembly, "Signing.no-address", address))
            : task(new() { Level = Levels[parsed.GetRequiredValue(level)], TimeStamps = client.Ask, Evidence = new(certificates, revoked, answered), Now = now });
    }
}
