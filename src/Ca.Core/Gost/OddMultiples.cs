namespace Ca.Core.Gost;

/// <summary>Sums of multiples of two points by public numbers, in a time that depends on the numbers.</summary>
/// <remarks>
/// A number has digits, few of them other than zero, that are odd and less than 2ʷ⁻¹ in size (the form is called wNAF); the digit at place i
/// counts 2ⁱ. The places are divided into columns of equal height, and for each column the table has the odd multiples of the point times the
/// worth of the column's lowest place. So the columns are worked through side by side, and there are as many doublings as a column has places.
/// </remarks>
static class OddMultiples<T, TGroup> where T : unmanaged, ILimbs<T> where TGroup : struct, IGroup<T>
{
    /// <summary>P, 3P, 5P … as many as there is room for, some dozens.</summary>
    public static void Fill(in TGroup group, in TablePoint<T> point, Span<TablePoint<T>> odd)
    {
        Span<Point<T>> points = stackalloc Point<T>[odd.Length];
        FillWide(group, point, points);
        group.Narrow(points, odd);
    }

    /// <summary>The table of a point, column after column.</summary>
    public static TablePoint<T>[] Columns(in TGroup group, in TablePoint<T> point, int columns, int width)
    {
        var lowest = new Point<T>[columns];
        group.Widen(point, out lowest[0]);
        for (var i = 1; i < columns; i++)
        {
            lowest[i] = lowest[i - 1];
            for (var j = 0; j < Height(columns); j++)
                group.Double(ref lowest[i]);
        }
        var narrow = new TablePoint<T>[columns];
        group.Narrow(lowest, narrow);

        var length = 1 << (width - 2);
        var points = new Point<T>[columns * length];
        for (var i = 0; i < columns; i++)
            FillWide(group, narrow[i], points.AsSpan(i * length, length));
        var table = new TablePoint<T>[points.Length];
        group.Narrow(points, table);
        return table;
    }

    /// <summary>mP + nQ.</summary>
    public static void Sum(in TGroup group, in Multiple<T> first, in Multiple<T> second, out Point<T> sum)
    {
        Span<sbyte> firstDigits = stackalloc sbyte[T.Bits + 1], secondDigits = stackalloc sbyte[T.Bits + 1];
        var (firstHeight, secondHeight) = (Height(first.Columns), Height(second.Columns));
        Recode(first.Factor, first.Width, firstDigits);
        Recode(second.Factor, second.Width, secondDigits);
        sum = group.Zero;
        for (var place = Math.Max(firstHeight, secondHeight) - 1; place >= 0; place--)
        {
            group.DoublePublic(ref sum);
            if (place < firstHeight)
                AddPlace(group, ref sum, first, firstDigits, firstHeight, place);
            if (place < secondHeight)
                AddPlace(group, ref sum, second, secondDigits, secondHeight, place);
        }
    }

    static void AddPlace(in TGroup group, ref Point<T> sum, in Multiple<T> multiple, ReadOnlySpan<sbyte> digits, int height, int place)
    {
        var length = multiple.Table.Length / multiple.Columns;
        for (var (column, i) = (0, place); i < digits.Length; column++, i += height)
        {
            int digit = digits[i];
            if (digit > 0)
                group.AddPublic(ref sum, multiple.Table[column * length + digit / 2]);
            else if (digit < 0)
            {
                var negative = multiple.Table[column * length - digit / 2];
                group.NegateWhere(ulong.MaxValue, ref negative);
                group.AddPublic(ref sum, negative);
            }
        }
    }

    /// <summary>Digits of a number in wNAF: one above the width, for the last carry.</summary>
    static void Recode(in T number, int width, Span<sbyte> digits)
    {
        digits.Clear();
        var carry = 0;
        for (var i = 0; i < digits.Length;)
        {
            if (Limbs.Window(number, i, 1) == carry)
            {
                i++;
                continue;
            }
            var digit = (int)Limbs.Window(number, i, width) + carry;
            carry = digit >> (width - 1);
            digits[i] = (sbyte)(digit - (carry << width));
            i += width;
        }
    }

    static void FillWide(in TGroup group, in TablePoint<T> point, Span<Point<T>> odd)
    {
        group.Widen(point, out odd[0]);
        for (var i = 1; i < odd.Length; i++)
        {
            odd[i] = odd[i - 1];
            group.Add(ref odd[i], point);
            group.Add(ref odd[i], point);
        }
    }

    static int Height(int columns) => T.Bits / columns + 1;
}

/// <summary>A point, by its table, and the number to multiply it by.</summary>
readonly ref struct Multiple<T>(ReadOnlySpan<TablePoint<T>> table, int columns, int width, in T factor) where T : unmanaged, ILimbs<T>
{
    public readonly ReadOnlySpan<TablePoint<T>> Table = table;
    public readonly int Columns = columns;
    public readonly int Width = width;
    public readonly T Factor = factor;
}
