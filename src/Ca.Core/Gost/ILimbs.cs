using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Ca.Core.Gost;

/// <summary>A number below 2 to the power of its width, kept in 64-bit limbs with the lowest first.</summary>
/// <remarks>
/// Nothing here branches on the number or takes it for an index. A result may be written where an operand stands. What fields and curves
/// are built of is generic over this type, and the JIT compiles it anew for each width, with the limbs' arithmetic in place.
/// </remarks>
interface ILimbs<T> where T : unmanaged, ILimbs<T>
{
    /// <summary>64 times the number of limbs.</summary>
    static abstract int Bits { get; }

    /// <returns>The carry, 0 or 1.</returns>
    static abstract ulong Add(in T a, in T b, out T sum);

    /// <returns>The borrow, 0 or 1.</returns>
    static abstract ulong Subtract(in T a, in T b, out T difference);

    /// <summary>The whole product.</summary>
    static abstract void Multiply(in T a, in T b, out T low, out T high);

    /// <summary>The product modulo 2 to the power of the width.</summary>
    static abstract void MultiplyLow(in T a, in T b, out T low);

    static abstract void Square(in T a, out T low, out T high);

    /// <summary>addend + a·factor.</summary>
    /// <returns>The limb above the sum.</returns>
    static abstract ulong MultiplyAdd(in T a, ulong factor, in T addend, out T sum);

    /// <summary>minuend - a·factor.</summary>
    /// <returns>The limb that the difference lacks above.</returns>
    static abstract ulong MultiplySubtract(in T a, ulong factor, in T minuend, out T difference);

    /// <summary>a + limb.</summary>
    /// <returns>The carry, 0 or 1.</returns>
    static abstract ulong Add(in T a, ulong limb, out T sum);

    /// <summary>a where the mask is all ones, b where it is zero.</summary>
    static abstract void Select(ulong mask, in T a, in T b, out T chosen);
}

/// <summary>What is the same for every width.</summary>
static class Limbs
{
    public static Span<ulong> Of<T>(ref T number) where T : unmanaged, ILimbs<T> =>
        MemoryMarshal.Cast<T, ulong>(MemoryMarshal.CreateSpan(ref number, 1));

    public static ReadOnlySpan<ulong> In<T>(in T number) where T : unmanaged, ILimbs<T> =>
        MemoryMarshal.Cast<T, ulong>(MemoryMarshal.CreateReadOnlySpan(in number, 1));

    public static T Number<T>(ulong limb) where T : unmanaged, ILimbs<T>
    {
        T number = default;
        Of(ref number)[0] = limb;
        return number;
    }

    /// <summary>A number as the standards print it.</summary>
    public static T Parse<T>(string hex) where T : unmanaged, ILimbs<T>
    {
        T number = default;
        var limbs = Of(ref number);
        for (var i = 0; 16 * i < hex.Length; i++)
        {
            var end = hex.Length - 16 * i;
            limbs[i] = ulong.Parse(hex.AsSpan(Math.Max(0, end - 16)..end), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }
        return number;
    }

    public static void ReadLittleEndian<T>(ReadOnlySpan<byte> octets, out T number) where T : unmanaged, ILimbs<T>
    {
        number = default;
        var limbs = Of(ref number);
        for (var i = 0; i < limbs.Length; i++)
            limbs[i] = BinaryPrimitives.ReadUInt64LittleEndian(octets[(8 * i)..]);
    }

    public static void ReadBigEndian<T>(ReadOnlySpan<byte> octets, out T number) where T : unmanaged, ILimbs<T>
    {
        number = default;
        var limbs = Of(ref number);
        for (var i = 0; i < limbs.Length; i++)
            limbs[i] = BinaryPrimitives.ReadUInt64BigEndian(octets[(8 * (limbs.Length - 1 - i))..]);
    }

    public static void WriteLittleEndian<T>(in T number, Span<byte> octets) where T : unmanaged, ILimbs<T>
    {
        var limbs = In(number);
        for (var i = 0; i < limbs.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(octets[(8 * i)..], limbs[i]);
    }

    public static void WriteBigEndian<T>(in T number, Span<byte> octets) where T : unmanaged, ILimbs<T>
    {
        var limbs = In(number);
        for (var i = 0; i < limbs.Length; i++)
            BinaryPrimitives.WriteUInt64BigEndian(octets[(8 * (limbs.Length - 1 - i))..], limbs[i]);
    }

    /// <summary>All ones when the number is zero, else zero.</summary>
    public static ulong MaskOfZero<T>(in T number) where T : unmanaged, ILimbs<T>
    {
        ulong any = 0;
        foreach (var limb in In(number))
            any |= limb;
        return Limb.MaskOfZero(any);
    }

    public static bool IsZero<T>(in T number) where T : unmanaged, ILimbs<T> => MaskOfZero(number) != 0;

    public static bool Equal<T>(in T a, in T b) where T : unmanaged, ILimbs<T>
    {
        T.Subtract(a, b, out var difference);
        return IsZero(difference);
    }

    public static bool Less<T>(in T a, in T b) where T : unmanaged, ILimbs<T> => T.Subtract(a, b, out _) == 1;

    /// <summary>The bits from one place on, as many as asked for, at most 32; those above the number are zero.</summary>
    public static uint Window<T>(in T number, int from, int count) where T : unmanaged, ILimbs<T>
    {
        var limbs = In(number);
        var (limb, shift) = (from / 64, from % 64);
        if (limb >= limbs.Length)
            return 0;
        var window = limbs[limb] >> shift;
        if (shift + count > 64 && limb + 1 < limbs.Length)
            window |= limbs[limb + 1] << (64 - shift);
        return unchecked((uint)window & (uint)((1UL << count) - 1));
    }

    public static int BitLength<T>(in T number) where T : unmanaged, ILimbs<T>
    {
        var limbs = In(number);
        for (var i = limbs.Length - 1; i >= 0; i--)
            if (limbs[i] != 0)
                return 64 * (i + 1) - System.Numerics.BitOperations.LeadingZeroCount(limbs[i]);
        return 0;
    }

    /// <summary>Leaves no secret behind.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Zero<T>(ref T secret) where T : unmanaged =>
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref secret, 1)));
}
