using System.CommandLine;
using Ca.Cli.Desk;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Ca.Core.Cms;

namespace Ca.Cli.Verification;

/// <summary><c>ca verify signature FILE [--content FILE] --anchor FILE… [--untrusted FILE…] [--crl FILE…] [--at TIME]</c></summary>
sealed class VerifySignature
{
    readonly Terminal terminal;
    readonly Argument<string> file;
    readonly Option<string?> content;
    readonly Option<string[]> anchors;
    readonly Option<string[]> untrusted;
    readonly Option<string[]> lists;
    readonly Option<string?> at;

    VerifySignature(Terminal terminal)
    {
        this.terminal = terminal;
        file = new("FILE") { Description = terminal.Say("Verification.argument-file") };
        content = new("--content") { Description = terminal.Say("Verification.option-content"), HelpName = "FILE" };
        anchors = Files("--anchor", terminal.Say("Verification.option-anchor"));
        anchors.Required = true;
        untrusted = Files("--untrusted", terminal.Say("Verification.option-untrusted"));
        lists = Files("--crl", terminal.Say("Verification.option-crl"));
        at = new("--at") { Description = terminal.Say("Verification.option-at"), HelpName = "TIME" };
    }

    public static Command Verb(Terminal terminal)
    {
        var verb = new VerifySignature(terminal);
        return Desk.Verb.Create(
            terminal, "signature", "Verification.signature", verb.Verify, verb.file, verb.content, verb.anchors, verb.untrusted, verb.lists, verb.at);
    }

    Outcome<Answer> Verify(ParseResult parsed)
    {
        if (Time(parsed.GetValue(at)).Refused(out var why, out var time))
            return why;
        if (Material(parsed).Refused(out why, out var material))
            return why;
        if (InputFile.Read(parsed.GetRequiredValue(file), Pem.MaxOctets(CmsSignedData.MaxOctets)).Refused(out why, out var signature))
            return why;
        if (parsed.GetValue(content) is not { } path)
            return Verify(signature, null, material, time);
        if (MaterialFile.Open(path).Refused(out why, out var stream))
            return why;
        using (stream)
            return Verify(signature, stream, material, time);
    }

    Outcome<Answer> Verify(byte[] signature, Stream? stream, PathMaterial material, JudgementTime time) =>
        SignatureVerifier.Verify(signature, stream, material, new() { Time = time }).Then<Answer>(report => new Answer(
            ReportLines.Of(ReportDocument.Of(report, terminal.Language)),
            ReportDocument.Of(report, terminal.Language),
            report.Indication == Indication.TotalPassed));

    Outcome<PathMaterial> Material(ParseResult parsed)
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

    Outcome<JudgementTime> Time(string? text)
    {
        var now = terminal.Clock.GetUtcNow();
        return text is null ? JudgementTime.DayOfChecking(now) : Rfc3339.Parse(text).Then(given => JudgementTime.Given(given, now));
    }

    static Option<string[]> Files(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };
}
