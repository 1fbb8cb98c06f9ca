using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ca.Core.Gost;

/// <summary>Compression in registers of 512 bits, for machines with AVX-512 VBMI and GFNI: no memory is addressed by what is hashed.</summary>
static class StreebogVectors
{
    static readonly Vector512<byte>[] Matrices = MatricesOfPlaces();
    static readonly Vector512<byte>[] C = [.. StreebogStandard.C.Select(c => Turned(Load(c)))];

    public static bool IsSupported => Avx512Vbmi.IsSupported && Gfni.V512.IsSupported;

    /// <inheritdoc cref="StreebogCompression"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(ref StreebogWords h, in StreebogWords n, ReadOnlySpan<byte> m)
    {
        ref var mm = ref MemoryMarshal.GetArrayDataReference(Matrices);
        var constants = C.AsSpan();
        Vector512<byte> s0 = Vector512.Create(StreebogStandard.Pi), s1 = Vector512.Create(StreebogStandard.Pi[64..]), s2 = Vector512.Create(StreebogStandard.Pi[128..]), s3 = Vector512.Create(StreebogStandard.Pi[192..]);
        Vector512<byte> m0 = mm, m1 = Unsafe.Add(ref mm, 1), m2 = Unsafe.Add(ref mm, 2), m3 = Unsafe.Add(ref mm, 3), m4 = Unsafe.Add(ref mm, 4), m5 = Unsafe.Add(ref mm, 5), m6 = Unsafe.Add(ref mm, 6), m7 = Unsafe.Add(ref mm, 7);
        var before = Load(h);
        var block = Vector512.Create(m);
        var state = Turned(block);
        var key = Lps(Turned(before ^ Load(n)), Vector512<byte>.Zero, s0, s1, s2, s3, m0, m1, m2, m3, m4, m5, m6, m7);
        state ^= key;
        foreach (ref readonly var c in constants)
        {
            key = Lps(key ^ c, Vector512<byte>.Zero, s0, s1, s2, s3, m0, m1, m2, m3, m4, m5, m6, m7);
            state = Lps(state, key, s0, s1, s2, s3, m0, m1, m2, m3, m4, m5, m6, m7);
        }
        Store(Turned(state) ^ before ^ block, ref h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<byte> Lps(Vector512<byte> x, Vector512<byte> addend, Vector512<byte> s0, Vector512<byte> s1, Vector512<byte> s2, Vector512<byte> s3,
        Vector512<byte> m0, Vector512<byte> m1, Vector512<byte> m2, Vector512<byte> m3, Vector512<byte> m4, Vector512<byte> m5, Vector512<byte> m6, Vector512<byte> m7)
    {
        var low = Avx512Vbmi.PermuteVar64x8x2(s0, x, s1);
        var high = Avx512Vbmi.PermuteVar64x8x2(s2, x, s3);
        var s = Vector512.ConditionalSelect(Vector512.LessThan(x.AsSByte(), Vector512<sbyte>.Zero).AsByte(), high, low);
        return Place(s, 0, m0) ^ Place(s, 1, m1) ^ Place(s, 2, m2) ^ Place(s, 3, m3) ^ Place(s, 4, m4) ^ Place(s, 5, m5) ^ Place(s, 6, m6) ^ (Place(s, 7, m7) ^ addend);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<byte> Place(Vector512<byte> s, int place, Vector512<byte> matrix) =>
        Gfni.V512.GaloisFieldAffineTransform(
            Avx512Vbmi.PermuteVar64x8(s, Vector512.Create(unchecked(0x3830282018100800 + 0x0101010101010101 * (ulong)place)).AsByte()), matrix, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<byte> Load(in StreebogWords words) => Vector512.LoadUnsafe(in words[0]).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store(Vector512<byte> v, ref StreebogWords words) => v.AsUInt64().StoreUnsafe(ref words[0]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<byte> Turned(Vector512<byte> v) => Avx512Vbmi.PermuteVar64x8(v, Vector512.Create(
        0, 8, 16, 24, 32, 40, 48, 56, 1, 9, 17, 25, 33, 41, 49, 57, 2, 10, 18, 26, 34, 42, 50, 58, 3, 11, 19, 27, 35, 43, 51, 59,
        4, 12, 20, 28, 36, 44, 52, 60, 5, 13, 21, 29, 37, 45, 53, 61, 6, 14, 22, 30, 38, 46, 54, 62, 7, 15, 23, 31, 39, 47, 55, (byte)63));

    static Vector512<byte>[] MatricesOfPlaces()
    {
        var matrices = new Vector512<byte>[8];
        for (var place = 0; place < 8; place++)
        {
            var lanes = new ulong[8];
            for (var lane = 0; lane < 8; lane++)
                for (var a = 0; a < 8; a++)
                    for (var b = 0; b < 8; b++)
                        lanes[lane] |= (StreebogStandard.L(1ul << (8 * place + b)) >> (8 * lane + a) & 1) << (8 * (7 - a) + b);
            matrices[place] = Vector512.Create(lanes).AsByte();
        }
        return matrices;
    }
}
