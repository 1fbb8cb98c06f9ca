namespace Ca.Core.Xml;

/// <summary>
/// Writes one canonical form: Canonical XML 1.0 and 1.1 (W3C, 2001 and 2008) and Exclusive XML Canonicalization 1.0 (W3C, 2002), for a whole
/// document or any set of its nodes. It goes once through the document; what an element costs is what it declares, not what is declared above it.
/// </summary>
sealed class Canonicalizer
{
    const string XmlNamespace = "http://www.w3.org/XML/1998/namespace";

    readonly CanonicalizationMethod method;
    readonly NodeSet nodes;
    readonly XmlBudget budget;
    readonly CanonicalText output;
    readonly HashSet<string> inclusive;

    // What is declared here; and what the nearest written element around has, as far as it was written or need not be.
    readonly ScopedNames declared = new();
    readonly ScopedNames written = new();

    // The prefixes declared since that nearest written element, its own children's not yet among them.
    List<string> pending = [];

    public Canonicalizer(CanonicalizationMethod method, NodeSet nodes, IReadOnlyCollection<string> inclusivePrefixes, XmlBudget budget)
    {
        this.method = method;
        this.nodes = nodes;
        this.budget = budget;
        output = new(budget);
        inclusive = [.. inclusivePrefixes.Select(p => p == "#default" ? "" : p)];
    }

    bool IsExclusive => method.Kind == CanonicalizationKind.Exclusive;

    public byte[] Write()
    {
        if (nodes.Apex is { } apex)
        {
            var around = new Stack<ElementNode>();
            for (var element = apex.Parent; element is not null; element = element.Parent)
                around.Push(element);
            foreach (var element in around)
                Declare(element);
            WriteElement(apex);
        }
        else
            foreach (var node in nodes.Tree.Top)
                WriteTop(node);
        return output.ToArray();
    }

    /// <summary>Comments and instructions beside the document element stand on lines of their own.</summary>
    void WriteTop(TreeNode node)
    {
        var after = node.Order > nodes.Tree.Root.Order;
        if (node is not ElementNode && IsWritten(node) && after)
            output.Write("\n");
        WriteNode(node);
        if (node is not ElementNode && IsWritten(node) && !after)
            output.Write("\n");
    }

    bool IsWritten(TreeNode node) => nodes.Has(node) && (node is not CommentNode || method.WithComments);

    void WriteNode(TreeNode node)
    {
        budget.Spend(1);
        if (node is ElementNode element)
            WriteElement(element);
        else if (IsWritten(node))
            WriteLeaf(node);
    }

    void WriteLeaf(TreeNode node)
    {
        switch (node)
        {
            case TextNode text:
                output.WriteText(text.Text);
                break;
            case CommentNode comment:
                output.Write("<!--");
                output.Write(comment.Text);
                output.Write("-->");
                break;
            case InstructionNode instruction:
                output.Write("<?");
                output.Write(instruction.Target);
                if (instruction.Text.Length > 0)
                    output.Write(" ");
                output.Write(instruction.Text);
                output.Write("?>");
                break;
        }
    }

    void WriteElement(ElementNode element)
    {
        var (declaredMark, writtenMark, pendingCount) = (declared.Mark, written.Mark, pending.Count);
        Declare(element);
        if (!nodes.Has(element))
        {
            if (nodes.IsChosen)
                WriteStrays(element);
            foreach (var child in element.Children)
                WriteNode(child);
            pending.RemoveRange(pendingCount, pending.Count - pendingCount);
        }
        else
        {
            var outside = pending;
            output.Write("<");
            output.WriteName(element.Prefix, element.LocalName);
            var attributes = element.Attributes.Where(nodes.Has).ToList();
            WriteNamespaces(element, attributes);
            WriteAttributes(element, attributes);
            output.Write(">");
            pending = [];
            foreach (var child in element.Children)
                WriteNode(child);
            output.Write("</");
            output.WriteName(element.Prefix, element.LocalName);
            output.Write(">");
            outside.RemoveRange(pendingCount, outside.Count - pendingCount);
            pending = outside;
        }
        declared.BackTo(declaredMark);
        written.BackTo(writtenMark);
    }

    /// <summary>Namespaces and attributes that were chosen without their element are written all the same (Canonical XML §2.3).</summary>
    void WriteStrays(ElementNode element)
    {
        IReadOnlyCollection<string> candidates = IsExclusive ? inclusive : declared.Prefixes;
        budget.Spend(candidates.Count);
        foreach (var prefix in candidates.Order(CodePointOrder.Instance))
            if (nodes.ChoosesNamespaces && nodes.HasNamespace(element, prefix) && declared[prefix] is { } uri && uri != written[prefix])
                output.WriteNamespace(prefix, uri);
        WriteSorted([.. element.Attributes.Where(nodes.Has)]);
    }

