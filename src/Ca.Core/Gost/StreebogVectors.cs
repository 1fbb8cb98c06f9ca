using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ca.Core.Gost;

/// <summary>
/// Compression in registers of 512 bits, for machines with AVX-512 VBMI and GFNI (Intel since Ice Lake, AMD since Zen 4). It looks nothing
/// up in memory: neither its time nor the cache's lines depend on what is hashed.
/// </summary>
/// <remarks>
/// L is linear over bits, so that the octet i of a row is the sum, over the places p, of M(i, p) times the octet p of the row, where M(i, p)
/// is a piece of A of 8 × 8 bits; one instruction multiplies 64 octets, by a matrix for each eight of them. The eight of lane i are thus
/// the octets i of the eight rows: inside the rounds everything is in columns, where RFC 6986 writes rows, and P is no step of its own.
/// </remarks>
static class StreebogVectors
{
    static ReadOnlySpan<Vector512<byte>> Pi => MemoryMarshal.Cast<byte, Vector512<byte>>(StreebogStandard.Pi);
    static readonly Vector512<byte>[] Pieces = PiecesOfA();
    static readonly Vector512<byte>[] C = [.. StreebogStandard.C.Select(c => Columns(Load(c)))];

    public static bool IsSupported => Avx512Vbmi.IsSupported && Gfni.V512.IsSupported;

    /// <inheritdoc cref="StreebogCompression"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(ref StreebogWords h, in StreebogWords n, ReadOnlySpan<byte> m)
    {
        var constants = C.AsSpan();
        ReadOnlySpan<Vector512<byte>> pieces = Pieces;
        Four pi = new(Pi), low = new(pieces), high = new(pieces[4..]);
        var (before, block) = (Load(h), Vector512.Create(m));
        var key = Lps(Columns(before ^ Load(n)), Vector512<byte>.Zero, pi, low, high);
        var state = Columns(block) ^ key;
        foreach (ref readonly var c in constants)
        {
            key = Lps(key ^ c, Vector512<byte>.Zero, pi, low, high);
            state = Lps(state, key, pi, low, high);
        }
        Store(Columns(state) ^ before ^ block, ref h);
    }

    /// <summary>LPS(x) ⊕ addend, in columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<byte> Lps(Vector512<byte> x, Vector512<byte> addend, Four pi, Four low, Four high)
    {
        var s = Vector512.ConditionalSelect(
            Vector512.LessThan(x.AsSByte(), Vector512<sbyte>.Zero).AsByte(),
            Avx512Vbmi.PermuteVar64x8x2(pi.V2, x, pi.V3),
            Avx512Vbmi.PermuteVar64x8x2(pi.V0, x, pi.V1));
        return Product(s, 0, low.V0) ^ Product(s, 1, low.V1) ^ Product(s, 2, low.V2) ^ Product(s, 3, low.V3)
            ^ Product(s, 4, high.V0) ^ Product(s, 5, high.V1) ^ Product(s, 6, high.V2) ^ (Product(s, 7, high.V3) ^ addend);
    }

    /// <summary>The octets which P moves to a place, in every lane, times the lane's piece of A for this place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<byte> Product(Vector512<byte> s, int place, Vector512<byte> piece) => Gfni.V512.GaloisFieldAffineTransform(
        Avx512Vbmi.PermuteVar64x8(s, Vector512.Create(unchecked(0x3830282018100800 + 0x0101010101010101 * (ulong)place)).AsByte()), piece, 0);

    /// <summary>Four numbers that the compiler keeps in registers; with more than four in a structure it does not.</summary>
    readonly struct Four(ReadOnlySpan<Vector512<byte>> vectors)
    {
        public readonly Vector512<byte> V0 = vectors[0], V1 = vectors[1], V2 = vectors[2], V3 = vectors[3];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<byte> Load(in StreebogWords words) => Vector512.LoadUnsafe(in words[0]).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store(Vector512<byte> octets, ref StreebogWords words) => octets.AsUInt64().StoreUnsafe(ref words[0]);

    /// <summary>Rows to columns, or columns to rows: tau of RFC 6986 §6.3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<byte> Columns(Vector512<byte> rows) => Avx512Vbmi.PermuteVar64x8(rows, Vector512.Create(
        (byte)0, 8, 16, 24, 32, 40, 48, 56, 1, 9, 17, 25, 33, 41, 49, 57, 2, 10, 18, 26, 34, 42, 50, 58, 3, 11, 19, 27, 35, 43, 51, 59,
        4, 12, 20, 28, 36, 44, 52, 60, 5, 13, 21, 29, 37, 45, 53, 61, 6, 14, 22, 30, 38, 46, 54, 62, 7, 15, 23, 31, 39, 47, 55, 63));

    // The instruction wants a matrix as a word, the line for the highest bit in the lowest octet.
    static Vector512<byte>[] PiecesOfA()
    {
        var pieces = new Vector512<byte>[8];
        for (var place = 0; place < 8; place++)
        {
            var lanes = new ulong[8];
            for (var bit = 0; bit < 8; bit++)
            {
                var image = StreebogStandard.L(1ul << 8 * place + bit);
                for (var i = 0; i < 64; i++)
                    lanes[i / 8] |= (image >> i & 1) << 8 * (7 - i % 8) + bit;
            }
            pieces[place] = Vector512.Create(lanes).AsByte();
        }
        return pieces;
    }
}
