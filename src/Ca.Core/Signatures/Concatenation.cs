using System.Runtime.InteropServices;

namespace Ca.Core.Signatures;

/// <summary>Streams read one behind the other, so that their hash is computed without holding them.</summary>
sealed class Concatenation(IReadOnlyList<Stream> parts) : Stream
{
    int at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Octets in memory as a part.</summary>
    public static Stream Part(ReadOnlyMemory<byte> octets) => MemoryMarshal.TryGetArray(octets, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(octets.ToArray(), writable: false);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        for (; at < parts.Count && !buffer.IsEmpty; at++)
            if (parts[at].Read(buffer) is var read and > 0)
                return read;
        return 0;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
