using System.Runtime.CompilerServices;

namespace Ca.Core.Gost;

/// <summary>How a product of double length becomes an element again; the kinds of primes differ in this alone.</summary>
interface IReduction<T, TSelf> where T : unmanaged, ILimbs<T> where TSelf : struct, IReduction<T, TSelf>
{
    static abstract TSelf For(in T modulus);

    /// <summary>The residue, below the modulus, that stands for a product of two elements.</summary>
    void Reduce(in T low, in T high, out T residue);

    /// <summary>The element that stands for a number below the modulus.</summary>
    void Enter(in T number, out T element);

    /// <summary>The number that an element stands for.</summary>
    void Leave(in T element, out T number);
}

/// <summary>Arithmetic modulo a prime with as many bits as the type has, or one or two less.</summary>
/// <remarks>
/// Every element is below the modulus, so that an element has one form and zero is zero. Nothing branches on an element. A result may be
/// written where an operand stands.
/// </remarks>
sealed class Field<T, TReduction> where T : unmanaged, ILimbs<T> where TReduction : struct, IReduction<T, TReduction>
{
    readonly T modulus;
    readonly TReduction reduction;
    readonly T exponentOfInverse;

    public Field(in T modulus)
    {
        this.modulus = modulus;
        reduction = TReduction.For(modulus);
        One = Element(Limbs.Number<T>(1));
        T.Subtract(modulus, Limbs.Number<T>(2), out exponentOfInverse);
    }

    public T Modulus => modulus;

    public T One { get; }

    public void Enter(in T number, out T element) => reduction.Enter(number, out element);

    public T Element(in T number)
    {
        Enter(number, out var element);
        return element;
    }

    public T Element(string hex) => Element(Limbs.Parse<T>(hex));

    public void Number(in T element, out T number) => reduction.Leave(element, out number);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Multiply(in T a, in T b, out T product)
    {
        T.Multiply(a, b, out var low, out var high);
        reduction.Reduce(low, high, out product);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Square(in T a, out T square)
    {
        T.Square(a, out var low, out var high);
        reduction.Reduce(low, high, out square);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Add(in T a, in T b, out T sum)
    {
        var carry = T.Add(a, b, out var plain);
        Residue.SubtractOnce(carry, plain, modulus, out sum);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Subtract(in T a, in T b, out T difference)
    {
        var borrow = T.Subtract(a, b, out var plain);
        T.Select(Limb.Mask(borrow), modulus, default, out var correction);
        T.Add(plain, correction, out difference);
    }

    public void Halve(in T a, out T half)
    {
        T.Select(Limb.Mask(Limbs.In(a)[0] & 1), modulus, default, out var correction);
        var carry = T.Add(a, correction, out var even);
        T.Halve(even, carry, out half);
    }

    public void Negate(in T a, out T negative) => Subtract(default, a, out negative);

    /// <summary>a to the power of p - 2, which is 1/a (Fermat), and 0 for 0: the same steps for every a.</summary>
    public void Invert(in T a, out T inverse)
    {
        // Four bits of the exponent at a time, from the highest; the exponent is public.
        Span<T> powers = stackalloc T[16];
        powers[0] = One;
        for (var i = 1; i < 16; i++)
            Multiply(powers[i - 1], a, out powers[i]);
        inverse = One;
        for (var from = T.Bits - 4; from >= 0; from -= 4)
        {
            for (var i = 0; i < 4; i++)
                Square(inverse, out inverse);
            var window = (int)Limbs.Window(exponentOfInverse, from, 4);
            if (window != 0)
                Multiply(inverse, powers[window], out inverse);
        }
        foreach (ref var power in powers)
            Limbs.Zero(ref power);
    }

    /// <summary>1/a for an a that is public and not zero, by Euclid's algorithm in its binary form, which is several times as fast.</summary>
    public void InvertPublic(in T a, out T inverse)
    {
        // At every step u = ax and v = ay modulo p; and since p is odd, of a residue and the residue plus p one can be halved.
        var one = Limbs.Number<T>(1);
        Number(a, out var u);
        var (v, x, y) = (modulus, one, default(T));
        while (!Limbs.Equal(u, one) && !Limbs.Equal(v, one))
        {
            HalveWhileEven(ref u, ref x);
            HalveWhileEven(ref v, ref y);
            if (Limbs.Less(u, v))
            {
                T.Subtract(v, u, out v);
                Subtract(y, x, out y);
            }
            else
            {
                T.Subtract(u, v, out u);
                Subtract(x, y, out x);
            }
        }
        reduction.Enter(Limbs.Equal(u, one) ? x : y, out inverse);
    }

    /// <summary>1/a for a secret a that is not zero: what is inverted is a random multiple of it, whose time tells nothing of a.</summary>
    public void InvertBlinded(in T a, in T blind, out T inverse)
    {
        var factor = Element(blind);
        Multiply(a, factor, out var product);
        InvertPublic(product, out inverse);
        Multiply(inverse, factor, out inverse);
    }

    void HalveWhileEven(ref T number, ref T residue)
    {
        while ((Limbs.In(number)[0] & 1) == 0)
        {
            T.Halve(number, 0, out number);
            ulong carry = 0;
            if ((Limbs.In(residue)[0] & 1) != 0)
                carry = T.Add(residue, modulus, out residue);
            T.Halve(residue, carry, out residue);
        }
    }
}

/// <summary>The last step of every reduction.</summary>
static class Residue
{
    /// <summary>Takes the modulus away once where the number, with the carry above it, is not below.</summary>
    /// <returns>The carry that is left.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong SubtractOnce<T>(ulong carry, in T number, in T modulus, out T residue) where T : unmanaged, ILimbs<T>
    {
        var borrow = T.Subtract(number, modulus, out var less);
        // Below the modulus when taking it away borrows and nothing stands above to borrow from.
        var below = borrow & (carry ^ 1);
        T.Select(Limb.Mask(below), number, less, out residue);
        return carry & (borrow ^ 1);
    }
}
