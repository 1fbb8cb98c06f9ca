using System.CommandLine;
using Ca.Cli.Desk;
using Ca.Cli.Verification;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Ca.Core.TimeStamping;

namespace Ca.Cli.TimeStamps;

/// <summary><c>ca timestamp verify FILE --content FILE [--query FILE] --anchor FILE… | --anchors DIR [--untrusted FILE…] [--crl FILE…] [--ocsp FILE…] [--at TIME]</c></summary>
sealed class VerifyTimeStamp
{
    readonly Terminal terminal;
    readonly Argument<string> file;
    readonly Option<string> content;
    readonly Option<string?> query;
    readonly MaterialOptions material;
    readonly Option<string?> at;

    VerifyTimeStamp(Terminal terminal)
    {
        this.terminal = terminal;
        file = new("FILE") { Description = terminal.Say("TimeStamps.argument-file") };
        content = new("--content") { Description = terminal.Say("TimeStamps.option-content"), HelpName = "FILE", Required = true };
        query = new("--query") { Description = terminal.Say("TimeStamps.option-query"), HelpName = "FILE" };
        material = new(terminal);
        at = new("--at") { Description = terminal.Say("Verification.option-at"), HelpName = "TIME" };
    }

    public static Command Verb(Terminal terminal)
    {
        var verb = new VerifyTimeStamp(terminal);
        return Desk.Verb.Create(terminal, "verify", "TimeStamps.verify", verb.Verify, [verb.file, verb.content, verb.query, .. verb.material.All, verb.at]);
    }

    Outcome<Answer> Verify(ParseResult parsed)
    {
        if (TimeStampFile.Read(parsed.GetRequiredValue(file)).Refused(out var why, out var token))
            return why;
        if (parsed.GetValue(query) is { } asked && Compare(asked, token) is { } differs)
            return differs;
        if (GivenTime.ToJudgeAt(parsed.GetValue(at), terminal.Clock).Refused(out why, out var time))
            return why;
        if (material.Read(parsed).Refused(out why, out var given))
            return why;
        if (MaterialFile.Open(parsed.GetRequiredValue(content)).Refused(out why, out var stream))
            return why;
        using (stream)
            return Of(token, TimeStampVerifier.Verify(token, digest => digest.Compute(stream), given, new() { Time = time }));
    }

    /// <summary>What the token differs in from the request; null when it is the answer to it.</summary>
    static Refusal? Compare(string path, TimeStampToken token)
    {
        if (InputFile.Read(path, TimeStampRequest.MaxOctets).Refused(out var why, out var bytes))
            return why;
        return TimeStampRequest.Parse(bytes).Refused(out why, out var request) ? why : request.Refuses(token);
    }

    Answer Of(TimeStampToken token, TimeStampVerdict verdict) => new(
        [
            Line.Of("TimeStamps.verdict", verdict.Indication.Word() + (verdict.SubIndication is { } sub ? $" / {sub.Word()}" : "")),
            .. ShowTimeStamp.Lines(token).Take(2),
            .. verdict.Path.Select(c => Line.Of("TimeStamps.certificate", c.Subject)),
            .. verdict.Findings.Select(f => Line.Of($"  – {f.Detail.In(terminal.Language)} [{f.Rule.Id}, {f.Rule.Clause}]")),
        ],
        new
        {
            indication = verdict.Indication.Word(),
            subIndication = verdict.SubIndication?.Word(),
            time = token.Time,
            path = verdict.Path.Select(c => c.Fingerprint),
            findings = verdict.Findings.Select(f => new { rule = f.Rule.Id, f.Rule.Clause, detail = f.Detail.In(terminal.Language) }),
        },
        verdict.Indication == Indication.TotalPassed);
}
