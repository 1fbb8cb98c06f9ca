using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ca.Core.Gost;

/// <summary>Four limbs. Written out without loops, so that they stay in registers.</summary>
[StructLayout(LayoutKind.Sequential)]
struct UInt256 : ILimbs<UInt256>
{
    ulong l0, l1, l2, l3;

    public static int Bits => 256;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Add(in UInt256 a, in UInt256 b, out UInt256 sum) => Add(a, b, 0, out sum);

    /// <summary>a + b + carry, for numbers that have this one as their part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Add(in UInt256 a, in UInt256 b, ulong carry, out UInt256 sum)
    {
        var s0 = Limb.Add(a.l0, b.l0, ref carry);
        var s1 = Limb.Add(a.l1, b.l1, ref carry);
        var s2 = Limb.Add(a.l2, b.l2, ref carry);
        var s3 = Limb.Add(a.l3, b.l3, ref carry);
        (sum.l0, sum.l1, sum.l2, sum.l3) = (s0, s1, s2, s3);
        return carry;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Subtract(in UInt256 a, in UInt256 b, out UInt256 difference) => Subtract(a, b, 0, out difference);

    /// <summary>a - b - borrow, for numbers that have this one as their part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Subtract(in UInt256 a, in UInt256 b, ulong borrow, out UInt256 difference)
    {
        var d0 = Limb.Subtract(a.l0, b.l0, ref borrow);
        var d1 = Limb.Subtract(a.l1, b.l1, ref borrow);
        var d2 = Limb.Subtract(a.l2, b.l2, ref borrow);
        var d3 = Limb.Subtract(a.l3, b.l3, ref borrow);
        (difference.l0, difference.l1, difference.l2, difference.l3) = (d0, d1, d2, d3);
        return borrow;
    }

    /// <summary>Row by row as on paper: each limb of a times all of b, added to the rows before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply(in UInt256 a, in UInt256 b, out UInt256 low, out UInt256 high)
    {
        var (b0, b1, b2, b3) = (b.l0, b.l1, b.l2, b.l3);

        ulong r4 = 0;
        var factor = a.l0;
        var r0 = Limb.MultiplyAdd(factor, b0, 0, ref r4);
        var r1 = Limb.MultiplyAdd(factor, b1, 0, ref r4);
        var r2 = Limb.MultiplyAdd(factor, b2, 0, ref r4);
        var r3 = Limb.MultiplyAdd(factor, b3, 0, ref r4);

        ulong r5 = 0;
        factor = a.l1;
        r1 = Limb.MultiplyAdd(factor, b0, r1, ref r5);
        r2 = Limb.MultiplyAdd(factor, b1, r2, ref r5);
        r3 = Limb.MultiplyAdd(factor, b2, r3, ref r5);
        r4 = Limb.MultiplyAdd(factor, b3, r4, ref r5);

        ulong r6 = 0;
        factor = a.l2;
        r2 = Limb.MultiplyAdd(factor, b0, r2, ref r6);
        r3 = Limb.MultiplyAdd(factor, b1, r3, ref r6);
        r4 = Limb.MultiplyAdd(factor, b2, r4, ref r6);
        r5 = Limb.MultiplyAdd(factor, b3, r5, ref r6);

        ulong r7 = 0;
        factor = a.l3;
        r3 = Limb.MultiplyAdd(factor, b0, r3, ref r7);
        r4 = Limb.MultiplyAdd(factor, b1, r4, ref r7);
        r5 = Limb.MultiplyAdd(factor, b2, r5, ref r7);
        r6 = Limb.MultiplyAdd(factor, b3, r6, ref r7);

        (low.l0, low.l1, low.l2, low.l3) = (r0, r1, r2, r3);
        (high.l0, high.l1, high.l2, high.l3) = (r4, r5, r6, r7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyLow(in UInt256 a, in UInt256 b, out UInt256 low)
    {
        var (b0, b1, b2, b3) = (b.l0, b.l1, b.l2, b.l3);
        unchecked
        {
            ulong carry = 0;
            var r0 = Limb.MultiplyAdd(a.l0, b0, 0, ref carry);
            var r1 = Limb.MultiplyAdd(a.l0, b1, 0, ref carry);
            var r2 = Limb.MultiplyAdd(a.l0, b2, 0, ref carry);
            var r3 = a.l0 * b3 + carry;

            carry = 0;
            r1 = Limb.MultiplyAdd(a.l1, b0, r1, ref carry);
            r2 = Limb.MultiplyAdd(a.l1, b1, r2, ref carry);
            r3 += a.l1 * b2 + carry;

            carry = 0;
            r2 = Limb.MultiplyAdd(a.l2, b0, r2, ref carry);
            r3 += a.l2 * b1 + carry + a.l3 * b0;
            (low.l0, low.l1, low.l2, low.l3) = (r0, r1, r2, r3);
        }
    }

    /// <summary>The products of two different limbs once, doubled, and the squares of the limbs: ten multiplications instead of sixteen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Square(in UInt256 a, out UInt256 low, out UInt256 high)
    {
        var (a0, a1, a2, a3) = (a.l0, a.l1, a.l2, a.l3);
        ulong r4 = 0;
        var r1 = Limb.MultiplyAdd(a0, a1, 0, ref r4);
        var r2 = Limb.MultiplyAdd(a0, a2, 0, ref r4);
        var r3 = Limb.MultiplyAdd(a0, a3, 0, ref r4);
        ulong r5 = 0;
        r3 = Limb.MultiplyAdd(a1, a2, r3, ref r5);
        r4 = Limb.MultiplyAdd(a1, a3, r4, ref r5);
        ulong r6 = 0;
        r5 = Limb.MultiplyAdd(a2, a3, r5, ref r6);

        var r7 = r6 >> 63;
        r6 = r6 << 1 | r5 >> 63;
        r5 = r5 << 1 | r4 >> 63;
        r4 = r4 << 1 | r3 >> 63;
        r3 = r3 << 1 | r2 >> 63;
        r2 = r2 << 1 | r1 >> 63;
        r1 <<= 1;

        ulong carry = 0;
        low.l0 = Limb.MultiplyAdd(a0, a0, 0, ref carry);
        low.l1 = Limb.Carry(r1, ref carry);
        low.l2 = Limb.MultiplyAdd(a1, a1, r2, ref carry);
        low.l3 = Limb.Carry(r3, ref carry);
        high.l0 = Limb.MultiplyAdd(a2, a2, r4, ref carry);
        high.l1 = Limb.Carry(r5, ref carry);
        high.l2 = Limb.MultiplyAdd(a3, a3, r6, ref carry);
        high.l3 = Limb.Carry(r7, ref carry);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplyAdd(in UInt256 a, ulong factor, in UInt256 addend, out UInt256 sum) =>
        MultiplyAdd(a, factor, addend, 0, out sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplyAdd(in UInt256 a, ulong factor, in UInt256 addend, ulong carry, out UInt256 sum)
    {
        var s0 = Limb.MultiplyAdd(a.l0, factor, addend.l0, ref carry);
        var s1 = Limb.MultiplyAdd(a.l1, factor, addend.l1, ref carry);
        var s2 = Limb.MultiplyAdd(a.l2, factor, addend.l2, ref carry);
        var s3 = Limb.MultiplyAdd(a.l3, factor, addend.l3, ref carry);
        (sum.l0, sum.l1, sum.l2, sum.l3) = (s0, s1, s2, s3);
        return carry;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplySubtract(in UInt256 a, ulong factor, in UInt256 minuend, out UInt256 difference) =>
        MultiplySubtract(a, factor, minuend, 0, out difference);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplySubtract(in UInt256 a, ulong factor, in UInt256 minuend, ulong borrow, out UInt256 difference)
    {
        var d0 = Limb.MultiplySubtract(a.l0, factor, minuend.l0, ref borrow);
        var d1 = Limb.MultiplySubtract(a.l1, factor, minuend.l1, ref borrow);
        var d2 = Limb.MultiplySubtract(a.l2, factor, minuend.l2, ref borrow);
        var d3 = Limb.MultiplySubtract(a.l3, factor, minuend.l3, ref borrow);
        (difference.l0, difference.l1, difference.l2, difference.l3) = (d0, d1, d2, d3);
        return borrow;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Add(in UInt256 a, ulong limb, out UInt256 sum)
    {
        var s0 = Limb.Carry(a.l0, ref limb);
        var s1 = Limb.Carry(a.l1, ref limb);
        var s2 = Limb.Carry(a.l2, ref limb);
        var s3 = Limb.Carry(a.l3, ref limb);
        (sum.l0, sum.l1, sum.l2, sum.l3) = (s0, s1, s2, s3);
        return limb;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Select(ulong mask, in UInt256 a, in UInt256 b, out UInt256 chosen)
    {
        chosen.l0 = b.l0 ^ (mask & (a.l0 ^ b.l0));
        chosen.l1 = b.l1 ^ (mask & (a.l1 ^ b.l1));
        chosen.l2 = b.l2 ^ (mask & (a.l2 ^ b.l2));
        chosen.l3 = b.l3 ^ (mask & (a.l3 ^ b.l3));
    }
}
