namespace Ca.Core.Gost;

/// <summary>A point in the coordinates that sums are computed in.</summary>
/// <remarks>x = X/Z, y = Y/Z, and T = XY/Z on Edwards curves alone.</remarks>
struct Point<TNumber> where TNumber : unmanaged, ILimbs<TNumber>
{
    public TNumber X, Y, Z, T;
}

/// <summary>A point ready to be added many times: of Z = 1.</summary>
/// <remarks>T = dxy on Edwards curves alone.</remarks>
struct TablePoint<TNumber> where TNumber : unmanaged, ILimbs<TNumber>
{
    public TNumber X, Y, T;
}

/// <summary>The points of a curve as a group, in one of the forms a curve can be written in.</summary>
/// <remarks>
/// Sum and double are right for all points of the group that the signature computes in, the neutral one and a point and itself included,
/// and take the same steps for all. A public sum may be of other coordinates, which are faster but have cases to tell apart; it begins as the
/// neutral point like any other.
/// </remarks>
interface IGroup<T> where T : unmanaged, ILimbs<T>
{
    Point<T> Neutral { get; }

    /// <summary>The point with these coordinates in the Weierstrass form; their numbers satisfy its equation.</summary>
    void Enter(in T x, in T y, out TablePoint<T> point);

    /// <summary>Whether the equation of the Weierstrass form holds for the two numbers, which are below p.</summary>
    bool IsOnCurve(in T x, in T y);

    void Widen(in TablePoint<T> point, out Point<T> wide);

    void Add(ref Point<T> sum, in TablePoint<T> addend);

    void Double(ref Point<T> point);

    /// <summary>The negative of the point where the mask is all ones, else the point.</summary>
    void NegateWhere(ulong mask, ref TablePoint<T> point);

    /// <summary>The coordinates in the Weierstrass form, as numbers. The point is not the neutral one.</summary>
    void Leave(in Point<T> point, out T x, out T y);

    void AddToPublic(ref Point<T> sum, in TablePoint<T> addend);

    void DoublePublic(ref Point<T> sum);

    bool IsPublicNeutral(in Point<T> sum);

    /// <summary>Whether a public sum's first coordinate in the Weierstrass form is this number, below p; the neutral point has none.</summary>
    bool HasPublicAbscissa(in Point<T> sum, in T x);

    /// <summary>Makes many points ready to be added, with one inversion for all. None is the neutral one.</summary>
    void Narrow(ReadOnlySpan<Point<T>> points, Span<TablePoint<T>> narrow);
}
