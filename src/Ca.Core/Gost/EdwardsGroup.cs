using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ca.Core.Gost;

/// <summary>u² + v² = 1 + du²v² (RFC 7836 §5.2 with e = 1), in extended coordinates.</summary>
/// <remarks>
/// The formulas are those of Hisil, Wong, Carter and Dawson, "Twisted Edwards curves revisited" (2008), §3.1 and §3.3. Since d is not a
/// square they have no exceptional cases.
/// </remarks>
[SkipLocalsInit]
sealed class EdwardsGroup<T, TField>(TField f, T d) : IGroup<T> where T : unmanaged where TField : struct, IField<T>
{
    public bool HasT => true;

    public void Widen(in TablePoint<T> point, out Point<T> wide)
    {
        (wide.X, wide.Y, wide.Z) = (point.X, point.Y, f.One);
        f.Multiply(point.X, point.Y, out wide.T);
    }

    public void Add(ref Point<T> sum, in TablePoint<T> addend)
    {
        f.Multiply(sum.T, addend.T, out var c);
        Add(addend.X, addend.Y, c, ref sum);
    }

    public void Add(ref Point<T> sum, in Point<T> addend)
    {
        f.Multiply(sum.T, addend.T, out var c);
        f.Multiply(c, d, out c);
        f.Multiply(sum.Z, addend.Z, out sum.Z);
        Add(addend.X, addend.Y, c, ref sum);
    }

    public void Double(ref Point<T> point, int times)
    {
        for (; times > 0; times--)
        {
            f.Square(point.X, out var a);
            f.Square(point.Y, out var b);
            f.Square(point.Z, out var c);
            f.Add(c, c, out c);
            f.Add(point.X, point.Y, out var e);
            f.Square(e, out e);
            f.Subtract(e, a, out e);
            f.Subtract(e, b, out e);
            f.Add(a, b, out var g);
            f.Subtract(g, c, out c);
            f.Subtract(a, b, out b);
            Finish(e, c, g, b, out point);
        }
    }

    public void Narrow(ReadOnlySpan<Point<T>> points, Span<TablePoint<T>> narrow)
    {
        Projective.Narrow(ref f, points, narrow);
        foreach (ref var point in narrow[..points.Length])
        {
            f.Multiply(point.X, point.Y, out point.T);
            f.Multiply(point.T, d, out point.T);
        }
    }

    public void NegateWhere(Vector256<long> mask, ref TablePoint<T> point)
    {
        f.NegateWhere(mask, ref point.X);
        f.NegateWhere(mask, ref point.T);
    }

    /// <summary>Adds to a sum, whose Z is that of both points, what has these coordinates; c = dT₁T₂.</summary>
    void Add(in T x, in T y, in T c, ref Point<T> sum)
    {
        f.Multiply(sum.X, x, out var a);
        f.Multiply(sum.Y, y, out var b);
        f.Add(sum.X, sum.Y, out var e);
        f.Add(x, y, out var g);
        f.Multiply(e, g, out e);
        f.Subtract(e, a, out e);
        f.Subtract(e, b, out e);
        f.Add(sum.Z, c, out g);
        f.Subtract(sum.Z, c, out var lowerF);
        f.Subtract(b, a, out b);
        Finish(e, lowerF, g, b, out sum);
    }

    /// <summary>X = EF, Y = GH, T = EH, Z = FG: the end of sum and double alike.</summary>
    void Finish(in T e, in T lowerF, in T g, in T h, out Point<T> point)
    {
        f.Multiply(e, lowerF, out point.X);
        f.Multiply(g, h, out point.Y);
        f.Multiply(e, h, out point.T);
        f.Multiply(lowerF, g, out point.Z);
    }
}
