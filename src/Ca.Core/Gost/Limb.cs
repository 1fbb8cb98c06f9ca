using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Ca.Core.Gost;

/// <summary>Steps of arithmetic in 64-bit limbs, with the carry from one to the next; none branches on what it computes.</summary>
static class Limb
{
    /// <summary>a + b + carry; the carry in and out is 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Add(ulong a, ulong b, ref ulong carry)
    {
        unchecked
        {
            var sum = a + carry;
            var first = Bit(sum < carry);
            sum += b;
            carry = first + Bit(sum < b);
            return sum;
        }
    }

    /// <summary>a + carry; the carry in is a whole limb, out 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Carry(ulong a, ref ulong carry)
    {
        unchecked
        {
            var sum = a + carry;
            carry = Bit(sum < a);
            return sum;
        }
    }

    /// <summary>a - b - borrow; the borrow in and out is 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Subtract(ulong a, ulong b, ref ulong borrow)
    {
        unchecked
        {
            var part = a - borrow;
            var first = Bit(a < borrow);
            borrow = first + Bit(part < b);
            return part - b;
        }
    }

    /// <summary>1/a modulo 2⁶⁴ for an odd a, by Newton: three bits at first, since the square of an odd number is 1 modulo 8.</summary>
    public static ulong Inverse(ulong a)
    {
        var inverse = a;
        for (var bits = 3; bits < 64; bits *= 2)
            inverse = unchecked(inverse * (2 - a * inverse));
        return inverse;
    }

    /// <summary>ab + c + carry, which always fits in two limbs: the lower is returned, the upper is the carry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplyAdd(ulong a, ulong b, ulong c, ref ulong carry)
    {
        unchecked
        {
            var (high, low) = (High(a, b), a * b);
            low += c;
            high += Bit(low < c);
            low += carry;
            high += Bit(low < carry);
            carry = high;
            return low;
        }
    }

    /// <summary>c - ab - borrow: the lower limb is returned, what is missing above is the borrow, up to a whole limb.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplySubtract(ulong a, ulong b, ulong c, ref ulong borrow)
    {
        unchecked
        {
            var (high, low) = (High(a, b), a * b);
            low += borrow;
            high += Bit(low < borrow);
            borrow = high + Bit(c < low);
            return c - low;
        }
    }

    /// <summary>All ones for 1, zero for 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mask(ulong bit) => unchecked(0 - bit);

    /// <summary>All ones when the limb is zero, else zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MaskOfZero(ulong limb) => unchecked(((limb | (0 - limb)) >> 63) - 1);

    /// <summary>The upper limb of a product.</summary>
    // The lower is multiplied anew where it is wanted too: what gives both leaves it in memory, from where it is slower to have.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong High(ulong a, ulong b) => Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(a, b) : Math.BigMul(a, b, out _);

    /// <summary>1 or 0.</summary>
    // A bool kept as a number is the processor's flag put into a register; the conditional operator may become a jump, and in code
    // that is not yet optimized it does.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Bit(bool value) => Unsafe.BitCast<bool, byte>(value);
}
