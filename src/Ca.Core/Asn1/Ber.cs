using System.Formats.Asn1;

namespace Ca.Core.Asn1;

/// <summary>
/// Signed files from the field come in BER: OpenSSL and CryptoPro write indefinite lengths and content in pieces, since they sign as
/// they read. Here such bytes become definite-length ones, so that everything behind reads one form. What is signed or hashed (attributes,
/// certificates, content) is never changed by it: a certificate that was not DER stays not DER and is refused.
/// </summary>
static class Ber
{
    /// <summary>64 MiB of content in OpenSSL's pieces of 4 KiB are 16,384; the rest of such a file has a few thousand elements.</summary>
    const int MaxElements = 1_000_000;

    const byte EndOfContents = 0x00;
    const int ConstructedBit = 0x20;

    /// <summary>
    /// The value with definite, minimal lengths and octet strings in one piece, without zeros that follow it; the very same bytes when it was so
    /// already.
    /// </summary>
    public static Outcome<ReadOnlyMemory<byte>> ToDefinite(ReadOnlyMemory<byte> bytes, int maxOctets)
    {
        if (bytes.Length > maxOctets)
            return new Refusal(RefusalCode.TooLarge, "Asn1.too-large", bytes.Length, maxOctets);
        var conversion = new Conversion(bytes);
        try
        {
            return conversion.Run();
        }
        catch (AsnContentException)
        {
            return new Refusal(RefusalCode.Malformed, "Asn1.not-ber");
        }
    }

    sealed class Conversion(ReadOnlyMemory<byte> input)
    {
        readonly List<ReadOnlyMemory<byte>> pieces = [];
        int at;
        int elements;
        bool changed;

        public ReadOnlyMemory<byte> Run()
        {
            var length = Element(input.Length, depth: 0);
            // Programs that write into a buffer of a fixed size leave zeros behind the value.
            if (input.Span[at..].ContainsAnyExcept(EndOfContents))
                throw new AsnContentException();
            if (!changed)
                return input[..at];
            var output = new byte[length];
            var to = output.AsSpan();
            foreach (var piece in pieces)
            {
                piece.Span.CopyTo(to);
                to = to[piece.Length..];
            }
            return output;
        }

        /// <summary>One element that ends before <paramref name="limit"/>; returns how long it has become.</summary>
        int Element(int limit, int depth)
        {
            if (depth > Der.MaxDepth || ++elements > MaxElements)
                throw new AsnContentException();
            var start = at;
            var (tag, length) = Header(limit);
            var header = at - start;
            if (!tag.IsConstructed)
            {
                at += length ?? throw new AsnContentException();
                return Add(input[start..(start + tag.CalculateEncodedSize())], header, input[(start + header)..at]);
            }
            var isString = tag.HasSameClassAndValue(Asn1Tag.PrimitiveOctetString);
            changed |= isString || length is null;
            var slot = pieces.Count;
            pieces.Add(default);
            var contents = Contents(length is { } known ? at + known : null, limit, depth, isString);
            pieces[slot] = WriteHeader(input.Span[start..(start + tag.CalculateEncodedSize())], contents, isString);
            changed |= pieces[slot].Length != header;
            return pieces[slot].Length + contents;
        }

        /// <summary>What is between a header and its end, known or marked; of a string only the octets in its pieces.</summary>
        int Contents(int? end, int limit, int depth, bool isString)
        {
            var total = 0;
            while (end is { } known ? at < known : !AtEndOfContents(limit))
                total += isString ? StringPiece(end ?? limit, depth + 1) : Element(end ?? limit, depth + 1);
            return total;
        }

        int StringPiece(int limit, int depth)
        {
            if (depth > Der.MaxDepth || ++elements > MaxElements)
                throw new AsnContentException();
            var (tag, length) = Header(limit);
            if (!tag.HasSameClassAndValue(Asn1Tag.PrimitiveOctetString))
                throw new AsnContentException();
            if (tag.IsConstructed)
                return Contents(length is { } known ? at + known : null, limit, depth, isString: true);
            var octets = length ?? throw new AsnContentException();
            pieces.Add(input.Slice(at, octets));
            at += octets;
            return octets;
        }

        int Add(ReadOnlyMemory<byte> tag, int header, ReadOnlyMemory<byte> contents)
        {
            var minimal = WriteHeader(tag.Span, contents.Length, isString: false);
            changed |= minimal.Length != header;
            pieces.Add(minimal);
            pieces.Add(contents);
            return minimal.Length + contents.Length;
        }

        bool AtEndOfContents(int limit)
        {
            if (at + 2 > limit)
                throw new AsnContentException();
            if (input.Span[at] != EndOfContents)
                return false;
            if (input.Span[at + 1] != 0)
                throw new AsnContentException();
            at += 2;
            return true;
        }

        /// <summary>Reads a tag and a length, null when indefinite, whose contents end before the limit.</summary>
        (Asn1Tag Tag, int? Length) Header(int limit)
        {
            var rest = input.Span[at..limit];
            if (!Asn1Tag.TryDecode(rest, out var tag, out var consumed) || consumed == rest.Length || rest[0] == EndOfContents)
                throw new AsnContentException();
            var first = rest[consumed++];
            at += consumed;
            if (first == 0x80)
                return (tag, null);
            if (first < 0x80)
                return (tag, Within(first, rest.Length - consumed));
            var count = first & 0x7F;
            if (count > rest.Length - consumed)
                throw new AsnContentException();
            long length = 0;
            foreach (var octet in rest.Slice(consumed, count))
                length = length <= limit ? length << 8 | octet : throw new AsnContentException();
            at += count;
            return (tag, Within(length, rest.Length - consumed - count));
        }

        static int Within(long length, int room) => length <= room ? (int)length : throw new AsnContentException();

        static byte[] WriteHeader(ReadOnlySpan<byte> tag, int length, bool isString)
        {
            byte[] header = length switch
            {
                < 0x80 => [.. tag, (byte)length],
                < 0x100 => [.. tag, 0x81, (byte)length],
                < 0x10000 => [.. tag, 0x82, (byte)(length >> 8), (byte)(length & 0xFF)],
                < 0x1000000 => [.. tag, 0x83, (byte)(length >> 16), (byte)(length >> 8 & 0xFF), (byte)(length & 0xFF)],
                _ => [.. tag, 0x84, (byte)(length >> 24), (byte)(length >> 16 & 0xFF), (byte)(length >> 8 & 0xFF), (byte)(length & 0xFF)],
            };
            if (isString)
                header[0] &= 0xFF ^ ConstructedBit;
            return header;
        }
    }
}
