using System.CommandLine;
using Ca.Cli.Desk;

namespace Ca.Cli.RevocationLists;

/// <summary><c>ca crl …</c></summary>
static class RevocationListCommands
{
    public static Command Create(Terminal terminal) => new("crl", terminal.Say("RevocationLists.noun"))
    {
        ShowRevocationList.Verb(terminal),
    };
}
