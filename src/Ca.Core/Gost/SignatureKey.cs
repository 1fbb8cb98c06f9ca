using System.Formats.Asn1;
using System.Security.Cryptography;
using Org.BouncyCastle.Math;

namespace Ca.Core.Gost;

/// <summary>The signature key of GOST R 34.10-2012 (RFC 7091 §5.2): a number between 0 and q.</summary>
static class SignatureKey
{
    /// <summary>A new key: octets with the lowest first, as private keys are written. The caller zeroes them.</summary>
    public static byte[] Generate(Curve curve)
    {
        var key = new byte[curve.Octets];
        LittleEndian.Write(Random(curve), key);
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

        var d = LittleEndian.Read(octets.Span[..curve.Octets]);
        for (var mask = curve.Octets; mask < octets.Length; mask += curve.Octets)
            d = d.Multiply(LittleEndian.Read(octets.Span.Slice(mask, curve.Octets))).Mod(curve.Q);
        if (d.SignValue == 0 || d.CompareTo(curve.Q) >= 0)
            return new Refusal(RefusalCode.Malformed, "Gost.private-key-range");
        var key = new byte[curve.Octets];
        LittleEndian.Write(d, key);
        return key;
    }

    /// <summary>The other half.</summary>
    /// <param name="set">The parameter set of the key.</param>
    /// <param name="key">Lowest octet first, in range.</param>
    public static VerificationKey VerificationKey(ParameterSet set, ReadOnlySpan<byte> key) => Gost.VerificationKey.Of(set, LittleEndian.Read(key));

    /// <summary>Signs (RFC 7091 §6.1).</summary>
    /// <param name="curve">The curve of the key.</param>
    /// <param name="key">Lowest octet first.</param>
    /// <param name="digest">Streebog of the key's length.</param>
    /// <returns>s then r, each with the highest octet first (RFC 9215 §3).</returns>
    public static byte[] Sign(Curve curve, ReadOnlySpan<byte> key, ReadOnlySpan<byte> digest)
    {
        var d = LittleEndian.Read(key);
        while (true)
            if (Sign(curve, d, digest, Random(curve)) is { } signature)
                return signature;
    }

    /// <summary>Signs with a number k that is used once; null when it happens to be one of the few that do not do.</summary>
    public static byte[]? Sign(Curve curve, BigInteger d, ReadOnlySpan<byte> digest, BigInteger k)
    {
        var r = curve.Multiply(k).AffineXCoord.ToBigInteger().Mod(curve.Q);
        // s = rd + ke, computed with both secrets multiplied by a random number that is taken out at the end: how long a
        // multiplication takes then says nothing of either.
        var blind = Random(curve);
        var blinded = r.Multiply(d.Multiply(blind).Mod(curve.Q)).Add(HashNumber(digest, curve).Multiply(k.Multiply(blind).Mod(curve.Q)));
        var s = blinded.Multiply(blind.ModInverse(curve.Q)).Mod(curve.Q);
        if (r.SignValue == 0 || s.SignValue == 0)
            return null;
        var signature = new byte[2 * curve.Octets];
        LittleEndian.Write(r, signature.AsSpan(0, curve.Octets));
        LittleEndian.Write(s, signature.AsSpan(curve.Octets));
        // Both numbers and their order are now the reverse of what is wanted.
        signature.AsSpan().Reverse();
        return signature;
    }

    /// <summary>The hash as a number modulo q, never zero (RFC 7091 §6.1, step 2).</summary>
    public static BigInteger HashNumber(ReadOnlySpan<byte> digest, Curve curve)
    {
        var e = LittleEndian.Read(digest).Mod(curve.Q);
        return e.SignValue == 0 ? BigInteger.One : e;
    }

    /// <summary>Evenly between 0 and q: what falls outside is drawn again, since a remainder would prefer small numbers.</summary>
    static BigInteger Random(Curve curve)
    {
        Span<byte> octets = stackalloc byte[curve.Octets];
        BigInteger number;
        do
        {
            RandomNumberGenerator.Fill(octets);
            octets[0] &= (byte)(0xff >> (8 * curve.Octets - curve.Q.BitLength));
            number = new BigInteger(1, octets);
        }
        while (number.SignValue == 0 || number.CompareTo(curve.Q) >= 0);
        CryptographicOperations.ZeroMemory(octets);
        return number;
    }
}
