namespace Ca.Core.Xml;

/// <summary>A canonicalization algorithm. A closed list.</summary>
public sealed class CanonicalizationMethod
{
    CanonicalizationMethod(string uri, CanonicalizationKind kind, bool withComments)
    {
        Uri = uri;
        Kind = kind;
        WithComments = withComments;
    }

    /// <summary>Canonical XML 1.0 without comments.</summary>
    public static CanonicalizationMethod Inclusive { get; } = new("http://www.w3.org/TR/2001/REC-xml-c14n-20010315", CanonicalizationKind.Inclusive10, false);

    /// <summary>Exclusive XML Canonicalization 1.0 without comments.</summary>
    public static CanonicalizationMethod Exclusive { get; } = new("http://www.w3.org/2001/10/xml-exc-c14n#", CanonicalizationKind.Exclusive, false);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<CanonicalizationMethod> All { get; } =
    [
        Inclusive,
        new("http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments", CanonicalizationKind.Inclusive10, true),
        new("http://www.w3.org/2006/12/xml-c14n11", CanonicalizationKind.Inclusive11, false),
        new("http://www.w3.org/2006/12/xml-c14n11#WithComments", CanonicalizationKind.Inclusive11, true),
        Exclusive,
        new("http://www.w3.org/2001/10/xml-exc-c14n#WithComments", CanonicalizationKind.Exclusive, true),
    ];

    /// <summary>As signatures name it.</summary>
    public string Uri { get; }

    /// <summary>Whether comments are written.</summary>
    public bool WithComments { get; }

    /// <summary>Whether prefixes may be named that are treated inclusively.</summary>
    public bool IsExclusive => Kind == CanonicalizationKind.Exclusive;

    internal CanonicalizationKind Kind { get; }

    /// <summary>By URI.</summary>
    public static Outcome<CanonicalizationMethod> Parse(string uri) =>
        All.FirstOrDefault(m => m.Uri == uri) is { } found
            ? found
            : new Refusal(RefusalCode.Unsupported, "Xml.unknown-canonicalization", uri, string.Join(", ", All.Select(m => m.Uri)));

    /// <summary>The canonical form of these nodes, in UTF-8.</summary>
    /// <param name="nodes">A document or a part of it.</param>
    /// <param name="inclusivePrefixes">For the exclusive method, the prefixes treated inclusively (PrefixList); <c>#default</c> is the empty one.</param>
    public Outcome<byte[]> Write(NodeSet nodes, params IReadOnlyCollection<string> inclusivePrefixes)
    {
        try
        {
            return Write(nodes, inclusivePrefixes, new XmlBudget());
        }
        catch (XmlBudgetException)
        {
            return XmlBudgetException.Refusal;
        }
    }

    /// <summary>The same within a budget for a whole file.</summary>
    internal byte[] Write(NodeSet nodes, IReadOnlyCollection<string> inclusivePrefixes, XmlBudget budget) =>
        new Canonicalizer(this, nodes, inclusivePrefixes, budget).Write();

    /// <summary>The URI.</summary>
    public override string ToString() => Uri;
}

/// <summary>Which of the three recommendations.</summary>
enum CanonicalizationKind
{
    /// <summary>Canonical XML 1.0.</summary>
    Inclusive10,
    /// <summary>Canonical XML 1.1: xml:id is not inherited, xml:base is joined.</summary>
    Inclusive11,
    /// <summary>Exclusive XML Canonicalization 1.0: namespaces stand where they are used.</summary>
    Exclusive,
}
