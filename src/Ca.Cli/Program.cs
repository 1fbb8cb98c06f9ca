using System.CommandLine;
using System.CommandLine.Help;
using Ca.Cli.Audit;
using Ca.Cli.Ceremonies;
using Ca.Cli.Certificates;
using Ca.Cli.Desk;
using Ca.Cli.Inspection;
using Ca.Cli.Keys;
using Ca.Cli.Requests;
using Ca.Cli.RevocationLists;
using Ca.Cli.Signing;
using Ca.Cli.TimeStamps;
using Ca.Cli.Verification;
using Ca.Cli.Xml;

namespace Ca.Cli;

/// <summary>The offline shell: noun, then verb. Answers go to stdout, talk to stderr.</summary>
static class Program
{
    static Task<int> Main(string[] args) => Run(args, Terminal.OfProcess());

    /// <summary>The whole program, at any terminal.</summary>
    /// <returns>See <see cref="ExitCode"/>.</returns>
    internal static async Task<int> Run(string[] args, Terminal terminal)
    {
        var parsed = Root(terminal).Parse(args);
        if (parsed.Errors.Count > 0 && parsed.Action is System.CommandLine.Invocation.ParseErrorAction)
            return terminal.Usage(parsed);
        var invocation = new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false };
        try
        {
            return await parsed.InvokeAsync(invocation);
        }
        // The edge of the program: what the disk or the terminal did to us is told once, here, and a bug with where it is.
        catch (Exception e)
        {
            return terminal.Failure(e);
        }
    }

    static RootCommand Root(Terminal terminal)
    {
        var root = Nouns(terminal);
        // The parser's own two options speak English only.
        root.Options.OfType<HelpOption>().Single().Description = terminal.Say("Desk.help");
        root.Options.OfType<VersionOption>().Single().Description = terminal.Say("Desk.version");
        return root;
    }

    static RootCommand Nouns(Terminal terminal) => new(terminal.Say("Desk.program"))
    {
        KeyCommands.Create(terminal),
        RequestCommands.Create(terminal),
        CertificateCommands.Create(terminal),
        RevocationListCommands.Create(terminal),
        SignFile.Verb(terminal),
        VerificationCommands.Create(terminal),
        InspectObject.Verb(terminal),
        TimeStampCommands.Create(terminal),
        XmlCommands.Create(terminal),
        SmevCommands.Create(terminal),
        AuditCommands.Create(terminal),
        CeremonyCommands.Create(terminal),
    };
}
