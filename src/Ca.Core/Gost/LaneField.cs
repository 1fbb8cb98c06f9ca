using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ca.Core.Gost;

/// <summary>Arithmetic modulo a prime on four elements side by side, for processors with AVX2.</summary>
[SkipLocalsInit]
readonly struct LaneField<T, TReduction, TLanes, TLaneReduction> : IMixedLaneField<T, TLanes>
    where T : unmanaged, ILimbs<T> where TReduction : struct, IReduction<T, TReduction>
    where TLanes : unmanaged, ILanes<TLanes> where TLaneReduction : struct, ILaneReduction<TLanes, TLaneReduction>
{
    // 2¹⁴ times the modulus make sums of 32 units positive, which are less than 2²⁶⁵ or 2⁵²⁵ in size.
    const int PositiveBits = 14;

    readonly Field<T, TReduction> single;
    readonly TLaneReduction reduction;
    readonly TLanes positive;

    public LaneField(in Field<T, TReduction> single)
    {
        this.single = single;
        reduction = TLaneReduction.For(single.Modulus);
        positive = Gost.Lanes.Repeat<T, TLanes>(single.Modulus);
        foreach (ref var limb in Gost.Lanes.Limbs(ref positive))
            limb <<= PositiveBits;
        Enter([single.One, single.One, single.One, single.One], out var one);
        One = one;
    }

    public static int Lanes => Gost.Lanes.Count;

    // A limb's lower halves of two lanes' places: eight integers.
    public static int Words => Unsafe.SizeOf<TLanes>() / Unsafe.SizeOf<Vector256<long>>() / 2;

    public TLanes One { get; }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Multiply(in TLanes a, in TLanes b, out TLanes product)
    {
        TLanes.Multiply(a, b, out var low, out var high);
        TLaneReduction.Reduce(reduction, ref low, ref high, out product);
    }

    public void Multiply<TStep>(in TLanes a, in TLanes b, in TLanes c, out TLanes product) where TStep : struct, ILaneStep
    {
        Apply<TStep>(a, b, c, out var left, out var right);
        Multiply(left, right, out product);
    }

    public void Combine<TStep>(in TLanes a, in TLanes b, in TLanes c, out TLanes combination) where TStep : struct, ILaneStep =>
        Apply<TStep>(a, b, c, out combination, out _);

    public void Gather(ReadOnlySpan<TLanes> four, int lane, out TLanes gathered)
    {
        Unsafe.SkipInit(out gathered);
        var limbs = Gost.Lanes.Limbs(ref gathered);
        for (var i = 0; i < limbs.Length; i++)
            limbs[i] = Vector256.Create(Limb(four[0], i), Limb(four[1], i), Limb(four[2], i), Limb(four[3], i));

        long Limb(in TLanes lanes, int i) => Gost.Lanes.LimbsOf(lanes)[i][lane];
    }

    public void Square(in TLanes a, out TLanes square) => Multiply(a, a, out square);

    public void Add(in TLanes a, in TLanes b, out TLanes sum) => TLanes.Add(a, b, out sum);

    public void Subtract(in TLanes a, in TLanes b, out TLanes difference) => TLanes.Subtract(a, b, out difference);

    public void Carry(ref TLanes sum) => TLaneReduction.Carry(reduction, ref sum);

    public void NegateWhere(Vector256<long> mask, ref TLanes element)
    {
        foreach (ref var limb in Gost.Lanes.Limbs(ref element))
            limb = (limb ^ mask) - mask;
    }

    public void Invert(in TLanes a, out TLanes inverse)
    {
        // The single elements' own way of inverting many at once.
        Span<Point<T>> elements = stackalloc Point<T>[Gost.Lanes.Count];
        Span<TablePoint<T>> inverses = stackalloc TablePoint<T>[Gost.Lanes.Count];
        for (var i = 0; i < elements.Length; i++)
        {
            Rotate(a, i, out var lane);
            Leave(lane, out elements[i].Z);
            elements[i].X = elements[i].Y = single.One;
        }
        var field = single;
        Projective.Narrow(ref field, elements, inverses);
        Enter([inverses[0].X, inverses[1].X, inverses[2].X, inverses[3].X], out inverse);
    }

    public void Enter(ReadOnlySpan<T> elements, out TLanes lanes)
    {
        Span<T> numbers = stackalloc T[Gost.Lanes.Count];
        for (var i = 0; i < numbers.Length; i++)
            single.Number(elements[i], out numbers[i]);
        Gost.Lanes.Split(numbers, out lanes);
        TLaneReduction.Enter(reduction, ref lanes);
    }

    public void Leave(in TLanes lanes, out T element)
    {
        var numbers = lanes;
        TLaneReduction.Leave(reduction, ref numbers);
        Add(numbers, positive, out numbers);
        Gost.Lanes.Carry(ref numbers);
        Gost.Lanes.Join(numbers, out T low, out var high);
        single.Enter(low, high, out element);
        Limbs.Zero(ref numbers);
    }

    public void Rotate(in TLanes lanes, int distance, out TLanes rotated)
    {
        rotated = lanes;
        foreach (ref var limb in Gost.Lanes.Limbs(ref rotated))
            limb = Vector256.Shuffle(limb, Vector256.Create(distance, distance + 1L, distance + 2, distance + 3) & Vector256.Create(3L));
    }

    public static void Store(in TLanes element, Span<Vector256<int>> words)
    {
        var limbs = Gost.Lanes.LimbsOf(element);
        for (var i = 0; i < words.Length; i++)
            words[i] = Vector256.Narrow(limbs[2 * i], limbs[2 * i + 1]);
    }

    public static void Load(ReadOnlySpan<Vector256<int>> words, out TLanes element)
    {
        Unsafe.SkipInit(out element);
        var limbs = Gost.Lanes.Limbs(ref element);
        for (var i = 0; i < words.Length; i++)
            (limbs[2 * i], limbs[2 * i + 1]) = Vector256.Widen(words[i]);
    }

    static void Apply<TStep>(in TLanes a, in TLanes b, in TLanes c, out TLanes left, out TLanes right) where TStep : struct, ILaneStep
    {
        Unsafe.SkipInit(out left);
        Unsafe.SkipInit(out right);
        var first = Gost.Lanes.LimbsOf(a);
        var second = Gost.Lanes.LimbsOf(b);
        var third = Gost.Lanes.LimbsOf(c);
        var lefts = Gost.Lanes.Limbs(ref left);
        var rights = Gost.Lanes.Limbs(ref right);
        for (var i = 0; i < lefts.Length; i++)
            TStep.Apply(first[i], second[i], third[i], out lefts[i], out rights[i]);
    }
}
