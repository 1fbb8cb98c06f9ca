using System.Runtime.CompilerServices;

namespace Ca.Core.Gost;

/// <summary>Any odd modulus (Montgomery, 1985): a stands for a·R modulo p, with R = 2ⁿ.</summary>
/// <remarks>
/// With m = low/p modulo R the number low - mp is a multiple of R, in fact zero below it. So the product divided by R is
/// high - ⌊mp/R⌋ modulo p, a difference of two numbers below p: at most one p is to be added.
/// </remarks>
readonly struct Montgomery<T> : IReduction<T, Montgomery<T>> where T : unmanaged, ILimbs<T>
{
    readonly T modulus, inverse, square;

    Montgomery(in T modulus, in T inverse, in T square) => (this.modulus, this.inverse, this.square) = (modulus, inverse, square);

    public static Montgomery<T> For(in T modulus)
    {
        // Newton: each step doubles the number of bits in which the product with the modulus is 1; one bit to begin with.
        var inverse = Limbs.Number<T>(1);
        for (var bits = 1; bits < T.Bits; bits *= 2)
        {
            T.MultiplyLow(modulus, inverse, out var product);
            T.Subtract(Limbs.Number<T>(2), product, out var correction);
            T.MultiplyLow(inverse, correction, out inverse);
        }
        Residue.PowerOfTwo(2 * T.Bits, modulus, out var square);
        return new(modulus, inverse, square);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Reduce(in Montgomery<T> reduction, in T low, in T high, out T residue)
    {
        T.MultiplyLow(low, reduction.inverse, out var m);
        T.Multiply(m, reduction.modulus, out _, out var multiple);
        var borrow = T.Subtract(high, multiple, out var plain);
        T.Select(Limb.Mask(borrow), reduction.modulus, default, out var correction);
        T.Add(plain, correction, out residue);
    }

    public static void Enter(in Montgomery<T> reduction, in T number, out T element) => Multiply(reduction, number, reduction.square, out element);

    public static void Enter(in Montgomery<T> reduction, in T low, in T high, out T element)
    {
        Reduce(reduction, low, high, out element);
        Multiply(reduction, element, reduction.square, out element);
        Multiply(reduction, element, reduction.square, out element);
    }

    public static void Leave(in Montgomery<T> reduction, in T element, out T number) => Reduce(reduction, element, default, out number);

    static void Multiply(in Montgomery<T> reduction, in T a, in T b, out T product)
    {
        T.Multiply(a, b, out var low, out var high);
        Reduce(reduction, low, high, out product);
    }
}
