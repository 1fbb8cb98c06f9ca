using System.Runtime.Intrinsics;

namespace Ca.Core.Gost;

/// <summary>Arithmetic modulo a prime, on one element or on several side by side; the formulas of the groups are written on it.</summary>
/// <remarks>
/// Nothing branches on an element. A result may be written where an operand stands. What adding and subtracting gives may be larger than an
/// element: in units of one, which a product, a square and a carried element are, sums add up, and operands of a product may have no more than
/// <see cref="GreatestOperand"/>, nor both together, multiplied, more than <see cref="GreatestProduct"/>. FormulaBoundsTests holds the groups to it.
/// </remarks>
interface IField<T> where T : unmanaged
{
    const int GreatestOperand = 15;

    const int GreatestProduct = 25;

    /// <summary>Of how many units a sum may be to be carried.</summary>
    const int GreatestSum = 32;

    T One { get; }

    void Multiply(in T a, in T b, out T product);

    void Square(in T a, out T square);

    void Add(in T a, in T b, out T sum);

    void Subtract(in T a, in T b, out T difference);

    /// <summary>Makes a sum one of one unit.</summary>
    void Carry(ref T sum);

    /// <summary>The negative where the mask is all ones, lane by lane, else the element; a field of single elements looks at the first lane.</summary>
    void NegateWhere(Vector256<long> mask, ref T element);

    /// <summary>1/a, by the same steps for every a; a single zero gives zero, and in lanes none is zero.</summary>
    void Invert(in T a, out T inverse);
}

/// <summary>Elements side by side, as many as there are lanes, made of single elements and stored in tables.</summary>
/// <typeparam name="TNumber">A single element, as <see cref="Field{T, TReduction}"/> has it.</typeparam>
/// <typeparam name="T">The elements side by side.</typeparam>
interface ILaneField<TNumber, T> : IField<T> where TNumber : unmanaged where T : unmanaged
{
    static abstract int Lanes { get; }

    /// <summary>How many vectors of a table an element takes; each has in its i-th place something of lane i modulo the number of lanes.</summary>
    static abstract int Words { get; }

    /// <summary>One single element for each lane.</summary>
    void Enter(ReadOnlySpan<TNumber> elements, out T lanes);

    /// <summary>The single element in the first lane.</summary>
    void Leave(in T lanes, out TNumber element);

    /// <summary>The lanes in another order: lane i has what lane i + distance had, counted around.</summary>
    void Rotate(in T lanes, int distance, out T rotated);

    static abstract void Store(in T element, Span<Vector256<int>> words);

    static abstract void Load(ReadOnlySpan<Vector256<int>> words, out T element);
}

static class FieldLanes
{
    /// <summary>The element in every lane.</summary>
    public static T Repeat<TNumber, T, TField>(in TField field, in TNumber element)
        where TNumber : unmanaged where T : unmanaged where TField : struct, ILaneField<TNumber, T>
    {
        Span<TNumber> elements = stackalloc TNumber[TField.Lanes];
        elements.Fill(element);
        field.Enter(elements, out var lanes);
        return lanes;
    }
}
