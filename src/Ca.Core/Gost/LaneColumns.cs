using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ca.Core.Gost;

/// <summary>A field in whose lanes the coordinates of one point stand, so that a doubling's products are computed side by side.</summary>
interface IMixedLaneField<TNumber, T> : ILaneField<TNumber, T> where TNumber : unmanaged where T : unmanaged
{
    /// <summary>The product of what the step makes of the limbs.</summary>
    void Multiply<TStep>(in T a, in T b, in T c, out T product) where TStep : struct, ILaneStep;

    /// <summary>What the step makes of the limbs; of one unit if it is to be used on.</summary>
    void Combine<TStep>(in T a, in T b, in T c, out T combination) where TStep : struct, ILaneStep;

    /// <summary>Lane by lane what one lane has in each of four.</summary>
    void Gather(ReadOnlySpan<T> four, int lane, out T gathered);
}

/// <summary>Sums of the lanes of up to three elements, the same for each limb: two of them, to be multiplied, or one.</summary>
interface ILaneStep
{
    static abstract void Apply(Vector256<long> a, Vector256<long> b, Vector256<long> c, out Vector256<long> left, out Vector256<long> right);
}

/// <summary>Doubles (X, Y, T, Z) by the formulas of <see cref="EdwardsGroup{T, TField}"/>: two products of four lanes.</summary>
[SkipLocalsInit]
sealed class EdwardsColumns<TNumber, T, TField>(TField f, IGroup<TNumber> single) : IColumns<TNumber, T>
    where TNumber : unmanaged where T : unmanaged where TField : struct, IMixedLaneField<TNumber, T>
{
    public void Fill(in TablePoint<TNumber> first, int doublings, Span<Point<T>> columns)
    {
        single.Widen(first, out var wide);
        f.Enter([wide.X, wide.Y, wide.T, wide.Z], out var point);
        Span<T> four = stackalloc T[Lanes.Count];
        foreach (ref var column in columns)
        {
            for (var lane = 0; lane < Lanes.Count; lane++)
            {
                four[lane] = point;
                for (var j = 0; j < doublings; j++)
                {
                    f.Multiply<Squares>(point, point, point, out point);
                    f.Multiply<Sums>(point, point, point, out point);
                }
            }
            f.Gather(four, 0, out column.X);
            f.Gather(four, 1, out column.Y);
            f.Gather(four, 2, out column.T);
            f.Gather(four, 3, out column.Z);
        }
    }

    /// <summary>X², Y², 2Z², (X + Y)².</summary>
    struct Squares : ILaneStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply(Vector256<long> point, Vector256<long> b, Vector256<long> c, out Vector256<long> left, out Vector256<long> right)
        {
            left = Vector256.Shuffle(point, Vector256.Create(0L, 1, 3, 0)) + (Vector256.Shuffle(point, Vector256.Create(1L)) & Vector256.Create(0L, 0, 0, -1));
            right = left + (left & Vector256.Create(0L, 0, -1, 0));
        }
    }

    /// <summary>E, G, E, F times F, H, H, G, which are X, Y, T, Z; from A, B, C and (X + Y)².</summary>
    struct Sums : ILaneStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply(Vector256<long> squares, Vector256<long> b, Vector256<long> c, out Vector256<long> left, out Vector256<long> right)
        {
            var (first, second) = (Vector256.Shuffle(squares, Vector256.Create(0L)), Vector256.Shuffle(squares, Vector256.Create(1L)));
            var (sum, difference) = (first + second, first - second);
            var third = Vector256.Shuffle(squares, Vector256.Create(2L));
            // E = (X + Y)² - (A + B), G = A + B, F = A + B - C, H = A - B
            var minus = Vector256.Create(-1L, 0, -1, 0);
            left = ((sum ^ minus) - minus) + (Vector256.Shuffle(squares, Vector256.Create(3L)) & minus) - (third & Vector256.Create(0L, 0, 0, -1));
            right = Vector256.ConditionalSelect(Vector256.Create(0L, -1, -1, 0), difference, sum) - (third & Vector256.Create(-1L, 0, 0, 0));
        }
    }
}

