using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Ca.Core.Gost;

/// <summary>A point, by its table, and the number to multiply it by, between 0 and q.</summary>
readonly ref struct Multiple<T>(ReadOnlySpan<Vector256<int>> table, CombShape shape, in T factor) where T : unmanaged, ILimbs<T>
{
    public readonly ReadOnlySpan<Vector256<int>> Table = table;
    public readonly CombShape Shape = shape;
    public readonly T Factor = factor;
}

/// <summary>Multiples of points by numbers, which may be secret: the same additions and the same memory for every number.</summary>
abstract class Comb<T> where T : unmanaged, ILimbs<T>
{
    public abstract int TableLength(CombShape shape);

    /// <summary>Makes the table of a point, which is not the neutral one.</summary>
    public abstract void Fill(in TablePoint<T> point, CombShape shape, Span<Vector256<int>> table);

    public abstract void Multiply(in Multiple<T> multiple, out Point<T> product);

    /// <summary>The sum of two multiples, of which the second has one digit a column.</summary>
    public abstract void Sum(in Multiple<T> first, in Multiple<T> second, out Point<T> sum);
}

/// <summary>Works through as many columns at once as there are lanes.</summary>
/// <remarks>
/// An odd k is written with L digits that are all odd: since the sum of 2ʲ for j &lt; wL is 2ʷᴸ - 1, the bits bⱼ of (k + 2ʷᴸ - 1)/2 give
/// k = Σ (2bⱼ - 1)2ʲ, and w of these signs together are a digit between -(2ʷ - 1) and 2ʷ - 1. The table has the odd multiples of what a
/// column's lowest digit counts, and so kP is the sum of one point for each digit. For an even k it is the negative of (q - k)P. In the end
/// the sums of the lanes are added up. Neither these sums nor the doublings have exceptions: what is doubled is a multiple of P by an odd number
/// below q times a power of two.
/// </remarks>
[SkipLocalsInit]
sealed class Comb<TNumber, T, TField>(TField field, IGroup<T> group, IColumns<TNumber, T> columns, TNumber order) : Comb<TNumber>
    where TNumber : unmanaged, ILimbs<TNumber> where T : unmanaged where TField : struct, ILaneField<TNumber, T>
{
    /// <summary>So many points, times the lanes, share an inversion when a table is made.</summary>
    const int BatchLength = 32;

    int PointWords => (group.HasT ? 3 : 2) * TField.Words;

    public override int TableLength(CombShape shape) => shape.Columns / TField.Lanes * shape.Entries * PointWords;

    public override void Fill(in TablePoint<TNumber> point, CombShape shape, Span<Vector256<int>> table)
    {
        Span<Point<T>> lowest = stackalloc Point<T>[shape.Columns / TField.Lanes];
        columns.Fill(point, shape.Digits * shape.Width, lowest);

        Span<Point<T>> odd = stackalloc Point<T>[BatchLength];
        Span<TablePoint<T>> narrow = stackalloc TablePoint<T>[BatchLength];
        var filled = 0;
        for (var i = 0; i < lowest.Length; i++)
        {
            FillOddMultiples(lowest[i], odd.Slice(filled, shape.Entries));
            filled += shape.Entries;
            if (filled < BatchLength && i < lowest.Length - 1)
                continue;
            group.Narrow(odd[..filled], narrow);
            for (var j = 0; j < filled; j += shape.Entries, table = table[(shape.Entries * PointWords)..])
                for (var entry = 0; entry < shape.Entries; entry++)
                    Store(narrow[j + entry], table[entry..], shape.Entries);
            filled = 0;
        }
    }

    public override void Multiply(in Multiple<TNumber> multiple, out Point<TNumber> product)
    {
        Begin(multiple, out var sum);
        AddUp(ref sum, out product);
    }

    public override void Sum(in Multiple<TNumber> first, in Multiple<TNumber> second, out Point<TNumber> sum)
    {
        Begin(first, out var lanes);
        Add(second, ref lanes, hasBegun: true);
        AddUp(ref lanes, out sum);
    }

    void Begin(in Multiple<TNumber> multiple, out Point<T> sum)
    {
        Unsafe.SkipInit(out sum);
        Add(multiple, ref sum, hasBegun: false);
    }

    /// <summary>Adds to each lane the part of the multiple that its columns are. A multiple with more than one digit a column comes first.</summary>
    void Add(in Multiple<TNumber> multiple, ref Point<T> sum, bool hasBegun)
    {
        TNumber.Subtract(order, multiple.Factor, out var odd);
        var even = Limb.Mask(Limbs.Window(multiple.Factor, 0, 1) ^ 1);
        TNumber.Select(even, odd, multiple.Factor, out odd);

        TablePoint<T> addend = default;
        var shape = multiple.Shape;
        var choice = new Choice(stackalloc long[TField.Lanes], stackalloc Vector256<int>[shape.Entries], stackalloc Vector256<int>[PointWords]);
        for (var digit = shape.Digits - 1; digit >= 0; digit--)
        {
            if (digit < shape.Digits - 1)
                group.Double(ref sum, shape.Width);
            for (var column = 0; column < shape.Columns; column += TField.Lanes)
            {
                Choose(shape, odd, even, column, digit, choice);
                Select(multiple, column, choice, ref addend);
                if (hasBegun)
                    group.Add(ref sum, addend);
                else
                    group.Widen(addend, out sum);
                hasBegun = true;
            }
        }
        Limbs.Zero(ref odd);
        Limbs.Zero(ref addend);
        choice.Zero();
    }

    /// <summary>Which points a digit of neighbouring columns asks for, negated where the mask says so.</summary>
    static void Choose(CombShape shape, in TNumber odd, ulong negate, int column, int digit, in Choice choice)
    {
        Span<int> indices = stackalloc int[TField.Lanes];
        for (var lane = 0; lane < TField.Lanes; lane++)
        {
            // The digit is 2·signs - (2ʷ - 1). The highest bit of (k + 2ʷᴸ - 1)/2, which is 2ʷᴸ⁻¹, stands in the last digit.
            var place = (column + lane) * shape.Digits + digit;
            var signs = (int)Limbs.Window(odd, place * shape.Width + 1, shape.Width);
            if (place == shape.Columns * shape.Digits - 1)
                signs |= shape.Entries;
            var below = (signs >> (shape.Width - 1)) - 1;
            indices[lane] = (signs ^ below) & (shape.Entries - 1);
            choice.Negative[lane] = below ^ unchecked((long)negate);
        }
        var wanted = Spread(indices);
        for (var i = 0; i < choice.Entries.Length; i++)
            choice.Entries[i] = Vector256.Equals(Vector256.Create(i), wanted);
        indices.Clear();
    }

    void Select(in Multiple<TNumber> multiple, int column, in Choice choice, ref TablePoint<T> chosen)
    {
        var length = choice.Entries.Length * PointWords;
        ReadAll(multiple.Table.Slice(column / TField.Lanes * length, length), choice);
        Load(choice.Words, ref chosen);
        var negative = choice.Negative;
        group.NegateWhere(Vector256.Create(negative[0], negative[1 % TField.Lanes], negative[2 % TField.Lanes], negative[3 % TField.Lanes]), ref chosen);
    }

    /// <summary>Reads all the points, whichever are chosen.</summary>
    static void ReadAll(ReadOnlySpan<Vector256<int>> points, in Choice choice)
    {
        var masks = MemoryMarshal.Cast<Vector256<int>, EightEntries>(choice.Entries);
        var entries = choice.Entries.Length;
        foreach (ref var word in choice.Words)
        {
            var all = MemoryMarshal.Cast<Vector256<int>, EightEntries>(points[..entries]);
            points = points[entries..];
            Vector256<int> even = default, odd = default;
            for (var i = 0; i < all.Length && i < masks.Length; i++)
            {
                even |= all[i][0] & masks[i][0];
                odd |= all[i][1] & masks[i][1];
                even |= all[i][2] & masks[i][2];
                odd |= all[i][3] & masks[i][3];
                even |= all[i][4] & masks[i][4];
                odd |= all[i][5] & masks[i][5];
                even |= all[i][6] & masks[i][6];
                odd |= all[i][7] & masks[i][7];
            }
            word = even | odd;
        }
    }

    static Vector256<int> Spread(ReadOnlySpan<int> lanes)
    {
        var (i0, i1, i2, i3) = (lanes[0], lanes[1 % TField.Lanes], lanes[2 % TField.Lanes], lanes[3 % TField.Lanes]);
        return Vector256.Create(i0, i1, i2, i3, i0, i1, i2, i3);
    }

    /// <summary>P, 3P, 5P … of one point a lane.</summary>
    void FillOddMultiples(in Point<T> point, Span<Point<T>> odd)
    {
        odd[0] = point;
        var twice = odd[0];
        group.Double(ref twice, times: 1);
        for (var i = 1; i < odd.Length; i++)
        {
            odd[i] = odd[i - 1];
            group.Add(ref odd[i], twice);
        }
    }

    /// <summary>The sum of all lanes.</summary>
    void AddUp(ref Point<T> lanes, out Point<TNumber> sum)
    {
        Point<T> other = default;
        for (var distance = TField.Lanes / 2; distance > 0; distance /= 2)
        {
            field.Rotate(lanes.X, distance, out other.X);
            field.Rotate(lanes.Y, distance, out other.Y);
            field.Rotate(lanes.Z, distance, out other.Z);
            if (group.HasT)
                field.Rotate(lanes.T, distance, out other.T);
            group.Add(ref lanes, other);
        }
        sum = default;
        field.Leave(lanes.X, out sum.X);
        field.Leave(lanes.Y, out sum.Y);
        field.Leave(lanes.Z, out sum.Z);
        if (group.HasT)
            field.Leave(lanes.T, out sum.T);
        Limbs.Zero(ref lanes);
        Limbs.Zero(ref other);
    }

    /// <summary>Writes the words of a point so far apart.</summary>
    void Store(in TablePoint<T> point, Span<Vector256<int>> table, int stride)
    {
        Span<Vector256<int>> words = stackalloc Vector256<int>[PointWords];
        TField.Store(point.X, words[..TField.Words]);
        TField.Store(point.Y, words.Slice(TField.Words, TField.Words));
        if (group.HasT)
            TField.Store(point.T, words.Slice(2 * TField.Words, TField.Words));
        for (var i = 0; i < words.Length; i++)
            table[i * stride] = words[i];
    }

    void Load(ReadOnlySpan<Vector256<int>> words, ref TablePoint<T> point)
    {
        TField.Load(words[..TField.Words], out point.X);
        TField.Load(words.Slice(TField.Words, TField.Words), out point.Y);
        if (group.HasT)
            TField.Load(words.Slice(2 * TField.Words, TField.Words), out point.T);
    }

    /// <summary>Which point of each lane's table is wanted, and what was read of it: as secret as the number that tells.</summary>
    /// <param name="negative">All ones for a lane whose point is to be negated, else 0.</param>
    /// <param name="entries">For each entry of the tables all ones in the lanes that want it, in both halves of a lane's word.</param>
    /// <param name="words">The points.</param>
    readonly ref struct Choice(Span<long> negative, Span<Vector256<int>> entries, Span<Vector256<int>> words)
    {
        public readonly Span<long> Negative = negative;
        public readonly Span<Vector256<int>> Entries = entries;
        public readonly Span<Vector256<int>> Words = words;

        public void Zero()
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(Negative));
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(Entries));
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(Words));
        }
    }

    /// <summary>A word of eight points: of a key's column all, of the base point's a fourth.</summary>
    [InlineArray(8)]
    struct EightEntries
    {
        Vector256<int> word;
    }
}
