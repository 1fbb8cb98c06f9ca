using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Ca.Core.Pdf;

/// <summary>
/// Reads values (ISO 32000-2 §7.2, §7.3) from a place on. A syntax error is null, and so is what would be too much work. What is inside an
/// object stream has no place in the file.
/// </summary>
ref struct PdfLexer(ReadOnlySpan<byte> octets, int position, PdfWork work, bool isFile)
{
    /// <summary>Pages, forms and signatures nest about ten deep; a reader that recurses must not run out of stack.</summary>
    const int MaxDepth = 64;

    /// <summary>Annex C of ISO 32000-1: the largest number of an indirect object.</summary>
    public const int MaxObjectNumber = 8_388_607;

    const int MaxNameOctets = 1024;

    readonly ReadOnlySpan<byte> octets = octets;

    public int Position { get; set; } = position;

    readonly bool AtEnd => Position >= octets.Length;

    public static bool IsWhite(byte octet) => octet is 0 or 9 or 10 or 12 or 13 or 32;

    static bool IsDelimiter(byte octet) => octet is (byte)'(' or (byte)')' or (byte)'<' or (byte)'>' or (byte)'[' or (byte)']' or (byte)'{' or (byte)'}' or (byte)'/' or (byte)'%';

    static bool IsRegular(byte octet) => !IsWhite(octet) && !IsDelimiter(octet);

    /// <summary>White space alone, which no comment is part of.</summary>
    public void SkipWhite()
    {
        while (!AtEnd && IsWhite(octets[Position]))
            Position++;
    }

    /// <summary>White space and comments; not the comment that ends a file.</summary>
    public void SkipBlank()
    {
        while (true)
        {
            SkipWhite();
            if (AtEnd || octets[Position] != '%' || octets[Position..].StartsWith("%%EOF"u8))
                return;
            var line = octets[Position..].IndexOfAny((byte)10, (byte)13);
            Position = line < 0 ? octets.Length : Position + line;
        }
    }

    /// <summary>Whether this word stands next, and nothing regular behind it; then it is read.</summary>
    public bool Keyword(ReadOnlySpan<byte> word)
    {
        SkipBlank();
        var rest = octets[Math.Min(Position, octets.Length)..];
        if (!rest.StartsWith(word) || (rest.Length > word.Length && IsRegular(rest[word.Length])))
            return false;
        Position += word.Length;
        return true;
    }

    /// <summary>Whether <c>%%EOF</c> stands next; then it is read.</summary>
    public bool EndOfFile()
    {
        var ends = octets[Math.Min(Position, octets.Length)..].StartsWith("%%EOF"u8);
        Position += ends ? "%%EOF".Length : 0;
        return ends;
    }

    /// <summary>An integer that is not negative, such as a place or an object's number.</summary>
    public bool Natural(out long value)
    {
        SkipBlank();
        value = 0;
        var length = 0;
        for (; Position + length < octets.Length && octets[Position + length] is >= (byte)'0' and <= (byte)'9'; length++)
            if ((value = value * 10 + octets[Position + length] - '0') > int.MaxValue)
                return false;
        if (length == 0 || (Position + length < octets.Length && IsRegular(octets[Position + length])))
            return false;
        Position += length;
        return true;
    }

    /// <summary>The head of an indirect object: number, generation, <c>obj</c>.</summary>
    public bool ObjectHead(out int number, out int generation)
    {
        (number, generation) = (0, 0);
        if (!Natural(out var first) || !Natural(out var second) || first > MaxObjectNumber || second > ushort.MaxValue || !Keyword("obj"u8))
            return false;
        (number, generation) = ((int)first, (int)second);
        return true;
    }

    /// <summary>The value next, and for a dictionary before data the stream.</summary>
    public PdfValue? Object()
    {
        var start = Position;
        var value = Value(0);
        if (isFile && value is PdfDictionary dictionary && Keyword("stream"u8))
            value = StreamStart() is { } data ? new PdfStream(dictionary, data) : null;
        return work.TakeOctets(Math.Min(Position, octets.Length) - start) ? value : null;
    }

    /// <summary>The keyword is followed by CR LF or LF (§7.3.8.1).</summary>
    int? StreamStart()
    {
        if (!AtEnd && octets[Position] == 13)
            Position++;
        if (AtEnd || octets[Position] != 10)
            return null;
        return ++Position;
    }

    PdfValue? Value(int depth)
    {
        SkipBlank();
        if (AtEnd || depth > MaxDepth || !work.TakeValue())
            return null;
        return octets[Position] switch
        {
            (byte)'/' => Name() is { } name ? new PdfName(name) : null,
            (byte)'(' => Literal(),
            (byte)'<' when Position + 1 < octets.Length && octets[Position + 1] == '<' => Dictionary(depth),
            (byte)'<' => Hex(),
            (byte)'[' => Array(depth),
            (byte)'t' when Keyword("true"u8) => new PdfBoolean(true),
            (byte)'f' when Keyword("false"u8) => new PdfBoolean(false),
            (byte)'n' when Keyword("null"u8) => PdfValue.Null,
            >= (byte)'0' and <= (byte)'9' when Reference() is { } reference => reference,
            (byte)'+' or (byte)'-' or (byte)'.' or (>= (byte)'0' and <= (byte)'9') => Number(),
            _ => null,
        };
    }

    PdfReference? Reference()
    {
        var start = Position;
        if (Natural(out var number) && Natural(out var generation) && number is > 0 and <= MaxObjectNumber && generation <= ushort.MaxValue && Keyword("R"u8))
            return new((int)number, (int)generation);
        Position = start;
        return null;
    }

    PdfValue? Number()
    {
        var length = 0;
        while (Position + length < octets.Length && IsRegular(octets[Position + length]))
            length++;
        var word = octets.Slice(Position, length);
        Position += length;
        var digits = word[0] == '+' ? word[1..] : word;
        if (Utf8Parser.TryParse(digits, out long integer, out var used) && used == digits.Length)
            return new PdfInteger(integer);
        return Utf8Parser.TryParse(digits, out double real, out used) && used == digits.Length && double.IsFinite(real) ? new PdfReal(real) : null;
    }

    string? Name()
    {
        var name = new StringBuilder();
        for (Position++; !AtEnd && IsRegular(octets[Position]); Position++)
        {
            if (name.Length == MaxNameOctets)
                return null;
            var octet = octets[Position];
            if (octet == '#' && Position + 2 < octets.Length
                && byte.TryParse(octets.Slice(Position + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var escaped))
            {
                octet = escaped;
                Position += 2;
            }
            name.Append((char)octet);
        }
        return name.ToString();
    }

    PdfString? Literal()
    {
        var start = Position++;
        var read = new List<byte>();
        for (var open = 1; !AtEnd; Position++)
        {
            var octet = octets[Position];
            if (octet == '\\')
            {
                Escape(read);
                continue;
            }
            open += octet switch { (byte)'(' => 1, (byte)')' => -1, _ => 0 };
            if (open == 0)
                return new(read.ToArray(), isFile ? start..++Position : Skip(), isHex: false);
            read.Add(octet);
        }
        return null;
    }

    Range? Skip()
    {
        Position++;
        return null;
    }

    /// <summary>Leaves the position on the last octet of the escape.</summary>
    void Escape(List<byte> read)
    {
        if (++Position >= octets.Length)
            return;
        var octet = octets[Position];
        if (octet is >= (byte)'0' and <= (byte)'7')
        {
            var value = octet - '0';
            for (var digits = 1; digits < 3 && Position + 1 < octets.Length && octets[Position + 1] is >= (byte)'0' and <= (byte)'7'; digits++)
                value = value * 8 + octets[++Position] - '0';
            read.Add((byte)(value & 0xFF));
            return;
        }
        if (octet == 13 && Position + 1 < octets.Length && octets[Position + 1] == 10)
            Position++;
        if (octet is not (10 or 13))
            read.Add(octet switch { (byte)'n' => 10, (byte)'r' => 13, (byte)'t' => 9, (byte)'b' => 8, (byte)'f' => 12, _ => octet });
    }

    PdfString? Hex()
    {
        var start = Position;
        var length = octets[start..].IndexOf((byte)'>');
        if (length < 0)
        {
            Position = octets.Length;
            return null;
        }
        Position = start + length + 1;
        var read = new byte[length / 2 + 1];
        var count = 0;
        var high = -1;
        foreach (var octet in octets.Slice(start + 1, length - 1))
        {
            if (IsWhite(octet))
                continue;
            if (!char.IsAsciiHexDigit((char)octet))
                return null;
            var digit = octet <= '9' ? octet - '0' : (octet | 0x20) - 'a' + 10;
            if (high < 0)
                high = digit;
            else
                (read[count++], high) = ((byte)(high << 4 | digit), -1);
        }
        if (high >= 0)
            read[count++] = (byte)(high << 4);
        return new(read.AsMemory(0, count), isFile ? start..Position : null, isHex: true);
    }

    PdfArray? Array(int depth)
    {
        var items = new List<PdfValue>();
        Position++;
        while (true)
        {
            SkipBlank();
            if (!AtEnd && octets[Position] == ']')
            {
                Position++;
                return new(items);
            }
            if (Value(depth + 1) is not { } item)
                return null;
            items.Add(item);
        }
    }

    PdfDictionary? Dictionary(int depth)
    {
        var entries = new Dictionary<string, PdfValue>();
        var duplicates = false;
        Position += 2;
        while (true)
        {
            SkipBlank();
            if (octets[Math.Min(Position, octets.Length)..].StartsWith(">>"u8))
            {
                Position += 2;
                return new(entries, duplicates);
            }
            if (AtEnd || octets[Position] != '/' || Name() is not { } key || Value(depth + 1) is not { } value)
                return null;
            duplicates |= !entries.TryAdd(key, value);
        }
    }
}
