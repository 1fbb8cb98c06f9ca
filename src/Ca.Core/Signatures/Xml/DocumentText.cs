using System.Text;
using System.Xml;
using Ca.Core.Xml;

namespace Ca.Core.Signatures.Xml;

/// <summary>The text of a document to be signed, into which a signature is put without touching anything else.</summary>
sealed class DocumentText
{
    readonly string text;
    readonly XmlTree tree;

    DocumentText(string text, XmlTree tree)
    {
        this.text = text;
        this.tree = tree;
    }

    /// <summary>The document.</summary>
    public XmlTree Tree => tree;

    /// <summary>Reads UTF-8: what is signed is written back in it.</summary>
    public static Outcome<DocumentText> Read(ReadOnlyMemory<byte> xml)
    {
        if (XmlTree.Parse(xml, Doctype.Refused).Refused(out var why, out var tree))
            return why;
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(xml.Span.StartsWith("\uFEFF"u8) ? xml.Span[3..] : xml.Span);
            // Only where the same text, taken as UTF-8, is the same document was it in UTF-8.
            using var reader = XmlReader.Create(new StringReader(text));
            reader.MoveToContent();
            return text.Contains('\0', StringComparison.Ordinal) || DeclaresAnother(text) ? Another() : new DocumentText(text, tree);
        }
        catch (Exception e) when (e is DecoderFallbackException or XmlException)
        {
            return Another();
        }
    }

    static bool DeclaresAnother(string text) =>
        text.StartsWith("<?xml", StringComparison.Ordinal)
        && text.Split("?>")[0] is var declaration && declaration.Contains("encoding", StringComparison.Ordinal)
        && !declaration.Contains("utf-8", StringComparison.OrdinalIgnoreCase) && !declaration.Contains("us-ascii", StringComparison.OrdinalIgnoreCase);

    static Refusal Another() => new(RefusalCode.Unsupported, "Signatures.xml-not-utf-8");

    /// <summary>The text with something put in as the last content of an element.</summary>
    public string PutLast(ElementNode element, string addition)
    {
        var (start, end) = TagsOf(element);
        if (end is { } closing)
            return text.Insert(closing, addition);
        // "<a/>" becomes "<a>…</a>", which is the same.
        var close = EndOfTag(start) - 2;
        return text[..close] + ">" + addition + $"</{QualifiedName(element)}>" + text[(close + 2)..];
    }

    /// <summary>The text with something put in before the first content of an element that has some.</summary>
    public string PutFirst(ElementNode element, string addition) => text.Insert(EndOfTag(TagsOf(element).Start), addition);

    /// <summary>The text with something put in before an element.</summary>
    public string PutBefore(ElementNode element, string addition) => text.Insert(TagsOf(element).Start, addition);

    /// <summary>The text with an attribute more.</summary>
    public string PutAttribute(ElementNode element, string attribute) => text.Insert(EndOfName(TagsOf(element).Start), " " + attribute);

    static string QualifiedName(ElementNode element) => element.Prefix.Length == 0 ? element.LocalName : $"{element.Prefix}:{element.LocalName}";

    int EndOfName(int start) => text.IndexOfAny([' ', '\t', '\r', '\n', '/', '>'], start);

    /// <summary>After the tag that begins here: attribute values may hold angle brackets.</summary>
    int EndOfTag(int start)
    {
        var quote = '\0';
        for (var i = start; ; i++)
            if (quote != '\0')
                quote = text[i] == quote ? '\0' : quote;
            else if (text[i] is '"' or '\'')
                quote = text[i];
            else if (text[i] == '>')
                return i + 1;
    }

    /// <summary>Where the start tag begins, and the end tag unless the element is one empty tag.</summary>
    (int Start, int? End) TagsOf(ElementNode wanted)
    {
        var index = wanted == tree.Root ? 0 : tree.Root.SelfAndDescendants().TakeWhile(e => e != wanted).Count();
        using var reader = XmlReader.Create(new StringReader(text), new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        var lines = (IXmlLineInfo)reader;
        var lineStarts = LineStarts();
        for (var seen = -1; reader.Read();)
        {
            if (reader.NodeType != XmlNodeType.Element || ++seen < index)
                continue;
            var start = lineStarts[lines.LineNumber - 1] + lines.LinePosition - 2;
            if (reader.IsEmptyElement)
                return (start, null);
            for (var depth = reader.Depth; reader.Read();)
                if (reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth)
                    return (start, lineStarts[lines.LineNumber - 1] + lines.LinePosition - 3);
        }
        throw new InvalidOperationException("The element is not of this document.");
    }

    List<int> LineStarts()
    {
        var starts = new List<int> { 0 };
        for (var i = 0; i < text.Length; i++)
            if (text[i] == '\n' || text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n'))
                starts.Add(i + 1);
        return starts;
    }
}
