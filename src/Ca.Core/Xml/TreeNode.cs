namespace Ca.Core.Xml;

/// <summary>A node of the XPath data model (XPath 1.0 §5); namespace nodes are implied by the elements' declarations.</summary>
abstract class TreeNode(ElementNode? parent, int order)
{
    /// <summary>The element around it; null for the document element and its neighbours.</summary>
    public ElementNode? Parent { get; } = parent;

    /// <summary>Its place in document order, from 1: an element, then its attributes, then its children.</summary>
    public int Order { get; } = order;
}

/// <summary>An element.</summary>
sealed class ElementNode(ElementNode? parent, int order, string prefix, string localName, string namespaceUri) : TreeNode(parent, order)
{
    public string Prefix { get; } = prefix;

    public string LocalName { get; } = localName;

    /// <summary>Empty for none.</summary>
    public string NamespaceUri { get; } = namespaceUri;

    public IReadOnlyList<AttributeNode> Attributes { get; set; } = [];

    /// <summary>The namespaces it declares itself; an empty URI takes the default one away.</summary>
    public IReadOnlyList<NamespaceDeclaration> Declarations { get; set; } = [];

    public List<TreeNode> Children { get; } = [];

    /// <summary>The greatest order within: what stands between the two is inside.</summary>
    public int Last { get; set; } = order;

    public IEnumerable<ElementNode> Elements => Children.OfType<ElementNode>();

    /// <summary>The text directly inside.</summary>
    public string Text => string.Concat(Children.OfType<TextNode>().Select(t => t.Text));

    public bool Is(string namespaceUri, string localName) => LocalName == localName && NamespaceUri == namespaceUri;

    /// <summary>The value of an attribute without namespace.</summary>
    public string? Attribute(string name)
    {
        foreach (var attribute in Attributes)
            if (attribute.LocalName == name && attribute.NamespaceUri.Length == 0)
                return attribute.Value;
        return null;
    }

    /// <summary>Itself and the elements inside, in document order.</summary>
    public IEnumerable<ElementNode> SelfAndDescendants()
    {
        var open = new Stack<ElementNode>([this]);
        while (open.TryPop(out var element))
        {
            yield return element;
            for (var i = element.Children.Count - 1; i >= 0; i--)
                if (element.Children[i] is ElementNode child)
                    open.Push(child);
        }
    }

    public bool Contains(TreeNode node) => node.Order >= Order && node.Order <= Last;
}

/// <summary>An attribute that declares no namespace.</summary>
sealed class AttributeNode(ElementNode parent, int order, string prefix, string localName, string namespaceUri, string value) : TreeNode(parent, order)
{
    public string Prefix { get; } = prefix;

    public string LocalName { get; } = localName;

    public string NamespaceUri { get; } = namespaceUri;

    /// <summary>Normalized (XML 1.0 §3.3.3).</summary>
    public string Value { get; } = value;
}

/// <summary>Text: what stands between two tags, comments or instructions, with entities and CDATA sections resolved.</summary>
sealed class TextNode(ElementNode parent, int order, string text) : TreeNode(parent, order)
{
    public string Text { get; } = text;
}

/// <summary>A comment.</summary>
sealed class CommentNode(ElementNode? parent, int order, string text) : TreeNode(parent, order)
{
    public string Text { get; } = text;
}

/// <summary>A processing instruction.</summary>
sealed class InstructionNode(ElementNode? parent, int order, string target, string text) : TreeNode(parent, order)
{
    public string Target { get; } = target;

    public string Text { get; } = text;
}

/// <summary>A namespace and the prefix that stands for it from here on inwards.</summary>
readonly record struct NamespaceDeclaration(string Prefix, string Uri);
