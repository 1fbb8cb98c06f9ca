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
    readonly TrustOptions trust;

    VerifySignature(Terminal terminal)
    {
        this.terminal = terminal;
        file = new("FILE") { Description = terminal.Say("Verification.argument-file") };
        content = new("--content") { Description = terminal.Say("Verification.option-content"), HelpName = "FILE" };
        trust = new(terminal);
    }

    public static Command Verb(Terminal terminal)
    {
        var verb = new VerifySignature(terminal);
        return Desk.Verb.Create(
            terminal, "signature", "Verification.signature", verb.Verify, [verb.file, verb.content, .. verb.trust.All]);
    }

    Outcome<Answer> Verify(ParseResult parsed)
    {
        if (trust.Time(parsed).Refused(out var why, out var time))
            return why;
        if (trust.Material(parsed).Refused(out why, out var material))
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
}
