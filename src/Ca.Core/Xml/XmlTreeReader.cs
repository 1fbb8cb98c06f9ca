using System.Text;
using System.Xml;

namespace Ca.Core.Xml;

/// <summary>Builds the tree from what the platform's reader, which takes no entity from outside, hands over.</summary>
sealed class XmlTreeReader
{
    /// <summary>Documents of people have under 50; libxml2 draws the line at 256, Java nowhere.</summary>
    const int MaxDepth = 1000;

    /// <summary>A node costs about 100 octets of memory.</summary>
    const int MaxNodes = 2_000_000;

    /// <summary>Internal entities may grow a document by so many characters.</summary>
    const int MaxCharactersFromEntities = 1_000_000;

    readonly List<TreeNode> top = [];
    readonly Stack<ElementNode> open = new();
    readonly StringBuilder text = new();
    readonly SpaceAttribute? exchanged;
    int order;

    XmlTreeReader(SpaceAttribute? exchanged) => this.exchanged = exchanged;

    public static Outcome<XmlTree> Read(ReadOnlyMemory<byte> bytes, Doctype doctype)
    {
        if (bytes.Length > XmlTree.MaxOctets)
            return new Refusal(RefusalCode.TooLarge, "Xml.too-large", bytes.Length, XmlTree.MaxOctets);
        if (XmlMarkup.Refuses(bytes.Span) is { } markup)
            return markup;
        var first = Read(bytes, doctype, exchanged: null);
        if (!first.Refused(out var why, out _) || why.Code != RefusalCode.Malformed || !SpaceAttribute.MayBeIn(bytes.Span))
            return first;
        var space = new SpaceAttribute();
        var second = Read(space.Exchange(bytes.Span), doctype, space);
        // Places that a refusal names are those of the document as it came.
        return second.Refused(out _, out _) ? first : second;
    }

    static Outcome<XmlTree> Read(ReadOnlyMemory<byte> bytes, Doctype doctype, SpaceAttribute? exchanged)
    {
        var outside = new Outside();
        try
        {
            using var reader = Open(bytes, doctype, outside);
            return new XmlTreeReader(exchanged).Read(reader, doctype);
        }
        catch (XmlException e)
        {
            if (outside.WasAsked)
                return new Refusal(RefusalCode.NotAllowed, doctype == Doctype.Refused ? "Xml.doctype" : "Xml.external-doctype");
            if (bytes.Span.Trim(" \t\r\n"u8).IsEmpty)
                return new Refusal(RefusalCode.Malformed, "Xml.no-element");
            // No line is named where a bound was reached.
            if (e.LineNumber == 0 && bytes.Span.IndexOf("<!ENTITY"u8) >= 0)
                return new Refusal(RefusalCode.TooLarge, "Xml.too-much-expansion", MaxCharactersFromEntities);
            return new Refusal(RefusalCode.Malformed, "Xml.malformed", e.LineNumber, e.LinePosition);
        }
    }

    /// <summary>The platform's reader with everything switched off that reaches outside the file.</summary>
    public static XmlReader Open(ReadOnlyMemory<byte> bytes, Doctype doctype, Outside outside)
    {
        var settings = new XmlReaderSettings
        {
            // Where it is refused it is parsed all the same, so that the refusal can say what it is about.
            DtdProcessing = DtdProcessing.Parse,
            XmlResolver = outside,
            MaxCharactersFromEntities = doctype == Doctype.Processed ? MaxCharactersFromEntities : 1,
            MaxCharactersInDocument = XmlTree.MaxOctets + MaxCharactersFromEntities,
            CloseInput = true,
        };
        var stream = new MemoryStream(bytes.ToArray(), writable: false);
        return IsCyrillicOfWindows(bytes.Span)
            ? XmlReader.Create(new StreamReader(stream, CodePagesEncodingProvider.Instance.GetEncoding(1251)!), settings)
            : XmlReader.Create(stream, settings);
    }

