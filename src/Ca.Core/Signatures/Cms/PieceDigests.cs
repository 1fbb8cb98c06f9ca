using Ca.Core.Asn1;
using Ca.Core.Keys;

namespace Ca.Core.Signatures.Cms;

/// <summary>
/// Hashes of the pieces of one file, each computed once: sixty-four time-stamps that each list megabytes of certificates and attributes would
/// otherwise cost gigabytes of hashing.
/// </summary>
/// <remarks>Not safe for several threads; each verification has its own.</remarks>
sealed class PieceDigests
{
    // The same memory is the same piece: nothing is compared octet by octet.
    readonly Dictionary<(DigestAlgorithm Algorithm, ReadOnlyMemory<byte> Piece, string? Type), string> known = [];

    /// <summary>In hex.</summary>
    /// <param name="algorithm">The hash.</param>
    /// <param name="piece">A part of the file.</param>
    /// <param name="type">OID that is hashed before it; null for none.</param>
    public string Of(DigestAlgorithm algorithm, ReadOnlyMemory<byte> piece, string? type = null)
    {
        if (known.TryGetValue((algorithm, piece, type), out var hash))
            return hash;
        using var digest = algorithm.Begin();
        if (type is not null)
            digest.Append(Der.Write(w => w.WriteObjectIdentifier(type)));
        digest.Append(piece.Span);
        return known[(algorithm, piece, type)] = Convert.ToHexString(digest.Finish());
    }
}
