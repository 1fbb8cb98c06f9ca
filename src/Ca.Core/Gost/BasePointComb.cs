using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ca.Core.Gost;

/// <summary>Multiples of the base point by secret numbers: the same additions and the same memory for every number.</summary>
/// <remarks>
/// An odd k is written with L digits that are all odd: since the sum of 2ʲ for j &lt; wL is 2ʷᴸ - 1, the bits bⱼ of (k + 2ʷᴸ - 1)/2 give
/// k = Σ (2bⱼ - 1)2ʲ, and w of these signs together are a digit between -(2ʷ - 1) and 2ʷ - 1. The table has the odd multiples of
/// 2ʷⁱP for every i, and so kP is the sum of one point of each row, without a doubling. For an even k it is the negative of (q - k)P.
/// Before row i the sum is mP with an odd m less than 2ʷⁱ in size, and a multiple of 2ʷⁱ is added to it; so the multiples of P
/// differ, and are not each other's negatives, as numbers. They do so modulo q as well while 2 to the power of w(i + 1) is below q, which
/// it is for all rows but the last. There, with a handful of k, both can be the same point: the last sum is one without exceptions.
/// </remarks>
sealed class BasePointComb<T, TGroup> where T : unmanaged, ILimbs<T> where TGroup : struct, IGroup<T>
{
    /// <summary>w: 43 additions for 256 bits, 86 for 512, from tables of 129 and 516 KiB a curve.</summary>
    const int Width = 6;

    const int RowLength = 1 << (Width - 1);

    static readonly int Rows = (T.Bits + Width - 1) / Width;

    readonly TGroup group;
    readonly T order;
    readonly TablePoint<T>[] table = new TablePoint<T>[Rows * RowLength];

    public BasePointComb(in TGroup group, in T order, in TablePoint<T> basePoint)
    {
        this.group = group;
        this.order = order;
        var first = basePoint;
        var next = new TablePoint<T>[1];
        for (var row = 0; row < Rows; row++)
        {
            OddMultiples<T, TGroup>.Fill(group, first, table.AsSpan(row * RowLength, RowLength));
            group.Widen(first, out var point);
            for (var i = 0; i < Width; i++)
                group.Double(ref point);
            group.Narrow([point], next);
            first = next[0];
        }
    }

    /// <summary>kP for k between 0 and q.</summary>
    public void Multiply(in T k, out Point<T> product)
    {
        T.Subtract(order, k, out var odd);
        var even = Limb.Mask(Limbs.Window(k, 0, 1) ^ 1);
        T.Select(even, odd, k, out odd);

        TablePoint<T> addend = default;
        Select(odd, even, row: 0, ref addend);
        group.Begin(addend, out product);
        for (var row = 1; row < Rows - 1; row++)
        {
            Select(odd, even, row, ref addend);
            group.AddDistinct(ref product, addend);
        }
        group.End(ref product);
        Select(odd, even, Rows - 1, ref addend);
        group.Add(ref product, addend);
        Limbs.Zero(ref odd);
        Limbs.Zero(ref addend);
    }

    /// <summary>The point of a row that a number's digit asks for, negated where the mask says so.</summary>
    void Select(in T odd, ulong negate, int row, ref TablePoint<T> chosen)
    {
        // The digit is 2·signs - (2ʷ - 1). The highest bit of (k + 2ʷᴸ - 1)/2, which is 2ʷᴸ⁻¹, stands in the last row.
        ulong signs = Limbs.Window(odd, row * Width + 1, Width);
        if (row == Rows - 1)
            signs |= RowLength;
        var negative = Limb.Mask((signs >> (Width - 1)) ^ 1);
        var index = (signs ^ negative) & (RowLength - 1);
        ReadAll(table.AsSpan(row * RowLength, RowLength), index, ref chosen);
        group.NegateWhere(negative ^ negate, ref chosen);
    }

    /// <summary>Reads the whole row, whatever the index.</summary>
    static void ReadAll(ReadOnlySpan<TablePoint<T>> row, ulong index, ref TablePoint<T> chosen)
    {
        var from = MemoryMarshal.Cast<TablePoint<T>, Vector256<ulong>>(row);
        var to = MemoryMarshal.Cast<TablePoint<T>, Vector256<ulong>>(MemoryMarshal.CreateSpan(ref chosen, 1));
        var wanted = Vector256.Create(index);
        to.Clear();
        for (var i = 0; i < RowLength; i++)
        {
            var mask = Vector256.Equals(Vector256.Create((ulong)i), wanted);
            for (var j = 0; j < to.Length; j++)
                to[j] |= from[i * to.Length + j] & mask;
        }
    }
}
