using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;

namespace Ca.Core.Asn1;

/// <summary>The border where foreign bytes become values: strict DER, bounded in size and depth, never an exception.</summary>
public static class Der
{
    /// <summary>
    /// Nested deeper than this is hostile: the deepest object we know, a time-stamped CMS with certificates, has under 30 levels,
    /// and a recursive reader behind us must not run out of stack.
    /// </summary>
    public const int MaxDepth = 64;

    /// <summary>Of a value with contents of up to <see cref="int.MaxValue"/> octets: tag, length of length, length.</summary>
    public const int MaxHeaderOctets = 6;

    /// <summary>Reads one DER value that fills <paramref name="bytes"/> whole.</summary>
    /// <param name="bytes">At most <paramref name="maxOctets"/>, with nothing behind the value.</param>
    /// <param name="maxOctets">The bound of this kind of object; its caller says where the number comes from.</param>
    /// <param name="read">May throw <see cref="AsnContentException"/> freely; it becomes a refusal here.</param>
    public static Outcome<T> Read<T>(ReadOnlyMemory<byte> bytes, int maxOctets, Func<AsnReader, Outcome<T>> read) where T : notnull
    {
        if (bytes.Length > maxOctets)
            return new Refusal(RefusalCode.TooLarge, "Asn1.too-large", bytes.Length, maxOctets);
        if (bytes.Length == 0)
            return new Refusal(RefusalCode.Malformed, "Asn1.empty");
        if (!AsnDecoder.TryReadEncodedValue(bytes.Span, AsnEncodingRules.DER, out _, out _, out _, out var length))
            return new Refusal(RefusalCode.Malformed, "Asn1.not-der");
        if (length < bytes.Length)
            return new Refusal(RefusalCode.Malformed, "Asn1.trailing-bytes");
        if (!DepthIsBounded(bytes.Span))
            return new Refusal(RefusalCode.Malformed, "Asn1.not-der");
        return Guard(() =>
        {
            var reader = new AsnReader(bytes, AsnEncodingRules.DER);
            var outcome = read(reader);
            return !outcome.Refused(out _, out _) && reader.HasData
                ? new Refusal(RefusalCode.Malformed, "Asn1.trailing-bytes")
                : outcome;
        });
    }

    /// <summary>The border by itself, for what is read piece by piece: a syntax error inside becomes a refusal.</summary>
    public static Outcome<T> Guard<T>(Func<Outcome<T>> read) where T : notnull
    {
        try
        {
            return read();
        }
        // CryptographicException comes from the platform's key import when the numbers inside are nonsense;
        // OverflowException from a DER integer that does not fit the type the standard gives it.
        catch (Exception e) when (e is AsnContentException or CryptographicException or OverflowException)
        {
            return new Refusal(RefusalCode.Malformed, "Asn1.not-der");
        }
    }

    /// <summary>Writes one value.</summary>
    public static byte[] Write(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
    }

    /// <summary>Tag and length of contents that are written apart, because they are long.</summary>
    public static byte[] Header(byte tag, int length)
    {
        if (length < 0x80)
            return [tag, (byte)length];
        Span<byte> octets = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(octets, length);
        var significant = octets[(BitOperations.LeadingZeroCount((uint)length) / 8)..];
        return [tag, (byte)(0x80 | significant.Length), .. significant];
    }

    /// <summary>Whether the bytes are a run of well-formed, definite-length values nested at most <see cref="MaxDepth"/> deep.</summary>
    static bool DepthIsBounded(ReadOnlySpan<byte> bytes)
    {
        // Ends of the constructed values we are inside of: a stack of our own, since the caller's is what we protect.
        Span<int> ends = stackalloc int[MaxDepth];
        var depth = 0;
        for (var at = 0; at < bytes.Length;)
        {
            while (depth > 0 && at == ends[depth - 1])
                depth--;
            var limit = depth > 0 ? ends[depth - 1] : bytes.Length;
            if (!AsnDecoder.TryReadEncodedValue(bytes[at..limit], AsnEncodingRules.DER, out var tag, out var offset, out var length, out var consumed))
                return false;
            if (!tag.IsConstructed || length == 0)
            {
                at += consumed;
                continue;
            }
            if (depth == MaxDepth)
                return false;
            ends[depth++] = at + consumed;
            at += offset;
        }
        return true;
    }
}
