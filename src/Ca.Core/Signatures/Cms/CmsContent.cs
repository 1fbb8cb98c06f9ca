using Ca.Core.Keys;

namespace Ca.Core.Signatures.Cms;

/// <summary>What was signed: inside the file, beside it, or both, which must then be the same. Read as a stream, once for each hash.</summary>
sealed class CmsContent(ReadOnlyMemory<byte>? inside, Stream? beside)
{
    /// <summary>
    /// A signature without signed attributes is over the content itself, so each such signer costs a reading of up to 64 MiB. Nobody makes
    /// files with several; a stranger might, with as many as there may be signers.
    /// </summary>
    const int MaxReadings = 8;

    readonly Dictionary<string, byte[][]> digests = [];
    int readings;

    public bool IsMissing => inside is null && beside is null;

    /// <summary>Whether every form at hand has this hash.</summary>
    public bool HasDigest(DigestAlgorithm algorithm, ReadOnlyMemory<byte> expected)
    {
        if (!digests.TryGetValue(algorithm.Oid, out var all))
            digests[algorithm.Oid] = all = [.. Compute(algorithm)];
        return all.All(d => expected.Span.SequenceEqual(d));
    }

    /// <summary>Whether the signature is over every form at hand; null when too many signatures were.</summary>
    public bool? IsSigned(PublicKey key, SignatureAlgorithm algorithm, ReadOnlyMemory<byte> signature)
    {
        if (readings++ == MaxReadings)
        {
            readings--;
            return null;
        }
        return (inside is not { } octets || key.Verify(algorithm, octets.Span, signature.Span))
            && (beside is null || key.Verify(algorithm, FromStart(beside), signature.Span));
    }

    IEnumerable<byte[]> Compute(DigestAlgorithm algorithm)
    {
        if (inside is { } octets)
            yield return algorithm.Compute(octets.Span);
        if (beside is not null)
            yield return algorithm.Compute(FromStart(beside));
    }

    static Stream FromStart(Stream stream)
    {
        stream.Position = 0;
        return stream;
    }
}
