using System.CommandLine;
using System.Text;
using Ca.Cli.Desk;
using Ca.Core.Asn1;
using Ca.Core.Xml;

namespace Ca.Cli.Xml;

/// <summary><c>ca smev transform FILE</c>: what the transform of the inter-agency bus makes of a document, to the octet; and <c>--batch</c>.</summary>
static class TransformMessage
{
    sealed record TransformCase : Case
    {
        /// <summary>The document.</summary>
        public required byte[] Data { get; init; }
    }

    public static Command Verb(Terminal terminal)
    {
        var file = new Argument<string?>("FILE") { Description = terminal.Say("Xml.argument-file"), Arity = ArgumentArity.ZeroOrOne };
        return Desk.Verb.Create(terminal, "transform", "Xml.smev-transform", parsed =>
                InputFile.Read(parsed.GetValue(file)!, XmlTree.MaxOctets)
                    .Then(xml => SmevTransform.Apply(xml))
                    .Then<Answer>(octets => new Answer([], new { data = octets }) { Exact = Encoding.UTF8.GetString(octets) }), file)
            .WithBatch<TransformCase>(terminal, given => SmevTransform.Apply(given.Data).Then<CaseAnswer>(octets => new CaseAnswer(new { data = octets })), file);
    }
}
