using System.Runtime.Intrinsics;

namespace Ca.Core.Gost;

/// <summary>A curve with the arithmetic that suits its numbers.</summary>
sealed class Curve<T> : Curve where T : unmanaged, ILimbs<T>
{
    static readonly CombShape BaseShape = CombShape.OfBasePoint(T.Bits), KeyShape = CombShape.OfKey(T.Bits);

    readonly ICurveForm<T> form;
    readonly Comb<T> comb;
    readonly T p, q;
    readonly Field<T, Montgomery<T>> scalars;
    // What the upper half of a number of double length counts: 2ⁿ modulo q.
    readonly T radix;
    readonly Lazy<Vector256<int>[]> baseTable;

    public Curve(CurveNumbers numbers, ICurveForm<T> form, Comb<T> comb) : base(numbers)
    {
        this.form = form;
        this.comb = comb;
        p = Limbs.Parse<T>(numbers.P);
        q = Limbs.Parse<T>(numbers.Q);
        scalars = new(q);
        T.Subtract(default, q, out radix);
        radix = scalars.Element(radix);
        baseTable = new(() =>
        {
            var table = new Vector256<int>[comb.TableLength(BaseShape)];
            form.Enter(Limbs.Parse<T>(numbers.X), Limbs.Parse<T>(numbers.Y), out var point);
            comb.Fill(point, BaseShape, table);
            return table;
        });
    }

    /// <summary>Length of the table that a key has.</summary>
    public int KeyTableLength => comb.TableLength(KeyShape);

    public override int OrderBits => Limbs.BitLength(q);

    public override bool IsPrivateKey(ReadOnlySpan<byte> octets)
    {
        Limbs.ReadLittleEndian(octets, out T number);
        var inRange = IsScalar(number);
        Limbs.Zero(ref number);
        return inRange;
    }

    public override void Multiply(ReadOnlySpan<byte> factors, Span<byte> product)
    {
        var all = scalars.One;
        for (; !factors.IsEmpty; factors = factors[Octets..])
        {
            Limbs.ReadLittleEndian(factors, out T factor);
            scalars.Enter(factor, out factor);
            scalars.Multiply(all, factor, out all);
            Limbs.Zero(ref factor);
        }
        scalars.Number(all, out all);
        Limbs.WriteLittleEndian(all, product);
        Limbs.Zero(ref all);
    }

    public override void Residue(ReadOnlySpan<byte> number, Span<byte> residue)
    {
        Limbs.ReadLittleEndian(number, out T low);
        Limbs.ReadLittleEndian(number[Octets..], out T high);
        scalars.Enter(low, out low);
        scalars.Enter(high, out high);
        scalars.Multiply(high, radix, out high);
        scalars.Add(low, high, out low);
        scalars.Number(low, out low);
        Limbs.WriteLittleEndian(low, residue);
        Limbs.Zero(ref low);
        Limbs.Zero(ref high);
    }

    public override bool TrySign(ReadOnlySpan<byte> key, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> k, Span<byte> signature)
    {
        Secrets secrets = default;
        try
        {
            Limbs.ReadLittleEndian(k, out secrets.K);
            if (!IsScalar(secrets.K))
                return false;
            BasePointTimes(secrets.K, out secrets.Point);
            form.Leave(secrets.Point, out var x, out secrets.Y);
            var r = scalars.Element(x);

            // s = rd + ke
            Limbs.ReadLittleEndian(key, out secrets.D);
            scalars.Enter(secrets.D, out secrets.D);
            scalars.Multiply(r, secrets.D, out secrets.D);
            scalars.Enter(secrets.K, out secrets.K);
            scalars.Multiply(secrets.K, Hash(digest), out secrets.K);
            scalars.Add(secrets.D, secrets.K, out var s);

            scalars.Number(r, out r);
            scalars.Number(s, out s);
            Limbs.WriteBigEndian(s, signature);
            Limbs.WriteBigEndian(r, signature[Octets..]);
            return !Limbs.IsZero(r) && !Limbs.IsZero(s);
        }
        finally
        {
            Limbs.Zero(ref secrets);
        }
    }

    public override CurvePoint BasePointTimes(ReadOnlySpan<byte> key)
    {
        Limbs.ReadLittleEndian(key, out T d);
        BasePointTimes(d, out var product);
        Limbs.Zero(ref d);
        form.Leave(product, out var x, out var y);
        Limbs.Zero(ref product);
        return new CurvePoint<T>(this, x, y);
    }

