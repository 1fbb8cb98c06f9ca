namespace Ca.Core.Gost;

/// <summary>A curve with the arithmetic that suits its numbers.</summary>
sealed class Curve<T, TGroup> : Curve where T : unmanaged, ILimbs<T> where TGroup : struct, IGroup<T>
{
    // 64 odd multiples in each of four columns: 24 or 48 KiB a curve.
    const int Columns = 4, Width = 8;

    readonly TGroup group;
    readonly T p, q;
    readonly Field<T, Montgomery<T>> scalars;
    // What the upper half of a number of double length counts: 2ⁿ modulo q.
    readonly T radix;
    readonly Lazy<BasePointComb<T, TGroup>> comb;
    readonly Lazy<TablePoint<T>[]> multiples;

    public Curve(CurveNumbers numbers, TGroup group) : base(numbers)
    {
        this.group = group;
        p = Limbs.Parse<T>(numbers.P);
        q = Limbs.Parse<T>(numbers.Q);
        scalars = new(q);
        T.Subtract(default, q, out radix);
        radix = scalars.Element(radix);
        comb = new(() => new(group, q, BasePoint()));
        multiples = new(() => OddMultiples<T, TGroup>.Columns(group, BasePoint(), Columns, Width));
    }

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
            comb.Value.Multiply(secrets.K, out secrets.Point);
            group.Leave(secrets.Point, out var x, out secrets.Y);
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
        comb.Value.Multiply(d, out var product);
        Limbs.Zero(ref d);
        group.Leave(product, out var x, out var y);
        Limbs.Zero(ref product);
        return new CurvePoint<T, TGroup>(this, x, y);
    }

    public override CurvePoint? Point(ReadOnlySpan<byte> coordinates)
    {
        Limbs.ReadLittleEndian(coordinates, out T x);
        Limbs.ReadLittleEndian(coordinates[Octets..], out T y);
        return Limbs.Less(x, p) && Limbs.Less(y, p) && group.IsOnCurve(x, y) ? new CurvePoint<T, TGroup>(this, x, y) : null;
    }

    /// <summary>Whether q times the point, which is not of order two, is the neutral one.</summary>
    public bool IsOfOrderQ(in TablePoint<T> point)
    {
        var nothing = new Multiple<T>(multiples.Value, Columns, Width, default);
        OddMultiples<T, TGroup>.Sum(group, nothing, new([point], columns: 1, width: 2, q), out var product);
        return group.IsZero(product);
    }

    public void Enter(in T x, in T y, out TablePoint<T> point) => group.Enter(x, y, out point);

    public TablePoint<T>[] ColumnsOf(in TablePoint<T> point, int columns, int width) =>
        OddMultiples<T, TGroup>.Columns(group, point, columns, width);

    public void FillOddMultiples(in TablePoint<T> point, Span<TablePoint<T>> odd) => OddMultiples<T, TGroup>.Fill(group, point, odd);

    /// <summary>RFC 7091 §6.2 from its second step, with a table of the key's point.</summary>
    public bool Verifies(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature, ReadOnlySpan<TablePoint<T>> table, int columns, int width)
    {
        Limbs.ReadBigEndian(signature, out T s);
        Limbs.ReadBigEndian(signature[Octets..], out T r);
        if (!IsScalar(s) || !IsScalar(r))
            return false;

        scalars.Invert(Hash(digest), out var v);
        scalars.Multiply(scalars.Element(s), v, out var z1);
        scalars.Multiply(scalars.Element(r), v, out var z2);
        scalars.Negate(z2, out z2);
        scalars.Number(z1, out z1);
        scalars.Number(z2, out z2);
        OddMultiples<T, TGroup>.Sum(group, new(multiples.Value, Columns, Width, z1), new(table, columns, width, z2), out var c);

        // The point's x modulo q is r: x is r, or r + q, or where p is about 4q some more.
        for (ulong carry = 0; carry == 0 && Limbs.Less(r, p); carry = T.Add(r, q, out r))
            if (group.HasAbscissa(c, r))
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

    TablePoint<T> BasePoint()
    {
        group.Enter(Limbs.Parse<T>(Numbers.X), Limbs.Parse<T>(Numbers.Y), out var point);
        return point;
    }

    bool IsScalar(in T number) => !Limbs.IsZero(number) && Limbs.Less(number, q);

    struct Secrets
    {
        public T D, K, Y;
        public Point<T> Point;
    }
}

/// <summary>A point of a curve with the arithmetic that suits its numbers.</summary>
sealed class CurvePoint<T, TGroup>(Curve<T, TGroup> curve, in T x, in T y) : CurvePoint
    where T : unmanaged, ILimbs<T> where TGroup : struct, IGroup<T>
{
    /// <summary>The use at which a table is made.</summary>
    const int OftenUsed = 2;

    const int Columns = 4, Width = 5;

    readonly T x = x, y = y;
    TablePoint<T>[]? table;
    int uses;

    public override bool IsOfOrderQ()
    {
        if (curve.Numbers.D is null)
            return true;
        // The only point of order two.
        if (Limbs.IsZero(y))
            return false;
        curve.Enter(x, y, out var point);
        return curve.IsOfOrderQ(point);
    }

    public override void Write(Span<byte> coordinates)
    {
        Limbs.WriteLittleEndian(x, coordinates);
        Limbs.WriteLittleEndian(y, coordinates[curve.Octets..]);
    }

    public override bool Verifies(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        if (Volatile.Read(ref table) is { } kept)
            return curve.Verifies(digest, signature, kept, Columns, Width);
        curve.Enter(x, y, out var point);
        if (Interlocked.Increment(ref uses) >= OftenUsed)
        {
            var made = curve.ColumnsOf(point, Columns, Width);
            Volatile.Write(ref table, made);
            return curve.Verifies(digest, signature, made, Columns, Width);
        }
        Span<TablePoint<T>> odd = stackalloc TablePoint<T>[1 << (Width - 2)];
        curve.FillOddMultiples(point, odd);
        return curve.Verifies(digest, signature, odd, columns: 1, Width);
    }
}
