using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ca.Core.Gost;

/// <summary>Multiples of the base point by secret numbers: the same additions and the same memory for every number.</summary>
/// <remarks>
/// An odd k is written with L digits that are all odd: since the sum of 2ʲ for j &lt; wL is 2ʷᴸ - 1, the bits bⱼ of (k + 2ʷᴸ - 1)/2 give
/// k = Σ (2bⱼ - 1)2ʲ, and w of these signs together are a digit between -(2ʷ - 1) and 2ʷ - 1. The table has the odd multiples of
/// 2ʷⁱP for every i, and so kP is the sum of one point of each row, without a doubling. For an even k it is the negative of (q - k)P.
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

        product = group.Neutral;
        TablePoint<T> addend = default;
        for (var row = 0; row < Rows; row++)
        {
            // The digit is 2·signs - (2ʷ - 1); the sum's highest bit, 2ʷᴸ⁻¹, stands in the last row.
            var signs = Limbs.Window(odd, row * Width + 1, Width);
            if (row == Rows - 1)
                signs |= RowLength;
            var negative = Limb.Mask((signs >> (Width - 1)) ^ 1);
            var index = (signs ^ negative) & (RowLength - 1);
            Select(table.AsSpan(row * RowLength, RowLength), index, ref addend);
            group.NegateWhere(negative ^ even, ref addend);
            group.Add(ref product, addend);
        }
        Limbs.Zero(ref odd);
        Limbs.Zero(ref addend);
    }

    /// <summary>Reads the whole row, whatever the index.</summary>
    static void Select(ReadOnlySpan<TablePoint<T>> row, ulong index, ref TablePoint<T> chosen)
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
