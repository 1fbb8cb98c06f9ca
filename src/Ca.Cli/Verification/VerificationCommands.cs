using System.CommandLine;
using Ca.Cli.Desk;

namespace Ca.Cli.Verification;

/// <summary><c>ca verify …</c></summary>
static class VerificationCommands
{
    public static Command Create(Terminal terminal) => new("verify", terminal.Say("Verification.verb"))
    {
        VerifySignature.Verb(terminal),
        VerifyCertificate.Verb(terminal),
        VerifyStatus.Verb(terminal),
    };
}
