using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
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

    /// <summary>The same verb for one case from files and, with <c>--batch</c>, for many as JSON lines: see <see cref="Batch"/>.</summary>
    /// <param name="command">The verb as it is without.</param>
    /// <param name="terminal">Where the cases come from.</param>
    /// <param name="answer">Answers one case.</param>
    /// <param name="needed">What has to be given for a single case, and has no place beside a batch.</param>
    public static Command WithBatch<T>(this Command command, Terminal terminal, Func<T, Outcome<CaseAnswer>> answer, params Symbol[] needed) where T : Case
    {
        var batch = new Option<bool>("--batch") { Description = terminal.Say("Desk.batch") };
        command.Add(batch);
        command.Validators.Add(result =>
        {
            foreach (var symbol in needed)
                if ((symbol is Option option ? result.GetResult(option) : (SymbolResult?)result.GetResult((Argument)symbol)) is { Tokens.Count: > 0 } == result.GetValue(batch))
                    result.AddError(terminal.Say("Desk.batch-or-one", symbol.Name));
        });
        var single = command.Action as AsynchronousCommandLineAction;
        command.SetAction(async (parsed, cancellation) => parsed.GetValue(batch)
            ? await new Batch(terminal).Run(answer, cancellation)
            : await single!.InvokeAsync(parsed, cancellation));
        return command;
    }

    /// <inheritdoc cref="Create(Terminal, string, string, Func{ParseResult, CancellationToken, Task{Outcome{Answer}}}, Symbol[])"/>
    public static Command Create(Terminal terminal, string name, string description, Func<ParseResult, Outcome<Answer>> answer, params Symbol[] symbols) =>
        Create(terminal, name, description, (parsed, _) => Task.FromResult(answer(parsed)), symbols);
}
