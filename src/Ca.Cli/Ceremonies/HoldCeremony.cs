using System.CommandLine;
using Ca.Cli.Desk;
using Ca.Core;
using Ca.Core.Ceremonies;

namespace Ca.Cli.Ceremonies;

/// <summary><c>ca ceremony run SCRIPT</c> and <c>ca ceremony rehearse SCRIPT</c>: the same steps, in earnest or on a stage.</summary>
static class HoldCeremony
{
    public static Command Verb(
        Terminal terminal, string name, string description, Func<ScriptFile, CeremonyRoom, CancellationToken, Task<Outcome<Minutes>>> hold)
    {
        var script = CeremonyCommands.Script(terminal);
        var passphrase = new PassphraseOptions(terminal);
        var verb = Desk.Verb.Create(terminal, name, description, async (parsed, cancellation) =>
        {
            if (ScriptFile.Read(parsed.GetRequiredValue(script)).Refused(out var why, out var file))
                return why;
            // As it happens, and the hash before anybody gives a passphrase. For machines all of it is in the answer.
            var transcript = parsed.GetValue<bool>(Desk.Verb.Json) ? terminal.Error : terminal.Out;
            transcript.WriteLine(terminal.Text(CeremonyCommands.Hash(file)));
            var room = new CeremonyRoom
            {
                Clock = terminal.Clock,
                Tool = CeremonyCommands.Tool,
                PassphraseOf = key => passphrase.Existing(parsed, key),
                PassphraseForNew = key => passphrase.New(parsed, key),
                Announce = step => transcript.WriteLine(Row(step, terminal)),
            };
            return (await hold(file, room, cancellation)).Then<Answer>(minutes => View(file, minutes));
        }, script);
        passphrase.AddTo(verb);
        return verb;
    }

    static Answer View(ScriptFile file, Minutes minutes) => new(
        [
            .. minutes.Steps.SelectMany(step => step.Objects).Select(made => Line.Of($"{made.Sha256}  {made.File}")),
            CeremonyCommands.Hash(file),
        ],
        new { scriptSha256 = file.Sha256, minutes });

    static string Row(MinutesStep step, Terminal terminal) =>
        $"{step.At:u}  {(terminal.Language.TwoLetterISOLanguageName == "ru" ? step.Russian : step.English)}";
}
