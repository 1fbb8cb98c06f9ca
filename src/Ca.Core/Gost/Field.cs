using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ca.Core.Gost;

/// <summary>How a product of double length becomes an element again; the kinds of primes differ in this alone.</summary>
interface IReduction<T, TSelf> where T : unmanaged, ILimbs<T> where TSelf : struct, IReduction<T, TSelf>
{
    static abstract TSelf For(in T modulus);

    // Static, with the reduction passed by reference: a call on a read-only field of a type parameter would copy it first.

    /// <summary>The residue, below the modulus, that stands for a product of two elements.</summary>
    static abstract void Reduce(in TSelf reduction, in T low, in T high, out T residue);

    /// <summary>The element that stands for a number below the modulus.</summary>
    static abstract void Enter(in TSelf reduction, in T number, out T element);

    /// <summary>The element that stands for low + 2ⁿ·high, where that is below the modulus times 2ⁿ.</summary>
    static abstract void Enter(in TSelf reduction, in T low, in T high, out T element);

    /// <summary>The number that an element stands for.</summary>
    static abstract void Leave(in TSelf reduction, in T element, out T number);
}

/// <summary>Arithmetic modulo a prime with as many bits as the type has, or one or two less.</summary>
/// <remarks>
/// Every element is below the modulus, so that an element has one form and zero is zero, and there is nothing to carry. As a field of lanes it
/// has one: the way for processors without AVX2.
/// </remarks>
readonly struct Field<T, TReduction> : ILaneField<T, T> where T : unmanaged, ILimbs<T> where TReduction : struct, IReduction<T, TReduction>
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

    public static int Lanes => 1;

    public static int Words => T.Bits / 256;

    public T Modulus => modulus;

    public T One { get; }

    public void Enter(in T number, out T element) => TReduction.Enter(reduction, number, out element);

    public T Element(in T number)
    {
        Enter(number, out var element);
        return element;
    }

    public T Element(string hex) => Element(Limbs.Parse<T>(hex));

    /// <summary>The element that stands for low + 2ⁿ·high, where that is below the modulus times 2ⁿ.</summary>
    public void Enter(in T low, in T high, out T element) => TReduction.Enter(reduction, low, high, out element);

    public void Number(in T element, out T number) => TReduction.Leave(reduction, element, out number);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Multiply(in T a, in T b, out T product)
    {
        T.Multiply(a, b, out var low, out var high);
        TReduction.Reduce(reduction, low, high, out product);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Square(in T a, out T square)
    {
        T.Square(a, out var low, out var high);
        TReduction.Reduce(reduction, low, high, out square);
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

    public void Carry(ref T sum)
    {
        // It is below the modulus as it is.
    }

    public void NegateWhere(Vector256<long> mask, ref T element)
    {
        Subtract(default, element, out var negative);
        T.Select(mask.AsUInt64().ToScalar(), negative, element, out element);
    }

    /// <inheritdoc/>
    public void Invert(in T a, out T inverse)
    {
        Number(a, out var number);
        inversion.Invert(number, out inverse);
        Enter(inverse, out inverse);
        Limbs.Zero(ref number);
    }

    public void Enter(ReadOnlySpan<T> elements, out T lanes) => lanes = elements[0];

    public void Leave(in T lanes, out T element) => element = lanes;

    public void Rotate(in T lanes, int distance, out T rotated) => rotated = lanes;

    public static void Store(in T element, Span<Vector256<int>> words) =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in element)).CopyTo(MemoryMarshal.AsBytes(words));

    public static void Load(ReadOnlySpan<Vector256<int>> words, out T element) => element = MemoryMarshal.Read<T>(MemoryMarshal.AsBytes(words));
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

    /// <summary>2 to the power of the exponent modulo an odd modulus: 1, doubled so often.</summary>
    public static void PowerOfTwo<T>(int exponent, in T modulus, out T power) where T : unmanaged, ILimbs<T>
    {
        power = Limbs.Number<T>(1);
        for (var i = 0; i < exponent; i++)
        {
            var carry = T.Add(power, power, out power);
            SubtractOnce(carry, power, modulus, out power);
        }
    }
}
