using System.Text;

namespace Ca.Core.Xml;

/// <summary>A part of a document: a range of it less some subtrees, and where an expression chose, only the nodes it chose.</summary>
public sealed class NodeSet
{
    readonly int from;
    readonly int to;
    readonly ElementNode[] without;
    readonly bool[]? chosen;
    readonly HashSet<(int Order, string Prefix)>? chosenNamespaces;

    internal NodeSet(XmlTree tree, int from, int to, bool withComments) : this(tree, from, to, withComments, [], null, null)
    {
    }

    NodeSet(XmlTree tree, int from, int to, bool withComments, ElementNode[] without, bool[]? chosen, HashSet<(int, string)>? chosenNamespaces)
    {
        Tree = tree;
        this.from = from;
        this.to = to;
        WithComments = withComments;
        this.without = without;
        this.chosen = chosen;
        this.chosenNamespaces = chosenNamespaces;
    }

    internal XmlTree Tree { get; }

    internal bool WithComments { get; }

    /// <summary>Whether an expression chose among the nodes.</summary>
    internal bool IsChosen => chosen is not null;

    /// <summary>Whether the namespace nodes were chosen one by one.</summary>
    internal bool ChoosesNamespaces => chosenNamespaces is not null;

    /// <summary>Where to begin writing: the smallest element that holds everything; null for the whole document.</summary>
    internal ElementNode? Apex { get; private init; }

    /// <summary>The element and all inside.</summary>
    internal static NodeSet Of(XmlTree tree, ElementNode apex, bool withComments) =>
        new(tree, apex.Order, apex.Last, withComments) { Apex = apex };

    /// <summary>These nodes less the elements and all inside.</summary>
    internal NodeSet Without(params ReadOnlySpan<ElementNode> elements) =>
        new(Tree, from, to, WithComments, [.. without, .. elements], chosen, chosenNamespaces) { Apex = Apex };

    /// <summary>Those of these nodes that were chosen, by order.</summary>
    /// <param name="nodes">One for each order.</param>
    /// <param name="namespaces">Null when each element's namespaces go with it.</param>
    internal NodeSet Choose(bool[] nodes, HashSet<(int, string)>? namespaces)
    {
        if (chosen is not null)
            for (var i = 0; i < nodes.Length; i++)
                nodes[i] &= chosen[i];
        return new(Tree, from, to, WithComments, without, nodes, namespaces ?? chosenNamespaces) { Apex = Apex };
    }

    /// <summary>None of these nodes.</summary>
    internal NodeSet Nothing() => new(Tree, from, to, WithComments, without, new bool[Tree.Nodes + 1], []) { Apex = Apex };

    /// <summary>The text of these nodes, without the elements around it.</summary>
    internal NodeSet TextOnly(XmlBudget budget)
    {
        budget.Spend(Tree.Nodes);
        var texts = new bool[Tree.Nodes + 1];
        Each(budget, node => texts[node.Order] = node is TextNode && Has(node));
        return new(Tree, from, to, WithComments, without, texts, []) { Apex = Apex };
    }

    internal bool Has(TreeNode node)
    {
        var order = node.Order;
        if (order < from || order > to || chosen is not null && !chosen[order] || node is CommentNode && !WithComments)
            return false;
        foreach (var element in without)
            if (order >= element.Order && order <= element.Last)
                return false;
        return true;
    }

    internal bool HasNamespace(ElementNode element, string prefix)
    {
        if (chosenNamespaces is null)
            return Has(element);
        if (!chosenNamespaces.Contains((element.Order, prefix)) || element.Order < from || element.Order > to)
            return false;
        foreach (var left in without)
            if (left.Contains(element))
                return false;
        return true;
    }

    /// <summary>The document's root node is in every set that is not of one element.</summary>
    internal bool HasRoot => from == 0 && (chosen is null || chosen[0]);

    /// <summary>The text of these nodes, in document order.</summary>
    internal string TextContent(XmlBudget budget)
    {
        var text = new StringBuilder();
        IEnumerable<TreeNode> top = Apex is { } apex ? [apex] : Tree.Top;
        var open = new Stack<TreeNode>(top.Reverse());
        while (open.TryPop(out var node))
        {
            budget.Spend(1);
            if (node is TextNode leaf && Has(leaf))
            {
                budget.Write(leaf.Text.Length);
                text.Append(leaf.Text);
            }
            else if (node is ElementNode element)
                for (var i = element.Children.Count - 1; i >= 0; i--)
                    open.Push(element.Children[i]);
        }
        return text.ToString();
    }

    /// <summary>Sets what belongs to it.</summary>
    internal void Mark(bool[] marked, XmlBudget budget)
    {
        Each(budget, node =>
        {
            marked[node.Order] |= Has(node);
            if (node is ElementNode element)
                foreach (var attribute in element.Attributes)
                    marked[attribute.Order] |= Has(attribute);
        });
    }

    /// <summary>Everything in the range, elements before what is in them.</summary>
    void Each(XmlBudget budget, Action<TreeNode> visit)
    {
        IEnumerable<TreeNode> top = Apex is { } apex ? [apex] : Tree.Top;
        var open = new Stack<TreeNode>(top);
        while (open.TryPop(out var node))
        {
            budget.Spend(1);
            visit(node);
            if (node is ElementNode element)
                foreach (var child in element.Children)
                    open.Push(child);
        }
    }
}