    void Declare(ElementNode element)
    {
        foreach (var declaration in element.Declarations)
        {
            declared.Set(declaration.Prefix, declaration.Uri);
            pending.Add(declaration.Prefix);
        }
    }

    void WriteNamespaces(ElementNode element, List<AttributeNode> attributes)
    {
        var candidates = Candidates(element, attributes);
        budget.Spend(candidates.Count);
        List<NamespaceDeclaration>? shown = null;
        foreach (var prefix in candidates)
        {
            var uri = nodes.HasNamespace(element, prefix) ? declared[prefix] : null;
            if (uri == written[prefix])
                continue;
            // Only the default namespace can be taken away, by xmlns="" (Canonical XML §2.3).
            if (uri is not null || prefix.Length == 0)
                (shown ??= []).Add(new(prefix, uri ?? ""));
            written.Set(prefix, uri);
        }
        if (shown is null)
            return;
        shown.Sort((x, y) => CodePointOrder.Instance.Compare(x.Prefix, y.Prefix));
        foreach (var (prefix, uri) in shown)
            output.WriteNamespace(prefix, uri);
    }

    /// <summary>The prefixes that may have to be written at this element.</summary>
    HashSet<string> Candidates(ElementNode element, List<AttributeNode> attributes)
    {
        var candidates = new HashSet<string>();
        if (IsExclusive)
        {
            // Visibly utilized (Exclusive XML Canonicalization §1.1).
            candidates.Add(element.Prefix);
            foreach (var attribute in attributes)
                if (attribute.Prefix.Length > 0)
                    candidates.Add(attribute.Prefix);
            candidates.UnionWith(inclusive);
            candidates.Remove("xml");
        }
        else if (nodes.ChoosesNamespaces)
        {
            candidates.UnionWith(declared.Prefixes);
            candidates.UnionWith(written.Prefixes);
        }
        else
            candidates.UnionWith(pending);
        return candidates;
    }

    void WriteAttributes(ElementNode element, List<AttributeNode> attributes)
    {
        if (!IsExclusive && !(element.Parent is { } parent ? nodes.Has(parent) : nodes.HasRoot))
            Inherit(element, attributes);
        WriteSorted(attributes);
    }

    void WriteSorted(List<AttributeNode> attributes)
    {
        if (attributes.Count > 1)
            attributes.Sort(Compare);
        foreach (var attribute in attributes)
            output.WriteAttribute(attribute.Prefix, attribute.LocalName, attribute.Value);
    }

    static int Compare(AttributeNode x, AttributeNode y) =>
        CodePointOrder.Instance.Compare(x.NamespaceUri, y.NamespaceUri) is not 0 and var byNamespace
            ? byNamespace
            : CodePointOrder.Instance.Compare(x.LocalName, y.LocalName);

    /// <summary>Attributes of the xml namespace that hold from further out, where that is not written (Canonical XML §2.4; 1.1 §2.4).</summary>
    void Inherit(ElementNode element, List<AttributeNode> attributes)
    {
        var found = element.Attributes.Where(a => a.NamespaceUri == XmlNamespace).Select(a => a.LocalName).ToHashSet();
        for (var around = element.Parent; around is not null; around = around.Parent)
        {
            budget.Spend(1 + around.Attributes.Count);
            foreach (var attribute in around.Attributes)
                if (attribute.NamespaceUri == XmlNamespace && IsInherited(attribute.LocalName) && found.Add(attribute.LocalName))
                    attributes.Add(attribute);
        }
        if (method.Kind == CanonicalizationKind.Inclusive11)
            JoinBase(element, attributes);
    }

    bool IsInherited(string name) => method.Kind == CanonicalizationKind.Inclusive10 || name is "lang" or "space";

    /// <summary>
    /// xml:base holds the joined values of the elements left out between this one and the next written one outside, and of this one, whether or
    /// not its own is among the nodes (Canonical XML 1.1 §2.4).
    /// </summary>
    void JoinBase(ElementNode element, List<AttributeNode> attributes)
    {
        var own = BaseOf(element);
        var value = own?.Value;
        var joined = own is not null && !nodes.Has(own);
        for (var around = element.Parent; around is not null && !nodes.Has(around); around = around.Parent)
            if (BaseOf(around) is { } outer)
            {
                budget.Spend(outer.Value.Length + (value?.Length ?? 0));
                (value, joined) = (BaseUri.Join(outer.Value, value ?? ""), true);
            }
        if (!joined)
            return;
        attributes.RemoveAll(a => a.LocalName == "base" && a.NamespaceUri == XmlNamespace);
        if (value!.Length > 0)
            attributes.Add(new(element, own?.Order ?? element.Order, "xml", "base", XmlNamespace, value));
    }

    static AttributeNode? BaseOf(ElementNode element) => element.Attributes.FirstOrDefault(a => a.LocalName == "base" && a.NamespaceUri == XmlNamespace);
}
