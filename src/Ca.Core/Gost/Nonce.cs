using System.Security.Cryptography;

namespace Ca.Core.Gost;

/// <summary>The number k of a signature: SHA-512 of random octets, the private key and the digest, modulo q.</summary>
/// <remarks>
/// It comes from key and digest, so that a generator of random numbers that fails or repeats itself does not give the key away (RFC 6979
/// §1, RFC 8032 §5.1.6); and random octets are in it, since two signatures over the same data, one of them with a fault forced upon it,
/// would give it away if they had one k. They stand before the key in a block of their own, and the digest behind it in another, as
/// draft-irtf-cfrg-det-sigs-with-noise has it for EdDSA: so nobody knows in what state the hash meets the key. The residue is of twice as many
/// bits as q has, as that of RFC 8032 §5.1.6 is, and so prefers no number by more than 2⁻²⁵⁶. SHA-512 rather than Streebog, because the
/// platform computes it without tables on every processor.
/// </remarks>
static class Nonce
{
    /// <summary>Octets that are drawn for each signature.</summary>
    public const int RandomLength = 32;

    const int BlockLength = 128, HashLength = 64;

    /// <param name="curve">The curve of the key.</param>
    /// <param name="key">In range, the lowest octet first.</param>
    /// <param name="digest">Streebog of the key's length.</param>
    /// <param name="random">Fresh for each k.</param>
    /// <param name="k">The lowest octet first.</param>
    public static void Derive(Curve curve, ReadOnlySpan<byte> key, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> random, Span<byte> k)
    {
        Span<byte> wide = stackalloc byte[2 * curve.Octets], message = stackalloc byte[2 * BlockLength + digest.Length];
        message.Clear();
        random.CopyTo(message);
        key.CopyTo(message[BlockLength..]);
        digest.CopyTo(message[(2 * BlockLength)..]);
        for (var i = 0; i * HashLength < wide.Length; i++)
        {
            message[RandomLength] = (byte)i;
            SHA512.HashData(message, wide.Slice(i * HashLength, HashLength));
        }
        curve.Residue(wide, k);
        CryptographicOperations.ZeroMemory(wide);
        CryptographicOperations.ZeroMemory(message);
    }
}
