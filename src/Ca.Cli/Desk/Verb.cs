using System.CommandLine;
using Ca.Core;

namespace Ca.Cli.Desk;

/// <summary>A verb: a command that answers, in text or, with <c>--json</c>, for machines.</summary>
static class Verb
{
    /// <summary>The option that every verb has.</summary>
    public const string Json = "--json";

    /// <summary>A verb of a noun.</summary>
    public static Command Create(Terminal terminal, string name, string description, Func<ParseResult, CancellationToken, Task<Outcome<Answer>>> answer, params Symbol[] symbols)
    {
        var command = new Command(name, terminal.Say(description));
        var json = new Option<bool>(Json) { Description = terminal.Say("Desk.json") };
        foreach (var symbol in symbols)
            if (symbol is Option option)
                command.Add(option);
            else
                command.Add((Argument)symbol);
        command.Add(json);
        command.SetAction(async (parsed, cancellation) => terminal.Give(await answer(parsed, cancellation), parsed.GetValue(json)));
        return command;
    }

    /// <inheritdoc cref="Create(Terminal, string, string, Func{ParseResult, CancellationToken, Task{Outcome{Answer}}}, Symbol[])"/>
    public static Command Create(Terminal terminal, string name, string description, Func<ParseResult, Outcome<Answer>> answer, params Symbol[] symbols) =>
        Create(terminal, name, description, (parsed, _) => Task.FromResult(answer(parsed)), symbols);
}
