using Ca.Core.Certificates;
using Ca.Core.Paths;
using Ca.Core.Xml;

namespace Ca.Core.Signatures.Xml;

/// <summary>A document with signatures in it.</summary>
static class XmlFile
{
    /// <summary>As many as a CMS may have.</summary>
    public const int MaxSignatures = Core.Cms.CmsSignedData.MaxSigners;

    /// <summary>Whether the bytes look like XML: the first that is no white space is an opening bracket, in UTF-8 or UTF-16.</summary>
    public static bool Is(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("\uFEFF"u8))
            bytes = bytes[3..];
        else if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            bytes = bytes[2..].TrimStart((byte)0);
        return bytes.TrimStart(" \t\r\n"u8) is [(byte)'<', ..];
    }

    /// <summary>A document that was sent by itself.</summary>
    public static Outcome<CheckedFile> Check(SignedFile file, PathMaterial material)
    {
        var contents = new XmlContents(file.Contents);
        return Check(file.Octets, contents, material, new XmlBudget(file.Octets.Length + contents.Octets));
    }

    /// <summary>Every ds:Signature of the document, in its order; a refusal when there is none.</summary>
    /// <param name="xml">The document.</param>
    /// <param name="contents">What stands beside it.</param>
    /// <param name="material">What is known besides.</param>
    /// <param name="budget">For all documents of one file that was sent.</param>
    public static Outcome<CheckedFile> Check(ReadOnlyMemory<byte> xml, XmlContents contents, PathMaterial material, XmlBudget budget)
    {
        if (XmlTree.Parse(xml, Doctype.Refused).Refused(out var why, out var tree))
            return why;
        var elements = tree.Root.SelfAndDescendants().Where(e => e.IsDsig("Signature")).Take(MaxSignatures + 1).ToList();
        if (elements.Count > MaxSignatures)
            return new Refusal(RefusalCode.TooLarge, "Cms.too-many-signers", MaxSignatures);
        if (elements.Count == 0)
            return new Refusal(RefusalCode.Malformed, "Signatures.xml-no-signature");

        var dereference = new XmlDereference(tree, contents, budget);
        var read = elements.ConvertAll(XmlSignature.Read);
        var carried = read.Select(Carried(tree)).Aggregate((all, one) => all.With(one));
        IReadOnlyList<Certificate> atHand = [.. carried.Certificates, .. material.Certificates];
        return new CheckedFile([.. read.Select(r => Check(r, dereference, atHand))], carried);
    }

    static Func<Outcome<XmlSignature>, CarriedMaterial> Carried(XmlTree tree) => outcome =>
        outcome.Refused(out _, out var signature)
            ? CarriedMaterial.None
            : new CarriedMaterial(XmlKey.Read(signature.KeyInfo, tree).Certificates, [], []).With(XadesProperties.Of(signature)?.Carried ?? CarriedMaterial.None);

    static CheckedSignature Check(Outcome<XmlSignature> outcome, XmlDereference dereference, IReadOnlyList<Certificate> atHand) =>
        outcome.Refused(out var why, out var signature)
            ? new()
            {
                Format = SignatureFormat.Xmldsig,
                Level = SignatureLevel.None,
                Algorithm = "",
                Signer = null,
                Intact = false,
                ClaimedSigningTime = null,
                References = [],
                Findings = [XmlRule.Structure.Found(why.Sentence)],
            }
            : new XmlVerification(signature, XadesProperties.Of(signature), dereference, atHand).Check();
}
