using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ca.Core.Gost;

/// <summary>
/// Ten limbs of four numbers, one number in each 64-bit lane: signed, and of 26 bits when carried. Two limbs of 31 bits and a sign have a
/// product of 62 bits, which the lane holds, and the instruction multiplies four pairs at once.
/// </summary>
/// <remarks>
/// Written out without loops: the JIT keeps variables in registers and leaves indexed places in memory. It runs where AVX2 is.
/// </remarks>
[InlineArray(Length)]
struct Ten
{
    public const int Length = 10;

    public const int LimbBits = 26;

    Vector256<long> limb;

    static Vector256<long> LimbMask => Vector256.Create((1L << LimbBits) - 1);

    // AVX2 cannot shift a negative number of 64 bits in one instruction; AVX-512 can. Without it 2⁶³ is added, so that no sum is negative,
    // and what is shifted out is 2³⁷ too great, which the next limb makes up for before the sum is there. With it these are zero.
    static bool ShiftsSigned => Avx512F.VL.IsSupported;

    static Vector256<long> First => ShiftsSigned ? default : Vector256.Create(long.MinValue);

    static Vector256<long> Excess => ShiftsSigned ? default : Vector256.Create(long.MinValue >>> LimbBits);

    static Vector256<long> Next => First - Excess;

    /// <summary>What is above 26 bits, and Excess, of a sum with First in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<long> Above(Vector256<long> sum) => ShiftsSigned ? sum >> LimbBits : sum >>> LimbBits;

    /// <summary>The products of the lower, signed halves of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<long> Product(Vector256<long> a, Vector256<long> b) => Avx2.Multiply(a.AsInt32(), b.AsInt32());

    /// <summary>ab, not carried: limb k of the twenty is the sum of all aᵢbⱼ with i + j = k.</summary>
    /// <remarks>A row for each limb of a; the sums move down by one limb a row, and the lowest is then complete.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Multiply(in Ten a, in Ten b, out Ten low, out Ten high)
    {
        Unsafe.SkipInit(out low);
        Unsafe.SkipInit(out high);
        var (b0, b1, b2, b3, b4) = (b[0], b[1], b[2], b[3], b[4]);
        var (b5, b6, b7, b8, b9) = (b[5], b[6], b[7], b[8], b[9]);
        Vector256<long> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default, s8 = default;
        for (var i = 0; i < Length; i++)
        {
            var factor = a[i];
            low[i] = s0 + Product(factor, b0);
            s0 = s1 + Product(factor, b1);
            s1 = s2 + Product(factor, b2);
            s2 = s3 + Product(factor, b3);
            s3 = s4 + Product(factor, b4);
            s4 = s5 + Product(factor, b5);
            s5 = s6 + Product(factor, b6);
            s6 = s7 + Product(factor, b7);
            s7 = s8 + Product(factor, b8);
            s8 = Product(factor, b9);
        }
        (high[0], high[1], high[2], high[3], high[4]) = (s0, s1, s2, s3, s4);
        (high[5], high[6], high[7], high[8], high[9]) = (s5, s6, s7, s8, default);
    }

