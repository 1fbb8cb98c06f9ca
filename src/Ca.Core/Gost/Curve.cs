using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;
using Org.BouncyCastle.Math.EC.Multiplier;

namespace Ca.Core.Gost;

/// <summary>A curve y² = x³ + ax + b over the field of p elements, with a point P of the prime order q (RFC 7091 §5.1).</summary>
/// <remarks>Numbers as the standards print them: hexadecimal, the highest digit first.</remarks>
sealed class Curve
{
    readonly Lazy<ECPoint> basePoint;

    public Curve(int octets, string p, string a, string b, string q, string x, string y, int cofactor = 1)
    {
        Octets = octets;
        P = Number(p);
        Q = Number(q);
        Cofactor = cofactor;
        basePoint = new(() => new FpCurve(P, Number(a), Number(b), Q, BigInteger.ValueOf(cofactor)).CreatePoint(Number(x), Number(y)));
    }

    /// <summary>Length of a coordinate, of a private key and of half a signature.</summary>
    public int Octets { get; }

    public BigInteger P { get; }

    public BigInteger Q { get; }

    /// <summary>1, or 4 for the curves that have a twisted Edwards form (RFC 7836 §5.2).</summary>
    public int Cofactor { get; }

    public ECPoint BasePoint => basePoint.Value;

    /// <summary>kP by a comb, whose steps are as many and of one kind for every k; its table is made once a curve.</summary>
    public ECPoint Multiply(BigInteger k) => new FixedPointCombMultiplier().Multiply(BasePoint, k).Normalize();

    static BigInteger Number(string hex) => new(hex, 16);
}
