using System.CommandLine;
using Ca.Cli.Desk;
using Ca.Core;
using Ca.Core.Ceremonies;

namespace Ca.Cli.Ceremonies;

/// <summary><c>ca ceremony verify SCRIPT</c>: minutes, objects and register, from the files alone.</summary>
static class VerifyCeremony
{
    public static Command Verb(Terminal terminal)
    {
        var script = CeremonyCommands.Script(terminal);
        return Desk.Verb.Create(terminal, "verify", "Ceremonies.verify", parsed =>
        {
            if (ScriptFile.Read(parsed.GetRequiredValue(script)).Refused(out var why, out var file))
                return why;
            return CeremonyVerification.Verify(file, terminal.Clock.GetUtcNow()).Then<Answer>(findings => View(file, findings, terminal));
        }, script);
    }

    static Answer View(ScriptFile file, IReadOnlyList<CeremonyFinding> findings, Terminal terminal)
    {
        var good = findings.All(f => f.Holds);
        return new(
            [
                CeremonyCommands.Hash(file),
                .. findings.Select(f => Line.Of(f.Holds ? "Ceremonies.holds" : "Ceremonies.broken", Text(f, terminal))),
                Line.Of(new Sentence(typeof(VerifyCeremony).Assembly, good ? "Ceremonies.good" : "Ceremonies.not-good")),
                CeremonyCommands.Hash(file),
            ],
            new
            {
                scriptSha256 = file.Sha256,
                good,
                findings = findings.Select(f => new { what = f.Statement.Key, f.Holds, text = Text(f, terminal) }),
            },
            good);
    }

    static string Text(CeremonyFinding finding, Terminal terminal) =>
        finding.Reason is { } reason ? $"{terminal.Say(finding.Statement)} {terminal.Say(reason)}" : terminal.Say(finding.Statement);
}
