using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ca.Core.Gost;

/// <summary>Compression by lookups in tables, for any machine. Which of the cache's lines are read depends on what is hashed.</summary>
static class StreebogTables
{
    // The octet r of the word p goes by S to its image, by P to the place p of the word r, by L to a sum of lines of A; the sums of the
    // eight places add up. So LPS is 64 lookups: 256 sums for each of the eight places, 16 KiB, which the first-level cache holds.
    const int Octets = 256;

    static readonly ulong[] Sums = SumsOfPlaces();
    static readonly StreebogWords[] C = StreebogStandard.C;

    /// <inheritdoc cref="StreebogCompression"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(ref StreebogWords h, in StreebogWords n, ReadOnlySpan<byte> m)
    {
        ref var sums = ref MemoryMarshal.GetArrayDataReference(Sums);
        StreebogWords key = default, state = StreebogWords.Read(m);
        Lps(h, n, ref key, ref sums);
        h.Xor(state);
        foreach (ref readonly var c in C.AsSpan())
        {
            Lps(state, key, ref state, ref sums);
            Lps(key, c, ref key, ref sums);
        }
        h.Xor(state);
        h.Xor(key);
    }

    /// <summary>LPS(a ⊕ b).</summary>
    /// <remarks>
    /// The words stay in registers and lose an octet a round: three instructions a lookup. An index is an octet, so that none leaves its
    /// table, and the compiler's checks can be left out.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Lps(in StreebogWords a, in StreebogWords b, ref StreebogWords result, ref ulong sums)
    {
        ulong w0 = a[0] ^ b[0], w1 = a[1] ^ b[1], w2 = a[2] ^ b[2], w3 = a[3] ^ b[3];
        ulong w4 = a[4] ^ b[4], w5 = a[5] ^ b[5], w6 = a[6] ^ b[6], w7 = a[7] ^ b[7];
        foreach (ref var word in (Span<ulong>)result)
        {
            word = Sum(ref sums, 0, ref w0) ^ Sum(ref sums, 1, ref w1) ^ Sum(ref sums, 2, ref w2) ^ Sum(ref sums, 3, ref w3)
                ^ Sum(ref sums, 4, ref w4) ^ Sum(ref sums, 5, ref w5) ^ Sum(ref sums, 6, ref w6) ^ Sum(ref sums, 7, ref w7);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Sum(ref ulong sums, int place, ref ulong word)
    {
        unchecked
        {
            var octet = (nint)(word & 0xff);
            word >>= 8;
            return Unsafe.AddByteOffset(ref Unsafe.Add(ref sums, octet), place * Octets * sizeof(ulong));
        }
    }

    static ulong[] SumsOfPlaces()
    {
        var sums = new ulong[8 * Octets];
        for (var place = 0; place < 8; place++)
            for (var octet = 0; octet < Octets; octet++)
                sums[Octets * place + octet] = StreebogStandard.L((ulong)StreebogStandard.Pi[octet] << 8 * place);
        return sums;
    }
}
