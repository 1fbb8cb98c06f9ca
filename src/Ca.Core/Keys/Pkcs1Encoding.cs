using System.Numerics;
using Ca.Core.Asn1;

namespace Ca.Core.Keys;

/// <summary>
/// Verifies RSASSA-PKCS1-v1_5 with a hash that the platform does not have, by comparing encodings as RFC 8017 §8.2.2 does: what a signature opens
/// to is not parsed. Nothing here is secret.
/// </summary>
static class Pkcs1Encoding
{
    /// <summary>Two octets before the padding, at least eight of it and one behind (RFC 8017 §9.2).</summary>
    const int LeastPadding = 11;

    /// <summary>Whether the signature, as long as the modulus, is of this hash under this key.</summary>
    public static bool Verify(BigInteger modulus, BigInteger exponent, DigestAlgorithm digest, byte[] hash, ReadOnlySpan<byte> signature)
    {
        var number = new BigInteger(signature, isUnsigned: true, isBigEndian: true);
        var info = DigestInfo(digest, hash);
        if (number >= modulus || signature.Length < info.Length + LeastPadding)
            return false;
        var encoded = new byte[signature.Length];
        encoded.AsSpan().Fill(0xFF);
        (encoded[0], encoded[1], encoded[^(info.Length + 1)]) = (0, 1, 0);
        info.CopyTo(encoded.AsSpan(encoded.Length - info.Length));
        return BigInteger.ModPow(number, exponent, modulus) == new BigInteger(encoded, isUnsigned: true, isBigEndian: true);
    }

    static byte[] DigestInfo(DigestAlgorithm digest, byte[] hash) => Der.Write(writer =>
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(digest.Oid);
                writer.WriteNull();
            }
            writer.WriteOctetString(hash);
        }
    });
}
