using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Ca.Core.Gost;

/// <summary>The hash GOST R 34.11-2012 (RFC 6986), with 32 or 64 octets, of octets that come in pieces of any length.</summary>
/// <remarks>
/// A value that changes, so that hashing allocates nothing: it lives in one variable or field and is not copied.
/// What it holds may be secret; <see cref="Finish"/> and <see cref="Dispose"/> erase it.
/// </remarks>
struct Streebog : IDisposable
{
    // The vectors are both faster and free of lookups that secrets address; the tables run everywhere.
    static readonly StreebogCompression Fastest =
        StreebogVectors.IsSupported ? StreebogVectors.Compress
        : StreebogNibbles.IsSupported ? StreebogNibbles.Compress
        : StreebogTables.Compress;

    readonly int octets;
    readonly StreebogCompression compress;

    // RFC 6986 §9.1: h is the state, N counts the bits, Sigma adds up the blocks.
    StreebogWords h;
    StreebogWords n;
    StreebogWords sigma;

    StreebogBlock rest;
    int restLength;

    public Streebog(int octets)
        : this(octets, Fastest)
    {
    }

    internal Streebog(int octets, StreebogCompression compress)
    {
        if (octets is not (32 or 64))
            throw new ArgumentOutOfRangeException(nameof(octets));
        this.octets = octets;
        this.compress = compress;
        Begin();
    }

    public static byte[] Hash(int octets, ReadOnlySpan<byte> data)
    {
        var streebog = new Streebog(octets);
        streebog.Append(data);
        return streebog.Finish();
    }

    public static byte[] Hash(int octets, Stream data)
    {
        var streebog = new Streebog(octets);
        Span<byte> buffer = stackalloc byte[16 * 1024];
        for (int read; (read = data.Read(buffer)) > 0;)
            streebog.Append(buffer[..read]);
        CryptographicOperations.ZeroMemory(buffer);
        return streebog.Finish();
    }

    /// <summary>Stage 2 (RFC 6986 §9.2), for as many whole blocks as there are.</summary>
    // Here and in what it calls, code is compiled once and fully: else a program's first megabytes would take several times as long.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Append(ReadOnlySpan<byte> data)
    {
        Span<byte> block = rest;
        if (restLength > 0)
        {
            var taken = Math.Min(data.Length, StreebogBlock.Octets - restLength);
            data[..taken].CopyTo(block[restLength..]);
            restLength += taken;
            data = data[taken..];
            if (restLength < StreebogBlock.Octets)
                return;
            Absorb(block, StreebogBlock.Octets);
        }
        for (; data.Length >= StreebogBlock.Octets; data = data[StreebogBlock.Octets..])
            Absorb(data[..StreebogBlock.Octets], StreebogBlock.Octets);
        data.CopyTo(block);
        restLength = data.Length;
    }

    /// <summary>Stage 3 (RFC 6986 §9.3). Afterwards the next message may begin.</summary>
    public byte[] Finish()
    {
        Span<byte> block = rest;
        block[restLength] = 1;
        block[(restLength + 1)..].Clear();
        Absorb(block, restLength);

        var zero = new StreebogWords();
        n.Write(block);
        compress(ref h, zero, block);
        sigma.Write(block);
        compress(ref h, zero, block);

        h.Write(block);
        var value = block[^octets..].ToArray();
        Begin();
        return value;
    }

    /// <summary>Erases it.</summary>
    public void Dispose()
    {
        h.Erase();
        n.Erase();
        sigma.Erase();
        CryptographicOperations.ZeroMemory(rest);
        restLength = 0;
    }

    /// <summary>Stage 1 (RFC 6986 §9.1), with the initialization vector of §6.1.</summary>
    void Begin()
    {
        Dispose();
        if (octets == 32)
            ((Span<ulong>)h).Fill(0x0101010101010101);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Absorb(ReadOnlySpan<byte> block, int length)
    {
        // The count is copied first: just after it was added to, its words would not yet be ready to be read as vectors.
        var count = n;
        n.Add(8 * (ulong)length);
        sigma.Add(StreebogWords.Read(block));
        compress(ref h, count, block);
    }
}

/// <summary>The compression function g of RFC 6986 §8: <paramref name="h"/> becomes g_N(h, m).</summary>
delegate void StreebogCompression(ref StreebogWords h, in StreebogWords n, ReadOnlySpan<byte> m);
