using System.Text.RegularExpressions;
using Ca.Core.Keys;
using Ca.Core.Paths;
using Ca.Core.Xml;

namespace Ca.Core.Signatures.Xml;

/// <summary>Finds what the references of a document's signatures name, transforms and hashes it (XMLDSig §3.2.1). Never reaches outside the document and the files given.</summary>
sealed partial class XmlDereference(XmlTree tree, XmlContents contents, XmlBudget budget)
{
    public XmlTree Tree { get; } = tree;

    public XmlBudget Budget { get; } = budget;

    public XmlContents Contents { get; } = contents;

    public CheckedReference Check(XmlReference reference, ElementNode signature)
    {
        try
        {
            return Resolve(reference, signature);
        }
        catch (XmlBudgetException)
        {
            return Failed(reference, XmlRule.Work.Found(XmlBudgetException.Refusal.Sentence));
        }
    }

    /// <summary>The hash that a reference to be made must have.</summary>
    public Outcome<byte[]> Digest(XmlReference reference, ElementNode signature)
    {
        var result = Check(reference, signature);
        if (result.Finding is { } finding && finding.Rule != XmlRule.Reference)
            return new Refusal(RefusalCode.Malformed, finding.Detail);
        var digest = XmlAlgorithms.ReadDigest(reference.DigestMethod).Expect();
        if (result.Data is { } data)
            return digest.Compute(XmlTransform.Canonical(data, Budget).Span);
        return result.File?.Digest(digest) is { } known ? known : new Refusal(RefusalCode.Malformed, XmlRule.External.Found(reference.Uri ?? "").Detail);
    }

    CheckedReference Resolve(XmlReference reference, ElementNode signature)
    {
        if (XmlAlgorithms.ReadDigest(reference.DigestMethod).Refused(out var why, out var digest))
            return Failed(reference, SignatureRule.Digest.Found(why.Sentence));
        var uri = reference.Uri ?? "";
        if (uri.Length == 0 && reference.Uri is not null || uri.StartsWith('#'))
            return ResolveInside(reference, digest, uri, signature);
        if (Contents.IsAmbiguous(uri))
            return Failed(reference, XmlRule.Ambiguous.Found(uri));
        if (Contents.Find(uri) is not { } file)
            return Failed(reference, XmlRule.External.Found(uri));
        return ResolveFile(reference, digest, file, signature);
    }

    CheckedReference ResolveInside(XmlReference reference, DigestAlgorithm digest, string uri, ElementNode signature)
    {
        var withComments = XPointer().IsMatch(uri);
        ElementNode? target = null;
        if (uri is not ("" or "#xpointer(/)"))
        {
            var identifier = IdPointer().Match(uri) is { Success: true } pointer ? pointer.Groups["id"].Value : Uri.UnescapeDataString(uri[1..]);
            if (Tree.IsAmbiguous(identifier))
                return Failed(reference, XmlRule.Ambiguous.Found(identifier));
            if ((target = Tree.Identified(identifier)) is null)
                return Failed(reference, XmlRule.NoTarget.Found(uri));
        }
        var nodes = target is null ? new NodeSet(Tree, 0, Tree.Nodes, withComments) : NodeSet.Of(Tree, target, withComments);
        return Transform(reference, digest, new(nodes, default), signature) with { Target = target };
    }

    CheckedReference ResolveFile(XmlReference reference, DigestAlgorithm digest, SignedContent file, ElementNode signature)
    {
        if (reference.Transforms.Count > 0)
            return XmlContents.Read(file) is { } octets
                ? Transform(reference, digest, new(null, octets), signature) with { File = file }
                : Failed(reference, XmlRule.Work.Found(XmlBudgetException.Refusal.Sentence));
        var scope = new Sentence("Signatures.scope-file", reference.Uri ?? "");
        if (file.Digest(digest) is not { } known)
            return Failed(reference, XmlRule.External.Found(reference.Uri ?? ""));
        var intact = known.AsSpan().SequenceEqual(reference.DigestValue);
        return new(reference, intact, scope, intact ? null : XmlRule.Reference.Found(scope)) { File = file };
    }

    CheckedReference Transform(XmlReference reference, DigestAlgorithm digest, TransformData data, ElementNode signature)
    {
        var covered = data.Nodes;
        foreach (var transform in reference.Transforms)
        {
            var input = data.Nodes;
            if (transform.Apply(data, signature, Tree, Budget).Refused(out var why, out data))
                return Failed(reference, XmlRule.Transform.Found(transform.Algorithm, why.Sentence));
            if (data.Nodes?.Tree == Tree)
                covered = data.Nodes;
            else if (transform.Chooses)
                // Octets of base64 stand for the text alone; and what was chosen in another document is nothing of this one.
                covered = input?.Tree == Tree ? input.TextOnly(Budget) : covered?.Nothing();
            // Any other octets, though they may be read again as another document, cover what they were made of.
        }
        var chooses = reference.Transforms.Any(t => t.Chooses);
        var scope = covered is null ? new Sentence("Signatures.scope-file-part", reference.Uri ?? "") : XmlCoverage.ScopeOf(covered, chooses, signature, Budget);
        var intact = digest.Compute(XmlTransform.Canonical(data, Budget).Span).AsSpan().SequenceEqual(reference.DigestValue);
        return new(reference, intact, scope, intact ? null : XmlRule.Reference.Found(scope)) { Covered = covered, Data = data, Chooses = chooses };
    }

    static CheckedReference Failed(XmlReference reference, Finding finding) => new(reference, false, new Sentence("Signatures.scope-nothing"), finding);

    [GeneratedRegex(@"^#xpointer\((/|id\(.*\))\)$")]
    private static partial Regex XPointer();

    /// <summary>The one other form that XMLDSig §4.4.3.3 knows.</summary>
    [GeneratedRegex("""^#xpointer\(id\((?<quote>['"])(?<id>[^'"]*)\k<quote>\)\)$""")]
    private static partial Regex IdPointer();
}
