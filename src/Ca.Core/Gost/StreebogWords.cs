using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Ca.Core.Gost;

/// <summary>A number of 512 bits in eight words, the lowest first; the octets of a message are its octets, the lowest first.</summary>
[InlineArray(8)]
struct StreebogWords
{
    ulong word;

    /// <summary>From 64 octets.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static StreebogWords Read(ReadOnlySpan<byte> octets)
    {
        var words = MemoryMarshal.Read<StreebogWords>(octets);
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(words, words);
        return words;
    }

    /// <summary>Modulo 2^512.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ulong addend)
    {
        for (var i = 0; i < 8 && addend != 0; i++)
        {
            this[i] = unchecked(this[i] + addend);
            addend = this[i] < addend ? 1ul : 0;
        }
    }

    /// <summary>Modulo 2^512. Without branches, for the addend may be secret.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(in StreebogWords addend)
    {
        var carry = UInt128.Zero;
        for (var i = 0; i < 8; i++)
            unchecked
            {
                carry += (UInt128)this[i] + addend[i];
                this[i] = (ulong)carry;
                carry >>= 64;
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Xor(in StreebogWords other)
    {
        for (var i = 0; i < 8; i++)
            this[i] ^= other[i];
    }

    /// <summary>Into 64 octets.</summary>
    public void Write(Span<byte> octets)
    {
        for (var i = 0; i < 8; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(octets[(8 * i)..], this[i]);
    }

    /// <summary>To zeros.</summary>
    public void Erase() => CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes((Span<ulong>)this));
}

/// <summary>The 64 octets that are compressed at once.</summary>
[InlineArray(Octets)]
struct StreebogBlock
{
    public const int Octets = 64;

    byte octet;
}
