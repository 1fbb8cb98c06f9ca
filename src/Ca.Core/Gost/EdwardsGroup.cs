namespace Ca.Core.Gost;

/// <summary>u² + v² = 1 + du²v² (RFC 7836 §5.2 with e = 1), in extended coordinates.</summary>
/// <remarks>
/// The formulas are those of Hisil, Wong, Carter and Dawson, "Twisted Edwards curves revisited" (2008), §3.1 and §3.3. Since d is not a
/// square they have no exceptional cases. Points come and go in the Weierstrass form, as the standards write keys.
/// </remarks>
readonly struct EdwardsGroup<T, TReduction> : IGroup<T>
    where T : unmanaged, ILimbs<T> where TReduction : struct, IReduction<T, TReduction>
{
    readonly Field<T, TReduction> f;
    readonly WeierstrassGroup<T, TReduction> weierstrass;
    readonly T d, s, t;

    public EdwardsGroup(Field<T, TReduction> field, CurveNumbers numbers)
    {
        f = field;
        weierstrass = new(field, numbers);
        d = f.Element(numbers.D!);
        // s = (e - d)/4, t = (e + d)/6
        f.Subtract(f.One, d, out s);
        Divide(4, ref s);
        f.Add(f.One, d, out t);
        Divide(6, ref t);
    }

    public Point<T> Zero => new() { Y = f.One, Z = f.One };

    public bool IsOnCurve(in T x, in T y) => weierstrass.IsOnCurve(x, y);

    /// <remarks>
    /// Two points have no image: the neutral one and that of order two, of y = 0; neither is given. x - t + s is not zero for any, since d
    /// is not a square.
    /// </remarks>
    public void Enter(in T x, in T y, out TablePoint<T> point)
    {
        // u = (x - t)/y, v = (x - t - s)/(x - t + s)
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

    public void Widen(in TablePoint<T> point, out Point<T> wide)
    {
        wide = new() { X = point.X, Y = point.Y, Z = f.One };
        f.Multiply(point.X, point.Y, out wide.T);
    }

    public void Add(ref Point<T> sum, in TablePoint<T> addend)
    {
        f.Multiply(sum.X, addend.X, out var a);
        f.Multiply(sum.Y, addend.Y, out var b);
        f.Multiply(sum.T, addend.T, out var c);
        f.Add(sum.X, sum.Y, out var e);
        f.Add(addend.X, addend.Y, out var g);
        f.Multiply(e, g, out e);
        f.Subtract(e, a, out e);
        f.Subtract(e, b, out e);
        f.Add(sum.Z, c, out g);
        f.Subtract(sum.Z, c, out c);
        f.Subtract(b, a, out b);
        Finish(e, c, g, b, out sum);
    }

    public void Double(ref Point<T> point)
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

    public void NegateWhere(ulong mask, ref TablePoint<T> point)
    {
        f.Negate(point.X, out var negative);
        T.Select(mask, negative, point.X, out point.X);
        f.Negate(point.T, out negative);
        T.Select(mask, negative, point.T, out point.T);
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
        f.Number(x, out x);
        f.Number(y, out y);
    }

    public void Begin(in TablePoint<T> point, out Point<T> sum) => Widen(point, out sum);

    public void AddDistinct(ref Point<T> sum, in TablePoint<T> addend) => Add(ref sum, addend);

    public void AddPublic(ref Point<T> sum, in TablePoint<T> addend) => Add(ref sum, addend);

    public void DoublePublic(ref Point<T> sum) => Double(ref sum);

    public void End(ref Point<T> sum)
    {
        // The coordinates are the same.
    }

    public bool IsZero(in Point<T> sum) => Limbs.IsZero(sum.X) && Limbs.Equal(sum.Y, sum.Z);

    public bool HasAbscissa(in Point<T> sum, in T x)
    {
        // x(Z - Y) = s(Z + Y) + t(Z - Y); at the neutral point Z = Y, and the right side is not zero.
        f.Subtract(sum.Z, sum.Y, out var minus);
        f.Add(sum.Z, sum.Y, out var plus);
        f.Subtract(f.Element(x), t, out var left);
        f.Multiply(left, minus, out left);
        f.Multiply(plus, s, out var right);
        return Limbs.Equal(left, right);
    }

    public void Narrow(ReadOnlySpan<Point<T>> points, Span<TablePoint<T>> narrow)
    {
        weierstrass.Narrow(points, narrow);
        foreach (ref var point in narrow[..points.Length])
        {
            f.Multiply(point.X, point.Y, out point.T);
            f.Multiply(point.T, d, out point.T);
        }
    }

    /// <summary>X = EF, Y = GH, T = EH, Z = FG: the end of sum and double alike.</summary>
    void Finish(in T e, in T lowerF, in T g, in T h, out Point<T> point)
    {
        f.Multiply(e, lowerF, out point.X);
        f.Multiply(g, h, out point.Y);
        f.Multiply(e, h, out point.T);
        f.Multiply(lowerF, g, out point.Z);
    }

    void Divide(ulong divisor, ref T element)
    {
        f.Invert(f.Element(Limbs.Number<T>(divisor)), out var inverse);
        f.Multiply(element, inverse, out element);
    }
}
