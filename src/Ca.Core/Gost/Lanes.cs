using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ca.Core.Gost;

/// <summary>Four numbers side by side, in one or two times ten limbs.</summary>
interface ILanes<T> where T : unmanaged, ILanes<T>
{
    /// <summary>ab in twice as many limbs, not carried.</summary>
    static abstract void Multiply(in T a, in T b, out T low, out T high);

    /// <summary>a + b, not carried.</summary>
    static abstract void Add(in T a, in T b, out T sum);

    /// <summary>a - b, not carried.</summary>
    static abstract void Subtract(in T a, in T b, out T difference);
}

/// <summary>Four numbers of some 260 bits.</summary>
struct Lanes256 : ILanes<Lanes256>
{
    Ten limbs;

    public static void Multiply(in Lanes256 a, in Lanes256 b, out Lanes256 low, out Lanes256 high) =>
        Ten.Multiply(a.limbs, b.limbs, out low.limbs, out high.limbs);

    public static void Add(in Lanes256 a, in Lanes256 b, out Lanes256 sum) => Ten.Add(a.limbs, b.limbs, out sum.limbs);

    public static void Subtract(in Lanes256 a, in Lanes256 b, out Lanes256 difference) => Ten.Subtract(a.limbs, b.limbs, out difference.limbs);
}

/// <summary>Four numbers of some 520 bits.</summary>
[SkipLocalsInit]
struct Lanes512 : ILanes<Lanes512>
{
    Ten lower, upper;

    /// <remarks>With three products of the halves instead of four (Karatsuba): (a₀ + a₁)(b₀ + b₁) - a₀b₀ - a₁b₁ = a₀b₁ + a₁b₀.</remarks>
    public static void Multiply(in Lanes512 a, in Lanes512 b, out Lanes512 low, out Lanes512 high)
    {
        Ten.Multiply(a.lower, b.lower, out low.lower, out low.upper);
        Ten.Multiply(a.upper, b.upper, out high.lower, out high.upper);
        Ten.Add(a.lower, a.upper, out var sumOfA);
        Ten.Add(b.lower, b.upper, out var sumOfB);
        Ten.Multiply(sumOfA, sumOfB, out var middleLow, out var middleHigh);
        Ten.Subtract(middleLow, low.lower, out middleLow);
        Ten.Subtract(middleLow, high.lower, out middleLow);
        Ten.Subtract(middleHigh, low.upper, out middleHigh);
        Ten.Subtract(middleHigh, high.upper, out middleHigh);
        Ten.Add(low.upper, middleLow, out low.upper);
        Ten.Add(high.lower, middleHigh, out high.lower);
    }

    public static void Add(in Lanes512 a, in Lanes512 b, out Lanes512 sum)
    {
        Ten.Add(a.lower, b.lower, out sum.lower);
        Ten.Add(a.upper, b.upper, out sum.upper);
    }

    public static void Subtract(in Lanes512 a, in Lanes512 b, out Lanes512 difference)
    {
        Ten.Subtract(a.lower, b.lower, out difference.lower);
        Ten.Subtract(a.upper, b.upper, out difference.upper);
    }
}

/// <summary>What is the same for every width.</summary>
static class Lanes
{
    public const int Count = 4;

    public static Span<Ten> Tens<T>(ref T lanes) where T : unmanaged, ILanes<T> => MemoryMarshal.Cast<T, Ten>(new Span<T>(ref lanes));

    public static ReadOnlySpan<Ten> TensOf<T>(in T lanes) where T : unmanaged, ILanes<T> => MemoryMarshal.Cast<T, Ten>(new ReadOnlySpan<T>(in lanes));

    public static Span<Vector256<long>> Limbs<T>(ref T lanes) where T : unmanaged, ILanes<T> =>
        MemoryMarshal.Cast<T, Vector256<long>>(new Span<T>(ref lanes));

    public static ReadOnlySpan<Vector256<long>> LimbsOf<T>(in T lanes) where T : unmanaged, ILanes<T> =>
        MemoryMarshal.Cast<T, Vector256<long>>(new ReadOnlySpan<T>(in lanes));

    /// <summary>Carries through all limbs but the last, which may then have more bits, and a sign.</summary>
    public static void Carry<T>(ref T lanes) where T : unmanaged, ILanes<T>
    {
        Vector256<long> carry = default;
        foreach (ref var ten in Tens(ref lanes))
            carry = Ten.Carry(ref ten, carry);
        Limbs(ref lanes)[^1] += carry << Ten.LimbBits;
    }

    /// <summary>The numbers, one a lane, in carried limbs.</summary>
    public static void Split<TNumber, T>(ReadOnlySpan<TNumber> numbers, out T lanes)
        where TNumber : unmanaged, ILimbs<TNumber> where T : unmanaged, ILanes<T>
    {
        Unsafe.SkipInit(out lanes);
        var limbs = Limbs(ref lanes);
        for (var i = 0; i < limbs.Length; i++)
            limbs[i] = Vector256.Create(Window(numbers[0], i), Window(numbers[1], i), Window(numbers[2], i), Window(numbers[3], i));

        static long Window(in TNumber number, int i) => Gost.Limbs.Window(number, i * Ten.LimbBits, Ten.LimbBits);
    }

    /// <summary>The same number in each lane.</summary>
    public static T Repeat<TNumber, T>(in TNumber number) where TNumber : unmanaged, ILimbs<TNumber> where T : unmanaged, ILanes<T>
    {
        Split<TNumber, T>([number, number, number, number], out var lanes);
        return lanes;
    }

    /// <summary>The number in the first lane, which is not negative and in carried limbs but for the last.</summary>
    /// <param name="lanes">The numbers.</param>
    /// <param name="low">What fits.</param>
    /// <param name="high">What is above.</param>
    public static void Join<TNumber, T>(in T lanes, out TNumber low, out TNumber high)
        where TNumber : unmanaged, ILimbs<TNumber> where T : unmanaged, ILanes<T>
    {
        low = high = default;
        Span<ulong> words = stackalloc ulong[TNumber.Bits / 64 + 1];
        words.Clear();
        var limbs = LimbsOf(lanes);
        for (var i = 0; i < limbs.Length; i++)
        {
            var limb = limbs[i].AsUInt64().ToScalar();
            var (word, shift) = (i * Ten.LimbBits / 64, i * Ten.LimbBits % 64);
            words[word] |= limb << shift;
            if (shift > 64 - Ten.LimbBits)
                words[word + 1] |= limb >> (64 - shift);
        }
        words[..^1].CopyTo(Gost.Limbs.Of(ref low));
        Gost.Limbs.Of(ref high)[0] = words[^1];
        words.Clear();
    }
}
