using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.XPath;

namespace Ca.Core.Xml;

/// <summary>What XPath expressions of strangers choose: evaluated by the platform, every step counted.</summary>
static partial class XPathSelection
{
    /// <summary>Expressions in signatures have some 100 characters; the platform's parser takes its stack by their nesting.</summary>
    const int MaxCharacters = 4096;

    const int MaxNesting = 100;

    /// <summary>The nodes of the document that the expression selects.</summary>
    public static Outcome<NodeSet> Select(XmlTree tree, string expression, IReadOnlyDictionary<string, string> namespaces, XmlBudget budget) =>
        Evaluate(expression, namespaces, null, budget, compiled =>
        {
            var chosen = new bool[tree.Nodes + 1];
            var chosenNamespaces = new HashSet<(int, string)>();
            foreach (TreeNavigator found in new TreeNavigator(tree, budget).Select(compiled))
                found.Choose(chosen, chosenNamespaces);
            return tree.All.Choose(chosen, chosenNamespaces);
        });

    /// <summary>The transform of XMLDSig §6.6.3: of these nodes those for which the expression is true.</summary>
    /// <param name="nodes">Each is the context once.</param>
    /// <param name="expression">XPath 1.0 with here().</param>
    /// <param name="namespaces">In scope where the expression stands.</param>
    /// <param name="here">The element in whose text it stands, when that is in the same document.</param>
    /// <param name="budget">For the whole file.</param>
    public static Outcome<NodeSet> Filter(NodeSet nodes, string expression, IReadOnlyDictionary<string, string> namespaces, ElementNode? here, XmlBudget budget) =>
        Evaluate(expression, namespaces, here is null ? null : new TreeNavigator(nodes.Tree, budget, here), budget, compiled =>
        {
            var chosen = new bool[nodes.Tree.Nodes + 1];
            var chosenNamespaces = new HashSet<(int, string)>();
            foreach (var node in TreeNavigator.Everything(nodes, budget))
                if (IsTrue(node.Evaluate(compiled)))
                    node.Choose(chosen, chosenNamespaces);
            return nodes.Choose(chosen, chosenNamespaces);
        });

    /// <summary>The transform of XPath Filter 2.0: the subtrees of what each expression selects are intersected with, taken from or joined to the nodes.</summary>
    public static Outcome<NodeSet> Filter2(NodeSet nodes, IReadOnlyList<(SubtreeFilter Filter, string Expression, IReadOnlyDictionary<string, string> Namespaces, ElementNode? Here)> steps, XmlBudget budget)
    {
        var chosen = Enumerable.Repeat(true, nodes.Tree.Nodes + 1).ToArray();
        foreach (var (filter, expression, namespaces, here) in steps)
        {
            var hereNavigator = here is null ? null : new TreeNavigator(nodes.Tree, budget, here);
            var selected = Evaluate(expression, namespaces, hereNavigator, budget, compiled => Subtrees(nodes.Tree, compiled, budget));
            if (selected.Refused(out var why, out var subtrees))
                return why;
            budget.Spend(chosen.Length);
            for (var i = 0; i < chosen.Length; i++)
                chosen[i] = filter switch
                {
                    SubtreeFilter.Intersect => chosen[i] && subtrees[i],
                    SubtreeFilter.Subtract => chosen[i] && !subtrees[i],
                    _ => chosen[i] || subtrees[i],
                };
        }
        return nodes.Choose(chosen, null);
    }

    static bool[] Subtrees(XmlTree tree, XPathExpression compiled, XmlBudget budget)
    {
        var inside = new bool[tree.Nodes + 1];
        var until = 0;
        foreach (TreeNavigator found in new TreeNavigator(tree, budget).Select(compiled))
        {
            // In document order: what the last subtree covered is done.
            var (first, last) = found.Range;
            budget.Spend(1);
            for (var i = Math.Max(first, until); i <= last; i++)
                inside[i] = true;
            until = Math.Max(until, last + 1);
        }
        return inside;
    }

    static Outcome<T> Evaluate<T>(
        string expression, IReadOnlyDictionary<string, string> namespaces, TreeNavigator? here, XmlBudget budget, Func<XPathExpression, T> use) where T : notnull
    {
        if (expression.Length > MaxCharacters || expression.Count(c => c is '(' or '[') > MaxNesting)
            return new Refusal(RefusalCode.TooLarge, "Xml.xpath-too-long", MaxCharacters, MaxNesting);
        if (GrowingFunction().Match(expression) is { Success: true } growing)
            return new Refusal(RefusalCode.Unsupported, "Xml.xpath-function", growing.Groups[1].Value);
        try
        {
            budget.Spend(expression.Length);
            var compiled = XPathExpression.Compile(expression);
            compiled.SetContext(new XPathSurroundings(namespaces, here));
            return use(compiled);
        }
        catch (Exception e) when (e is XPathException or XmlException or ArgumentException or InvalidCastException or OverflowException)
        {
            return new Refusal(RefusalCode.Malformed, "Xml.xpath", expression);
        }
    }

    /// <summary>As boolean() would (XPath 1.0 §4.3).</summary>
    static bool IsTrue(object value) => value switch
    {
        bool truth => truth,
        double number => number != 0 && !double.IsNaN(number),
        string text => text.Length > 0,
        XPathNodeIterator selected => selected.MoveNext(),
        _ => false,
    };

    /// <summary>They make long texts of short ones, or compare each character with each, where the budget does not see it.</summary>
    [GeneratedRegex(@"\b(concat|translate)\s*\(")]
    private static partial Regex GrowingFunction();
}

/// <summary>What XPath Filter 2.0 does with a selection.</summary>
enum SubtreeFilter
{
    /// <summary>Keeps what is inside.</summary>
    Intersect,
    /// <summary>Keeps what is outside.</summary>
    Subtract,
    /// <summary>Adds it.</summary>
    Union,
}