    /// <summary>The one encoding besides Unicode that programs in Russia still write; the platform reads it only through its own provider.</summary>
    static bool IsCyrillicOfWindows(ReadOnlySpan<byte> bytes)
    {
        var start = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 100)]);
        return start.StartsWith("<?xml", StringComparison.Ordinal)
            && start.Split("?>")[0].Contains("windows-1251", StringComparison.OrdinalIgnoreCase);
    }

    Outcome<XmlTree> Read(XmlReader reader, Doctype doctype)
    {
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.DocumentType && doctype == Doctype.Refused)
                return new Refusal(RefusalCode.NotAllowed, "Xml.doctype");
            if (order > MaxNodes)
                return new Refusal(RefusalCode.TooLarge, "Xml.too-many-nodes", MaxNodes);
            if (reader.Depth > MaxDepth)
                return new Refusal(RefusalCode.TooLarge, "Xml.too-deep", MaxDepth);
            Take(reader);
        }
        return new XmlTree(top, order);
    }

    void Take(XmlReader reader)
    {
        switch (reader.NodeType)
        {
            case XmlNodeType.Element:
                Begin(reader);
                break;
            case XmlNodeType.EndElement:
                End();
                break;
            case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace when open.Count > 0:
                text.Append(ValueOf(reader));
                break;
            case XmlNodeType.Comment:
                EndText();
                Add(new CommentNode(Around, ++order, ValueOf(reader)));
                break;
            case XmlNodeType.ProcessingInstruction:
                EndText();
                Add(new InstructionNode(Around, ++order, reader.Name, ValueOf(reader)));
                break;
        }
    }

    string NameOf(XmlReader reader) => exchanged?.RestoreName(reader.LocalName) ?? reader.LocalName;

    string ValueOf(XmlReader reader) => exchanged?.Restore(reader.Value) ?? reader.Value;

    ElementNode? Around => open.TryPeek(out var around) ? around : null;

    void Begin(XmlReader reader)
    {
        EndText();
        var element = new ElementNode(Around, ++order, reader.Prefix, NameOf(reader), reader.NamespaceURI);
        Add(element);
        var isEmpty = reader.IsEmptyElement;
        if (reader.MoveToFirstAttribute())
            ReadAttributes(reader, element);
        open.Push(element);
        if (isEmpty)
            End();
    }

    void ReadAttributes(XmlReader reader, ElementNode element)
    {
        var attributes = new List<AttributeNode>();
        var declarations = new List<NamespaceDeclaration>();
        do
        {
            if (reader.Prefix == "xmlns")
                Declare(reader.LocalName, ValueOf(reader));
            else if (reader.Prefix.Length == 0 && reader.LocalName == "xmlns")
                Declare("", ValueOf(reader));
            else
                attributes.Add(new(element, ++order, reader.Prefix, NameOf(reader), reader.NamespaceURI, ValueOf(reader)));
        }
        while (reader.MoveToNextAttribute());
        reader.MoveToElement();
        element.Attributes = attributes;
        element.Declarations = declarations;

        void Declare(string prefix, string uri)
        {
            // xml may be declared, always as what it is; it is never written (Canonical XML §2.3).
            if (prefix != "xml")
                declarations.Add(new(prefix, uri));
        }
    }

    void End()
    {
        EndText();
        open.Pop().Last = order;
    }

    void EndText()
    {
        if (text.Length == 0)
            return;
        Add(new TextNode(open.Peek(), ++order, text.ToString()));
        text.Clear();
    }

    void Add(TreeNode node)
    {
        if (open.TryPeek(out var around))
            around.Children.Add(node);
        else
            top.Add(node);
    }

}

/// <summary>Answers to whatever a document wants to have fetched: with nothing it would silently be read as if that were empty.</summary>
sealed class Outside : XmlResolver
{
    public bool WasAsked { get; private set; }

    public override object GetEntity(Uri absoluteUri, string? role, Type? ofObjectToReturn)
    {
        WasAsked = true;
        throw new XmlException();
    }
}
