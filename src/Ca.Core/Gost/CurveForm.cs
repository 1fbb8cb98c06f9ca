namespace Ca.Core.Gost;

/// <summary>How points come and go: as x and y of the Weierstrass form, in which the standards write keys, whatever form they are added in.</summary>
interface ICurveForm<T> where T : unmanaged, ILimbs<T>
{
    /// <summary>Whether the equation of the Weierstrass form holds for the two numbers, which are below p.</summary>
    bool IsOnCurve(in T x, in T y);

    /// <summary>The point with these coordinates; their numbers satisfy the equation.</summary>
    void Enter(in T x, in T y, out TablePoint<T> point);

    /// <summary>The coordinates, as numbers. The point is not the neutral one.</summary>
    void Leave(in Point<T> point, out T x, out T y);

    bool IsNeutral(in Point<T> point);

    /// <summary>Whether a point's x is this number, below p; the neutral point has none.</summary>
    bool HasAbscissa(in Point<T> point, in T x);

    /// <summary>The group of the points, added one by one.</summary>
    IGroup<T> Group { get; }

    /// <summary>The group of the points, added several side by side.</summary>
    IGroup<TLanes> GroupIn<TLanes, TField>(in TField field) where TLanes : unmanaged where TField : struct, ILaneField<T, TLanes>;

    IColumns<T, TLanes> ColumnsIn<TLanes, TField>(in TField field) where TLanes : unmanaged where TField : struct, IMixedLaneField<T, TLanes>;
}

/// <summary>y² = x³ + ax + b.</summary>
sealed class WeierstrassForm<T, TReduction> : ICurveForm<T>
    where T : unmanaged, ILimbs<T> where TReduction : struct, IReduction<T, TReduction>
{
    readonly Field<T, TReduction> f;
    readonly T a, b, b3;
    readonly bool aIsMinus3;

    public WeierstrassForm(in Field<T, TReduction> field, CurveNumbers numbers)
    {
        f = field;
        a = f.Element(numbers.A);
        b = f.Element(numbers.B);
        f.Add(b, b, out b3);
        f.Add(b3, b, out b3);
        T.Subtract(f.Modulus, Limbs.Parse<T>(numbers.A), out var minusA);
        aIsMinus3 = Limbs.Equal(minusA, Limbs.Number<T>(3));
        Group = new WeierstrassGroup<T, Field<T, TReduction>>(f, a, b3, aIsMinus3);
    }

    public IGroup<T> Group { get; }

    public IGroup<TLanes> GroupIn<TLanes, TField>(in TField field) where TLanes : unmanaged where TField : struct, ILaneField<T, TLanes> =>
        new WeierstrassGroup<TLanes, TField>(field, FieldLanes.Repeat<T, TLanes, TField>(field, a), FieldLanes.Repeat<T, TLanes, TField>(field, b3), aIsMinus3);

    public IColumns<T, TLanes> ColumnsIn<TLanes, TField>(in TField field) where TLanes : unmanaged where TField : struct, IMixedLaneField<T, TLanes> =>
        new WeierstrassColumns<T, TLanes, TField>(field, f.One, a);

    public bool IsOnCurve(in T x, in T y)
    {
        var (ex, ey) = (f.Element(x), f.Element(y));
        f.Square(ex, out var right);
        f.Add(right, a, out right);
        f.Multiply(right, ex, out right);
        f.Add(right, b, out right);
        f.Square(ey, out var left);
        return Limbs.Equal(left, right);
    }

    public void Enter(in T x, in T y, out TablePoint<T> point) => point = new() { X = f.Element(x), Y = f.Element(y) };

    public void Leave(in Point<T> point, out T x, out T y)
    {
        f.Invert(point.Z, out var inverse);
        f.Multiply(point.X, inverse, out x);
        f.Multiply(point.Y, inverse, out y);
        Limbs.Zero(ref inverse);
        f.Number(x, out x);
        f.Number(y, out y);
    }

    public bool IsNeutral(in Point<T> point) => Limbs.IsZero(point.Z);

    public bool HasAbscissa(in Point<T> point, in T x)
    {
        f.Multiply(point.Z, f.Element(x), out var product);
        return !IsNeutral(point) && Limbs.Equal(product, point.X);
    }
}

