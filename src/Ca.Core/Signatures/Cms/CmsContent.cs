using Ca.Core.Keys;

namespace Ca.Core.Signatures.Cms;

/// <summary>
/// What was signed: inside the file, beside it, or both, which must then be the same. Of several contents beside the file, a signature is over
/// one. Read as a stream, once for each hash.
/// </summary>
sealed class CmsContent(ReadOnlyMemory<byte>? inside, IReadOnlyList<SignedContent> beside)
{
    /// <summary>
    /// A signature without signed attributes is over the content itself, so each such signer costs a reading of up to 64 MiB. Nobody makes
    /// files with several; a stranger might, with as many as there may be signers.
    /// </summary>
    const int MaxReadings = 8;

    /// <summary>So is an archive time-stamp of the older kind, which was made from 2008 to 2013, in up to four ways.</summary>
    const int MaxArchiveReadings = 8;

    readonly Dictionary<DigestAlgorithm, byte[]> digests = [];
    int readings;
    int archiveReadings;
    SignedContent? meant = beside is [var only] ? only : null;

    public bool IsMissing => inside is null && beside.All(c => c.IsAbsent);

    /// <summary>Whether the content itself is at hand, not only its hashes.</summary>
    public bool IsWhole => inside is not null || beside.Any(c => c.IsWhole);

    /// <summary>The name of the content that the signature was found to be over; null when it has none.</summary>
    public string? Name => meant?.Name;

    /// <summary>Whether every form at hand has this hash; null when it is not known of any.</summary>
    public bool? HasDigest(DigestAlgorithm algorithm, ReadOnlyMemory<byte> expected)
    {
        if (inside is not null)
            return expected.Span.SequenceEqual(DigestInside(algorithm)) && IsBesideToo(algorithm);
        var known = beside.Select(c => (Content: c, Digest: c.Digest(algorithm))).Where(c => c.Digest is not null).ToList();
        var found = known.Find(c => expected.Span.SequenceEqual(c.Digest)).Content;
        meant = found ?? meant;
        return known.Count == 0 ? null : found is not null;
    }

    /// <summary>Whether the signature is over every form at hand; null when too many signatures wanted to know.</summary>
    public bool? IsSigned(PublicKey key, SignatureAlgorithm algorithm, ReadOnlyMemory<byte> signature)
    {
        if (readings++ >= MaxReadings)
            return null;
        if (inside is { } octets)
            return key.Verify(algorithm, octets.Span, signature.Span) && IsBesideToo(algorithm.Digest);
        foreach (var content in beside.Where(c => c.IsWhole).Take(MaxReadings))
            if (key.Verify(algorithm, content.Open()!, signature.Span))
            {
                meant = content;
                return true;
            }
        return false;
    }

    /// <summary>The hash of the content; null when it is not known.</summary>
    public byte[]? Digest(DigestAlgorithm algorithm) => inside is null ? meant?.Digest(algorithm) : DigestInside(algorithm);

    /// <summary>The hash over the octets before the content, the content when it is beside the file, and the octets behind it; null when it cannot be computed.</summary>
    public byte[]? DigestAround(DigestAlgorithm algorithm, ReadOnlyMemory<byte> before, IEnumerable<ReadOnlyMemory<byte>> behind)
    {
        if (archiveReadings++ >= MaxArchiveReadings || inside is null && meant?.IsWhole != true)
            return null;
        using var digest = algorithm.Begin();
        digest.Append(before.Span);
        if (inside is null)
            digest.Append(meant!.Open()!);
        foreach (var octets in behind)
            digest.Append(octets.Span);
        return digest.Finish();
    }

    /// <summary>
    /// Whether what is inside is also what was given beside the file, by the hashes that are known of that, whatever the signature was made with; so where
    /// nothing was given.
    /// </summary>
    bool IsBesideToo(DigestAlgorithm algorithm)
    {
        if (beside.All(c => c.IsAbsent))
            return true;
        meant = beside.FirstOrDefault(c => c.Has(algorithm, DigestInside)) ?? meant;
        return meant?.Has(algorithm, DigestInside) == true;
    }

    /// <summary>The content, where it is at hand and no longer than this; null else.</summary>
    public ReadOnlyMemory<byte>? Short(int most)
    {
        if (inside is not null)
            return inside.Value.Length <= most ? inside : default(ReadOnlyMemory<byte>?);
        if (meant?.Open() is not { } stream || stream.Length > most)
            return default(ReadOnlyMemory<byte>?);
        var octets = new byte[stream.Length];
        stream.ReadExactly(octets);
        return octets;
    }

    byte[] DigestInside(DigestAlgorithm algorithm)
    {
        if (!digests.TryGetValue(algorithm, out var digest))
            digests[algorithm] = digest = algorithm.Compute(inside!.Value.Span);
        return digest;
    }
}
