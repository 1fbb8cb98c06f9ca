using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ca.Core.Gost;

/// <summary>Compression by looked-up tables, for any machine.</summary>
static class StreebogTables
{
    // The octet r of the word j goes by S to its image, by P to the place j of the word r, by L to a sum of 64 bits; the sums of the
    // eight places add up. So LPS is 64 lookups: 256 sums for each of the eight places, 16 KiB, which the first-level cache holds.
    static readonly ulong[] Sums = SumsOfPlaces();

    static readonly StreebogWords[] C = StreebogStandard.C;

    /// <inheritdoc cref="StreebogCompression"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(ref StreebogWords h, in StreebogWords n, ReadOnlySpan<byte> m)
    {
        ref readonly var sums = ref MemoryMarshal.GetArrayDataReference(Sums);
        var constants = C.AsSpan();
        StreebogWords key = default, state = StreebogWords.Read(m);
        Lps(h, n, ref key, in sums);
        h.Xor(state);
        foreach (ref readonly var c in constants)
        {
            Lps(state, key, ref state, in sums);
            Lps(key, c, ref key, in sums);
        }
        h.Xor(state);
        h.Xor(key);
    }

    /// <summary>LPS(a ⊕ b).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Lps(in StreebogWords a, in StreebogWords b, ref StreebogWords result, ref readonly ulong sums)
    {
        ulong r0 = 0, r1 = 0, r2 = 0, r3 = 0, r4 = 0, r5 = 0, r6 = 0, r7 = 0;
        ref var table = ref Unsafe.AsRef(in sums);
        unchecked
        {
            for (var place = 0; place < 8; place++)
            {
                var word = a[place] ^ b[place];
                r0 ^= Unsafe.Add(ref table, (nint)(word & 0xff));
                word >>= 8;
                r1 ^= Unsafe.Add(ref table, (nint)(word & 0xff));
                word >>= 8;
                r2 ^= Unsafe.Add(ref table, (nint)(word & 0xff));
                word >>= 8;
                r3 ^= Unsafe.Add(ref table, (nint)(word & 0xff));
                word >>= 8;
                r4 ^= Unsafe.Add(ref table, (nint)(word & 0xff));
                word >>= 8;
                r5 ^= Unsafe.Add(ref table, (nint)(word & 0xff));
                word >>= 8;
                r6 ^= Unsafe.Add(ref table, (nint)(word & 0xff));
                word >>= 8;
                r7 ^= Unsafe.Add(ref table, (nint)(word & 0xff));
                table = ref Unsafe.Add(ref table, 256);
            }
        }
        result[0] = r0;
        result[1] = r1;
        result[2] = r2;
        result[3] = r3;
        result[4] = r4;
        result[5] = r5;
        result[6] = r6;
        result[7] = r7;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Sum(ref readonly ulong sums, ref ulong word)
    {
        var sum = Unsafe.Add(ref Unsafe.AsRef(in sums), unchecked((byte)word));
        word >>= 8;
        return sum;
    }

    static ulong[] SumsOfPlaces()
    {
        var sums = new ulong[8 * 256];
        for (var place = 0; place < 8; place++)
            for (var octet = 0; octet < 256; octet++)
                sums[256 * place + octet] = StreebogStandard.L((ulong)StreebogStandard.Pi[octet] << 8 * place);
        return sums;
    }
}