/// <summary>u² + v² = 1 + du²v², which is the Weierstrass form by u = (x - t)/y and v = (x - t - s)/(x - t + s) (RFC 7836 §5.2 with e = 1).</summary>
sealed class EdwardsForm<T, TReduction> : ICurveForm<T>
    where T : unmanaged, ILimbs<T> where TReduction : struct, IReduction<T, TReduction>
{
    readonly Field<T, TReduction> f;
    readonly WeierstrassForm<T, TReduction> weierstrass;
    readonly T d, s, t;

    public EdwardsForm(in Field<T, TReduction> field, CurveNumbers numbers)
    {
        f = field;
        weierstrass = new(field, numbers);
        d = f.Element(numbers.D!);
        // s = (e - d)/4, t = (e + d)/6
        f.Subtract(f.One, d, out s);
        Divide(4, ref s);
        f.Add(f.One, d, out t);
        Divide(6, ref t);
        Group = new EdwardsGroup<T, Field<T, TReduction>>(f, d);
    }

    public IGroup<T> Group { get; }

    public IGroup<TLanes> GroupIn<TLanes, TField>(in TField field) where TLanes : unmanaged where TField : struct, ILaneField<T, TLanes> =>
        new EdwardsGroup<TLanes, TField>(field, FieldLanes.Repeat<T, TLanes, TField>(field, d));

    public IColumns<T, TLanes> ColumnsIn<TLanes, TField>(in TField field) where TLanes : unmanaged where TField : struct, IMixedLaneField<T, TLanes> =>
        new EdwardsColumns<T, TLanes, TField>(field, Group);

    public bool IsOnCurve(in T x, in T y) => weierstrass.IsOnCurve(x, y);

    /// <remarks>
    /// Two points have no image: the neutral one and that of order two, of y = 0; neither is given. x - t + s is not zero for any, since d
    /// is not a square.
    /// </remarks>
    public void Enter(in T x, in T y, out TablePoint<T> point)
    {
        var ey = f.Element(y);
        f.Subtract(f.Element(x), t, out var above);
        f.Add(above, s, out var below);
        f.Multiply(ey, below, out var product);
        f.Invert(product, out var inverse);
        f.Multiply(above, below, out point.X);
        f.Multiply(point.X, inverse, out point.X);
        f.Subtract(above, s, out point.Y);
        f.Multiply(point.Y, ey, out point.Y);
        f.Multiply(point.Y, inverse, out point.Y);
        f.Multiply(point.X, point.Y, out point.T);
        f.Multiply(point.T, d, out point.T);
    }

    public void Leave(in Point<T> point, out T x, out T y)
    {
        // x = s(1 + v)/(1 - v) + t, y = s(1 + v)/((1 - v)u), with u = X/Z and v = Y/Z
        f.Subtract(point.Z, point.Y, out var minus);
        f.Multiply(minus, point.X, out var product);
        f.Invert(product, out var inverse);
        f.Add(point.Z, point.Y, out var plus);
        f.Multiply(plus, s, out plus);
        f.Multiply(plus, inverse, out plus);
        f.Multiply(plus, point.X, out x);
        f.Add(x, t, out x);
        f.Multiply(plus, point.Z, out y);
        Limbs.Zero(ref inverse);
        Limbs.Zero(ref plus);
        f.Number(x, out x);
        f.Number(y, out y);
    }

    public bool IsNeutral(in Point<T> point) => Limbs.IsZero(point.X) && Limbs.Equal(point.Y, point.Z);

    public bool HasAbscissa(in Point<T> point, in T x)
    {
        // x(Z - Y) = s(Z + Y) + t(Z - Y); at the neutral point Z = Y, and the right side is not zero.
        f.Subtract(point.Z, point.Y, out var minus);
        f.Add(point.Z, point.Y, out var plus);
        f.Subtract(f.Element(x), t, out var left);
        f.Multiply(left, minus, out left);
        f.Multiply(plus, s, out var right);
        return Limbs.Equal(left, right);
    }

    void Divide(ulong divisor, ref T element)
    {
        f.Invert(f.Element(Limbs.Number<T>(divisor)), out var inverse);
        f.Multiply(element, inverse, out element);
    }
}
