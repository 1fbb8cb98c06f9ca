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
/// and take the same steps for all. A running sum may be of other coordinates, which are faster but have cases that are to be told apart, when
/// the points are public, or cannot occur.
/// </remarks>
interface IGroup<T> where T : unmanaged, ILimbs<T>
{
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

    /// <summary>The neutral point as a running sum.</summary>
    Point<T> Zero { get; }

    /// <summary>A point as a running sum.</summary>
    void Begin(in TablePoint<T> point, out Point<T> sum);

    /// <summary>Adds to a running sum that is neither neutral nor the same point nor its negative; the same steps for all others.</summary>
    void AddDistinct(ref Point<T> sum, in TablePoint<T> addend);

    /// <summary>Adds to a running sum whatever it is, in a time that tells of it.</summary>
    void AddPublic(ref Point<T> sum, in TablePoint<T> addend);

    void DoublePublic(ref Point<T> sum);

    /// <summary>A running sum, which is not neutral, in the coordinates of sums for which there are no exceptions.</summary>
    void End(ref Point<T> sum);

    bool IsZero(in Point<T> sum);

    /// <summary>Whether a running sum's first coordinate in the Weierstrass form is this number, below p; the neutral point has none.</summary>
    bool HasAbscissa(in Point<T> sum, in T x);

    /// <summary>Makes many points ready to be added, with one inversion for all. None is the neutral one.</summary>
    void Narrow(ReadOnlySpan<Point<T>> points, Span<TablePoint<T>> narrow);
}
