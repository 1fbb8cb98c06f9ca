using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Ca.Tests.Hostile;

/// <summary>Numbers that look random and are the same for the same seed and index (SplitMix64, Steele, Lea and Flood 2014).</summary>
sealed class SeededNumbers(ulong seed, int index)
{
    ulong state = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.ASCII.GetBytes($"{seed}/{index}")));

    public int Below(int bound)
    {
        unchecked
        {
            var z = state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)((z ^ (z >> 31)) % (ulong)bound);
        }
    }

    public byte Octet() => (byte)Below(256);

    public byte[] Octets(int count) => [.. Enumerable.Range(0, count).Select(_ => Octet())];

    public T OneOf<T>(IReadOnlyList<T> values) => values[Below(values.Count)];
}

/// <summary>Spoils good objects, a case for each index: blindly by octets, and with the tree of DER or the words of a text in mind, so that the harm lies deep.</summary>
sealed class Mutations(IReadOnlyList<byte[]> good, ulong seed)
{
    /// <summary>Lengths that readers have stumbled over: too long, too many octets, indefinite, not minimal, over 2^31 and 2^32.</summary>
    static readonly byte[][] EvilLengths =
    [
        [0x80], [0x81, 0x00], [0x81, 0x7F], [0x82, 0x00, 0x05], [0x82, 0xFF, 0xFF], [0x84, 0x7F, 0xFF, 0xFF, 0xFF],
        [0x84, 0x80, 0x00, 0x00, 0x00], [0x84, 0xFF, 0xFF, 0xFF, 0xFF], [0x85, 0x01, 0x00, 0x00, 0x00, 0x00], [0x88, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0xFF],
    ];

    static readonly byte[] Tags = [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0A, 0x0C, 0x12, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1A, 0x1C, 0x1E, 0x30, 0x31, 0x80, 0x81, 0x82, 0x86, 0xA0, 0xA1, 0xA3, 0xA4, 0x1F, 0x3F, 0x24];

    static readonly string[] EvilTexts = ["", "\0", "a\0b", "\u202E", "\uFEFF", "\u200B", "=", ",", "\\", "+", "#30", " ", "\uFFFF", new('x', 70), new('я', 5000)];

    /// <summary>What stands between the words of JSON, XML, PDF, XPath and names, and is nested or ended by them.</summary>
    static readonly string[] EvilWords =
    [
        "-1", "0", "2147483648", "-9223372036854775809", "99999999999999999999", "1e999", "NaN", "null", "true", "\"", "'", "{", "}", "[", "]", "(", ")", "<", "</", "/>", ">", "&", "&#0;",
        "&lt;", "<![CDATA[", "]]>", "<!--", "-->", "<?", "?>", "<!DOCTYPE a [", "<!ENTITY e '&e;'>", "<<", ">>", "stream\n", "endobj", "0 R", "//*", "::", "\\", "\\u0000", "%", "\r", "\n", "\0",
        "-----BEGIN X-----", "\u202E", "\uFEFF",
    ];

    public byte[] Case(int index)
    {
        var numbers = new SeededNumbers(seed, index);
        var bytes = numbers.OneOf(good);
        for (var rounds = 1 + numbers.Below(3); rounds > 0; rounds--)
            bytes = numbers.Below(2) == 0 ? SpoilOctets(numbers, bytes) : IsText(bytes) ? SpoilWords(numbers, bytes) : SpoilTree(numbers, bytes);
        return bytes.Length <= Effort.MaxOctets ? bytes : bytes[..Effort.MaxOctets];
    }

    static bool IsText(byte[] bytes) => bytes is [not 0x30, _, _, _, ..] && bytes.AsSpan(0, 4).IndexOfAnyInRange((byte)0, (byte)8) < 0;

    byte[] SpoilWords(SeededNumbers numbers, byte[] bytes)
    {
        var (at, until) = Word(numbers, bytes);
        byte[] before = bytes[..at], word = bytes[at..until], after = bytes[until..];
        switch (numbers.Below(8))
        {
            case 0: return [.. before, .. after];
            case 1: return [.. before, .. word, .. word, .. after];
            case 2: return [.. before, .. Encoding.UTF8.GetBytes(numbers.OneOf(EvilWords)), .. after];
            case 3: return [.. before, .. word, .. Encoding.UTF8.GetBytes(numbers.OneOf(EvilWords)), .. after];
            case 4: return [.. before, .. Many(numbers, word, bytes.Length), .. after];
            case 5:
                var other = numbers.OneOf(good);
                var (from, to) = Word(numbers, other);
                return [.. before, .. other[from..to], .. after];
            case 6:
                // From here to another word, once more or often: an element, a member, an object.
                var (_, end) = Word(numbers, bytes);
                end = Math.Max(until, end);
                return [.. bytes[..end], .. Many(numbers, bytes[at..end], bytes.Length), .. bytes[end..]];
            default: return [.. before, .. Encoding.UTF8.GetBytes(numbers.OneOf(EvilTexts)), .. after];
        }
    }

    /// <summary>The same over and over, seldom as often as there is room for: whoever compares each with each is slow then.</summary>
    static byte[] Many(SeededNumbers numbers, byte[] one, int besides)
    {
        var room = Math.Max(1, (Effort.MaxOctets - besides) / Math.Max(1, one.Length));
        var times = numbers.Below(8) == 0 ? room : 1 + numbers.Below(Math.Min(room, 20));
        var many = new byte[times * one.Length];
        for (var i = 0; i < times; i++)
            one.CopyTo(many, i * one.Length);
        return many;
    }

