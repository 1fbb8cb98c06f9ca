using System.CommandLine;
using System.Globalization;
using Ca.Cli.Desk;
using Ca.Core;
using Ca.Core.Paths;

namespace Ca.Cli.Verification;

/// <summary>What is trusted, what may help, and the time judged at: <c>--anchor FILE… [--untrusted FILE…] [--crl FILE…] [--at TIME]</c></summary>
sealed class TrustOptions
{
    readonly Terminal terminal;
    readonly Option<string[]> anchors;
    readonly Option<string[]> untrusted;
    readonly Option<string[]> lists;
    readonly Option<string?> at;

    public TrustOptions(Terminal terminal)
    {
        this.terminal = terminal;
        anchors = Files("--anchor", terminal.Say("Verification.option-anchor"));
        anchors.Required = true;
        untrusted = Files("--untrusted", terminal.Say("Verification.option-untrusted"));
        lists = Files("--crl", terminal.Say("Verification.option-crl"));
        at = new("--at") { Description = terminal.Say("Verification.option-at"), HelpName = "TIME" };
    }

    public Symbol[] All => [anchors, untrusted, lists, at];

    /// <summary>What the files hold.</summary>
    public Outcome<PathMaterial> Material(ParseResult parsed)
    {
        if (MaterialFile.Certificates(parsed.GetValue(anchors)).Refused(out var why, out var trusted))
            return why;
        if (MaterialFile.Certificates(parsed.GetValue(untrusted)).Refused(out why, out var others))
            return why;
        if (MaterialFile.RevocationLists(parsed.GetValue(lists)).Refused(out why, out var revoked))
            return why;
        var ends = new List<TrustAnchor>();
        foreach (var certificate in trusted)
            if (TrustAnchor.Of(certificate).Refused(out why, out var anchor))
                return why;
            else
                ends.Add(anchor);
        return new PathMaterial { Anchors = ends, Certificates = others, RevocationLists = revoked };
    }

    /// <summary>A time without a zone is in UTC: the same command says the same everywhere.</summary>
    public Outcome<JudgementTime> Time(ParseResult parsed)
    {
        var now = terminal.Clock.GetUtcNow();
        if (parsed.GetValue(at) is not { } text)
            return JudgementTime.DayOfChecking(now);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var given)
            ? JudgementTime.Given(given, now)
            : new Refusal(RefusalCode.Malformed, new Sentence(typeof(TrustOptions).Assembly, "Verification.not-a-time", text));
    }

    static Option<string[]> Files(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };
}
