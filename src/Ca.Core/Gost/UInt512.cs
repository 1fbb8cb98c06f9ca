using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ca.Core.Gost;

/// <summary>Eight limbs, as two halves of four.</summary>
[StructLayout(LayoutKind.Sequential)]
struct UInt512 : ILimbs<UInt512>
{
    UInt256 lower, upper;

    public static int Bits => 512;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Add(in UInt512 a, in UInt512 b, out UInt512 sum) =>
        UInt256.Add(a.upper, b.upper, UInt256.Add(a.lower, b.lower, out sum.lower), out sum.upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Subtract(in UInt512 a, in UInt512 b, out UInt512 difference) =>
        UInt256.Subtract(a.upper, b.upper, UInt256.Subtract(a.lower, b.lower, out difference.lower), out difference.upper);

    /// <summary>The four products of the halves.</summary>
    public static void Multiply(in UInt512 a, in UInt512 b, out UInt512 low, out UInt512 high)
    {
        Product(a.lower, b.lower, out var low0, out var low1);
        Product(a.upper, b.upper, out var high0, out var high1);
        Product(a.lower, b.upper, out var middle0, out var middle1);
        Product(a.upper, b.lower, out var other0, out var other1);
        low.lower = low0;
        Sum(low1, high0, high1, middle0, middle1, other0, other1, out low.upper, out high);
    }

    public static void Square(in UInt512 a, out UInt512 low, out UInt512 high)
    {
        UInt256.Square(a.lower, out var low0, out var low1);
        UInt256.Square(a.upper, out var high0, out var high1);
        Product(a.lower, a.upper, out var middle0, out var middle1);
        low.lower = low0;
        Sum(low1, high0, high1, middle0, middle1, middle0, middle1, out low.upper, out high);
    }

    public static void MultiplyLow(in UInt512 a, in UInt512 b, out UInt512 low)
    {
        Product(a.lower, b.lower, out var low0, out var low1);
        UInt256.MultiplyLow(a.lower, b.upper, out var middle);
        UInt256.MultiplyLow(a.upper, b.lower, out var other);
        UInt256.Add(middle, other, out middle);
        low.lower = low0;
        UInt256.Add(low1, middle, out low.upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplyAdd(in UInt512 a, ulong factor, in UInt512 addend, out UInt512 sum)
    {
        var between = UInt256.MultiplyAdd(a.lower, factor, addend.lower, out sum.lower);
        return UInt256.MultiplyAdd(a.upper, factor, addend.upper, between, out sum.upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplySubtract(in UInt512 a, ulong factor, in UInt512 minuend, out UInt512 difference)
    {
        var between = UInt256.MultiplySubtract(a.lower, factor, minuend.lower, out difference.lower);
        return UInt256.MultiplySubtract(a.upper, factor, minuend.upper, between, out difference.upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Add(in UInt512 a, ulong limb, out UInt512 sum) =>
        UInt256.Add(a.upper, UInt256.Add(a.lower, limb, out sum.lower), out sum.upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Select(ulong mask, in UInt512 a, in UInt512 b, out UInt512 chosen)
    {
        UInt256.Select(mask, a.lower, b.lower, out chosen.lower);
        UInt256.Select(mask, a.upper, b.upper, out chosen.upper);
    }

    // Not in place: four times sixteen multiplications in one method are more than the registers hold and the processor reads ahead.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Product(in UInt256 a, in UInt256 b, out UInt256 low, out UInt256 high) => UInt256.Multiply(a, b, out low, out high);

    /// <summary>The quarters of a product above the lowest, of which those between the halves' own products are still to be added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Sum(
        in UInt256 low1, in UInt256 high0, in UInt256 high1,
        in UInt256 middle0, in UInt256 middle1, in UInt256 other0, in UInt256 other1,
        out UInt256 second, out UInt512 high)
    {
        var c = UInt256.Add(middle0, other0, out var sum0);
        var above = UInt256.Add(middle1, other1, c, out var sum1);
        c = UInt256.Add(low1, sum0, out second);
        c = UInt256.Add(high0, sum1, c, out high.lower);
        // Both carries go into the highest quarter, which cannot overflow.
        UInt256.Add(high1, above + c, out high.upper);
    }
}
