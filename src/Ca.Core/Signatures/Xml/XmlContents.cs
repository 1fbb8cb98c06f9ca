namespace Ca.Core.Signatures.Xml;

/// <summary>Files that stand beside a signature, by name. Nothing else outside the document is ever read.</summary>
/// <param name="named">Seekable.</param>
/// <param name="only">The file that any reference outside the document means, when there is one and its name is not known.</param>
sealed class XmlContents(IReadOnlyDictionary<string, Stream> named, Stream? only)
{
    const string ContentIdScheme = "cid:";

    readonly Dictionary<(Stream, string), byte[]> digests = [];

    public static XmlContents None { get; } = new(new Dictionary<string, Stream>(), null);

    /// <summary>The file that a reference names: as it is, with percent signs resolved, or by Content-ID (RFC 2392).</summary>
    public Stream? Find(string uri) =>
        named.GetValueOrDefault(uri)
        ?? named.GetValueOrDefault(Uri.UnescapeDataString(uri))
        ?? (uri.StartsWith(ContentIdScheme, StringComparison.Ordinal) ? named.GetValueOrDefault(Uri.UnescapeDataString(uri[ContentIdScheme.Length..])) : null)
        ?? only;

    /// <summary>The hash of a file, read once.</summary>
    public byte[] Digest(Stream file, Keys.DigestAlgorithm algorithm)
    {
        if (digests.TryGetValue((file, algorithm.Oid), out var known))
            return known;
        file.Position = 0;
        return digests[(file, algorithm.Oid)] = algorithm.Compute(file);
    }

    /// <summary>The file itself, for transforms; null when it is larger than a document may be.</summary>
    public static byte[]? Read(Stream file)
    {
        if (file.Length > Core.Xml.XmlTree.MaxOctets)
            return null;
        file.Position = 0;
        var octets = new byte[file.Length];
        file.ReadExactly(octets);
        return octets;
    }
}
