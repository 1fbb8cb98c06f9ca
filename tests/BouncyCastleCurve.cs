using Ca.Core.Gost;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;

namespace Ca.Tests;

/// <summary>A curve of ours in BouncyCastle's arithmetic, from the same printed numbers.</summary>
sealed class BouncyCastleCurve
{
    public BouncyCastleCurve(Curve curve)
    {
        var numbers = curve.Numbers;
        (P, Q, Octets) = (Number(numbers.P), Number(numbers.Q), numbers.Octets);
        Cofactor = numbers.D is null ? 1 : 4;
        BasePoint = new FpCurve(P, Number(numbers.A), Number(numbers.B), Q, BigInteger.ValueOf(Cofactor))
            .CreatePoint(Number(numbers.X), Number(numbers.Y));
    }

    public BigInteger P { get; }

    public BigInteger Q { get; }

    public int Octets { get; }

    public int Cofactor { get; }

    public ECPoint BasePoint { get; }

    public ECDomainParameters Domain => new(BasePoint.Curve, BasePoint, Q, BigInteger.ValueOf(Cofactor));

    /// <summary>One of the two points with this x, if there are any.</summary>
    public ECPoint? PointAt(BigInteger x)
    {
        var field = BasePoint.Curve;
        var element = field.FromBigInteger(x);
        var root = element.Square().Add(field.A).Multiply(element).Add(field.B).Sqrt();
        return root is null ? null : field.CreatePoint(x, root.ToBigInteger());
    }

    /// <summary>As many octets as the curve has, or more for a number that needs them; the lowest first.</summary>
    public byte[] LittleEndian(BigInteger number)
    {
        var octets = number.ToByteArrayUnsigned();
        Array.Reverse(octets);
        return octets.Length >= Octets ? octets : [.. octets, .. new byte[Octets - octets.Length]];
    }

    public byte[] BigEndian(BigInteger number)
    {
        var octets = LittleEndian(number);
        Array.Reverse(octets);
        return octets;
    }

    public byte[] Coordinates(ECPoint point)
    {
        var affine = point.Normalize();
        return [.. LittleEndian(affine.AffineXCoord.ToBigInteger()), .. LittleEndian(affine.AffineYCoord.ToBigInteger())];
    }

    public static BigInteger FromLittleEndian(ReadOnlySpan<byte> octets)
    {
        var reversed = octets.ToArray();
        Array.Reverse(reversed);
        return new BigInteger(1, reversed);
    }

    /// <summary>A number with the highest octet first.</summary>
    public static BigInteger FromBigEndian(ReadOnlySpan<byte> octets) => new(1, octets.ToArray());

    static BigInteger Number(string hex) => new(hex, 16);
}
