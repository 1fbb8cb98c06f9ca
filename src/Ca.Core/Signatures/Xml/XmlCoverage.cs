using System.Text;
using Ca.Core.Xml;

namespace Ca.Core.Signatures.Xml;

/// <summary>
/// What of a document a signature covers and what not. Who moves the signed part elsewhere and puts his own in its place (signature wrapping,
/// McIntosh and Austel 2005) leaves a good signature; only this tells.
/// </summary>
static class XmlCoverage
{
    /// <summary>So many places are named; the rest is only said to be there.</summary>
    const int MaxPlaces = 5;

    const int MaxPathCharacters = 200;

    /// <summary>Among more siblings than these an element is not counted out.</summary>
    const int MaxSiblings = 1000;

    /// <summary>What a reference covers, in words.</summary>
    public static Sentence ScopeOf(NodeSet covered, bool chooses, ElementNode signature, XmlBudget budget)
    {
        if (covered.Apex is { } apex)
        {
            if (apex.Parent == signature && apex.IsDsig("Object") && (!chooses || apex.Children.All(covered.Has)))
                return new("Signatures.scope-object", PathOf(apex), IdOf(apex));
            if (apex.LocalName == "SignedProperties" && signature.Contains(apex))
                return new("Signatures.scope-signed-properties");
            if (apex.IsDsig("KeyInfo") && signature.Contains(apex))
                return new("Signatures.scope-key-info");
            if (apex.IsDsig("SignatureValue"))
                return new("Signatures.scope-signature-value", PathOf(apex));
            return new(chooses ? "Signatures.scope-element-part" : "Signatures.scope-element", PathOf(apex), IdOf(apex));
        }
        var whole = !chooses || Uncovered(covered.Tree, [covered], signature, budget).Count == 0;
        return new(whole ? "Signatures.scope-document" : "Signatures.scope-document-part");
    }

    /// <summary>Paths of what none of these node sets cover, signatures left out: they are reported on themselves.</summary>
    public static IReadOnlyList<string> Uncovered(XmlTree tree, IReadOnlyList<NodeSet> covered, ElementNode signature, XmlBudget budget)
    {
        budget.Spend(2L * tree.Nodes);
        var marked = new bool[tree.Nodes + 1];
        foreach (var nodes in covered)
            nodes.Mark(marked, budget);
        var places = new List<string>();
        Visit(tree.Root, marked, signature, places);
        return places;
    }

    /// <returns>Whether anything inside, or the element itself, is covered.</returns>
    static bool Visit(ElementNode element, bool[] marked, ElementNode signature, List<string> places)
    {
        if (element.IsDsig("Signature"))
        {
            if (element == signature)
                foreach (var inside in element.Dsigs("Object").Where(o => !HoldsProperties(o, marked) && !HoldsText(o, marked)))
                    Visit(inside, marked, signature, places);
            return true;
        }
        var before = places.Count;
        var own = marked[element.Order] ? element.Attributes.All(a => marked[a.Order]) : element.Attributes.Count == 0;
        var some = marked[element.Order];
        foreach (var child in element.Children)
            if (child is ElementNode inner)
                some |= Visit(inner, marked, signature, places);
            else if (child is TextNode text && !marked[text.Order] && (marked[element.Order] || !string.IsNullOrWhiteSpace(text.Text)))
                own = false;
        if (some && own && (marked[element.Order] || element.Children.Any(c => c is ElementNode)))
            return true;
        if (!some)
            places.RemoveRange(before, places.Count - before);
        if (places.Count < MaxPlaces)
            places.Add(PathOf(element));
        return some;
    }

    /// <summary>
    /// Of XAdES, in any of its versions, and nothing besides: the properties are reported on themselves. What nobody has signed a part of may have been
    /// put there by anyone.
    /// </summary>
    static bool HoldsProperties(ElementNode carried, bool[] marked) =>
        carried.Elements.Any() && HoldsOnly(carried, all => all.LocalName == "QualifyingProperties" && all.NamespaceUri.StartsWith(XmlNames.AnyXades, StringComparison.Ordinal)
            && all.Elements.Any(p => p.LocalName == "SignedProperties" && marked[p.Order])
            && HoldsOnly(all, p => p.LocalName is "SignedProperties" or "UnsignedProperties"));

    static bool HoldsOnly(ElementNode element, Func<ElementNode, bool> isOne) =>
        element.Children.All(c => c is ElementNode inner ? isOne(inner) : c is not TextNode text || string.IsNullOrWhiteSpace(text.Text));

    /// <summary>Nothing but text, all of it covered, as of an object in base64: what it stands in is no content.</summary>
    static bool HoldsText(ElementNode carried, bool[] marked) => carried.Children.Count > 0 && carried.Children.All(c => c is TextNode && marked[c.Order]);

    /// <summary>Where an element stands: <c>/Envelope/Body[2]/Request</c>.</summary>
    public static string PathOf(ElementNode element)
    {
        var path = new StringBuilder();
        for (var at = element; at is not null; at = at.Parent)
        {
            var same = at.Parent?.Children.Take(MaxSiblings).OfType<ElementNode>().Where(e => e.LocalName == at.LocalName).ToList() ?? [];
            path.Insert(0, same.Count > 1 ? $"/{at.LocalName}[{(same.IndexOf(at) is >= 0 and var index ? index + 1 : "…")}]" : $"/{at.LocalName}");
            if (path.Length > MaxPathCharacters)
                return "…" + path.ToString(0, MaxPathCharacters);
        }
        return path.ToString();
    }

    static string IdOf(ElementNode element) => XmlTree.IdentifierOf(element) ?? "–";
}
