using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ca.Core.Gost;

/// <summary>y² = x³ + ax + b with an odd number of points, in projective coordinates.</summary>
/// <remarks>
/// The formulas are algorithms 1 to 3 of Renes, Costello and Batina, "Complete addition formulas for prime order elliptic curves" (2016),
/// without their order of registers. They have no exceptional cases. Between doublings points are in Jacobian coordinates, x = X/Z² and
/// y = Y/Z³, after Hankerson, Menezes and Vanstone, "Guide to Elliptic Curve Cryptography", algorithm 3.21; since the number of points is
/// odd, a double is neutral only where the point is.
/// </remarks>
/// <param name="f">The field.</param>
/// <param name="a">The curve's a.</param>
/// <param name="b3">Three times its b.</param>
/// <param name="aIsMinus3">Whether a is -3, for which there are shorter ways.</param>
[SkipLocalsInit]
sealed class WeierstrassGroup<T, TField>(TField f, T a, T b3, bool aIsMinus3) : IGroup<T> where T : unmanaged where TField : struct, IField<T>
{
    public bool HasT => false;

    public void Widen(in TablePoint<T> point, out Point<T> wide) => wide = new() { X = point.X, Y = point.Y, Z = f.One };

    public void Add(ref Point<T> sum, in TablePoint<T> addend)
    {
        Products products;
        f.Multiply(sum.X, addend.X, out products.XX);
        f.Multiply(sum.Y, addend.Y, out products.YY);
        products.ZZ = sum.Z;
        Cross(sum.X, sum.Y, addend.X, addend.Y, products.XX, products.YY, out products.XY);
        f.Multiply(addend.X, sum.Z, out products.XZ);
        f.Add(products.XZ, sum.X, out products.XZ);
        f.Multiply(addend.Y, sum.Z, out products.YZ);
        f.Add(products.YZ, sum.Y, out products.YZ);
        Finish(ref products, out sum);
    }

    public void Add(ref Point<T> sum, in Point<T> addend)
    {
        Products products;
        f.Multiply(sum.X, addend.X, out products.XX);
        f.Multiply(sum.Y, addend.Y, out products.YY);
        f.Multiply(sum.Z, addend.Z, out products.ZZ);
        Cross(sum.X, sum.Y, addend.X, addend.Y, products.XX, products.YY, out products.XY);
        Cross(sum.X, sum.Z, addend.X, addend.Z, products.XX, products.ZZ, out products.XZ);
        Cross(sum.Y, sum.Z, addend.Y, addend.Z, products.YY, products.ZZ, out products.YZ);
        Finish(ref products, out sum);
    }

    public void Double(ref Point<T> point, int times)
    {
        // (X : Y : Z) is (XZ, YZ², Z) in Jacobian coordinates.
        f.Multiply(point.X, point.Z, out point.X);
        f.Square(point.Z, out var zz);
        f.Multiply(point.Y, zz, out point.Y);
        for (; times > 0; times--)
            DoubleJacobian(ref point);
        // And (X/Z², Y/Z³) is (XZ : Y : Z³).
        f.Multiply(point.X, point.Z, out point.X);
        f.Square(point.Z, out zz);
        f.Multiply(point.Z, zz, out point.Z);
    }

    public void Narrow(ReadOnlySpan<Point<T>> points, Span<TablePoint<T>> narrow) => Projective.Narrow(ref f, points, narrow);

    public void NegateWhere(Vector256<long> mask, ref TablePoint<T> point) => f.NegateWhere(mask, ref point.Y);

    /// <summary>X₁X₂, Y₁Y₂, Z₁Z₂, X₁Y₂ + X₂Y₁, X₁Z₂ + X₂Z₁, Y₁Z₂ + Y₂Z₁.</summary>
    struct Products
    {
        public T XX, YY, ZZ, XY, XZ, YZ;
    }

    /// <summary>l₁m₂ + l₂m₁, of l₁l₂ and m₁m₂.</summary>
    void Cross(in T l1, in T m1, in T l2, in T m2, in T ll, in T mm, out T lm)
    {
        f.Add(l1, m1, out var first);
        f.Add(l2, m2, out var second);
        f.Multiply(first, second, out lm);
        f.Subtract(lm, ll, out lm);
        f.Subtract(lm, mm, out lm);
    }

    void Finish(ref Products p, out Point<T> sum)
    {
        // w = a·XZ + 3b·ZZ
        MultiplyByA(p.XZ, out var w);
        f.Multiply(b3, p.ZZ, out var t);
        f.Add(w, t, out w);
        f.Subtract(p.YY, w, out var minus);
        f.Carry(ref minus);
        f.Add(p.YY, w, out var plus);
        f.Carry(ref plus);

        // u = 3XX + a·ZZ, v = 3b·XZ + a(XX - a·ZZ)
        MultiplyByA(p.ZZ, out w);
        f.Subtract(p.XX, w, out t);
        f.Add(p.XX, p.XX, out var u);
        f.Add(u, p.XX, out u);
        f.Add(u, w, out u);
        f.Carry(ref u);
        MultiplyByA(t, out t);
        f.Multiply(b3, p.XZ, out var v);
        f.Add(v, t, out v);
        f.Carry(ref v);

        // X = XY·minus - YZ·v, Y = minus·plus + u·v, Z = YZ·plus + XY·u
        f.Multiply(p.XY, minus, out sum.X);
        f.Multiply(p.YZ, v, out t);
        f.Subtract(sum.X, t, out sum.X);
        f.Multiply(minus, plus, out sum.Y);
        f.Multiply(u, v, out t);
        f.Add(sum.Y, t, out sum.Y);
        f.Multiply(p.YZ, plus, out sum.Z);
        f.Multiply(p.XY, u, out t);
        f.Add(sum.Z, t, out sum.Z);
        Unsafe.SkipInit(out sum.T);
    }

    void DoubleJacobian(ref Point<T> point)
    {
        // m = 3X² + aZ⁴, which for a = -3 is 3(X - Z²)(X + Z²)
        f.Square(point.Z, out var zz);
        T m;
        if (aIsMinus3)
        {
            f.Subtract(point.X, zz, out var less);
            f.Add(point.X, zz, out m);
            f.Multiply(m, less, out m);
            f.Add(m, m, out less);
            f.Add(m, less, out m);
        }
        else
        {
            f.Square(zz, out zz);
            f.Multiply(zz, a, out zz);
            f.Square(point.X, out m);
            f.Add(zz, m, out zz);
            f.Add(zz, m, out zz);
            f.Add(zz, m, out m);
        }
        // s = 4XY², X' = m² - 2s, Y' = m(s - X') - 8Y⁴, Z' = 2YZ
        f.Multiply(point.Y, point.Z, out point.Z);
        f.Add(point.Z, point.Z, out point.Z);
        f.Square(point.Y, out var yy);
        f.Add(yy, yy, out yy);
        f.Add(yy, yy, out var s);
        f.Multiply(point.X, s, out s);
        f.Square(yy, out yy);
        f.Add(yy, yy, out yy);
        f.Square(m, out point.X);
        f.Subtract(point.X, s, out point.X);
        f.Subtract(point.X, s, out point.X);
        f.Subtract(s, point.X, out s);
        f.Multiply(m, s, out s);
        f.Subtract(s, yy, out point.Y);
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
        f.Subtract(default, twice, out product);
    }
}
