using System.Security.Cryptography;

namespace Ca.Core.Gost;

/// <summary>The number k of a signature: HMAC-SHA-512, keyed with the private key, of random octets and the digest, modulo q.</summary>
/// <remarks>
/// It comes from key and digest, so that a generator of random numbers that fails or repeats itself does not give the key away (RFC 6979
/// §1); and the random octets are in it as §3.6 there lets, since two signatures over the same data, one of them with a fault forced upon it,
/// would give it away if they had one k (draft-irtf-cfrg-det-sigs-with-noise). The residue is of twice as many bits as q has, as that of RFC
/// 8032 §5.1.6 is, and so prefers no number by more than 2⁻²⁵⁶. SHA-512 rather than Streebog, because the platform computes it
/// without tables, whose places in the cache would tell of the key.
/// </remarks>
static class Nonce
{
    /// <summary>Octets that are drawn for each signature.</summary>
    public const int RandomLength = 32;

    const int HashLength = 64;

    /// <param name="curve">The curve of the key.</param>
    /// <param name="key">In range, the lowest octet first.</param>
    /// <param name="digest">Streebog of the key's length.</param>
    /// <param name="random">Fresh for each k.</param>
    /// <param name="k">The lowest octet first.</param>
    public static void Derive(Curve curve, ReadOnlySpan<byte> key, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> random, Span<byte> k)
    {
        Span<byte> wide = stackalloc byte[2 * curve.Octets], message = stackalloc byte[1 + RandomLength + digest.Length];
        random.CopyTo(message[1..]);
        digest.CopyTo(message[(1 + RandomLength)..]);
        for (var i = 0; i * HashLength < wide.Length; i++)
        {
            message[0] = (byte)i;
            HMACSHA512.HashData(key, message, wide.Slice(i * HashLength, HashLength));
        }
        curve.Residue(wide, k);
        CryptographicOperations.ZeroMemory(wide);
    }
}
