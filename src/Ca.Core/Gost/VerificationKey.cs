using System.Formats.Asn1;
using Ca.Core.Asn1;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;

namespace Ca.Core.Gost;

/// <summary>The signature verification key of GOST R 34.10-2012 (RFC 7091 §5.2): a point of order q.</summary>
/// <remarks>Safe to use from several threads at once.</remarks>
sealed class VerificationKey
{
    readonly ECPoint point;

    VerificationKey(ParameterSet set, ECPoint point)
    {
        ParameterSet = set;
        this.point = point;
    }

    public ParameterSet ParameterSet { get; }

    /// <summary>The key of a signature key that is in range.</summary>
    public static VerificationKey Of(ParameterSet set, BigInteger d) => new(set, set.Curve.Multiply(d));

    /// <summary>Reads what stands in a SubjectPublicKeyInfo behind the key's OID and in its BIT STRING (RFC 9215 §4.2 and §4.3).</summary>
    public static Outcome<VerificationKey> Read(string keyOid, AsnReader algorithm, ReadOnlyMemory<byte> bits)
    {
        if (KeyParameters.Read(keyOid, algorithm).Refused(out var why, out var set))
            return why;
        var reader = new AsnReader(bits, AsnEncodingRules.DER);
        if (!reader.TryReadPrimitiveOctetString(out var coordinates))
            throw new AsnContentException();
        reader.ThrowIfNotEmpty();
        return Read(set, coordinates.Span);
    }

    /// <summary>x then y, each with the lowest octet first (RFC 9215 §4.3).</summary>
    public static Outcome<VerificationKey> Read(ParameterSet set, ReadOnlySpan<byte> coordinates)
    {
        var curve = set.Curve;
        if (coordinates.Length != 2 * curve.Octets)
            return new Refusal(RefusalCode.Malformed, "Gost.key-length", set.Oid, 2 * curve.Octets, coordinates.Length);
        var x = LittleEndian.Read(coordinates[..curve.Octets]);
        var y = LittleEndian.Read(coordinates[curve.Octets..]);
        if (x.CompareTo(curve.P) >= 0 || y.CompareTo(curve.P) >= 0)
            return new Refusal(RefusalCode.UnacceptableKey, "Gost.point-off-curve", set.Oid);

        // Infinity has no coordinates and so no encoding.
        var point = curve.BasePoint.Curve.CreatePoint(x, y);
        if (!IsOnCurve(point))
            return new Refusal(RefusalCode.UnacceptableKey, "Gost.point-off-curve", set.Oid);
        // On the curves of cofactor 4 three points of four are outside the group that the algorithm computes in.
        if (curve.Cofactor != 1 && !point.Multiply(curve.Q).IsInfinity)
            return new Refusal(RefusalCode.UnacceptableKey, "Gost.point-outside-subgroup", set.Oid);
        return new VerificationKey(set, point);
    }

    /// <summary>SubjectPublicKeyInfo in the form that RFC 9215 recommends.</summary>
    public byte[] Encode() => Encode(ParameterSet);

    /// <summary>The same under the curve's canonical name.</summary>
    public byte[] EncodeCanonical() => Encode(ParameterSet.Of(ParameterSet.CanonicalOid));

    /// <summary>Whether the signature is this key's over a message with this hash (RFC 7091 §6.2).</summary>
    /// <param name="digest">Streebog of the key's length.</param>
    /// <param name="signature">s then r, each with the highest octet first (RFC 9215 §3).</param>
    public bool Verifies(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        var curve = ParameterSet.Curve;
        if (digest.Length != curve.Octets || signature.Length != 2 * curve.Octets)
            return false;
        var s = new BigInteger(1, signature[..curve.Octets]);
        var r = new BigInteger(1, signature[curve.Octets..]);
        if (r.SignValue == 0 || s.SignValue == 0 || r.CompareTo(curve.Q) >= 0 || s.CompareTo(curve.Q) >= 0)
            return false;

        var v = SignatureKey.HashNumber(digest, curve).ModInverse(curve.Q);
        var z1 = s.Multiply(v).Mod(curve.Q);
        var z2 = curve.Q.Subtract(r).Multiply(v).Mod(curve.Q);
        var c = ECAlgorithms.SumOfTwoMultiplies(curve.BasePoint, z1, point, z2);
        return !c.IsInfinity && c.Normalize().AffineXCoord.ToBigInteger().Mod(curve.Q).Equals(r);
    }

    static bool IsOnCurve(ECPoint point)
    {
        var (x, y, curve) = (point.AffineXCoord, point.AffineYCoord, point.Curve);
        return y.Square().Equals(x.Square().Add(curve.A).Multiply(x).Add(curve.B));
    }

    byte[] Encode(ParameterSet set)
    {
        var octets = set.Curve.Octets;
        var coordinates = new byte[2 * octets];
        LittleEndian.Write(point.AffineXCoord.ToBigInteger(), coordinates.AsSpan(0, octets));
        LittleEndian.Write(point.AffineYCoord.ToBigInteger(), coordinates.AsSpan(octets));
        return Der.Write(writer =>
        {
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                    KeyParameters.Write(writer, set);
                writer.WriteBitString(Der.Write(inner => inner.WriteOctetString(coordinates)));
            }
        });
    }
}
