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
    readonly Inversion<T> inversion;

    public Field(in T modulus)
    {
        this.modulus = modulus;
        reduction = TReduction.For(modulus);
        One = Element(Limbs.Number<T>(1));
        inversion = new(modulus);
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

    /// <summary>1/a, and 0 for 0: the same steps for every a.</summary>
    public void Invert(in T a, out T inverse)
    {
        Number(a, out var number);
        inversion.Invert(number, out inverse);
        Enter(inverse, out inverse);
        Limbs.Zero(ref number);
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
