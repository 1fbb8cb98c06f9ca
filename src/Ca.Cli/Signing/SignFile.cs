using System.CommandLine;
using Ca.Cli.Desk;

namespace Ca.Cli.Signing;

/// <summary>
/// <c>ca sign FILE --out FILE [--format cades|cms] [--attached] --key FILE --certificate FILE… | --p12 FILE</c>; with <c>--add-to SIGNATURE</c> beside
/// the signatures that are there, with <c>--counter N</c> over the Nth signature of FILE.
/// </summary>
static class SignFile
{
    public static Command Verb(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = terminal.Say("Signing.argument-file") };
        var output = new Option<string>("--out") { Description = terminal.Say("Signing.option-out"), HelpName = "FILE", Required = true };
        var format = new Option<string>("--format") { Description = terminal.Say("Signing.option-format"), DefaultValueFactory = _ => SigningFormats.Default };
        format.AcceptOnlyFromAmong([.. SigningFormats.All.Keys]);
        var attached = new Option<bool>("--attached") { Description = terminal.Say("Signing.option-attached") };
        var addTo = new Option<string?>("--add-to") { Description = terminal.Say("Signing.option-add-to"), HelpName = "SIGNATURE" };
        var counter = new Option<int?>("--counter") { Description = terminal.Say("Signing.option-counter"), HelpName = "N" };
        var signer = new SignerOptions(terminal);
        var verb = Desk.Verb.Create(terminal, "sign", "Signing.sign", parsed =>
        {
            if (signer.Open(parsed).Refused(out var why, out var opened))
                return why;
            using (opened.Key)
            {
                var task = new SigningTask(opened, parsed.GetRequiredValue(file), parsed.GetValue(attached), terminal.Clock.GetUtcNow())
                {
                    AddTo = parsed.GetValue(addTo),
                    Counter = parsed.GetValue(counter),
                };
                if (SigningFormats.All[parsed.GetRequiredValue(format)](task).Refused(out why, out var signature))
                    return why;
                if (OutputFile.Write(parsed.GetRequiredValue(output), signature) is { } unwritten)
                    return unwritten;
                return new Answer(
                    [Line.Of("Signing.signer", opened.Certificate.Subject), Line.Of("Signing.algorithm", opened.Key.Algorithm.Name), Line.Of("Signing.written", parsed.GetRequiredValue(output))],
                    new { Signer = opened.Certificate.Subject.ToString(), Algorithm = opened.Key.Algorithm.Name, File = parsed.GetRequiredValue(output) });
            }
        }, file, output, format, attached, addTo, counter);
        signer.AddTo(verb);
        return verb;
    }
}
