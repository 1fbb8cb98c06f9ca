using System.CommandLine;
using Ca.Cli.Desk;
using Ca.Core.Asn1;
using Ca.Core.Requests;

namespace Ca.Cli.Requests;

/// <summary><c>ca request show FILE</c></summary>
static class ShowRequest
{
    public static Command Verb(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = terminal.Say("Requests.argument-file") };
        return Desk.Verb.Create(terminal, "show", "Requests.show", parsed =>
            InputFile.Read(parsed.GetRequiredValue(file), CertificationRequest.MaxOctets)
                .Then(bytes => CertificationRequest.Parse(bytes))
                .Then<Answer>(request => RequestView.Of(request)), file);
    }
}
