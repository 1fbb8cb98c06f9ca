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

    /// <summary>How many octets of files there are to be read, at most.</summary>
    public long Octets => named.Values.Append(only).Sum(c => Math.Min(c?.Open()?.Length ?? 0, Core.Xml.XmlTree.MaxOctets));

    /// <summary>The file that a reference names: with percent signs resolved (RFC 3986 §2.4), as it is, or by Content-ID (RFC 2392).</summary>
    public SignedContent? Find(string uri) => Named(uri).FirstOrDefault() ?? only;

    /// <summary>Whether one file has the name as it is written and another has what it means: programs that open the one show what another has checked.</summary>
    public bool IsAmbiguous(string uri) => Named(uri).Count() > 1;

    IEnumerable<SignedContent> Named(string uri)
    {
        string[] spellings = uri.StartsWith(ContentIdScheme, StringComparison.Ordinal) ? [uri, uri[ContentIdScheme.Length..]] : [uri];
        return spellings.SelectMany(s => new[] { Uri.UnescapeDataString(s), s }).Distinct().Select(s => named.GetValueOrDefault(s)).OfType<SignedContent>();
    }

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
