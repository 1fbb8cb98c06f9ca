using System.CommandLine;
using Ca.Cli.Desk;

namespace Ca.Cli.Requests;

/// <summary><c>ca request …</c></summary>
static class RequestCommands
{
    public static Command Create(Terminal terminal) => new("request", terminal.Say("Requests.noun"))
    {
        CreateRequest.Verb(terminal),
        ShowRequest.Verb(terminal),
    };
}