    /// <summary>A run of letters and digits, or one other octet.</summary>
    static (int At, int Until) Word(SeededNumbers numbers, byte[] bytes)
    {
        if (bytes.Length == 0)
            return (0, 0);
        var until = numbers.Below(bytes.Length);
        var at = until++;
        while (at > 0 && char.IsAsciiLetterOrDigit((char)bytes[at]) && char.IsAsciiLetterOrDigit((char)bytes[at - 1]))
            at--;
        while (until < bytes.Length && char.IsAsciiLetterOrDigit((char)bytes[until]) && char.IsAsciiLetterOrDigit((char)bytes[until - 1]))
            until++;
        return (at, until);
    }

    byte[] SpoilOctets(SeededNumbers numbers, byte[] bytes)
    {
        if (bytes.Length == 0)
            return numbers.Octets(numbers.Below(100));
        var at = numbers.Below(bytes.Length);
        var until = Math.Min(bytes.Length, at + 1 + numbers.Below(20));
        switch (numbers.Below(10))
        {
            case 0: return bytes[..at];
            case 1: return [.. bytes[..at], .. bytes[until..]];
            case 2: return [.. bytes[..at], .. numbers.Octets(1 + numbers.Below(20)), .. bytes[at..]];
            case 3: return [.. bytes[..until], .. bytes[at..]];
            case 4: return [.. bytes[..at], .. numbers.OneOf(good)[..]];
            case 5: return [.. bytes, .. numbers.Octets(1 + numbers.Below(4))];
            case 6: return [.. bytes[..at], .. numbers.OneOf(EvilLengths), .. bytes[until..]];
            case 7: return numbers.Octets(numbers.Below(300));
            case 8:
                var flipped = (byte[])bytes.Clone();
                flipped[at] ^= (byte)(1 << numbers.Below(8));
                return flipped;
            default:
                var changed = (byte[])bytes.Clone();
                changed[at] = numbers.Octet();
                return changed;
        }
    }

    byte[] SpoilTree(SeededNumbers numbers, byte[] bytes)
    {
        if (Node.Read(bytes) is not { Count: > 0 } roots)
            return SpoilOctets(numbers, bytes);
        var all = roots.SelectMany(r => r.All).ToList();
        var node = numbers.OneOf(all);
        switch (numbers.Below(12))
        {
            case 0: node.Tag = numbers.OneOf(Tags); break;
            case 1: node.Replace(numbers.Octets(numbers.Below(40))); break;
            case 2: node.Replace([]); break;
            case 3: node.Before = node.Encode(); break;
            case 4: node.Before = numbers.OneOf(all).Encode(); break;
            case 5: node.Replace(numbers.OneOf(all).Encode()); break;
            case 6: node.Replace(Encoding.UTF8.GetBytes(numbers.OneOf(EvilTexts))); break;
            case 7: node.EvilLength = numbers.OneOf(EvilLengths); break;
            case 8: node.Replace(Bomb(numbers.OneOf(Tags), 1 + numbers.Below(200))); break;
            case 9: node.Removed = true; break;
            case 10: node.Before = Many(numbers, node.Encode(), bytes.Length); break;
            default: node.Replace([.. node.Contents(), numbers.Octet()]); break;
        }
        return [.. roots.SelectMany(r => r.Encode())];
    }

    /// <summary>Well-formed values, one in another.</summary>
    static byte[] Bomb(byte tag, int depth)
    {
        byte[] bomb = [];
        for (; depth > 0; depth--)
            bomb = [tag, .. Node.Length(bomb.Length), .. bomb];
        return bomb;
    }

    /// <summary>A value of the tree: constructed, or an OCTET STRING that holds values, or octets.</summary>
    sealed class Node
    {
        List<Node>? children;
        byte[] octets = [];

        public byte Tag { get; set; }
        public byte[] Before { get; set; } = [];
        public byte[]? EvilLength { get; set; }
        public bool Removed { get; set; }

        public IEnumerable<Node> All => (children ?? []).SelectMany(c => c.All).Prepend(this);

        public void Replace(byte[] contents) => (children, octets) = (null, contents);

        public byte[] Contents() => children is null ? octets : [.. children.SelectMany(c => c.Encode())];

        public byte[] Encode()
        {
            if (Removed)
                return [];
            var contents = Contents();
            return [.. Before, Tag, .. EvilLength ?? Length(contents.Length), .. contents];
        }

        public static byte[] Length(int length) => length switch
        {
            < 0x80 => [(byte)length],
            < 0x100 => [0x81, (byte)length],
            < 0x10000 => [0x82, (byte)(length >> 8), (byte)(length & 0xFF)],
            _ => [0x83, (byte)(length >> 16), (byte)(length >> 8 & 0xFF), (byte)(length & 0xFF)],
        };

        /// <summary>The values that fill the bytes, or null when they are none.</summary>
        public static List<Node>? Read(ReadOnlySpan<byte> bytes, int depth = 0)
        {
            var nodes = new List<Node>();
            for (; bytes.Length > 0;)
            {
                if (depth > 30 || bytes.Length < 2 || (bytes[0] & 0x1F) == 0x1F)
                    return null;
                var (length, header) = bytes[1] switch
                {
                    < 0x80 => (bytes[1], 2),
                    0x81 when bytes.Length > 2 => (bytes[2], 3),
                    0x82 when bytes.Length > 3 => (bytes[2] << 8 | bytes[3], 4),
                    _ => (int.MaxValue, 0),
                };
                if (length > bytes.Length - header)
                    return null;
                var contents = bytes.Slice(header, length);
                var inner = (bytes[0] & 0x20) != 0 || bytes[0] == 0x04 ? Read(contents, depth + 1) : null;
                nodes.Add(new Node { Tag = bytes[0], children = inner, octets = inner is null ? contents.ToArray() : [] });
                bytes = bytes[(header + length)..];
            }
            return nodes;
        }
    }
}
