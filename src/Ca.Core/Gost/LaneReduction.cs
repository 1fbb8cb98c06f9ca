using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ca.Core.Gost;

/// <summary>How products and sums of four numbers side by side become elements again.</summary>
/// <remarks>What is an element here need not be below the modulus: it is of one unit, as <see cref="IField{T}"/> has it.</remarks>
interface ILaneReduction<TLanes, TSelf> where TLanes : unmanaged, ILanes<TLanes> where TSelf : struct, ILaneReduction<TLanes, TSelf>
{
    static abstract TSelf For<T>(in T modulus) where T : unmanaged, ILimbs<T>;

    /// <summary>The element that stands for a product, whose limbs are not carried; they are of no use afterwards.</summary>
    static abstract void Reduce(in TSelf reduction, ref TLanes low, ref TLanes high, out TLanes residue);

    static abstract void Carry(in TSelf reduction, ref TLanes sum);

    /// <summary>The elements that stand for numbers below the modulus.</summary>
    static abstract void Enter(in TSelf reduction, ref TLanes numbers);

    /// <summary>Numbers that the elements stand for: larger than the modulus perhaps, or negative, by some hundreds of it at most.</summary>
    static abstract void Leave(in TSelf reduction, ref TLanes elements);
}

/// <summary>Primes near a power of two, so that 2 to the power of all the limbs' bits counts as a number of some 18 bits, which may be negative.</summary>
/// <remarks>The upper half of a product, carried, is multiplied by it and added to the lower.</remarks>
[SkipLocalsInit]
readonly struct FoldingLanes<TLanes>(long fold) : ILaneReduction<TLanes, FoldingLanes<TLanes>> where TLanes : unmanaged, ILanes<TLanes>
{
    readonly Vector256<long> fold = Vector256.Create(fold);

    public static FoldingLanes<TLanes> For<T>(in T modulus) where T : unmanaged, ILimbs<T>
    {
        // p = 2ⁿ - below, or 2p = 2ⁿ + above.
        T.Subtract(default, modulus, out var below);
        T.Add(modulus, modulus, out var above);
        var radix = Limbs.BitLength(below) <= 32 ? (long)Limbs.In(below)[0] : -(long)Limbs.In(above)[0];
        TLanes any = default;
        return new(radix << (Lanes.Limbs(ref any).Length * Ten.LimbBits - T.Bits));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Reduce(in FoldingLanes<TLanes> reduction, ref TLanes low, ref TLanes high, out TLanes residue)
    {
        Unsafe.SkipInit(out residue);
        Lanes.Carry(ref high);
        var lowTens = Lanes.Tens(ref low);
        var highTens = Lanes.Tens(ref high);
        var tens = Lanes.Tens(ref residue);
        Vector256<long> carry = default;
        for (var i = 0; i < tens.Length; i++)
            carry = Ten.Fold(lowTens[i], reduction.fold, highTens[i], carry, out tens[i]);
        Ten.AddLow(ref Lanes.Tens(ref residue)[0], carry, reduction.fold);
    }

    public static void Carry(in FoldingLanes<TLanes> reduction, ref TLanes sum)
    {
        Vector256<long> carry = default;
        foreach (ref var ten in Lanes.Tens(ref sum))
            carry = Ten.Carry(ref ten, carry);
        Ten.AddLow(ref Lanes.Tens(ref sum)[0], carry, reduction.fold);
    }

    public static void Enter(in FoldingLanes<TLanes> reduction, ref TLanes numbers)
    {
        // A number stands for itself.
    }

    public static void Leave(in FoldingLanes<TLanes> reduction, ref TLanes elements)
    {
        // An element stands for itself.
    }
}

/// <summary>Any odd modulus (Montgomery, 1985): a stands for a·R, with R = 2 to the power of all the limbs' bits.</summary>
/// <remarks>
/// A multiple of the modulus makes the lower half zero. The rest is the product divided by R, as long as the product was, and
/// as all sums is brought below 2p by taking away as many p as its highest limb tells of.
/// </remarks>
[SkipLocalsInit]
readonly struct MontgomeryLanes<TLanes> : ILaneReduction<TLanes, MontgomeryLanes<TLanes>> where TLanes : unmanaged, ILanes<TLanes>
{
    const int QuotientBits = 46;

    readonly TLanes modulus, square;
    readonly Vector256<long> inverse, quotient;

    MontgomeryLanes(in TLanes modulus, in TLanes square, long inverse, long quotient)
    {
        (this.modulus, this.square) = (modulus, square);
        (this.inverse, this.quotient) = (Vector256.Create(inverse), Vector256.Create(quotient));
    }

    public static MontgomeryLanes<TLanes> For<T>(in T modulus) where T : unmanaged, ILimbs<T>
    {
        var lanes = Lanes.Repeat<T, TLanes>(modulus);
        var limbs = Lanes.Limbs(ref lanes).Length;
        Residue.PowerOfTwo(2 * limbs * Ten.LimbBits, modulus, out var square);
        var inverse = unchecked((long)(0 - Limb.Inverse(Limbs.In(modulus)[0]))) & ((1L << Ten.LimbBits) - 1);
        // How many p a highest limb is worth, times 2⁴⁶; p by its highest 64 bits.
        var above = T.Bits - 64 - (limbs - 1) * Ten.LimbBits;
        var quotient = (UInt128.One << (QuotientBits - above)) / Limbs.In(modulus)[^1];
        return new(lanes, Lanes.Repeat<T, TLanes>(square), inverse, (long)quotient);
    }

    public static void Reduce(in MontgomeryLanes<TLanes> reduction, ref TLanes low, ref TLanes high, out TLanes residue)
    {
        Span<TLanes> halves = [low, high];
        var tens = MemoryMarshal.Cast<TLanes, Ten>(halves);
        var modulus = Lanes.TensOf(reduction.modulus);
        for (var i = 0; i < modulus.Length; i++)
        {
            Ten.Eliminate(tens[i], ref tens[i + 1], modulus[0], reduction.inverse, out var factors);
            for (var j = 1; j < modulus.Length; j++)
            {
                Ten.Multiply(factors, modulus[j], out var lower, out var upper);
                Ten.Add(tens[i + j], lower, out tens[i + j]);
                Ten.Add(tens[i + j + 1], upper, out tens[i + j + 1]);
            }
        }
        residue = halves[1];
        Carry(reduction, ref residue);
    }

    public static void Carry(in MontgomeryLanes<TLanes> reduction, ref TLanes sum)
    {
        Lanes.Carry(ref sum);
        var times = -(Ten.Product(Lanes.Limbs(ref sum)[^1], reduction.quotient) >> QuotientBits);
        var tens = Lanes.Tens(ref sum);
        var modulus = Lanes.TensOf(reduction.modulus);
        for (var i = 0; i < tens.Length; i++)
            Ten.AddMultiple(ref tens[i], times, modulus[i]);
        Lanes.Carry(ref sum);
    }

    public static void Enter(in MontgomeryLanes<TLanes> reduction, ref TLanes numbers)
    {
        TLanes.Multiply(numbers, reduction.square, out var low, out var high);
        Reduce(reduction, ref low, ref high, out numbers);
    }

    public static void Leave(in MontgomeryLanes<TLanes> reduction, ref TLanes elements)
    {
        TLanes high = default;
        Reduce(reduction, ref elements, ref high, out elements);
    }
}
