using System.CommandLine;
using Ca.Cli.Desk;
using Ca.Core.Asn1;
using Ca.Core.Revocation;

namespace Ca.Cli.Inspection;

/// <summary><c>ca inspect FILE [--kind KIND]</c>: what some bytes are, in a few fields; and <c>--batch</c>.</summary>
static class InspectObject
{
    sealed record InspectCase : Case
    {
        /// <summary>Null to guess.</summary>
        public ObjectKind? Kind { get; init; }

        public required byte[] Data { get; init; }
    }

    public static Command Verb(Terminal terminal)
    {
        var file = new Argument<string?>("FILE") { Description = terminal.Say("Inspection.argument-file"), Arity = ArgumentArity.ZeroOrOne };
        var kind = new Option<ObjectKind?>("--kind") { Description = terminal.Say("Inspection.option-kind"), HelpName = "KIND" };
        return Desk.Verb.Create(terminal, "inspect", "Inspection.verb", parsed =>
                InputFile.Read(parsed.GetValue(file)!, Pem.MaxOctets(RevocationList.MaxOctets))
                    .Then(bytes => Inspection.Of(bytes, parsed.GetValue(kind)))
                    .Then<Answer>(found => new Answer(found.Lines, found.Json)), file, kind)
            .WithBatch<InspectCase>(terminal, given => Inspection.Of(given.Data, given.Kind).Then<CaseAnswer>(found => new CaseAnswer(found.Json)), file);
    }
}
