using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Ca.Core.Gost;

/// <summary>The signature key of GOST R 34.10-2012 (RFC 7091 §5.2): a number between 0 and q.</summary>
static class SignatureKey
{
    /// <summary>A new key: octets with the lowest first, as private keys are written. The caller zeroes them.</summary>
    /// <remarks>What falls outside is drawn again, since a remainder would prefer small numbers.</remarks>
    public static byte[] Generate(Curve curve)
    {
        var key = new byte[curve.Octets];
        do
        {
            RandomNumberGenerator.Fill(key);
            key[^1] &= (byte)(0xff >> (8 * curve.Octets - curve.OrderBits));
        }
        while (!curve.IsPrivateKey(key));
        return key;
    }

    /// <summary>
    /// Reads what stands in the privateKey of a PrivateKeyInfo: the key's octets with the lowest first, bare or in an OCTET STRING
    /// of their own (programs differ), and behind them any number of masks, which the key is to be multiplied by (RFC 9548 §4.4.1).
    /// </summary>
    /// <returns>The key alone, lowest octet first; the caller zeroes it.</returns>
    public static Outcome<byte[]> Read(Curve curve, ReadOnlyMemory<byte> privateKey)
    {
        var octets = privateKey;
        // An OCTET STRING's two octets of tag and length tell the forms apart: bare octets come in whole keys.
        if (privateKey.Length % curve.Octets != 0)
        {
            var reader = new AsnReader(privateKey, AsnEncodingRules.DER);
            if (!reader.TryReadPrimitiveOctetString(out octets))
                throw new AsnContentException();
            reader.ThrowIfNotEmpty();
        }
        if (octets.IsEmpty || octets.Length % curve.Octets != 0)
            return new Refusal(RefusalCode.Malformed, "Gost.private-key-length", curve.Octets, octets.Length);

        // The key itself has to be in range; of a product a residue is meant.
        var key = new byte[curve.Octets];
        if (octets.Length == curve.Octets)
            octets.Span.CopyTo(key);
        else
            curve.Multiply(octets.Span, key);
        if (curve.IsPrivateKey(key))
            return key;
        CryptographicOperations.ZeroMemory(key);
        return new Refusal(RefusalCode.Malformed, "Gost.private-key-range");
    }

    /// <summary>The other half.</summary>
    /// <param name="set">The parameter set of the key.</param>
    /// <param name="key">Lowest octet first, in range.</param>
    public static VerificationKey VerificationKey(ParameterSet set, ReadOnlySpan<byte> key) => Gost.VerificationKey.Of(set, key);

    /// <summary>Signs (RFC 7091 §6.1).</summary>
    /// <param name="curve">The curve of the key.</param>
    /// <param name="key">Lowest octet first, in range.</param>
    /// <param name="digest">Streebog of the key's length.</param>
    /// <returns>s then r, each with the highest octet first (RFC 9215 §3).</returns>
    public static byte[] Sign(Curve curve, ReadOnlySpan<byte> key, ReadOnlySpan<byte> digest)
    {
        if (key.Length != curve.Octets || digest.Length != curve.Octets)
            throw new ArgumentException($"A key and a digest have {curve.Octets} octets.");
        Span<byte> random = stackalloc byte[Nonce.RandomLength], k = stackalloc byte[curve.Octets];
        var signature = new byte[2 * curve.Octets];
        do
        {
            RandomNumberGenerator.Fill(random);
            Nonce.Derive(curve, key, digest, random, k);
        }
        while (!curve.TrySign(key, digest, k, signature));
        CryptographicOperations.ZeroMemory(k);
        return signature;
    }
}
