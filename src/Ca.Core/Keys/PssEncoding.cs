using System.Buffers.Binary;
using System.Numerics;

namespace Ca.Core.Keys;

/// <summary>
/// Verifies RSASSA-PSS with a salt of any length and any mask (RFC 8017 §8.1.2 and §9.1.2). The platform takes no other salt than one of the
/// hash's length, while RFC 4055 §3.1 lets the signer choose, and OpenSSL's usual choice is the longest that fits. Nothing here is secret.
/// </summary>
static class PssEncoding
{
    const byte Trailer = 0xBC;

    /// <summary>Whether the signature is of this hash under this key.</summary>
    public static bool Verify(BigInteger modulus, BigInteger exponent, DigestAlgorithm digest, PssParameters pss, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        var number = new BigInteger(signature, isUnsigned: true, isBigEndian: true);
        if (number >= modulus)
            return false;
        // One bit less than the modulus, so that the number is below it; of a modulus of 8k + 1 bits the encoding is an octet shorter.
        var bits = (int)modulus.GetBitLength() - 1;
        var encoded = new byte[(bits + 7) / 8];
        var opened = BigInteger.ModPow(number, exponent, modulus);
        if (opened.GetByteCount(isUnsigned: true) > encoded.Length)
            return false;
        opened.TryWriteBytes(encoded.AsSpan(encoded.Length - opened.GetByteCount(isUnsigned: true)), out _, isUnsigned: true, isBigEndian: true);
        return Holds(encoded, unusedBits: 8 * encoded.Length - bits, digest, pss, hash);
    }

    /// <summary>EMSA-PSS-VERIFY, from its step 3 on.</summary>
    static bool Holds(Span<byte> encoded, int unusedBits, DigestAlgorithm digest, PssParameters pss, ReadOnlySpan<byte> hash)
    {
        var padding = encoded.Length - digest.Octets - pss.SaltOctets - 2;
        if (padding < 0 || encoded[^1] != Trailer)
            return false;
        var block = encoded[..^(digest.Octets + 1)];
        var seal = encoded[block.Length..^1];
        var used = (byte)(0xFF >> unusedBits);
        if ((block[0] & ~used) != 0)
            return false;
        Unmask(block, seal, pss.Mask);
        block[0] &= used;
        if (block[..padding].ContainsAnyExcept((byte)0) || block[padding] != 1)
            return false;
        return digest.Compute([.. new byte[8], .. hash, .. block[(padding + 1)..]]).AsSpan().SequenceEqual(seal);
    }

    /// <summary>MGF1 (RFC 8017 §B.2.1) over the seal, added to the block.</summary>
    static void Unmask(Span<byte> block, ReadOnlySpan<byte> seal, DigestAlgorithm digest)
    {
        byte[] seed = [.. seal, 0, 0, 0, 0];
        for (var (done, counter) = (0, 0u); done < block.Length; done += digest.Octets, counter++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(seed.AsSpan(seal.Length), counter);
            var mask = digest.Compute(seed);
            for (var i = 0; i < mask.Length && done + i < block.Length; i++)
                block[done + i] ^= mask[i];
        }
    }
}
