using System.Security.Cryptography;

namespace Ca.Core.Gost;

/// <summary>The numbers k to try for one signature: RFC 6979 §3.2, with the additional data of its §3.6.</summary>
/// <remarks>
/// They come from the key and the hash, so that a generator of random numbers that fails or repeats itself does not give the key away. The
/// additional data are random all the same: then two signatures over the same data, of which one is computed with a fault, do not give
/// it away either (Ambrose, Bos, Fay, Joye, Lochter and Murray, "Differential attacks on deterministic signatures", 2017). The hash
/// function is SHA-512 and not Streebog: it is long enough for keys of both lengths, and computed without tables, whose places in the
/// cache would tell of the key.
/// </remarks>
readonly ref struct Nonces
{
    const int HashLength = 64;

    readonly int octets, unusedBits;
    // As the RFC calls them; the message is V, one octet, and what is hashed with them at the beginning.
    readonly Span<byte> k, message, result;

    /// <summary>Begins with a key and what it signs.</summary>
    /// <param name="curve">The curve of the key.</param>
    /// <param name="key">In range, the lowest octet first.</param>
    /// <param name="digest">Streebog of the key's length.</param>
    /// <param name="additional">At most as long as the hash.</param>
    /// <param name="memory"><see cref="MemoryLength"/> octets, which the caller zeroes in the end.</param>
    public Nonces(Curve curve, ReadOnlySpan<byte> key, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> additional, Span<byte> memory)
    {
        octets = curve.Octets;
        unusedBits = 8 * octets - curve.OrderBits;
        k = memory[..HashLength];
        result = memory[HashLength..(2 * HashLength)];
        message = memory[(2 * HashLength)..];

        k.Clear();
        V.Fill(1);
        var hashed = message[(HashLength + 1)..];
        key.CopyTo(hashed);
        hashed[..octets].Reverse();
        curve.HashNumber(digest, hashed[octets..]);
        additional.CopyTo(hashed[(2 * octets)..]);
        var length = HashLength + 1 + 2 * octets + additional.Length;
        Update(0, message[..length]);
        Update(1, message[..length]);
    }

    public static int MemoryLength => 6 * HashLength + 1;

    Span<byte> V => message[..HashLength];

    /// <summary>The next number, of as many bits as q, perhaps not below it; the lowest octet first.</summary>
    public void Next(Span<byte> number)
    {
        HMACSHA512.HashData(k, V, result);
        result.CopyTo(V);
        // The leftmost bits, as many as q has.
        for (var i = octets - 1; i >= 0; i--)
            number[octets - 1 - i] = unchecked((byte)((result[i] | (i == 0 ? 0 : result[i - 1] << 8)) >> unusedBits));
    }

    /// <summary>To be said before a further number, when one did not do.</summary>
    public void Reject() => Update(0, message[..(HashLength + 1)]);

    void Update(byte step, ReadOnlySpan<byte> data)
    {
        message[HashLength] = step;
        HMACSHA512.HashData(k, data, result);
        result.CopyTo(k);
        HMACSHA512.HashData(k, V, result);
        result.CopyTo(V);
    }
}
