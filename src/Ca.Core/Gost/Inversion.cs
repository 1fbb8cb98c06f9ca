using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Ca.Core.Gost;

/// <summary>The inverse modulo an odd prime by division steps (Bernstein and Yang, "Fast constant-time gcd computation and modular inversion", 2019).</summary>
/// <remarks>
/// <para>
/// A step replaces f and g, of which f is odd and begins as the prime, by f and g/2 or f and (g + f)/2 or g and (g - f)/2. With the difference of
/// degrees beginning at ½ g is 0 and f is 1 or -1 after ⌊(3787n + 2166)/1644⌋ steps for n bits, whatever g was, as was computed for every n up to
/// 3805 (Wuille, "Bounds on divsteps iterations in safegcd", 2021): the steps are as many for all. The lowest 62 bits of both decide on the
/// next 62 steps, whose effect is a matrix of four numbers, t; so the long numbers are touched once in 62 steps, and by multiplications.
/// </para>
/// <para>
/// d and e begin as 0 and 1 and keep f = da and g = ea modulo the prime. They stay between -2p and p, since a multiple of p is added
/// before each division by 2⁶², as in libsecp256k1 (doc/safegcd_implementation.md, whose layout of limbs this is).
/// </para>
/// </remarks>
readonly struct Inversion<T> where T : unmanaged, ILimbs<T>
{
    const int LimbBits = 62;

    const ulong LimbMask = (1UL << LimbBits) - 1;

    // Long numbers are signed and have limbs of 62 bits, of which the highest has the sign.
    static readonly int Count = T.Bits / LimbBits + 1;

    static readonly int Batches = ((3787 * T.Bits + 2166) / 1644 + LimbBits - 1) / LimbBits;

    readonly T modulus;
    readonly ulong inverse;

    public Inversion(in T modulus)
    {
        this.modulus = modulus;
        inverse = Limb.Inverse(Limbs.In(modulus)[0]);
    }

    /// <summary>1/a for a below the modulus, and 0 for 0.</summary>
    public void Invert(in T a, out T result)
    {
        Span<long> memory = stackalloc long[5 * Count];
        Span<long> p = memory[..Count], f = memory[Count..(2 * Count)], g = memory[(2 * Count)..(3 * Count)];
        Span<long> d = memory[(3 * Count)..(4 * Count)], e = memory[(4 * Count)..];
        Split(modulus, p);
        p.CopyTo(f);
        Split(a, g);
        d.Clear();
        e.Clear();
        e[0] = 1;
        // -(δ + ½), where δ is what the paper calls the difference of degrees.
        long zeta = -1;
        for (var i = 0; i < Batches; i++)
        {
            zeta = Steps(zeta, (ulong)f[0] | (ulong)f[1] << LimbBits, (ulong)g[0] | (ulong)g[1] << LimbBits, out var t);
            UpdateResidues(t, d, e, p, inverse);
            UpdateValues(t, f, g);
        }
        // 1/a is d where f is 1, and -d where it is -1.
        Normalize(d, p, f[^1] >> 63);
        Join(d, out result);
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(memory));
    }

    struct Matrix
    {
        public long U, V, Q, R;
    }

    /// <summary>62 steps on the lowest bits.</summary>
    static long Steps(long zeta, ulong f, ulong g, out Matrix t)
    {
        unchecked
        {
            ulong u = 1, v = 0, q = 0, r = 1;
            for (var i = 0; i < LimbBits; i++)
            {
                // Where δ > 0 and g is odd: g - f, and f + (g - f) = g. Where g alone is odd: g + f.
                var swap = (ulong)(zeta >> 63);
                var odd = 0 - (g & 1);
                g += ((f ^ swap) - swap) & odd;
                q += ((u ^ swap) - swap) & odd;
                r += ((v ^ swap) - swap) & odd;
                swap &= odd;
                zeta = (zeta ^ (long)swap) - 1;
                f += g & swap;
                u += q & swap;
                v += r & swap;
                g >>= 1;
                u <<= 1;
                v <<= 1;
            }
            t = new() { U = (long)u, V = (long)v, Q = (long)q, R = (long)r };
            return zeta;
        }
    }

    /// <summary>(f, g) = t·(f, g)/2⁶², where the division has no remainder.</summary>
    static void UpdateValues(in Matrix t, Span<long> f, Span<long> g)
    {
        Accumulator cf = default, cg = default;
        for (var i = 0; i < f.Length; i++)
        {
            var (fi, gi) = (f[i], g[i]);
            cf.Add(t.U, fi);
            cf.Add(t.V, gi);
            cg.Add(t.Q, fi);
            cg.Add(t.R, gi);
            var (lowF, lowG) = (cf.Shift(), cg.Shift());
            if (i == 0)
                continue;
            (f[i - 1], g[i - 1]) = (lowF, lowG);
        }
        (f[^1], g[^1]) = (cf.Rest, cg.Rest);
    }

    /// <summary>(d, e) = t·(d, e)/2⁶² modulo p.</summary>
    static void UpdateResidues(in Matrix t, Span<long> d, Span<long> e, ReadOnlySpan<long> p, ulong inverse)
    {
        unchecked
        {
            // A negative d or e counts as itself plus p, and then the multiple of p is what makes the lowest limb zero.
            var (signD, signE) = (d[^1] >> 63, e[^1] >> 63);
            var timesD = (t.U & signD) + (t.V & signE);
            var timesE = (t.Q & signD) + (t.R & signE);
            Accumulator cd = default, ce = default;
            for (var i = 0; i < d.Length; i++)
            {
                var (di, ei) = (d[i], e[i]);
                cd.Add(t.U, di);
                cd.Add(t.V, ei);
                ce.Add(t.Q, di);
                ce.Add(t.R, ei);
                if (i == 0)
                {
                    timesD -= (long)((inverse * cd.Low + (ulong)timesD) & LimbMask);
                    timesE -= (long)((inverse * ce.Low + (ulong)timesE) & LimbMask);
                }
                cd.Add(timesD, p[i]);
                ce.Add(timesE, p[i]);
                var (lowD, lowE) = (cd.Shift(), ce.Shift());
                if (i == 0)
                    continue;
                (d[i - 1], e[i - 1]) = (lowD, lowE);
            }
            (d[^1], e[^1]) = (cd.Rest, ce.Rest);
        }
    }

    /// <summary>From between -2p and p to between 0 and p, negated where the mask says so.</summary>
    static void Normalize(Span<long> d, ReadOnlySpan<long> p, long negate)
    {
        AddWhere(d[^1] >> 63, d, p);
        for (var i = 0; i < d.Length; i++)
            d[i] = unchecked((d[i] ^ negate) - negate);
        Carry(d);
        AddWhere(d[^1] >> 63, d, p);
    }

    static void AddWhere(long mask, Span<long> d, ReadOnlySpan<long> p)
    {
        for (var i = 0; i < d.Length; i++)
            d[i] = unchecked(d[i] + (p[i] & mask));
        Carry(d);
    }

    static void Carry(Span<long> d)
    {
        for (var i = 0; i < d.Length - 1; i++)
        {
            d[i + 1] = unchecked(d[i + 1] + (d[i] >> LimbBits));
            d[i] &= (long)LimbMask;
        }
    }

    static void Split(in T number, Span<long> limbs)
    {
        for (var i = 0; i < limbs.Length; i++)
            limbs[i] = (long)(Limbs.Window(number, i * LimbBits, 31) | (ulong)Limbs.Window(number, i * LimbBits + 31, 31) << 31);
    }

    static void Join(ReadOnlySpan<long> limbs, out T number)
    {
        number = default;
        var to = Limbs.Of(ref number);
        for (var i = 0; i < limbs.Length; i++)
        {
            var (at, shift) = (i * LimbBits / 64, i * LimbBits % 64);
            if (at < to.Length)
                to[at] |= (ulong)limbs[i] << shift;
            if (shift > 64 - LimbBits && at + 1 < to.Length)
                to[at + 1] |= (ulong)limbs[i] >> (64 - shift);
        }
    }

    /// <summary>A signed sum of products, of 128 bits.</summary>
    struct Accumulator
    {
        ulong low;
        long high;

        public readonly ulong Low => low;

        public readonly long Rest => unchecked((long)low);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(long a, long b)
        {
            unchecked
            {
                // The signed product is the unsigned one less b·2⁶⁴ where a is negative, and less a·2⁶⁴ where b is.
                var sum = low + (ulong)a * (ulong)b;
                high += (long)Limb.High((ulong)a, (ulong)b) - ((a >> 63) & b) - ((b >> 63) & a) + (long)Limb.Bit(sum < low);
                low = sum;
            }
        }

        /// <summary>Takes off the lowest limb.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public long Shift()
        {
            unchecked
            {
                var limb = (long)(low & LimbMask);
                low = low >> LimbBits | (ulong)high << (64 - LimbBits);
                high >>= LimbBits;
                return limb;
            }
        }
    }
}