    public override CurvePoint? Point(ReadOnlySpan<byte> coordinates)
    {
        Limbs.ReadLittleEndian(coordinates, out T x);
        Limbs.ReadLittleEndian(coordinates[Octets..], out T y);
        return Limbs.Less(x, p) && Limbs.Less(y, p) && form.IsOnCurve(x, y) ? new CurvePoint<T>(this, x, y) : null;
    }

    /// <summary>Makes the table of a point that is on the curve, and not of order two.</summary>
    public void FillKeyTable(in T x, in T y, Span<Vector256<int>> table)
    {
        form.Enter(x, y, out var point);
        comb.Fill(point, KeyShape, table);
    }

    /// <summary>Whether q times the point, given by its table, is the neutral one.</summary>
    public bool IsOfOrderQ(ReadOnlySpan<Vector256<int>> table)
    {
        comb.Multiply(new(table, KeyShape, q), out var product);
        return form.IsNeutral(product);
    }

    /// <summary>RFC 7091 §6.2 from its second step, with the table of the key's point.</summary>
    public bool Verifies(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature, ReadOnlySpan<Vector256<int>> table)
    {
        Limbs.ReadBigEndian(signature, out T s);
        Limbs.ReadBigEndian(signature[Octets..], out T r);
        if (!IsScalar(s) || !IsScalar(r))
            return false;

        scalars.Invert(Hash(digest), out var v);
        scalars.Multiply(scalars.Element(s), v, out var z1);
        scalars.Multiply(scalars.Element(r), v, out var z2);
        scalars.Subtract(default, z2, out z2);
        scalars.Number(z1, out z1);
        scalars.Number(z2, out z2);
        comb.Sum(new(table, KeyShape, z2), new(baseTable.Value, BaseShape, z1), out var c);

        // The point's x modulo q is r: x is r, or r + q, or where p is about 4q some more.
        for (ulong carry = 0; carry == 0 && Limbs.Less(r, p); carry = T.Add(r, q, out r))
            if (form.HasAbscissa(c, r))
                return true;
        return false;
    }

    /// <summary>The hash modulo q, as an element; one for zero.</summary>
    T Hash(ReadOnlySpan<byte> digest)
    {
        Limbs.ReadLittleEndian(digest, out T number);
        var e = scalars.Element(number);
        return Limbs.IsZero(e) ? scalars.One : e;
    }

    void BasePointTimes(in T k, out Point<T> product) => comb.Multiply(new(baseTable.Value, BaseShape, k), out product);

    bool IsScalar(in T number) => !Limbs.IsZero(number) && Limbs.Less(number, q);

    struct Secrets
    {
        public T D, K, Y;
        public Point<T> Point;
    }
}

/// <summary>A point of a curve with the arithmetic that suits its numbers.</summary>
sealed class CurvePoint<T>(Curve<T> curve, in T x, in T y) : CurvePoint where T : unmanaged, ILimbs<T>
{
    /// <summary>The use at which the table is kept.</summary>
    const int OftenUsed = 2;

    readonly T x = x, y = y;
    Vector256<int>[]? table;
    int uses;

    public override bool IsOfOrderQ()
    {
        if (curve.Numbers.D is null)
            return true;
        // The only point of order two.
        if (Limbs.IsZero(y))
            return false;
        // What has to be checked is mostly to be verified with.
        table = new Vector256<int>[curve.KeyTableLength];
        curve.FillKeyTable(x, y, table);
        return curve.IsOfOrderQ(table);
    }

    public override void Write(Span<byte> coordinates)
    {
        Limbs.WriteLittleEndian(x, coordinates);
        Limbs.WriteLittleEndian(y, coordinates[curve.Octets..]);
    }

    public override bool Verifies(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        if (Volatile.Read(ref table) is { } kept)
            return curve.Verifies(digest, signature, kept);
        if (Interlocked.Increment(ref uses) >= OftenUsed)
        {
            var made = new Vector256<int>[curve.KeyTableLength];
            curve.FillKeyTable(x, y, made);
            Volatile.Write(ref table, made);
            return curve.Verifies(digest, signature, made);
        }
        Span<Vector256<int>> once = stackalloc Vector256<int>[curve.KeyTableLength];
        curve.FillKeyTable(x, y, once);
        return curve.Verifies(digest, signature, once);
    }
}