/// <summary>Doubles (X, Y, Z, aZ⁴) in Jacobian coordinates: three products of four lanes.</summary>
/// <remarks>
/// Cohen, Miyaji and Ono, "Efficient elliptic curve exponentiation using mixed coordinates" (1998), §3: M = 3X² + W, S = 4XY², X' = M² - 2S,
/// Y' = M(S - X') - 8Y⁴, Z' = 2YZ, W' = 16Y⁴W. In units (<see cref="IField{T}"/>) they are 3, 3, 2 and 1.
/// </remarks>
[SkipLocalsInit]
sealed class WeierstrassColumns<TNumber, T, TField>(TField f, TNumber one, TNumber a) : IColumns<TNumber, T>
    where TNumber : unmanaged where T : unmanaged where TField : struct, IMixedLaneField<TNumber, T>
{
    public void Fill(in TablePoint<TNumber> first, int doublings, Span<Point<T>> columns)
    {
        f.Enter([first.X, first.Y, one, a], out var point);
        Span<T> four = stackalloc T[Lanes.Count];
        foreach (ref var column in columns)
        {
            for (var lane = 0; lane < Lanes.Count; lane++)
            {
                four[lane] = point;
                for (var j = 0; j < doublings; j++)
                {
                    f.Multiply<First>(point, point, point, out var squares);
                    f.Multiply<Second>(point, squares, squares, out var seconds);
                    f.Multiply<Third>(point, squares, seconds, out var thirds);
                    f.Combine<Double>(squares, seconds, thirds, out point);
                }
            }
            // (X/Z², Y/Z³) is (XZ : Y : Z³).
            f.Gather(four, 0, out column.X);
            f.Gather(four, 1, out column.Y);
            f.Gather(four, 2, out column.Z);
            f.Multiply(column.X, column.Z, out column.X);
            f.Square(column.Z, out var zz);
            f.Multiply(column.Z, zz, out column.Z);
        }
    }

    /// <summary>X², Y², YZ.</summary>
    struct First : ILaneStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply(Vector256<long> point, Vector256<long> b, Vector256<long> c, out Vector256<long> left, out Vector256<long> right) =>
            (left, right) = (Vector256.Shuffle(point, Vector256.Create(0L, 1, 1, 3)), point);
    }

    /// <summary>S = X·4Y², M², 2Y²·2Y², 4Y²·W.</summary>
    struct Second : ILaneStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply(Vector256<long> point, Vector256<long> squares, Vector256<long> c, out Vector256<long> left, out Vector256<long> right)
        {
            var yy = Vector256.Shuffle(squares, Vector256.Create(1L));
            var (twice, m) = (yy + yy, TripleXPlusW(point, squares));
            left = Vector256.ConditionalSelect(Vector256.Create(-1L, 0, 0, -1), point, Vector256.ConditionalSelect(Vector256.Create(0L, -1, 0, 0), m, twice));
            right = Vector256.ConditionalSelect(Vector256.Create(0L, -1, 0, 0), m, twice + (twice & Vector256.Create(-1L, 0, 0, -1)));
        }
    }

    /// <summary>M(S - X') and 4Y²·4Y²W.</summary>
    struct Third : ILaneStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply(Vector256<long> point, Vector256<long> squares, Vector256<long> seconds, out Vector256<long> left, out Vector256<long> right)
        {
            var twice = Vector256.Shuffle(squares, Vector256.Create(1L));
            twice += twice;
            left = Vector256.ConditionalSelect(Vector256.Create(0L, 0, 0, -1), twice + twice, TripleXPlusW(point, squares));
            // S - X' = 3S - M²
            var s = Vector256.Shuffle(seconds, Vector256.Create(0L));
            right = Vector256.ConditionalSelect(Vector256.Create(0L, 0, 0, -1), seconds, s + s + s - Vector256.Shuffle(seconds, Vector256.Create(1L)));
        }
    }

    /// <summary>X', Y', Z', W'.</summary>
    struct Double : ILaneStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply(Vector256<long> squares, Vector256<long> seconds, Vector256<long> thirds, out Vector256<long> left, out Vector256<long> right)
        {
            // M², M(S - X'), 2YZ, W' less 2S, 8Y⁴
            var plus = Vector256.ConditionalSelect(
                Vector256.Create(-1L, 0, 0, 0), Vector256.Shuffle(seconds, Vector256.Create(1L)),
                Vector256.ConditionalSelect(Vector256.Create(0L, 0, -1, 0), squares + squares, Vector256.Shuffle(thirds, Vector256.Create(0L, 0, 2, 3))));
            var less = Vector256.Shuffle(seconds, Vector256.Create(0L, 2, 2, 3)) & Vector256.Create(-1L, -1, 0, 0);
            left = right = plus - (less + less);
        }
    }

    /// <summary>M, in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<long> TripleXPlusW(Vector256<long> point, Vector256<long> squares)
    {
        var xx = Vector256.Shuffle(squares, Vector256.Create(0L));
        return xx + xx + xx + Vector256.Shuffle(point, Vector256.Create(3L));
    }
}
