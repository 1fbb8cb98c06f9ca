using System.CommandLine;
using System.Text;
using Ca.Cli.Desk;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Xml;

namespace Ca.Cli.Xml;

/// <summary><c>ca xml canonicalize FILE [--algorithm URI] [--prefix PREFIX…]</c>: a document in a canonical form, to the octet; and <c>--batch</c>.</summary>
static class CanonicalizeXml
{
    sealed record CanonicalizationCase : Case
    {
        /// <summary>URI.</summary>
        public required string Algorithm { get; init; }

        /// <summary>The document.</summary>
        public required byte[] Data { get; init; }

        /// <summary>PrefixList of the exclusive form.</summary>
        public string[]? Prefixes { get; init; }
    }

    public static Command Verb(Terminal terminal)
    {
        var file = new Argument<string?>("FILE") { Description = terminal.Say("Xml.argument-file"), Arity = ArgumentArity.ZeroOrOne };
        var algorithm = new Option<string>("--algorithm")
        {
            Description = terminal.Say("Xml.option-algorithm", CanonicalizationMethod.Inclusive.Uri),
            HelpName = "URI",
            DefaultValueFactory = _ => CanonicalizationMethod.Inclusive.Uri,
        };
        var prefixes = new Option<string[]>("--prefix") { Description = terminal.Say("Xml.option-prefix"), HelpName = "PREFIX" };
        return Desk.Verb.Create(terminal, "canonicalize", "Xml.canonicalize", parsed =>
                InputFile.Read(parsed.GetValue(file)!, XmlTree.MaxOctets)
                    .Then(xml => Canonicalize(parsed.GetRequiredValue(algorithm), xml, parsed.GetValue(prefixes) ?? []))
                    .Then<Answer>(octets => new Answer([], new { data = octets }) { Exact = Encoding.UTF8.GetString(octets) }), file, algorithm, prefixes)
            .WithBatch<CanonicalizationCase>(
                terminal, given => Canonicalize(given.Algorithm, given.Data, given.Prefixes ?? []).Then<CaseAnswer>(octets => new CaseAnswer(new { data = octets })), file);
    }

    /// <summary>An internal subset of the document type is processed, as the recommendation asks; what points outside is refused.</summary>
    static Outcome<byte[]> Canonicalize(string algorithm, byte[] xml, string[] prefixes) =>
        CanonicalizationMethod.Parse(algorithm).Then(method => Refuses(method, prefixes) is { } why ? why : XmlTree.Parse(xml, Doctype.Processed).Then(tree => method.Write(tree.All, prefixes)));

    /// <summary>What would silently do nothing.</summary>
    static Refusal? Refuses(CanonicalizationMethod method, string[] prefixes) =>
        prefixes.Length > 0 && !method.IsExclusive ? No("Xml.prefixes-without-exclusive")
        : prefixes.FirstOrDefault(p => p.Length == 0 || p.Any(char.IsWhiteSpace)) is { } prefix ? No("Xml.no-prefix", prefix) : null;

    static Refusal No(string key, params object[] arguments) => new(RefusalCode.Malformed, new Sentence(typeof(CanonicalizeXml).Assembly, key, arguments));
}
