using System.Runtime.CompilerServices;

namespace Ca.Core.Gost;

/// <summary>Primes a little below the width: p = 2ⁿ - c, so that 2ⁿ counts as c.</summary>
/// <remarks>
/// The upper half of a product, times c, is added to the lower. What is then above is at most c and is folded once more; the number is now
/// below 2ⁿ + c² and so below 2p. c has ten bits in the standards' primes, and 32 would do.
/// </remarks>
readonly struct BelowPowerOfTwo<T> : IReduction<T, BelowPowerOfTwo<T>> where T : unmanaged, ILimbs<T>
{
    readonly T modulus;
    readonly ulong c;

    BelowPowerOfTwo(in T modulus, ulong c) => (this.modulus, this.c) = (modulus, c);

    public static BelowPowerOfTwo<T> For(in T modulus)
    {
        T.Subtract(default, modulus, out var c);
        return new(modulus, Limbs.In(c)[0]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Reduce(in BelowPowerOfTwo<T> reduction, in T low, in T high, out T residue)
    {
        var above = T.MultiplyAdd(high, reduction.c, low, out var folded);
        var carry = T.Add(folded, unchecked(above * reduction.c), out folded);
        Residue.SubtractOnce(carry, folded, reduction.modulus, out residue);
    }

    public static void Enter(in BelowPowerOfTwo<T> reduction, in T number, out T element) => element = number;

    public static void Enter(in BelowPowerOfTwo<T> reduction, in T low, in T high, out T element) => Reduce(reduction, low, high, out element);

    public static void Leave(in BelowPowerOfTwo<T> reduction, in T element, out T number) => number = element;
}

/// <summary>Primes a little above half the width: 2p = 2ⁿ + c, so that 2ⁿ counts as -c.</summary>
/// <remarks>
/// The upper half of a product, times c, is taken from the lower. What is then lacking above is at most c and is added back as c times so
/// much; the number is now below 2ⁿ + c² and so below 3p. c has 13 bits in the standards' primes, and 31 would do.
/// </remarks>
readonly struct AbovePowerOfTwo<T> : IReduction<T, AbovePowerOfTwo<T>> where T : unmanaged, ILimbs<T>
{
    readonly T modulus;
    readonly ulong c;

    AbovePowerOfTwo(in T modulus, ulong c) => (this.modulus, this.c) = (modulus, c);

    public static AbovePowerOfTwo<T> For(in T modulus)
    {
        T.Add(modulus, modulus, out var c);
        return new(modulus, Limbs.In(c)[0]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Reduce(in AbovePowerOfTwo<T> reduction, in T low, in T high, out T residue)
    {
        var lacking = T.MultiplySubtract(high, reduction.c, low, out var folded);
        var carry = T.Add(folded, unchecked(lacking * reduction.c), out folded);
        carry = Residue.SubtractOnce(carry, folded, reduction.modulus, out folded);
        Residue.SubtractOnce(carry, folded, reduction.modulus, out residue);
    }

    public static void Enter(in AbovePowerOfTwo<T> reduction, in T number, out T element) => element = number;

    public static void Enter(in AbovePowerOfTwo<T> reduction, in T low, in T high, out T element) => Reduce(reduction, low, high, out element);

    public static void Leave(in AbovePowerOfTwo<T> reduction, in T element, out T number) => number = element;
}
