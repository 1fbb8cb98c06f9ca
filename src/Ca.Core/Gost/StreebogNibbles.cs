using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Decomposition = Ca.Core.Gost.StreebogDecomposition;
using Octets = System.Runtime.Intrinsics.Vector256<byte>;

namespace Ca.Core.Gost;

/// <summary>
/// Compression in registers of 256 bits, for machines with AVX2. Tables of 16 octets, in registers, are all it looks up: neither its time
/// nor the cache's lines depend on what is hashed.
/// </summary>
/// <remarks>
/// <para>
/// An octet of the key and the same one of the state are neighbours, the key's first, so that one LPS serves both: 16 octets a word, and the
/// words k and k + 4 in the halves of the register k.
/// </para>
/// <para>
/// S goes by nibbles (<see cref="StreebogDecomposition"/>). Outside of it every octet is kept under its first map, alpha; its last one,
/// omega, and the next alpha are in the tables of L. L is linear: the octet i of a word is the sum, over the places p, of what tables for i
/// and p have for the two nibbles that P moves to p.
/// </para>
/// </remarks>
static class StreebogNibbles
{
    // Where the tables are, each of both halves of a register; those of L by i, then for the left nibbles of the four registers and for the right ones.
    const int Logarithm = 0, LogarithmOfPhi = 1, Nu0 = 2, Nu1OfPower = 3, SigmaOfPower = 4, L = 5, Count = L + 64;

    const int OctetsInRegister = 32;

    static readonly byte[] Memory = GC.AllocateUninitializedArray<byte>((Count + 1) * OctetsInRegister, pinned: true);
    static readonly int Start = FillMemory();
    static readonly Octets[] Alpha = TablesOf(Decomposition.Alpha);
    static readonly Octets[] AlphaInverse = TablesOf(image => Enumerable.Range(0, 256).First(octet => Decomposition.Alpha(octet) == image));

    static readonly Four[] C = [.. StreebogStandard.C.Select(c => Enter(Words.Load(c), default))];

    // LPS makes zero of it: pi(165) is 0.
    static readonly Four StateBeforeZero = Enter(default, new(Vector256.Create((byte)165), Vector256.Create((byte)165)));

    public static bool IsSupported => Avx2.IsSupported;

    /// <inheritdoc cref="StreebogCompression"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(ref StreebogWords h, in StreebogWords n, ReadOnlySpan<byte> m)
    {
        ref var tables = ref Unsafe.As<byte, Octets>(ref Memory[Start]);
        var (before, block) = (Words.Load(h), Words.Load(StreebogWords.Read(m)));
        // The first LPS is of the key alone; then the block becomes the state.
        var x = FirstLps(Enter(before ^ Words.Load(n), default) ^ StateBeforeZero, ref tables) ^ Enter(default, block);
        foreach (ref readonly var c in C.AsSpan())
            x = Lps(x ^ c ^ KeyToState(x), ref tables);
        x = x ^ KeyToState(x);
        (LeaveState(x) ^ before ^ block).Store(ref h);
    }

    // Not in place: of two in one method the JIT would keep what they have in common, all the tables, on the stack.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static Four FirstLps(Four x, ref Octets tables) => Lps(x, ref tables);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Four Lps(Four x, ref Octets tables)
    {
        var (l0, r0) = Substitute(x.V0, ref tables);
        var (l1, r1) = Substitute(x.V1, ref tables);
        var (l2, r2) = Substitute(x.V2, ref tables);
        var (l3, r3) = Substitute(x.V3, ref tables);
        Four left = new(l0, l1, l2, l3), right = new(r0, r1, r2, r3);

        // A row has the octets i of all words; they are put together to words again.
        var rows01 = Fold(Row(0, left, right, ref tables), Row(1, left, right, ref tables));
        var rows23 = Fold(Row(2, left, right, ref tables), Row(3, left, right, ref tables));
        var rows45 = Fold(Row(4, left, right, ref tables), Row(5, left, right, ref tables));
        var rows67 = Fold(Row(6, left, right, ref tables), Row(7, left, right, ref tables));
        var (low0123, high0123) = (Avx2.UnpackLow(rows01, rows23).AsUInt64(), Avx2.UnpackHigh(rows01, rows23).AsUInt64());
        var (low4567, high4567) = (Avx2.UnpackLow(rows45, rows67).AsUInt64(), Avx2.UnpackHigh(rows45, rows67).AsUInt64());
        return new(
            Avx2.UnpackLow(low0123, low4567).AsByte(), Avx2.UnpackHigh(low0123, low4567).AsByte(),
            Avx2.UnpackLow(high0123, high4567).AsByte(), Avx2.UnpackHigh(high0123, high4567).AsByte());
    }

