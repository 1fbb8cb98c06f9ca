using System.CommandLine;
using Ca.Cli.Desk;

namespace Ca.Cli.TimeStamps;

/// <summary><c>ca timestamp …</c></summary>
static class TimeStampCommands
{
    public static Command Create(Terminal terminal) => new("timestamp", terminal.Say("TimeStamps.noun"))
    {
        QueryTimeStamp.Verb(terminal),
        ShowTimeStamp.Verb(terminal),
        VerifyTimeStamp.Verb(terminal),
    };
}