    /// <summary>Adds such a multiple of a modulus as makes the lower limbs zero; of its lowest ten limbs, to these and the next.</summary>
    /// <param name="low">Of no use afterwards.</param>
    /// <param name="high">The ten limbs above.</param>
    /// <param name="modulus">Its lowest limbs.</param>
    /// <param name="inverse">-1/p modulo 2²⁶.</param>
    /// <param name="factors">What the modulus was multiplied by.</param>
    /// <remarks>In rows as in a multiplication: a factor is known when the limb that it makes zero has its sum.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Eliminate(in Ten low, ref Ten high, in Ten modulus, Vector256<long> inverse, out Ten factors)
    {
        Unsafe.SkipInit(out factors);
        var mask = LimbMask;
        var (p0, p1, p2, p3, p4) = (modulus[0], modulus[1], modulus[2], modulus[3], modulus[4]);
        var (p5, p6, p7, p8, p9) = (modulus[5], modulus[6], modulus[7], modulus[8], modulus[9]);
        Vector256<long> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default, s8 = default;
        var (first, excess) = (First, Excess);
        Vector256<long> carry = default;
        for (var i = 0; i < Length; i++)
        {
            var sum = low[i] + s0 + carry;
            var factor = Product(sum & mask, inverse) & mask;
            factors[i] = factor;
            carry = Above(sum + first + Product(factor, p0)) - excess;
            s0 = s1 + Product(factor, p1);
            s1 = s2 + Product(factor, p2);
            s2 = s3 + Product(factor, p3);
            s3 = s4 + Product(factor, p4);
            s4 = s5 + Product(factor, p5);
            s5 = s6 + Product(factor, p6);
            s6 = s7 + Product(factor, p7);
            s7 = s8 + Product(factor, p8);
            s8 = Product(factor, p9);
        }
        high[0] += s0 + carry;
        high[1] += s1;
        high[2] += s2;
        high[3] += s3;
        high[4] += s4;
        high[5] += s5;
        high[6] += s6;
        high[7] += s7;
        high[8] += s8;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(in Ten a, in Ten b, out Ten sum)
    {
        Unsafe.SkipInit(out sum);
        (sum[0], sum[1], sum[2], sum[3], sum[4]) = (a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4]);
        (sum[5], sum[6], sum[7], sum[8], sum[9]) = (a[5] + b[5], a[6] + b[6], a[7] + b[7], a[8] + b[8], a[9] + b[9]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract(in Ten a, in Ten b, out Ten difference)
    {
        Unsafe.SkipInit(out difference);
        (difference[0], difference[1], difference[2], difference[3], difference[4]) = (a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3], a[4] - b[4]);
        (difference[5], difference[6], difference[7], difference[8], difference[9]) = (a[5] - b[5], a[6] - b[6], a[7] - b[7], a[8] - b[8], a[9] - b[9]);
    }

    /// <summary>Leaves 26 bits in each limb and takes what is above to the next.</summary>
    /// <returns>What is above the last.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<long> Carry(ref Ten limbs, Vector256<long> carry)
    {
        var (mask, next) = (LimbMask, Next);
        var sum = carry + (limbs[0] + First);
        limbs[0] = sum & mask;
        sum = Above(sum) + (limbs[1] + next);
        limbs[1] = sum & mask;
        sum = Above(sum) + (limbs[2] + next);
        limbs[2] = sum & mask;
        sum = Above(sum) + (limbs[3] + next);
        limbs[3] = sum & mask;
        sum = Above(sum) + (limbs[4] + next);
        limbs[4] = sum & mask;
        sum = Above(sum) + (limbs[5] + next);
        limbs[5] = sum & mask;
        sum = Above(sum) + (limbs[6] + next);
        limbs[6] = sum & mask;
        sum = Above(sum) + (limbs[7] + next);
        limbs[7] = sum & mask;
        sum = Above(sum) + (limbs[8] + next);
        limbs[8] = sum & mask;
        sum = Above(sum) + (limbs[9] + next);
        limbs[9] = sum & mask;
        return Above(sum) - Excess;
    }

    /// <summary>low + factor·high, carried.</summary>
    /// <returns>What is above the last limb.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<long> Fold(in Ten low, Vector256<long> factor, in Ten high, Vector256<long> carry, out Ten folded)
    {
        Unsafe.SkipInit(out folded);
        var (mask, next) = (LimbMask, Next);
        var sum = carry + (low[0] + First + Product(factor, high[0]));
        folded[0] = sum & mask;
        sum = Above(sum) + (low[1] + next + Product(factor, high[1]));
        folded[1] = sum & mask;
        sum = Above(sum) + (low[2] + next + Product(factor, high[2]));
        folded[2] = sum & mask;
        sum = Above(sum) + (low[3] + next + Product(factor, high[3]));
        folded[3] = sum & mask;
        sum = Above(sum) + (low[4] + next + Product(factor, high[4]));
        folded[4] = sum & mask;
        sum = Above(sum) + (low[5] + next + Product(factor, high[5]));
        folded[5] = sum & mask;
        sum = Above(sum) + (low[6] + next + Product(factor, high[6]));
        folded[6] = sum & mask;
        sum = Above(sum) + (low[7] + next + Product(factor, high[7]));
        folded[7] = sum & mask;
        sum = Above(sum) + (low[8] + next + Product(factor, high[8]));
        folded[8] = sum & mask;
        sum = Above(sum) + (low[9] + next + Product(factor, high[9]));
        folded[9] = sum & mask;
        return Above(sum) - Excess;
    }

    /// <summary>Adds a multiple: limbs + factor·a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddMultiple(ref Ten limbs, Vector256<long> factor, in Ten a)
    {
        limbs[0] += Product(factor, a[0]);
        limbs[1] += Product(factor, a[1]);
        limbs[2] += Product(factor, a[2]);
        limbs[3] += Product(factor, a[3]);
        limbs[4] += Product(factor, a[4]);
        limbs[5] += Product(factor, a[5]);
        limbs[6] += Product(factor, a[6]);
        limbs[7] += Product(factor, a[7]);
        limbs[8] += Product(factor, a[8]);
        limbs[9] += Product(factor, a[9]);
    }

    /// <summary>Adds to the lowest limb such a multiple, of up to 2⁴⁰ times 2¹⁸, and carries from there into the next two alone, of which the last is then a little more than carried.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddLow(ref Ten limbs, Vector256<long> number, Vector256<long> factor)
    {
        var (mask, first, excess) = (LimbMask, First, Excess);
        var sum = limbs[0] + first + Product(number & mask, factor);
        limbs[0] = sum & mask;
        sum = Above(sum) + (limbs[1] + Next + Product(Above(number + first) - excess, factor));
        limbs[1] = sum & mask;
        limbs[2] += Above(sum) - excess;
    }
}
