using System.CommandLine;
using Ca.Cli.Desk;

namespace Ca.Cli.Audit;

/// <summary><c>ca audit …</c></summary>
static class AuditCommands
{
    public static Command Create(Terminal terminal) => new("audit", terminal.Say("Audit.noun"))
    {
        VerifyAudit.Verb(terminal),
    };
}
