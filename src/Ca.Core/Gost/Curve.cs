using System.Runtime.Intrinsics.X86;

namespace Ca.Core.Gost;

/// <summary>A curve y² = x³ + ax + b over the field of p elements, with a point (x, y) of the prime order q (RFC 7091 §5.1).</summary>
/// <remarks>
/// As the standards print them: hexadecimal, the highest digit first. D is the number of the twisted Edwards form u² + v² = 1 + du²v², where
/// the curve has one (RFC 7836 §5.2).
/// </remarks>
sealed record CurveNumbers(int Octets, string P, string A, string B, string Q, string X, string Y, string? D = null);

/// <summary>What the signature algorithm computes on a curve. Secret numbers take the same steps and the same memory whatever they are.</summary>
abstract class Curve(CurveNumbers numbers)
{
    public CurveNumbers Numbers => numbers;

    /// <summary>Length of a coordinate, of a private key and of half a signature.</summary>
    public int Octets => numbers.Octets;

    /// <summary>Length of q.</summary>
    public abstract int OrderBits { get; }

    /// <summary>The curve by what suits its numbers: their width, the form of its points, the shape of its prime.</summary>
    /// <param name="numbers">The curve.</param>
    /// <param name="inLanes">Whether points are added four at a time, for which the processor needs AVX2; by default where it has it.</param>
    public static Curve Of(CurveNumbers numbers, bool? inLanes = null) => numbers.Octets == 32
        ? Of<UInt256, Lanes256>(numbers, inLanes ?? Avx2.IsSupported)
        : Of<UInt512, Lanes512>(numbers, inLanes ?? Avx2.IsSupported);

    /// <summary>Whether the octets, lowest first, are a number between 0 and q.</summary>
    public abstract bool IsPrivateKey(ReadOnlySpan<byte> octets);

    /// <summary>The product modulo q of numbers that follow each other, each with the lowest octet first.</summary>
    public abstract void Multiply(ReadOnlySpan<byte> factors, Span<byte> product);

    /// <summary>The residue modulo q of a number of double length; both with the lowest octet first.</summary>
    public abstract void Residue(ReadOnlySpan<byte> number, Span<byte> residue);

    /// <summary>Signs with the number k, which is used once (RFC 7091 §6.1).</summary>
    /// <param name="key">In range, the lowest octet first.</param>
    /// <param name="digest">Streebog of the key's length.</param>
    /// <param name="k">The lowest octet first.</param>
    /// <param name="signature">s then r, each with the highest octet first.</param>
    /// <returns>False when k is out of range or one of the few that do not do; what it then told is of no use, since it is not used.</returns>
    public abstract bool TrySign(ReadOnlySpan<byte> key, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> k, Span<byte> signature);

    /// <summary>The base point times a private key that is in range.</summary>
    public abstract CurvePoint BasePointTimes(ReadOnlySpan<byte> key);

    /// <summary>The point with these coordinates, x then y with the lowest octet first; null when it is not of the curve.</summary>
    public abstract CurvePoint? Point(ReadOnlySpan<byte> coordinates);

    static Curve<T> Of<T, TLanes>(CurveNumbers numbers, bool inLanes) where T : unmanaged, ILimbs<T> where TLanes : unmanaged, ILanes<TLanes>
    {
        var p = Limbs.Parse<T>(numbers.P);
        // How far p is below 2ⁿ, and 2p above it: one limb, and of it the lower half, is what the reductions take.
        T.Subtract(default, p, out var below);
        T.Add(p, p, out var above);
        return Limbs.BitLength(below) <= 32 ? Of<T, BelowPowerOfTwo<T>, TLanes, FoldingLanes<TLanes>>(numbers, inLanes)
            : Limbs.BitLength(above) <= 31 ? Of<T, AbovePowerOfTwo<T>, TLanes, FoldingLanes<TLanes>>(numbers, inLanes)
            : Of<T, Montgomery<T>, TLanes, MontgomeryLanes<TLanes>>(numbers, inLanes);
    }

    static Curve<T> Of<T, TReduction, TLanes, TLaneReduction>(CurveNumbers numbers, bool inLanes)
        where T : unmanaged, ILimbs<T> where TReduction : struct, IReduction<T, TReduction>
        where TLanes : unmanaged, ILanes<TLanes> where TLaneReduction : struct, ILaneReduction<TLanes, TLaneReduction>
    {
        var field = new Field<T, TReduction>(Limbs.Parse<T>(numbers.P));
        ICurveForm<T> form = numbers.D is null ? new WeierstrassForm<T, TReduction>(field, numbers) : new EdwardsForm<T, TReduction>(field, numbers);
        return new(numbers, form, inLanes ? InLanes(new LaneField<T, TReduction, TLanes, TLaneReduction>(field)) : OneByOne());

        Comb<T> OneByOne() => new Comb<T, T, Field<T, TReduction>>(field, form.Group, new SingleColumns<T>(form.Group), Limbs.Parse<T>(numbers.Q));

        Comb<T> InLanes<TField>(in TField lanes) where TField : struct, IMixedLaneField<T, TLanes> =>
            new Comb<T, TLanes, TField>(lanes, form.GroupIn<TLanes, TField>(lanes), form.ColumnsIn<TLanes, TField>(lanes), Limbs.Parse<T>(numbers.Q));
    }
}

/// <summary>A point of a curve, other than the neutral one.</summary>
abstract class CurvePoint
{
    /// <summary>Whether the point is in the group of prime order that signatures compute in.</summary>
    public abstract bool IsOfOrderQ();

    /// <summary>x then y, each with the lowest octet first.</summary>
    public abstract void Write(Span<byte> coordinates);

    /// <summary>Whether the signature is over this digest by the key whose point this is (RFC 7091 §6.2). The lengths are right.</summary>
    public abstract bool Verifies(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature);
}
