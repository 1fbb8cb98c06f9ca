using System.Text;
using System.Xml;
using System.Xml.XPath;

namespace Ca.Core.Xml;

/// <summary>Lets the platform's XPath walk our tree, and charges every step to a budget: no expression can take longer than that.</summary>
sealed class TreeNavigator : XPathNavigator
{
    const string XmlNamespace = "http://www.w3.org/XML/1998/namespace";

    readonly XmlTree tree;
    readonly XmlBudget budget;

    // Null for the document's root node; with a namespace node, the element it belongs to.
    TreeNode? node;
    IReadOnlyList<NamespaceDeclaration>? namespaces;
    int namespaceIndex;

    public TreeNavigator(XmlTree tree, XmlBudget budget, TreeNode? node = null)
    {
        this.tree = tree;
        this.budget = budget;
        this.node = node;
    }

    /// <summary>The orders within: of a namespace or attribute node, and of a leaf, its own alone.</summary>
    public (int First, int Last) Range => node switch
    {
        null => (0, tree.Nodes),
        ElementNode element when namespaces is null => (element.Order, element.Last),
        _ => (node.Order, node.Order),
    };

    /// <summary>A navigator at each node of the set, namespace nodes among them.</summary>
    public static IEnumerable<TreeNavigator> Everything(NodeSet nodes, XmlBudget budget)
    {
        if (nodes.HasRoot)
            yield return new(nodes.Tree, budget);
        IEnumerable<TreeNode> top = nodes.Apex is { } apex ? [apex] : nodes.Tree.Top;
        var open = new Stack<TreeNode>(top.Reverse());
        while (open.TryPop(out var node))
        {
            if (nodes.Has(node))
                yield return new(nodes.Tree, budget, node);
            if (node is not ElementNode element)
                continue;
            foreach (var attribute in element.Attributes)
                if (nodes.Has(attribute))
                    yield return new(nodes.Tree, budget, attribute);
            var at = new TreeNavigator(nodes.Tree, budget, element);
            for (var more = at.MoveToFirstNamespace(XPathNamespaceScope.All); more; more = at.MoveToNextNamespace(XPathNamespaceScope.All))
                if (nodes.HasNamespace(element, at.Namespace.Prefix))
                    yield return (TreeNavigator)at.Clone();
            for (var i = element.Children.Count - 1; i >= 0; i--)
                open.Push(element.Children[i]);
        }
    }

    /// <summary>Marks where it stands.</summary>
    public void Choose(bool[] chosen, HashSet<(int, string)> chosenNamespaces)
    {
        if (namespaces is not null)
            chosenNamespaces.Add((node!.Order, Namespace.Prefix));
        else
            chosen[node?.Order ?? 0] = true;
    }

    NamespaceDeclaration Namespace => namespaces![namespaceIndex];

    public override XmlNameTable NameTable { get; } = new NameTable();

    public override string BaseURI => "";

    public override XPathNodeType NodeType => node switch
    {
        null => XPathNodeType.Root,
        ElementNode when namespaces is not null => XPathNodeType.Namespace,
        ElementNode => XPathNodeType.Element,
        AttributeNode => XPathNodeType.Attribute,
        TextNode => XPathNodeType.Text,
        CommentNode => XPathNodeType.Comment,
        _ => XPathNodeType.ProcessingInstruction,
    };

    public override string LocalName => node switch
    {
        ElementNode when namespaces is not null => Namespace.Prefix,
        ElementNode element => element.LocalName,
        AttributeNode attribute => attribute.LocalName,
        InstructionNode instruction => instruction.Target,
        _ => "",
    };

    public override string Prefix => node switch
    {
        ElementNode element when namespaces is null => element.Prefix,
        AttributeNode attribute => attribute.Prefix,
        _ => "",
    };

    public override string NamespaceURI => node switch
    {
        ElementNode element when namespaces is null => element.NamespaceUri,
        AttributeNode attribute => attribute.NamespaceUri,
        _ => "",
    };

    public override string Name => Prefix.Length == 0 ? LocalName : $"{Prefix}:{LocalName}";

    public override bool IsEmptyElement => node is ElementNode { Children.Count: 0 };

    public override string Value
    {
        get
        {
            var value = node switch
            {
                null => TextOf(tree.Root),
                ElementNode when namespaces is not null => Namespace.Uri,
                ElementNode element => TextOf(element),
                AttributeNode attribute => attribute.Value,
                TextNode text => text.Text,
                CommentNode comment => comment.Text,
                InstructionNode instruction => instruction.Text,
                _ => "",
            };
            // Functions that look for one text in another may take time by the product of their lengths.
            budget.Spend(1 + value.Length * (1L + value.Length / 1024));
            return value;
        }
    }

    string TextOf(ElementNode element)
    {
        budget.Spend(element.Last - element.Order);
        var text = new StringBuilder();
        var open = new Stack<TreeNode>([element]);
        while (open.TryPop(out var next))
        {
            if (next is TextNode leaf)
                text.Append(leaf.Text);
            else if (next is ElementNode inner)
                for (var i = inner.Children.Count - 1; i >= 0; i--)
                    open.Push(inner.Children[i]);
        }
        return text.ToString();
    }

