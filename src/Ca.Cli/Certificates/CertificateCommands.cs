using System.CommandLine;
using Ca.Cli.Desk;

namespace Ca.Cli.Certificates;

/// <summary><c>ca certificate …</c></summary>
static class CertificateCommands
{
    public static Command Create(Terminal terminal) => new("certificate", terminal.Say("Certificates.noun"))
    {
        ShowCertificate.Verb(terminal),
        LintCertificate.Verb(terminal),
    };
}
