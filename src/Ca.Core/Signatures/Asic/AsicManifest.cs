using System.Text;
using System.Xml;
using Ca.Core.Keys;
using Ca.Core.Signatures.Xml;
using Ca.Core.Xml;

namespace Ca.Core.Signatures.Asic;

/// <summary>ASiCManifest (ETSI EN 319 162-1 annex A.4): which files one signature or time-stamp is over, each with its hash.</summary>
/// <param name="Name">Its own file.</param>
/// <param name="Octets">What is signed or stamped.</param>
/// <param name="Signature">The file of the signature or the time-stamp.</param>
/// <param name="References">In their order.</param>
sealed record AsicManifest(string Name, ReadOnlyMemory<byte> Octets, string Signature, IReadOnlyList<AsicManifest.Reference> References)
{
    /// <summary>Of the manifests and signature files that are made; others of the family are read.</summary>
    public const string Namespace = AsicNamespaces + "v1.2.1#";

    const string AsicNamespaces = "http://uri.etsi.org/02918/";

    /// <summary>As many as a container has files, which take 300 KB.</summary>
    const int MaxReferences = AsicContainer.MaxFiles;

    const int MaxOctets = 1024 * 1024;

    /// <summary>A file and its hash.</summary>
    /// <param name="File">Its name in the container.</param>
    /// <param name="Algorithm">URI of the hash algorithm.</param>
    /// <param name="Digest">The hash, or nothing when it is no base64.</param>
    internal sealed record Reference(string File, string Algorithm, ReadOnlyMemory<byte> Digest)
    {
        /// <summary>Null when it is not an algorithm of ours.</summary>
        public DigestAlgorithm? DigestAlgorithm { get; } = XmlAlgorithms.ReadDigest(Algorithm).Refused(out _, out var digest) ? null : digest;

        /// <summary>Whether the container has the file as it was.</summary>
        public bool IsIntact(AsicContainer container) => DigestAlgorithm is { } algorithm && container.Digest(File, algorithm) is { } digest && Digest.Span.SequenceEqual(digest);
    }

    /// <summary>A manifest of these files.</summary>
    /// <param name="signature">The file of the signature over it.</param>
    /// <param name="mediaType">Of that file.</param>
    /// <param name="files">By their names in the container.</param>
    /// <param name="digest">What they are hashed with.</param>
    public static byte[] Write(string signature, string mediaType, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, DigestAlgorithm digest)
    {
        var references = files.Select(f =>
            $"<asic:DataObjectReference URI=\"{XadesSignature.AsUri(f.Key)}\"><ds:DigestMethod Algorithm=\"{XmlAlgorithms.UriOf(digest)}\"/>" +
            $"<ds:DigestValue>{Convert.ToBase64String(digest.Compute(f.Value.Span))}</ds:DigestValue></asic:DataObjectReference>");
        return Encoding.UTF8.GetBytes(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" +
            $"<asic:ASiCManifest xmlns:asic=\"{Namespace}\" xmlns:ds=\"{XmlNames.Dsig}\"><asic:SigReference URI=\"{signature}\" MimeType=\"{mediaType}\"/>" +
            $"{string.Concat(references)}</asic:ASiCManifest>");
    }

    /// <summary>Whether a file is among those listed.</summary>
    public bool Lists(string file) => References.Any(r => r.File == file);

    /// <summary>Reads one; null when it is none, or not of a form that can be read.</summary>
    public static AsicManifest? Read(string name, ReadOnlyMemory<byte> octets)
    {
        if (octets.Length > MaxOctets || XmlMarkup.Refuses(octets.Span) is not null)
            return null;
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(octets.ToArray(), writable: false), new()
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                MaxCharactersInDocument = MaxOctets,
            });
            return Read(name, octets, reader);
        }
        catch (Exception e) when (e is XmlException or FormatException or UriFormatException)
        {
            return null;
        }
    }

    /// <summary>Some writers put the references into SigReference and not behind it: each is taken for what it says wherever it stands.</summary>
    static AsicManifest? Read(string name, ReadOnlyMemory<byte> octets, XmlReader reader)
    {
        string? signature = null;
        var references = new List<Reference>();
        while (!reader.EOF)
        {
            if (reader.NodeType == XmlNodeType.Element && reader.NamespaceURI.StartsWith(AsicNamespaces, StringComparison.Ordinal))
            {
                if (reader.LocalName == "SigReference")
                    signature ??= FileOf(reader);
                else if (reader.LocalName == "DataObjectReference" && references.Count == MaxReferences)
                    return null;
                else if (reader.LocalName == "DataObjectReference")
                    references.Add(new(FileOf(reader), "", default));
            }
            else if (reader.NodeType == XmlNodeType.Element && reader.NamespaceURI == XmlNames.Dsig && references is [.., var last])
            {
                if (reader.LocalName == "DigestMethod")
                    references[^1] = new(last.File, reader.GetAttribute("Algorithm") ?? "", last.Digest);
                else if (reader.LocalName == "DigestValue")
                {
                    // It leaves the reader behind the element.
                    references[^1] = last with { Digest = Convert.FromBase64String(reader.ReadElementContentAsString()) };
                    continue;
                }
            }
            reader.Read();
        }
        return signature is null ? null : new(name, octets, signature, references);
    }

    /// <summary>URI of a file of the container, from its root.</summary>
    static string FileOf(XmlReader reader) => Uri.UnescapeDataString(reader.GetAttribute("URI") ?? "").TrimStart('/');
}