    public override XPathNavigator Clone()
    {
        budget.Spend(1);
        return new TreeNavigator(tree, budget, node) { namespaces = namespaces, namespaceIndex = namespaceIndex };
    }

    public override bool MoveTo(XPathNavigator other)
    {
        if (other is not TreeNavigator there || there.tree != tree)
            return false;
        (node, namespaces, namespaceIndex) = (there.node, there.namespaces, there.namespaceIndex);
        return true;
    }

    public override bool IsSamePosition(XPathNavigator other)
    {
        budget.Spend(1);
        return other is TreeNavigator there && there.node == node && there.namespaces is null == namespaces is null
            && (namespaces is null || there.Namespace.Prefix == Namespace.Prefix);
    }

    public override XmlNodeOrder ComparePosition(XPathNavigator? nav)
    {
        budget.Spend(1);
        if (nav is not TreeNavigator there || there.tree != tree)
            return XmlNodeOrder.Unknown;
        var order = (node?.Order ?? 0).CompareTo(there.node?.Order ?? 0);
        if (order == 0)
            order = (namespaces is null ? -1 : namespaceIndex).CompareTo(there.namespaces is null ? -1 : there.namespaceIndex);
        return order < 0 ? XmlNodeOrder.Before : order > 0 ? XmlNodeOrder.After : XmlNodeOrder.Same;
    }

    public override bool MoveToParent()
    {
        budget.Spend(1);
        if (namespaces is not null)
            namespaces = null;
        else if (node is null)
            return false;
        else
            node = node.Parent;
        return true;
    }

    public override void MoveToRoot() => (node, namespaces) = (null, null);

    public override bool MoveToFirstChild()
    {
        budget.Spend(1);
        var children = namespaces is not null ? [] : Children(node);
        if (children.Count == 0)
            return false;
        node = children[0];
        return true;
    }

    public override bool MoveToNext() => MoveBy(1);

    public override bool MoveToPrevious() => MoveBy(-1);

    bool MoveBy(int step)
    {
        budget.Spend(1);
        if (node is null or AttributeNode || namespaces is not null)
            return false;
        var siblings = node.Parent is { } parent ? parent.Children : tree.Top;
        var index = IndexOf(siblings, node.Order) + step;
        if (index < 0 || index >= siblings.Count)
            return false;
        node = siblings[index];
        return true;
    }

    IReadOnlyList<TreeNode> Children(TreeNode? of) => of switch
    {
        null => tree.Top,
        ElementNode element => element.Children,
        _ => [],
    };

    /// <summary>By bisection: siblings are in document order.</summary>
    static int IndexOf<T>(IReadOnlyList<T> nodes, int order) where T : TreeNode
    {
        var (low, high) = (0, nodes.Count - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (nodes[middle].Order < order)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    public override bool MoveToFirstAttribute()
    {
        budget.Spend(1);
        if (namespaces is not null || node is not ElementNode { Attributes.Count: > 0 } element)
            return false;
        node = element.Attributes[0];
        return true;
    }

    public override bool MoveToNextAttribute()
    {
        budget.Spend(1);
        if (node is not AttributeNode { Parent: { } element })
            return false;
        var index = node.Order - element.Attributes[0].Order + 1;
        if (index >= element.Attributes.Count)
            return false;
        node = element.Attributes[index];
        return true;
    }

    public override bool MoveToFirstNamespace(XPathNamespaceScope namespaceScope)
    {
        if (namespaces is not null || node is not ElementNode element)
            return false;
        var inScope = InScope(element, namespaceScope);
        if (inScope.Count == 0)
            return false;
        (namespaces, namespaceIndex) = (inScope, 0);
        return true;
    }

    public override bool MoveToNextNamespace(XPathNamespaceScope namespaceScope)
    {
        budget.Spend(1);
        if (namespaces is null || namespaceIndex + 1 >= namespaces.Count)
            return false;
        namespaceIndex++;
        return true;
    }

    List<NamespaceDeclaration> InScope(ElementNode element, XPathNamespaceScope scope)
    {
        var seen = new HashSet<string>();
        var inScope = new List<NamespaceDeclaration>();
        for (var around = element; around is not null; around = around.Parent)
        {
            budget.Spend(1 + around.Declarations.Count);
            foreach (var declaration in around.Declarations)
                if (seen.Add(declaration.Prefix) && declaration.Uri.Length > 0)
                    inScope.Add(declaration);
            if (scope == XPathNamespaceScope.Local)
                return inScope;
        }
        if (scope == XPathNamespaceScope.All)
            inScope.Add(new("xml", XmlNamespace));
        return inScope;
    }

    public override bool MoveToId(string id)
    {
        budget.Spend(1);
        if (tree.Identified(id) is not { } found)
            return false;
        (node, namespaces) = (found, null);
        return true;
    }
}
