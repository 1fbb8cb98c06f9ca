namespace Ca.Core.Gost;

/// <summary>y² = x³ + ax + b with an odd number of points, in projective coordinates.</summary>
/// <remarks>
/// The formulas are algorithms 2 and 3 of Renes, Costello and Batina, "Complete addition formulas for prime order elliptic curves"
/// (2016), without their order of registers. They have no exceptional cases. Running sums are in Jacobian coordinates, x = X/Z² and
/// y = Y/Z³, with Z = 0 for the neutral point, after Hankerson, Menezes and Vanstone, "Guide to Elliptic Curve Cryptography", algorithms
/// 3.21 and 3.22.
/// </remarks>
readonly struct WeierstrassGroup<T, TReduction> : IGroup<T>
    where T : unmanaged, ILimbs<T> where TReduction : struct, IReduction<T, TReduction>
{
    readonly Field<T, TReduction> f;
    readonly T a, b, b3;
    readonly bool aIsMinus3;

    public WeierstrassGroup(Field<T, TReduction> field, CurveNumbers numbers)
    {
        f = field;
        a = f.Element(numbers.A);
        b = f.Element(numbers.B);
        f.Add(b, b, out b3);
        f.Add(b3, b, out b3);
        T.Subtract(f.Modulus, Limbs.Parse<T>(numbers.A), out var minusA);
        aIsMinus3 = Limbs.Equal(minusA, Limbs.Number<T>(3));
    }

    public Point<T> Zero => default;

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

    public void Widen(in TablePoint<T> point, out Point<T> wide) => wide = new() { X = point.X, Y = point.Y, Z = f.One };

    public void Add(ref Point<T> sum, in TablePoint<T> addend)
    {
        f.Multiply(sum.X, addend.X, out var xx);
        f.Multiply(sum.Y, addend.Y, out var yy);
        // xy = X₁Y₂ + X₂Y₁, xz = X₁ + X₂Z₁, yz = Y₁ + Y₂Z₁
        f.Add(sum.X, sum.Y, out var xy);
        f.Add(addend.X, addend.Y, out var t);
        f.Multiply(xy, t, out xy);
        f.Subtract(xy, xx, out xy);
        f.Subtract(xy, yy, out xy);
        f.Multiply(addend.X, sum.Z, out var xz);
        f.Add(xz, sum.X, out xz);
        f.Multiply(addend.Y, sum.Z, out var yz);
        f.Add(yz, sum.Y, out yz);

        // w = a·xz + 3bZ₁
        MultiplyByA(xz, out var w);
        f.Multiply(b3, sum.Z, out t);
        f.Add(w, t, out w);
        f.Subtract(yy, w, out var minus);
        f.Add(yy, w, out var plus);

        // u = 3X₁X₂ + aZ₁, v = 3b·xz + a(X₁X₂ - aZ₁)
        MultiplyByA(sum.Z, out var az);
        f.Add(xx, xx, out var u);
        f.Add(u, xx, out u);
        f.Add(u, az, out u);
        f.Subtract(xx, az, out t);
        MultiplyByA(t, out t);
        f.Multiply(b3, xz, out var v);
        f.Add(v, t, out v);

        // X = xy·minus - yz·v, Y = minus·plus + u·v, Z = yz·plus + xy·u
        f.Multiply(xy, minus, out sum.X);
        f.Multiply(yz, v, out t);
        f.Subtract(sum.X, t, out sum.X);
        f.Multiply(minus, plus, out sum.Y);
        f.Multiply(u, v, out t);
        f.Add(sum.Y, t, out sum.Y);
        f.Multiply(yz, plus, out sum.Z);
        f.Multiply(xy, u, out t);
        f.Add(sum.Z, t, out sum.Z);
    }

    public void Double(ref Point<T> point)
    {
        f.Square(point.X, out var xx);
        f.Square(point.Y, out var yy);
        f.Square(point.Z, out var zz);
        f.Multiply(point.X, point.Y, out var xy);
        f.Add(xy, xy, out xy);
        f.Multiply(point.X, point.Z, out var xz);
        f.Add(xz, xz, out xz);
        f.Multiply(point.Y, point.Z, out var yz);
        f.Add(yz, yz, out yz);

        MultiplyByA(xz, out var w);
        f.Multiply(b3, zz, out var t);
        f.Add(w, t, out w);
        f.Subtract(yy, w, out var minus);
        f.Add(yy, w, out var plus);

        MultiplyByA(zz, out var az);
        f.Add(xx, xx, out var u);
        f.Add(u, xx, out u);
        f.Add(u, az, out u);
        f.Subtract(xx, az, out t);
        MultiplyByA(t, out t);
        f.Multiply(b3, xz, out var v);
        f.Add(v, t, out v);

        // X = 2XY·minus - 2YZ·v, Y = minus·plus + u·v, Z = 8Y³Z
        f.Multiply(xy, minus, out point.X);
        f.Multiply(yz, v, out t);
        f.Subtract(point.X, t, out point.X);
        f.Multiply(minus, plus, out point.Y);
        f.Multiply(u, v, out t);
        f.Add(point.Y, t, out point.Y);
        f.Multiply(yz, yy, out point.Z);
        f.Add(point.Z, point.Z, out point.Z);
        f.Add(point.Z, point.Z, out point.Z);
    }

    public void NegateWhere(ulong mask, ref TablePoint<T> point)
    {
        f.Negate(point.Y, out var negative);
        T.Select(mask, negative, point.Y, out point.Y);
    }

    public void Leave(in Point<T> point, out T x, out T y)
    {
        f.Invert(point.Z, out var inverse);
        f.Multiply(point.X, inverse, out x);
        f.Multiply(point.Y, inverse, out y);
        f.Number(x, out x);
        f.Number(y, out y);
    }

    public void Begin(in TablePoint<T> point, out Point<T> sum) => Widen(point, out sum);

    public void AddDistinct(ref Point<T> sum, in TablePoint<T> addend)
    {
        Differences(sum, addend, out var h, out var r);
        AddByDifferences(ref sum, h, r);
    }

    public void AddPublic(ref Point<T> sum, in TablePoint<T> addend)
    {
        if (IsZero(sum))
        {
            Begin(addend, out sum);
            return;
        }
        Differences(sum, addend, out var h, out var r);
        if (!Limbs.IsZero(h))
            AddByDifferences(ref sum, h, r);
        else if (Limbs.IsZero(r))
            DoublePublic(ref sum);
        else
            sum = Zero;
    }

    public void DoublePublic(ref Point<T> sum)
    {
        // m = 3X² + aZ⁴, which for a = -3 is 3(X - Z²)(X + Z²)
        f.Square(sum.Z, out var zz);
        T m;
        if (aIsMinus3)
        {
            f.Subtract(sum.X, zz, out var less);
            f.Add(sum.X, zz, out m);
            f.Multiply(m, less, out m);
            f.Add(m, m, out less);
            f.Add(m, less, out m);
        }
        else
        {
            f.Square(zz, out zz);
            f.Multiply(zz, a, out zz);
            f.Square(sum.X, out m);
            f.Add(zz, m, out zz);
            f.Add(zz, m, out zz);
            f.Add(zz, m, out m);
        }
        // X' = m² - 2·4XY², Y' = m(4XY² - X') - 8Y⁴, Z' = 2YZ
        f.Add(sum.Y, sum.Y, out var y);
        f.Multiply(y, sum.Z, out sum.Z);
        f.Square(y, out y);
        f.Multiply(sum.X, y, out var s);
        f.Square(y, out y);
        f.Halve(y, out y);
        f.Square(m, out sum.X);
        f.Subtract(sum.X, s, out sum.X);
        f.Subtract(sum.X, s, out sum.X);
        f.Subtract(s, sum.X, out s);
        f.Multiply(m, s, out s);
        f.Subtract(s, y, out sum.Y);
    }

    public void End(ref Point<T> sum)
    {
        // (X/Z², Y/Z³) = (XZ : Y : Z³)
        f.Multiply(sum.X, sum.Z, out sum.X);
        f.Square(sum.Z, out var zz);
        f.Multiply(sum.Z, zz, out sum.Z);
    }

    public bool IsZero(in Point<T> sum) => Limbs.IsZero(sum.Z);

    public bool HasAbscissa(in Point<T> sum, in T x)
    {
        f.Square(sum.Z, out var product);
        f.Multiply(product, f.Element(x), out product);
        return !IsZero(sum) && Limbs.Equal(product, sum.X);
    }

    public void Narrow(ReadOnlySpan<Point<T>> points, Span<TablePoint<T>> narrow)
    {
        // Montgomery's trick: narrow[i].X keeps the product of all Z before the i-th.
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

    /// <summary>h = X₂Z² - X and r = Y₂Z³ - Y: of the same point both are zero, of its negative h alone.</summary>
    void Differences(in Point<T> sum, in TablePoint<T> addend, out T h, out T r)
    {
        f.Square(sum.Z, out var zz);
        f.Multiply(addend.X, zz, out h);
        f.Subtract(h, sum.X, out h);
        f.Multiply(zz, sum.Z, out r);
        f.Multiply(r, addend.Y, out r);
        f.Subtract(r, sum.Y, out r);
    }

    /// <summary>X' = r² - h³ - 2Xh², Y' = r(Xh² - X') - Yh³, Z' = Zh.</summary>
    void AddByDifferences(ref Point<T> sum, in T h, in T r)
    {
        f.Multiply(sum.Z, h, out sum.Z);
        f.Square(h, out var hh);
        f.Multiply(h, hh, out var hhh);
        f.Multiply(sum.X, hh, out var xhh);
        f.Square(r, out sum.X);
        f.Subtract(sum.X, hhh, out sum.X);
        f.Subtract(sum.X, xhh, out sum.X);
        f.Subtract(sum.X, xhh, out sum.X);
        f.Subtract(xhh, sum.X, out xhh);
        f.Multiply(xhh, r, out xhh);
        f.Multiply(sum.Y, hhh, out hhh);
        f.Subtract(xhh, hhh, out sum.Y);
    }

    void MultiplyByA(in T x, out T product)
    {
        if (!aIsMinus3)
        {
            f.Multiply(a, x, out product);
            return;
        }
        f.Add(x, x, out var twice);
        f.Add(twice, x, out twice);
        f.Negate(twice, out product);
    }
}