    /// <summary>The nibbles of S before omega, with nu1(0) added to the left and sigma(0) to the right one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static (Octets Left, Octets Right) Substitute(Octets x, ref Octets tables)
    {
        var fifteen = Vector256.Create((byte)15);
        var (left, right) = ((x.AsUInt16() >> 4).AsByte() & fifteen, x & fifteen);
        var logarithm = LookUp(right, Logarithm, ref tables);
        // Of a number and the same one 15 more or less, the lesser is between 0 and 14: what would be negative is great.
        var quotient = LookUp(left, Logarithm, ref tables) - logarithm;
        quotient = Vector256.Min(quotient, quotient + fifteen);
        // The logarithm of zero has its highest bit set, and no other has.
        left = Avx2.BlendVariable(LookUp(quotient, Nu1OfPower, ref tables), LookUp(left, Nu0, ref tables), logarithm);
        var product = logarithm + LookUp(left, LogarithmOfPhi, ref tables);
        product = Vector256.Min(product, product - fifteen);
        return (left, LookUp(product, SigmaOfPower, ref tables));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Octets Row(int i, Four left, Four right, ref Octets tables) =>
        LookUp(left.V0, L + 8 * i, ref tables) ^ LookUp(left.V1, L + 8 * i + 1, ref tables)
        ^ LookUp(left.V2, L + 8 * i + 2, ref tables) ^ LookUp(left.V3, L + 8 * i + 3, ref tables)
        ^ LookUp(right.V0, L + 8 * i + 4, ref tables) ^ LookUp(right.V1, L + 8 * i + 5, ref tables)
        ^ LookUp(right.V2, L + 8 * i + 6, ref tables) ^ LookUp(right.V3, L + 8 * i + 7, ref tables);

    /// <summary>A table's octets for nibbles, and 0 for what has its highest bit set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Octets LookUp(Octets nibbles, int table, ref Octets tables) => Avx2.Shuffle(Unsafe.Add(ref tables, table), nibbles);

    /// <summary>Sums of the halves of two rows, side by side: of the words 0 to 3 in the low half, of the others in the high one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<uint> Fold(Octets a, Octets b)
    {
        var low = Avx2.UnpackLow(a.AsUInt16(), b.AsUInt16()).AsUInt32();
        var high = Avx2.UnpackHigh(a.AsUInt16(), b.AsUInt16()).AsUInt32();
        return Avx2.Blend(low, high, 0b11110000) ^ Avx2.Permute2x128(low, high, 0x21);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Four KeyToState(Four x) => new(
        (x.V0.AsUInt16() << 8).AsByte(), (x.V1.AsUInt16() << 8).AsByte(), (x.V2.AsUInt16() << 8).AsByte(), (x.V3.AsUInt16() << 8).AsByte());

    /// <summary>Key and state side by side, under alpha.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Four Enter(Words key, Words state) => new(
        Mapped(Avx2.UnpackLow(key.V0145, state.V0145), Alpha), Mapped(Avx2.UnpackHigh(key.V0145, state.V0145), Alpha),
        Mapped(Avx2.UnpackLow(key.V2367, state.V2367), Alpha), Mapped(Avx2.UnpackHigh(key.V2367, state.V2367), Alpha));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Words LeaveState(Four x)
    {
        return new(Mapped(States(x.V0, x.V1), AlphaInverse), Mapped(States(x.V2, x.V3), AlphaInverse));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Octets States(Octets a, Octets b) => Avx2.PackUnsignedSaturate((a.AsUInt16() >> 8).AsInt16(), (b.AsUInt16() >> 8).AsInt16());
    }

    /// <summary>A linear map of every octet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Octets Mapped(Octets octets, Octets[] map)
    {
        var low = Vector256.Create((byte)0x0f);
        ref var tables = ref MemoryMarshal.GetArrayDataReference(map);
        return LookUp((octets.AsUInt16() >> 4).AsByte() & low, 0, ref tables) ^ LookUp(octets & low, 1, ref tables);
    }

    static Octets[] TablesOf(Func<int, int> map) => [Table(left => map(left << 4)), Table(right => map(right))];

    static Octets Table(Func<int, int> entry) => Table(entry, entry);

    static Octets Table(Func<int, int> low, Func<int, int> high) => Vector256.Create([.. HalfTable(low), .. HalfTable(high)]);

    static IEnumerable<byte> HalfTable(Func<int, int> entry) => Enumerable.Range(0, 16).Select(nibble => (byte)entry(nibble));

    /// <summary>Writes the tables so that none lies across two lines of the cache, as else every second one would.</summary>
    /// <returns>Where they begin.</returns>
    static int FillMemory()
    {
        var start = (int)(-Marshal.UnsafeAddrOfPinnedArrayElement(Memory, 0) & (OctetsInRegister - 1));
        Octets[] tables = [.. TablesOfS(), .. TablesOfL()];
        MemoryMarshal.AsBytes(tables.AsSpan()).CopyTo(Memory.AsSpan(start));
        return start;
    }

    static Octets[] TablesOfS()
    {
        // With zero's such that whatever is made of it, from 15 less to 15 more, has the highest bit set: shuffles make 0 of it.
        int Log(int nibble) => nibble == 0 ? 0x8f : Decomposition.Powers.IndexOf((byte)nibble);
        var (nu1OfZero, sigmaOfZero) = (Decomposition.Nu1[0], Decomposition.Sigma[0]);
        var tables = new Octets[L];
        tables[Logarithm] = Table(Log);
        tables[LogarithmOfPhi] = Table(left => Log(Decomposition.Phi[left ^ nu1OfZero]));
        tables[Nu0] = Table(left => Decomposition.Nu0[left] ^ nu1OfZero);
        tables[Nu1OfPower] = Table(log => Decomposition.Nu1[Decomposition.Powers[log % 15]] ^ nu1OfZero);
        tables[SigmaOfPower] = Table(log => Decomposition.Sigma[Decomposition.Powers[log % 15]] ^ sigmaOfZero);
        return tables;
    }

    static IEnumerable<Octets> TablesOfL()
    {
        for (var i = 0; i < 8; i++)
        {
            for (var k = 0; k < 4; k++)
                yield return TableOf(i, k, left => (left ^ Decomposition.Nu1[0]) << 4);
            for (var k = 0; k < 4; k++)
                yield return TableOf(i, k, right => right ^ Decomposition.Sigma[0]);
        }

        static Octets TableOf(int i, int k, Func<int, int> octet) => Table(nibble => Image(i, k, octet(nibble)), nibble => Image(i, k + 4, octet(nibble)));

        static int Image(int i, int place, int nibbles) =>
            Decomposition.Alpha((int)(StreebogStandard.L((ulong)Decomposition.Omega(nibbles) << 8 * place) >> 8 * i & 0xff));
    }

    /// <summary>Eight words, in two registers.</summary>
    [method: MethodImpl(MethodImplOptions.AggressiveInlining)]
    readonly struct Words(Octets v0145, Octets v2367)
    {
        public readonly Octets V0145 = v0145, V2367 = v2367;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Words Load(in StreebogWords words) => new(
            Vector256.Create(Vector128.LoadUnsafe(in words[0]), Vector128.LoadUnsafe(in words[4])).AsByte(),
            Vector256.Create(Vector128.LoadUnsafe(in words[2]), Vector128.LoadUnsafe(in words[6])).AsByte());

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store(ref StreebogWords words)
        {
            V0145.AsUInt64().GetLower().StoreUnsafe(ref words[0]);
            V2367.AsUInt64().GetLower().StoreUnsafe(ref words[2]);
            V0145.AsUInt64().GetUpper().StoreUnsafe(ref words[4]);
            V2367.AsUInt64().GetUpper().StoreUnsafe(ref words[6]);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Words operator ^(Words a, Words b) => new(a.V0145 ^ b.V0145, a.V2367 ^ b.V2367);
    }

    /// <summary>Four registers that the compiler keeps as such.</summary>
    [method: MethodImpl(MethodImplOptions.AggressiveInlining)]
    readonly struct Four(Octets v0, Octets v1, Octets v2, Octets v3)
    {
        public readonly Octets V0 = v0, V1 = v1, V2 = v2, V3 = v3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Four operator ^(Four a, Four b) => new(a.V0 ^ b.V0, a.V1 ^ b.V1, a.V2 ^ b.V2, a.V3 ^ b.V3);
    }
}
