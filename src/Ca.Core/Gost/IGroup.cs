using System.Runtime.Intrinsics;

namespace Ca.Core.Gost;

/// <summary>A point in the coordinates that sums are computed in.</summary>
/// <remarks>x = X/Z, y = Y/Z, and T = XY/Z on Edwards curves alone.</remarks>
struct Point<TElement> where TElement : unmanaged
{
    public TElement X, Y, Z, T;
}

/// <summary>A point ready to be added many times: of Z = 1.</summary>
/// <remarks>T = dxy on Edwards curves alone.</remarks>
struct TablePoint<TElement> where TElement : unmanaged
{
    public TElement X, Y, T;
}

/// <summary>The points of a curve as a group, in one of the forms a curve can be written in; one point or several side by side.</summary>
/// <remarks>
/// Sums are right for all points of the group that the signature computes in, the neutral one and a point and itself included, and take the
/// same steps for all.
/// </remarks>
interface IGroup<T> where T : unmanaged
{
    /// <summary>Whether points have the coordinate T.</summary>
    bool HasT { get; }

    void Add(ref Point<T> sum, in TablePoint<T> addend);

    void Add(ref Point<T> sum, in Point<T> addend);

    /// <summary>Doubles a point, which is not the neutral one, so many times.</summary>
    void Double(ref Point<T> point, int times);

    void Widen(in TablePoint<T> point, out Point<T> wide);

    /// <summary>Makes many points ready to be added, with one inversion for all. None is the neutral one.</summary>
    void Narrow(ReadOnlySpan<Point<T>> points, Span<TablePoint<T>> narrow);

    /// <summary>The negative of the point where the mask is all ones, else the point.</summary>
    void NegateWhere(Vector256<long> mask, ref TablePoint<T> point);
}

/// <summary>What groups in projective coordinates have in common.</summary>
static class Projective
{
    /// <summary>X/Z and Y/Z of many points (Montgomery, 1987): one inversion, three multiplications a point and two for its coordinates.</summary>
    public static void Narrow<T, TField>(ref TField f, ReadOnlySpan<Point<T>> points, Span<TablePoint<T>> narrow)
        where T : unmanaged where TField : struct, IField<T>
    {
        // narrow[i].X keeps the product of all Z before the i-th.
        var product = f.One;
        for (var i = 0; i < points.Length; i++)
        {
            narrow[i].X = product;
            f.Multiply(product, points[i].Z, out product);
        }
        f.Invert(product, out var inverse);
        for (var i = points.Length - 1; i >= 0; i--)
        {
            f.Multiply(inverse, narrow[i].X, out var z);
            f.Multiply(inverse, points[i].Z, out inverse);
            f.Multiply(points[i].X, z, out narrow[i].X);
            f.Multiply(points[i].Y, z, out narrow[i].Y);
        }
    }
}
