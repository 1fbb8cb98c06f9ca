using Ca.Core.Xml;

namespace Ca.Core.Signatures.Xml;

/// <summary>A ds:Signature as it was read (XMLDSig §4): what is in it, and nothing believed yet.</summary>
sealed class XmlSignature
{
    /// <summary>A container has a reference for each file, and the files of an application are counted in tens.</summary>
    public const int MaxReferences = 1000;

    /// <summary>That there are more.</summary>
    public static Refusal TooManyReferences { get; } = new(RefusalCode.TooLarge, "Signatures.xml-too-many-references", MaxReferences);

    XmlSignature(ElementNode element, ElementNode signedInfo, CanonicalizationMethod method)
    {
        Element = element;
        SignedInfo = signedInfo;
        CanonicalizationMethod = method;
    }

    public ElementNode Element { get; }

    public ElementNode SignedInfo { get; }

    /// <summary>Of SignedInfo.</summary>
    public CanonicalizationMethod CanonicalizationMethod { get; }

    public required IReadOnlyList<string> InclusivePrefixes { get; init; }

    /// <summary>URI of the signature algorithm.</summary>
    public required string SignatureMethod { get; init; }

    public required IReadOnlyList<XmlReference> References { get; init; }

    /// <summary>The element, which XAdES time-stamps and counter-signatures are over.</summary>
    public required ElementNode ValueElement { get; init; }

    public required byte[] Value { get; init; }

    /// <summary>Null when absent.</summary>
    public required ElementNode? KeyInfo { get; init; }

    /// <summary>The ds:Objects.</summary>
    public IEnumerable<ElementNode> Objects => Element.Dsigs("Object");

    /// <summary>Its Id, for people; null when it has none.</summary>
    public string? Id => Element.Attribute("Id");

    public static Outcome<XmlSignature> Read(ElementNode element)
    {
        var children = element.Elements.ToList();
        if (children is not [var info, var value, .. var rest] || !info.IsDsig("SignedInfo") || !value.IsDsig("SignatureValue") || value.Octets() is not { Length: > 0 } octets)
            return Malformed("Signature");
        var keyInfo = rest is [var first, ..] && first.IsDsig("KeyInfo") ? first : null;
        // Anything else here would be signed by nobody, and inside a signature nobody looks for it.
        if (!rest.Skip(keyInfo is null ? 0 : 1).All(o => o.IsDsig("Object")))
            return Malformed("Signature");
        if (info.Elements.ToList() is not [var canonicalization, var method, .. var references]
            || !canonicalization.IsDsig("CanonicalizationMethod") || !method.IsDsig("SignatureMethod")
            || references.Count == 0 || !references.TrueForAll(r => r.IsDsig("Reference")))
            return Malformed("SignedInfo");
        if (references.Count > MaxReferences)
            return TooManyReferences;
        if (CanonicalizationMethod.Parse(canonicalization.Attribute("Algorithm") ?? "").Refused(out var why, out var c14n))
            return why;
        var read = new List<XmlReference>();
        foreach (var reference in references)
            if (XmlReference.Read(reference).Refused(out why, out var one))
                return why;
            else
                read.Add(one);
        return new XmlSignature(element, info, c14n)
        {
            InclusivePrefixes = XmlTransform.PrefixList(canonicalization),
            SignatureMethod = method.Attribute("Algorithm") ?? "",
            References = read,
            ValueElement = value,
            Value = octets,
            KeyInfo = keyInfo,
        };
    }

    internal static Refusal Malformed(string what) => new(RefusalCode.Malformed, "Signatures.xml-malformed", what);
}

/// <summary>A ds:Reference as it was read (XMLDSig §4.4.3).</summary>
sealed record XmlReference(string? Id, string? Uri, string? Type, IReadOnlyList<XmlTransform> Transforms, string DigestMethod, byte[] DigestValue)
{
    /// <summary>The longest chains in use have three: enveloped signature, canonicalization, that of СМЭВ.</summary>
    const int MaxTransforms = 8;

    public static Outcome<XmlReference> Read(ElementNode element)
    {
        var children = element.Elements.ToList();
        var transforms = children is [var first, ..] && first.IsDsig("Transforms") ? first.Elements.ToList() : [];
        if (children.Count > 0 && children[0].IsDsig("Transforms"))
            children.RemoveAt(0);
        if (children is not [var method, var value] || !method.IsDsig("DigestMethod") || !value.IsDsig("DigestValue")
            || value.Octets() is not { } digest || !transforms.TrueForAll(t => t.IsDsig("Transform")))
            return XmlSignature.Malformed("Reference");
        if (transforms.Count > MaxTransforms)
            return new Refusal(RefusalCode.TooLarge, "Signatures.xml-too-many-transforms", MaxTransforms);
        return new XmlReference(
            element.Attribute("Id"), element.Attribute("URI"), element.Attribute("Type"),
            [.. transforms.Select(t => new XmlTransform(t))], method.Attribute("Algorithm") ?? "", digest);
    }
}
