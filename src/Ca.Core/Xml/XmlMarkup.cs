using System.Text.RegularExpressions;

namespace Ca.Core.Xml;

/// <summary>
/// The length of tags, references and the document type, looked through once before the platform reads them. Its reader begins anew with a tag
/// whenever it fetches more of it, and compares what a document type declares with one another: four million spaces in a tag take it 20 seconds,
/// a hundred thousand declared attributes as long.
/// </summary>
static partial class XmlMarkup
{
    /// <summary>
    /// Octets of a tag besides the values of its attributes, of a whole document type, of a reference. Tags have a hundred, the largest document
    /// types in use a few thousand; 500 tags of this length, which fill a document, are read in two seconds.
    /// </summary>
    const int MaxOctets = 64 * 1024;

    /// <summary>Those in which an octet below 128 is ASCII and nothing else, and UTF-16: in another one the reader would see other tags than we.</summary>
    static readonly string[] Encodings = ["utf-8", "us-ascii", "iso-8859-1", "windows-1251", "utf-16"];

    /// <summary>Why the document may not be given to the reader, or null.</summary>
    /// <remarks>Of what is not well-formed only the part before the error has to be seen as the reader sees it: it reads no further.</remarks>
    public static Refusal? Refuses(ReadOnlySpan<byte> xml)
    {
        if (xml is [0, 0, ..] or [_, _, 0, 0, ..])
            return Encoded("UCS-4");
        var octets = Narrow(xml);
        if (octets.StartsWith("\uFEFF"u8))
            octets = octets[3..];
        if (octets is [(byte)'<', (byte)'?', (byte)'x', (byte)'m', (byte)'l', (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n', ..]
            && RefusesDeclaration(octets[..Through(octets, "?>"u8)]) is { } why)
            return why;
        return IsBounded(octets) ? null : new(RefusalCode.TooLarge, "Xml.markup-too-long", MaxOctets);
    }

    /// <summary>Of one that is not all ASCII the reader throws what is no XmlException.</summary>
    static Refusal? RefusesDeclaration(ReadOnlySpan<byte> declaration)
    {
        if (declaration.IndexOfAnyExceptInRange((byte)0, (byte)0x7F) is var alien and >= 0)
            return new(RefusalCode.Malformed, "Xml.malformed", 1, alien + 1);
        return Encoding().Match(Latin(declaration)) is { Success: true } declared && !Encodings.Contains(declared.Groups[1].Value, StringComparer.OrdinalIgnoreCase)
            ? Encoded(declared.Groups[1].Value)
            : null;
    }

    static Refusal Encoded(string name) => new(RefusalCode.Unsupported, "Xml.encoding", name, string.Join(", ", Encodings));

    static string Latin(ReadOnlySpan<byte> octets) => System.Text.Encoding.Latin1.GetString(octets);

    [GeneratedRegex("""encoding\s*=\s*["']([^"']*)["']""")]
    private static partial Regex Encoding();

    static bool IsBounded(ReadOnlySpan<byte> rest)
    {
        while (rest.IndexOfAny((byte)'<', (byte)'&') is var found and >= 0)
        {
            rest = rest[found..];
            var length = rest[0] == '&' ? Reference(rest)
                : rest.StartsWith("<!--"u8) ? Through(rest, "-->"u8)
                : rest.StartsWith("<![CDATA["u8) ? Through(rest, "]]>"u8)
                : rest.StartsWith("<?"u8) ? Through(rest, "?>"u8)
                : rest.StartsWith("<!"u8) ? DocumentType(rest)
                : Tag(rest);
            if (length < 0)
                return false;
            rest = rest[length..];
        }
        return true;
    }

    /// <summary>UTF-16 with an octet for a character, since all that matters here is ASCII; anything else as it is.</summary>
    static ReadOnlySpan<byte> Narrow(ReadOnlySpan<byte> xml)
    {
        int? high = xml switch
        {
            [0xFE, 0xFF, ..] or [0, not 0, ..] => 0,
            [0xFF, 0xFE, ..] or [not 0, 0, ..] => 1,
            _ => null,
        };
        if (high is not { } first)
            return xml;
        var narrow = new byte[xml.Length / 2];
        for (var i = 0; i < narrow.Length; i++)
            narrow[i] = xml[2 * i + first] == 0 ? xml[2 * i + 1 - first] : (byte)'?';
        return narrow;
    }

    static int Through(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> end) => rest.IndexOf(end) is var at and >= 0 ? at + end.Length : rest.Length;

    /// <summary>What is no reference at all, as in a text that is not well-formed, ends with the document or is too long.</summary>
    static int Reference(ReadOnlySpan<byte> rest) => rest[..Math.Min(rest.Length, MaxOctets)].IndexOf((byte)';') is var end and >= 0 ? end + 1 : rest.Length <= MaxOctets ? rest.Length : -1;

    /// <returns>Its length, or -1 when it is too long.</returns>
    static int Tag(ReadOnlySpan<byte> rest)
    {
        var outside = 0;
        for (var at = 0; at < rest.Length; at++)
        {
            if (++outside > MaxOctets)
                return -1;
            if (rest[at] == '>')
                return at + 1;
            if (rest[at] is (byte)'"' or (byte)'\'')
            {
                var value = Value(rest[at..]);
                if (value < 0)
                    return -1;
                at += value - 1;
            }
        }
        return rest.Length;
    }

    /// <summary>From one quote to the other.</summary>
    static int Value(ReadOnlySpan<byte> rest)
    {
        var end = rest[1..].IndexOf(rest[0]) is var found and >= 0 ? found + 2 : rest.Length;
        for (var at = 0; rest[at..end].IndexOf((byte)'&') is var reference and >= 0;)
        {
            at += reference;
            var length = Reference(rest[at..end]);
            if (length < 0)
                return -1;
            at += length;
        }
        return end;
    }

    /// <summary>With its internal subset, in whose comments and instructions a quote is nothing.</summary>
    static int DocumentType(ReadOnlySpan<byte> rest)
    {
        var bounded = rest[..Math.Min(rest.Length, MaxOctets)];
        var isInside = false;
        for (var at = 2; at < bounded.Length;)
        {
            var part = bounded[at..];
            if (part[0] == '>' && !isInside)
                return at + 1;
            if (part[0] is (byte)'[' or (byte)']')
                isInside = part[0] == '[';
            at += part.StartsWith("<!--"u8) ? Through(part, "-->"u8)
                : part.StartsWith("<?"u8) ? Through(part, "?>"u8)
                : part[0] is (byte)'"' or (byte)'\'' ? Through(part[1..], part[..1]) + 1
                : 1;
        }
        return rest.Length <= MaxOctets ? rest.Length : -1;
    }
}
