namespace Ca.Core.Xml;

/// <summary>What becomes of a document type declaration.</summary>
public enum Doctype
{
    /// <summary>Refused: it can add attributes and text that nobody sees in the file (CVE-2021-21366 and its kin).</summary>
    Refused,

    /// <summary>The internal subset is processed, as Canonical XML §2.1 asks; nothing outside the file is ever read.</summary>
    Processed,
}

/// <summary>An XML document, read strictly and within bounds, as the XPath data model sees it.</summary>
public sealed class XmlTree
{
    /// <summary>The trusted list of the largest country of the Union has 5 MiB, a СМЭВ message without attachments far less.</summary>
    public const int MaxOctets = 32 * 1024 * 1024;

    const string XmlNamespace = "http://www.w3.org/XML/1998/namespace";
    const string WsuNamespace = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

    readonly Lazy<Dictionary<string, ElementNode?>> identifiers;

    internal XmlTree(IReadOnlyList<TreeNode> top, int nodes)
    {
        Top = top;
        Root = top.OfType<ElementNode>().Single();
        Nodes = nodes;
        identifiers = new(CollectIdentifiers);
    }

    /// <summary>The document element, and the comments and instructions around it.</summary>
    internal IReadOnlyList<TreeNode> Top { get; }

    /// <summary>The document element.</summary>
    internal ElementNode Root { get; }

    /// <summary>The greatest order of a node.</summary>
    internal int Nodes { get; }

    /// <summary>Reads a document of at most <see cref="MaxOctets"/>, in UTF-8, UTF-16 or windows-1251.</summary>
    public static Outcome<XmlTree> Parse(ReadOnlyMemory<byte> bytes, Doctype doctype) => XmlTreeReader.Read(bytes, doctype);

    /// <summary>Local name of the document element.</summary>
    public string RootName => Root.LocalName;

    /// <summary>Its namespace; empty for none.</summary>
    public string RootNamespace => Root.NamespaceUri;

    /// <summary>How many elements have this name.</summary>
    public int Count(string namespaceUri, string localName) => Root.SelfAndDescendants().Count(e => e.Is(namespaceUri, localName));

    /// <summary>The whole document, comments included.</summary>
    public NodeSet All => new(this, 0, Nodes, withComments: true);

    /// <summary>The nodes that an XPath expression selects, namespace nodes too.</summary>
    /// <param name="expression">XPath 1.0.</param>
    /// <param name="namespaces">By prefix.</param>
    public Outcome<NodeSet> Select(string expression, IReadOnlyDictionary<string, string> namespaces) =>
        XPathSelection.Select(this, expression, namespaces, new XmlBudget());

    /// <summary>The one element that carries this identifier.</summary>
    /// <remarks>
    /// Without a schema nobody knows which attributes are identifiers, so those count that signatures use. Where two elements carry the same one,
    /// a reader may take the other than we: nothing is found.
    /// </remarks>
    internal ElementNode? Identified(string identifier) => identifiers.Value.GetValueOrDefault(identifier);

    /// <summary>Whether more than one element carries it.</summary>
    internal bool IsAmbiguous(string identifier) => identifiers.Value.TryGetValue(identifier, out var element) && element is null;

    /// <summary>The identifier of an element; null when it has none.</summary>
    internal static string? IdentifierOf(ElementNode element)
    {
        foreach (var attribute in element.Attributes)
            if (IsIdentifier(attribute))
                return attribute.Value;
        return null;
    }

    static bool IsIdentifier(AttributeNode attribute) => attribute.NamespaceUri switch
    {
        "" => attribute.LocalName is "Id" or "ID" or "id" or "AssertionID",
        XmlNamespace => attribute.LocalName == "id",
        WsuNamespace => attribute.LocalName == "Id",
        _ => false,
    };

    Dictionary<string, ElementNode?> CollectIdentifiers()
    {
        var found = new Dictionary<string, ElementNode?>();
        foreach (var element in Root.SelfAndDescendants())
            foreach (var attribute in element.Attributes)
                if (IsIdentifier(attribute) && !found.TryAdd(attribute.Value, element) && found[attribute.Value] != element)
                    found[attribute.Value] = null;
        return found;
    }
}
