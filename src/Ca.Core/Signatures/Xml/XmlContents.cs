using Ca.Core.Keys;

namespace Ca.Core.Signatures.Xml;

/// <summary>What stands beside a document and its signatures may name. Nothing else outside the document is ever read.</summary>
sealed class XmlContents(IReadOnlyList<SignedContent> contents)
{
    const string ContentIdScheme = "cid:";

    public static XmlContents None { get; } = new([]);

    /// <summary>
    /// The content that a reference names: as it is, with percent signs resolved, or by Content-ID (RFC 2392). A single one that has no
    /// name is what any reference outside the document means.
    /// </summary>
    public SignedContent? Find(string uri)
    {
        var name = Uri.UnescapeDataString(uri);
        var found = Named(uri) ?? Named(name) ?? (name.StartsWith(ContentIdScheme, StringComparison.Ordinal) ? Named(name[ContentIdScheme.Length..]) : null)
            ?? (contents is [{ Name: null } only] ? only : null);
        return found is { IsAbsent: false } ? found : null;
    }

    SignedContent? Named(string name) => contents.FirstOrDefault(c => c.Name == name);

    /// <summary>The octets, for transforms; null when they are more than a document may have, or only known by hashes.</summary>
    public static byte[]? Read(SignedContent content)
    {
        if (content.Open() is not { Length: <= Core.Xml.XmlTree.MaxOctets } stream)
            return null;
        var octets = new byte[stream.Length];
        stream.ReadExactly(octets);
        return octets;
    }

    /// <summary>The hash; null when the content is not known by this one.</summary>
    public static byte[]? Digest(SignedContent content, DigestAlgorithm algorithm) => content.Digest(algorithm);
}
