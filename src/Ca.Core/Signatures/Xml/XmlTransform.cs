using System.Text;
using System.Text.RegularExpressions;
using Ca.Core.Xml;

namespace Ca.Core.Signatures.Xml;

/// <summary>What goes from one transform to the next: nodes of a document or octets.</summary>
/// <param name="Nodes">Null when octets.</param>
/// <param name="Octets">Meant when there are no nodes.</param>
readonly record struct TransformData(NodeSet? Nodes, ReadOnlyMemory<byte> Octets);

/// <summary>A ds:Transform (XMLDSig §4.4.3.4, §6.6).</summary>
sealed partial class XmlTransform(ElementNode element)
{
    const string Enveloped = XmlNames.Dsig + "enveloped-signature";
    const string Base64 = XmlNames.Dsig + "base64";
    const string XPath = "http://www.w3.org/TR/1999/REC-xpath-19991116";
    const string XPathFilter2 = "http://www.w3.org/2002/06/xmldsig-filter2";

    /// <summary>Three steps of XPath Filter 2.0 are the most that anybody has shown a use for.</summary>
    const int MaxFilters = 8;

    /// <summary>URI of the algorithm.</summary>
    public string Algorithm { get; } = element.Attribute("Algorithm") ?? "";

    /// <summary>Whether only a part of what goes in may come out: an expression may choose anything, base64 is of the text alone.</summary>
    public bool Chooses => Algorithm is XPath or XPathFilter2 or Base64;

    /// <summary>The prefixes that an exclusive canonicalization treats inclusively.</summary>
    public static string[] PrefixList(ElementNode method) =>
        method.Elements.FirstOrDefault(e => e.Is(CanonicalizationMethod.Exclusive.Uri, "InclusiveNamespaces"))?.Attribute("PrefixList")?
            .Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>The result, or the refusal of a transform that we do not run.</summary>
    /// <param name="input">Of the transform before, or what the reference names.</param>
    /// <param name="signature">The one around.</param>
    /// <param name="tree">Its document.</param>
    /// <param name="budget">For the file.</param>
    public Outcome<TransformData> Apply(TransformData input, ElementNode signature, XmlTree tree, XmlBudget budget)
    {
        if (!CanonicalizationMethod.Parse(Algorithm).Refused(out _, out var method))
            return Nodes(input).Then<TransformData>(nodes => new TransformData(null, method.Write(nodes, PrefixList(element), budget)));
        return Algorithm switch
        {
            Enveloped => input.Nodes is { } nodes && nodes.Tree == tree ? new TransformData(nodes.Without(signature), default) : Unusable(),
            Base64 => Decode(input, budget),
            XPath => Nodes(input).Then(nodes => Filter(nodes, tree, budget)),
            XPathFilter2 => Nodes(input).Then(nodes => Filter2(nodes, tree, budget)),
            SmevTransform.Uri => SmevTransform.Apply(Canonical(input, budget), budget).Then<TransformData>(octets => new TransformData(null, octets)),
            _ => Unusable(),
        };
    }

    /// <summary>The octets that are hashed: nodes are canonicalized as XMLDSig §4.4.3.2 says.</summary>
    public static ReadOnlyMemory<byte> Canonical(TransformData data, XmlBudget budget) =>
        data.Nodes is { } nodes ? CanonicalizationMethod.Inclusive.Write(nodes, [], budget) : data.Octets;

    static Outcome<NodeSet> Nodes(TransformData data) =>
        data.Nodes is { } nodes ? nodes : XmlTree.Parse(data.Octets, Doctype.Refused).Then<NodeSet>(tree => tree.All);

    Outcome<TransformData> Decode(TransformData data, XmlBudget budget)
    {
        var text = data.Nodes is { } nodes ? nodes.TextContent(budget) : Encoding.Latin1.GetString(data.Octets.Span);
        return XmlNames.OctetsOf(text) is { } octets ? new TransformData(null, octets) : Unusable();
    }

    Outcome<TransformData> Filter(NodeSet nodes, XmlTree tree, XmlBudget budget) =>
        element.Dsigs("XPath").ToList() is not [var expression] ? Unusable()
            : WithoutSignatures(nodes, expression) is { } left ? new TransformData(left, default)
            : XPathSelection.Filter(nodes, expression.Text, InScope(expression), nodes.Tree == tree ? expression : null, budget)
                .Then<TransformData>(chosen => new TransformData(chosen, default));

    /// <summary>
    /// What nearly every XPath filter in use says: all that is not inside a signature. Said without evaluating it for each node and each of its
    /// namespaces, which for a large document would be more work than we do; null for any other expression.
    /// </summary>
    static NodeSet? WithoutSignatures(NodeSet nodes, ElementNode expression)
    {
        if (OutsideSignatures().Match(expression.Text) is not { Success: true } match
            || InScope(expression).GetValueOrDefault(match.Groups["prefix"].Value) != XmlNames.Dsig)
            return null;
        var signatures = nodes.Tree.Root.SelfAndDescendants().Where(e => e.IsDsig("Signature")).Take(XmlFile.MaxSignatures + 1).ToArray();
        return signatures.Length > XmlFile.MaxSignatures ? null : nodes.Without(signatures);
    }

    [GeneratedRegex(@"^\s*not\s*\(\s*ancestor-or-self::(?<prefix>[\w.-]+):Signature\s*\)\s*$")]
    private static partial Regex OutsideSignatures();

    Outcome<TransformData> Filter2(NodeSet nodes, XmlTree tree, XmlBudget budget)
    {
        var steps = new List<(SubtreeFilter, string, IReadOnlyDictionary<string, string>, ElementNode?)>();
        foreach (var expression in element.Elements)
        {
            if (!expression.Is(XPathFilter2, "XPath") || steps.Count == MaxFilters || ReadFilter(expression.Attribute("Filter")) is not { } filter)
                return Unusable();
            steps.Add((filter, expression.Text, InScope(expression), nodes.Tree == tree ? expression : null));
        }
        return XPathSelection.Filter2(nodes, steps, budget).Then<TransformData>(chosen => new TransformData(chosen, default));
    }

    static SubtreeFilter? ReadFilter(string? name) => name switch
    {
        "intersect" => SubtreeFilter.Intersect,
        "subtract" => SubtreeFilter.Subtract,
        "union" => SubtreeFilter.Union,
        _ => null,
    };

    static Dictionary<string, string> InScope(ElementNode expression)
    {
        var namespaces = new Dictionary<string, string>();
        for (var around = expression; around is not null; around = around.Parent)
            foreach (var declaration in around.Declarations)
                namespaces.TryAdd(declaration.Prefix, declaration.Uri);
        return namespaces;
    }

    Refusal Unusable() => new(RefusalCode.Unsupported, "Signatures.xml-transform-unusable", Algorithm);
}
