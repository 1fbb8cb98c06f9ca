using System.CommandLine;
using Ca.Cli.Desk;
using Ca.Core.Cms;

namespace Ca.Cli.Signing;

/// <summary>
/// <c>ca sign FILE… --out FILE [--format cades|…] [--attached] [--level B-T --tsa URL] --key FILE --certificate FILE… | --p12 FILE</c>; with
/// <c>--add-to SIGNATURE</c> beside the signatures that are there, with <c>--counter N</c> over the Nth signature of FILE.
/// </summary>
static class SignFile
{
    public static Command Verb(Terminal terminal)
    {
        var file = new Argument<string[]>("FILE") { Description = terminal.Say("Signing.argument-file"), Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--out") { Description = terminal.Say("Signing.option-out"), HelpName = "FILE", Required = true };
        var format = new Option<string>("--format") { Description = terminal.Say("Signing.option-format"), DefaultValueFactory = _ => SigningFormats.Default };
        format.AcceptOnlyFromAmong([.. SigningFormats.All.Keys]);
        var attached = new Option<bool>("--attached") { Description = terminal.Say("Signing.option-attached") };
        var addTo = new Option<string?>("--add-to") { Description = terminal.Say("Signing.option-add-to"), HelpName = "SIGNATURE" };
        var counter = new Option<int?>("--counter") { Description = terminal.Say("Signing.option-counter"), HelpName = "N" };
        var signer = new SignerOptions(terminal);
        var level = new LevelOptions(terminal);
        var smev = new SmevOptions(terminal);
        var verb = Desk.Verb.Create(terminal, "sign", "Signing.sign", parsed =>
        {
            if (signer.Open(parsed).Refused(out var why, out var opened))
                return why;
            using (opened.Key)
            {
                var now = terminal.Clock.GetUtcNow();
                var made = level.Run(parsed, now, augmentation => SigningFormats.All[parsed.GetRequiredValue(format)](new(opened, parsed.GetRequiredValue(file), now)
                {
                    Attached = parsed.GetValue(attached),
                    Augmentation = augmentation,
                    Smev = smev.Read(parsed),
                    AddTo = parsed.GetValue(addTo),
                    Counter = parsed.GetValue(counter),
                }));
                if (made.Refused(out why, out var signature))
                    return why;
                if (OutputFile.Write(parsed.GetRequiredValue(output), signature) is { } unwritten)
                    return unwritten;
                return Tell(opened, level.AboveBasic(parsed), parsed.GetRequiredValue(output));
            }
        }, file, output, format, attached, addTo, counter);
        signer.AddTo(verb);
        level.AddTo(verb);
        smev.AddTo(verb, format);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(file) is { Length: > 1 } && !SigningFormats.OfSeveralFiles.Contains(result.GetValue(format)!))
                result.AddError(terminal.Say("Signing.one-file"));
            if (result.GetValue(counter) is not null && level.IsGiven(result))
                result.AddError(terminal.Say("Signing.level-of-counter"));
        });
        return verb;
    }

    static Answer Tell(CmsSigner signer, string? level, string file) => new(
        [
            Line.Of("Signing.signer", signer.Certificate.Subject),
            Line.Of("Signing.algorithm", signer.Key.Algorithm.Name),
            .. level is null ? Array.Empty<Line>() : [Line.Of("Signing.level", level)],
            Line.Of("Signing.written", file),
        ],
        new { Signer = signer.Certificate.Subject.ToString(), Algorithm = signer.Key.Algorithm.Name, Level = level, File = file });
}
