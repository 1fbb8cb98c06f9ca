using System.CommandLine;
using Ca.Cli.Desk;

namespace Ca.Cli.Keys;

/// <summary><c>ca key …</c></summary>
static class KeyCommands
{
    public static Command Create(Terminal terminal) => new("key", terminal.Say("Keys.noun"))
    {
        CreateKey.Verb(terminal),
        ShowKey.Verb(terminal),
        ExportKey.Verb(terminal),
        ImportKey.Verb(terminal),
    };
}
