using Ca.Core.Keys;

namespace Ca.Core.Signatures;

/// <summary>A file with signatures, and what stands beside it.</summary>
/// <param name="Octets">CMS SignedData in PEM, base64, BER or DER; an XML document with signatures in it; a PDF file; or a container of ASiC.</param>
/// <param name="Contents">What the signatures may be over, besides what is in the file; a name occurs once.</param>
public sealed record SignedFile(ReadOnlyMemory<byte> Octets, IReadOnlyList<SignedContent> Contents);

/// <summary>
/// Something that may have been signed and stands beside the signature: whole, as a stream that is read and never held, or known by its
/// hashes alone, when whoever asks will not part with the content itself.
/// </summary>
public sealed class SignedContent
{
    readonly Stream? octets;
    readonly Dictionary<DigestAlgorithm, byte[]> digests = [];

    SignedContent(string? name, Stream? octets)
    {
        Name = name;
        this.octets = octets;
    }

    /// <summary>By which a signature may refer to it; null when it was given without one.</summary>
    public string? Name { get; }

    /// <summary>Whole.</summary>
    /// <param name="octets">Seekable; read from its start, once for each hash that is asked for. Closed by its owner.</param>
    /// <param name="name">Its name, when it has one.</param>
    public static SignedContent Of(Stream octets, string? name = null) => new(name, octets);

    /// <summary>Known by hashes alone; with none of them, by its name.</summary>
    /// <returns>A refusal when a hash is not as long as its algorithm makes it.</returns>
    public static Outcome<SignedContent> Of(IEnumerable<(DigestAlgorithm Algorithm, ReadOnlyMemory<byte> Hash)> hashes, string? name = null)
    {
        var content = new SignedContent(name, null);
        foreach (var (algorithm, hash) in hashes)
        {
            if (hash.Length != algorithm.Octets)
                return new Refusal(RefusalCode.Malformed, "Signatures.hash-length", algorithm.Name, algorithm.Octets, hash.Length);
            content.digests[algorithm] = hash.ToArray();
        }
        return content;
    }

    /// <summary>Nothing is known of it but its name.</summary>
    internal bool IsAbsent => octets is null && digests.Count == 0;

    /// <summary>Whether it can be read, not only compared.</summary>
    internal bool IsWhole => octets is not null;

    /// <summary>Whether it is what has these hashes, by all those that are known of it, or by this one when it can be read.</summary>
    internal bool Has(DigestAlgorithm algorithm, Func<DigestAlgorithm, byte[]> hash) => octets is not null
        ? hash(algorithm).AsSpan().SequenceEqual(Digest(algorithm))
        : digests.Count > 0 && digests.All(d => d.Value.AsSpan().SequenceEqual(hash(d.Key)));

    /// <summary>From its start; null when only hashes are known.</summary>
    internal Stream? Open()
    {
        if (octets is not null)
            octets.Position = 0;
        return octets;
    }

    /// <summary>Its hash; null when it is not among those known.</summary>
    internal byte[]? Digest(DigestAlgorithm algorithm)
    {
        if (digests.TryGetValue(algorithm, out var known) || Open() is not { } stream)
            return known;
        return digests[algorithm] = algorithm.Compute(stream);
    }
}
