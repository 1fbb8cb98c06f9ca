using System.Text;
using System.Xml;

namespace Ca.Core.Xml;

/// <summary>
/// The transform <c>urn://smev-gov-ru/xmldsig/transform</c> of the inter-agency bus: prefixes are numbered anew, attributes sorted, white space between
/// elements and instructions dropped. The specification (methodical recommendations 3.5, nine steps) leaves the escaping to a program: the reference
/// class on the StAX writer Woodstox, whose habits are part of the algorithm and stand below.
/// </summary>
public sealed class SmevTransform
{
    /// <summary>As signatures name it.</summary>
    public const string Uri = "urn://smev-gov-ru/xmldsig/transform";

    const string XmlNamespace = "http://www.w3.org/XML/1998/namespace";

    /// <summary>Shorter texts are written from a string, longer ones in pieces from a buffer, and the two escape ">" differently.</summary>
    const int ShortestInPieces = 12;

    const int Piece = 512;

    readonly CanonicalText output;
    readonly XmlBudget budget;
    readonly ScopedNames prefixes = new();
    readonly Stack<(int Mark, string Name)> open = new();
    int counter;

    SmevTransform(XmlBudget budget)
    {
        this.budget = budget;
        output = new(budget);
    }

    /// <summary>The transform's octets. Refused where the original fails: an element without namespace, an attribute of the xml namespace.</summary>
    public static Outcome<byte[]> Apply(ReadOnlyMemory<byte> xml)
    {
        try
        {
            return Apply(xml, new XmlBudget());
        }
        catch (XmlBudgetException)
        {
            return XmlBudgetException.Refusal;
        }
    }

    /// <summary>The same within a budget for a whole file.</summary>
    internal static Outcome<byte[]> Apply(ReadOnlyMemory<byte> xml, XmlBudget budget) =>
        // The tree is read for its bounds and its refusals; the transform needs the CDATA sections, which the tree has not.
        XmlTree.Parse(xml, Doctype.Refused).Then(_ => new SmevTransform(budget).Run(xml));

    Outcome<byte[]> Run(ReadOnlyMemory<byte> xml)
    {
        using var reader = XmlTreeReader.Open(xml, Doctype.Refused, new Outside());
        while (reader.Read())
        {
            budget.Spend(1);
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when Begin(reader) is { } why:
                    return why;
                case XmlNodeType.EndElement:
                    End();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA when open.Count > 0 && reader.Value.AsSpan().ContainsAnyExceptInRange('\0', ' '):
                    WriteCharacters(reader);
                    break;
            }
        }
        return output.ToArray();
    }

    Refusal? Begin(XmlReader reader)
    {
        if (reader.NamespaceURI.Length == 0)
            return new(RefusalCode.Malformed, "Xml.smev-no-namespace", reader.LocalName);
        var mark = prefixes.Mark;
        var attributes = Attributes(reader);
        if (attributes.Exists(a => a.NamespaceUri == XmlNamespace))
            return new(RefusalCode.Malformed, "Xml.smev-xml-attribute", reader.LocalName);

        var declarations = new List<NamespaceDeclaration>();
        var name = $"{PrefixOf(reader.NamespaceURI, declarations)}:{reader.LocalName}";
        output.Write("<");
        output.Write(name);
        var named = attributes.ConvertAll(a => (Prefix: a.NamespaceUri.Length == 0 ? "" : PrefixOf(a.NamespaceUri, declarations), a.LocalName, a.Value));
        foreach (var (prefix, uri) in declarations)
            WriteAttribute("xmlns", prefix, uri);
        foreach (var (prefix, localName, value) in named)
            WriteAttribute(prefix, localName, value);
        output.Write(">");
        open.Push((mark, name));
        if (reader.IsEmptyElement)
            End();
        return null;
    }

    void End()
    {
        var (mark, name) = open.Pop();
        output.Write("</");
        output.Write(name);
        output.Write(">");
        prefixes.BackTo(mark);
    }

    /// <summary>Qualified ones first, by namespace and name, in the order of UTF-16 as Java compares.</summary>
    static List<(string NamespaceUri, string LocalName, string Value)> Attributes(XmlReader reader)
    {
        var attributes = new List<(string NamespaceUri, string LocalName, string Value)>();
        while (reader.MoveToNextAttribute())
            if (reader.NamespaceURI != "http://www.w3.org/2000/xmlns/")
                attributes.Add((reader.NamespaceURI, reader.LocalName, reader.Value));
        reader.MoveToElement();
        attributes.Sort((x, y) => (x.NamespaceUri.Length == 0).CompareTo(y.NamespaceUri.Length == 0) is not 0 and var unqualifiedLast
            ? unqualifiedLast
            : string.CompareOrdinal(x.NamespaceUri, y.NamespaceUri) is not 0 and var byNamespace
                ? byNamespace
                : string.CompareOrdinal(x.LocalName, y.LocalName));
        return attributes;
    }

    /// <summary>A namespace has a number from the element that first needs it to its end; the count is never set back.</summary>
    string PrefixOf(string uri, List<NamespaceDeclaration> declarations)
    {
        if (prefixes[uri] is { } known)
            return known;
        var prefix = $"ns{++counter}";
        prefixes.Set(uri, prefix);
        declarations.Add(new(prefix, uri));
        return prefix;
    }

    void WriteCharacters(XmlReader reader)
    {
        var text = reader.Value;
        if (reader.NodeType == XmlNodeType.CDATA)
        {
            output.Write("<![CDATA[");
            output.Write(text);
            output.Write("]]>");
        }
        else if (text.Length < ShortestInPieces)
            WriteShort(text);
        else
            WriteInPieces(text);
    }

    /// <summary>"&gt;" is escaped where it is first or stands after "]".</summary>
    void WriteShort(string text)
    {
        var escaped = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
            escaped.Append(Escape(text[i], i == 0 || text[i - 1] == ']'));
        output.Write(escaped.ToString());
    }

    /// <summary>"&gt;" is escaped where it begins a piece, after "]" and after what was escaped itself.</summary>
    void WriteInPieces(string text)
    {
        var escaped = new StringBuilder();
        var afterEscape = false;
        for (var i = 0; i < text.Length; i++)
        {
            var written = Escape(text[i], afterEscape || i % Piece == 0 || text[i - 1] == ']');
            afterEscape = written.Length > 1;
            escaped.Append(written);
        }
        // A character of two halves may lie across two pieces; they are joined again on the way out, as the original does.
        output.Write(escaped.ToString());
    }

    static string Escape(char c, bool escapesGreater) => c switch
    {
        '<' => "&lt;",
        '&' => "&amp;",
        '>' when escapesGreater => "&gt;",
        '\r' => "&#xd;",
        >= '\x7F' and < '\xA0' => $"&#x{(int)c:x};",
        _ => c.ToString(),
    };

    void WriteAttribute(string prefix, string localName, string value)
    {
        var escaped = new StringBuilder(value)
            .Replace("&", "&amp;").Replace("<", "&lt;").Replace("\"", "&quot;").Replace("\t", "&#x9;").Replace("\n", "&#xa;").Replace("\r", "&#xd;");
        output.Write(" ");
        output.WriteName(prefix, localName);
        output.Write("=\"");
        output.Write(escaped.ToString());
        output.Write("\"");
    }
}
