using System.Security.Cryptography;
using Org.BouncyCastle.Math;

namespace Ca.Core.Gost;

/// <summary>Numbers with the lowest octet first, as RFC 9215 writes keys and Streebog its value.</summary>
static class LittleEndian
{
    public static BigInteger Read(ReadOnlySpan<byte> octets)
    {
        Span<byte> reversed = stackalloc byte[octets.Length];
        octets.CopyTo(reversed);
        reversed.Reverse();
        var number = new BigInteger(1, reversed);
        CryptographicOperations.ZeroMemory(reversed);
        return number;
    }

    /// <summary>Fills the octets, with zeros above the number.</summary>
    public static void Write(BigInteger number, Span<byte> octets)
    {
        var bytes = number.ToByteArrayUnsigned();
        octets.Clear();
        bytes.CopyTo(octets[(octets.Length - bytes.Length)..]);
        octets.Reverse();
        CryptographicOperations.ZeroMemory(bytes);
    }
}
