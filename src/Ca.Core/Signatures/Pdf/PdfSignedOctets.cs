namespace Ca.Core.Signatures.Pdf;

/// <summary>What a signature is over: the file's octets before and behind its Contents, as one stream, without a copy.</summary>
sealed class PdfSignedOctets(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second) : Stream
{
    long position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => (long)first.Length + second.Length;

    public override long Position
    {
        get => position;
        set => position = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    public override int Read(Span<byte> buffer)
    {
        var rest = position < first.Length
            ? first.Span[(int)position..]
            : second.Span[(int)Math.Min(position - first.Length, second.Length)..];
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => position,
        _ => Length,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
