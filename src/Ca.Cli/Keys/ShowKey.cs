using System.CommandLine;
using Ca.Cli.Desk;

namespace Ca.Cli.Keys;

/// <summary><c>ca key show FILE</c></summary>
static class ShowKey
{
    public static Command Verb(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = terminal.Say("Keys.argument-key") };
        var passphrase = new PassphraseOptions(terminal);
        var verb = Desk.Verb.Create(terminal, "show", "Keys.show", parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            if (passphrase.Open(parsed, path).Refused(out var why, out var key))
                return why;
            using (key)
                return KeyView.Of(path, key);
        }, file);
        passphrase.AddTo(verb);
        return verb;
    }
}
