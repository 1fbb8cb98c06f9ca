using System.Security.Cryptography;
using System.Text;

namespace Ca.Core.Keys;

/// <summary>Octets of a private key or a passphrase: at one place in memory, which the collector does not copy, until they are zeroed there.</summary>
sealed class PrivateOctets : IDisposable
{
    readonly byte[] octets;
    volatile bool disposed;

    public PrivateOctets(ReadOnlySpan<byte> source)
    {
        octets = GC.AllocateUninitializedArray<byte>(source.Length, pinned: true);
        source.CopyTo(octets);
    }

    /// <summary>Keeps a copy and zeroes the array that the platform has made.</summary>
    public static PrivateOctets TakeFrom(byte[] source)
    {
        var taken = new PrivateOctets(source);
        CryptographicOperations.ZeroMemory(source);
        return taken;
    }

    /// <summary>A passphrase as RFC 8018 §3 advises to hash it.</summary>
    public static PrivateOctets Utf8(ReadOnlySpan<char> passphrase)
    {
        var octets = new byte[Encoding.UTF8.GetByteCount(passphrase)];
        Encoding.UTF8.GetBytes(passphrase, octets);
        return TakeFrom(octets);
    }

    /// <summary>A passphrase as RFC 7292 appendix B.1 has it: the high octet first, and a zero character behind.</summary>
    public static PrivateOctets Utf16(ReadOnlySpan<char> passphrase)
    {
        var octets = new byte[2 * passphrase.Length + 2];
        Encoding.BigEndianUnicode.GetBytes(passphrase, octets);
        return TakeFrom(octets);
    }

    public ReadOnlySpan<byte> Span => Memory.Span;

    public ReadOnlyMemory<byte> Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return octets;
        }
    }

    public void Dispose()
    {
        disposed = true;
        CryptographicOperations.ZeroMemory(octets);
    }
}
