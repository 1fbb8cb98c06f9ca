namespace Ca.Core.Signatures.Xml;

/// <summary>Files that stand beside a signature, by name. Nothing else outside the document is ever read.</summary>
sealed class XmlContents
{
    const string ContentIdScheme = "cid:";

    readonly Dictionary<string, SignedContent> named;
    readonly SignedContent? only;

    /// <param name="beside">By their names; a single one without a name is what any reference outside the document means.</param>
    public XmlContents(IReadOnlyList<SignedContent> beside)
    {
        named = beside.Where(c => c.Name is not null).ToDictionary(c => c.Name!, StringComparer.Ordinal);
        only = beside is [{ Name: null } single] ? single : null;
    }

    public static XmlContents None { get; } = new([]);

    /// <summary>The file that a reference names: as it is, with percent signs resolved, or by Content-ID (RFC 2392).</summary>
    public SignedContent? Find(string uri) =>
        named.GetValueOrDefault(uri)
        ?? named.GetValueOrDefault(Uri.UnescapeDataString(uri))
        ?? (uri.StartsWith(ContentIdScheme, StringComparison.Ordinal) ? named.GetValueOrDefault(Uri.UnescapeDataString(uri[ContentIdScheme.Length..])) : null)
        ?? only;

    /// <summary>The file itself, for transforms; null when only hashes of it are known, or it is larger than a document may be.</summary>
    public static byte[]? Read(SignedContent file)
    {
        if (file.Open() is not { } stream || stream.Length > Core.Xml.XmlTree.MaxOctets)
            return null;
        var octets = new byte[stream.Length];
        stream.ReadExactly(octets);
        return octets;
    }
}
