using System.Security.Cryptography;

namespace Ca.Core.Asn1;

/// <summary>Files that people name: read whole, bounded; that one is missing or closed to us is a refusal and not a bug.</summary>
public static class InputFile
{
    /// <summary>The whole file, at most <paramref name="maxOctets"/>.</summary>
    public static Outcome<byte[]> Read(string path, int maxOctets) => Read(path, maxOctets, _ => null);

    /// <summary>The same, when <paramref name="refuse"/> has nothing against the open file.</summary>
    internal static Outcome<byte[]> Read(string path, int maxOctets, Func<FileStream, Refusal?> refuse)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (refuse(file) is { } why)
                return why;
            // A pipe has no length, and what the kernel makes up (/dev/fd, /proc) says zero.
            var known = file.CanSeek && file.Length > 0;
            var buffer = new byte[(known ? Math.Min(file.Length, maxOctets) : maxOctets) + 1];
            var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            var contents = buffer[..length];
            CryptographicOperations.ZeroMemory(buffer);
            return length > maxOctets ? new Refusal(RefusalCode.TooLarge, "Asn1.file-too-large", path, maxOctets) : contents;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Refusal(RefusalCode.Unavailable, "Asn1.file-unreadable", path, e.Message);
        }
    }
}
