using System.CommandLine;
using Ca.Cli.Desk;
using Ca.Core;
using Ca.Core.Keys;

namespace Ca.Cli.Keys;

/// <summary><c>ca key create --algorithm gost2012-256-b --out FILE</c></summary>
static class CreateKey
{
    public static Command Verb(Terminal terminal)
    {
        var algorithm = new Option<string>("--algorithm") { Description = terminal.Say("Keys.option-algorithm"), HelpName = "NAME", Required = true };
        algorithm.AcceptOnlyFromAmong([.. KeyAlgorithm.All.Select(a => a.Name)]);
        var output = new Option<string>("--out") { Description = terminal.Say("Keys.option-out"), HelpName = "FILE", Required = true };
        var passphrase = new PassphraseOptions(terminal);
        var verb = Desk.Verb.Create(terminal, "create", "Keys.create", parsed =>
        {
            var file = parsed.GetRequiredValue(output);
            if (KeyAlgorithm.Parse(parsed.GetRequiredValue(algorithm)).Refused(out var why, out var kind))
                return why;
            if (File.Exists(file))
                return new Refusal(RefusalCode.Conflict, new Sentence("Keys.file-exists", file));
            if (passphrase.New(parsed, file).Refused(out why, out var secret))
                return why;
            using (secret)
            using (var key = SoftwareKey.Generate(kind))
                return KeyFile.Write(file, key, secret.Characters) is { } unwritten ? unwritten : KeyView.Of(file, key);
        }, algorithm, output);
        passphrase.AddTo(verb);
        return verb;
    }
}
