using System.Text;
using System.Text.Unicode;

namespace Ca.Core.Certificates;

/// <summary>Names as people write them: RFC 4514 with its escapes, but in the order of the encoding, as OpenSSL prints them.</summary>
static class DistinguishedNameText
{
    const string Special = "\"+,;<>\\";

    public static string Write(DistinguishedName name) =>
        string.Join(", ", name.RelativeNames.Select(rdn => string.Join(" + ", rdn.Select(WriteAttribute))));

    static string WriteAttribute(NameAttribute attribute)
    {
        var text = new StringBuilder(NameAttributeType.Of(attribute.Type).Name).Append('=');
        if (attribute.StringType == NameStringType.Other)
            return text.Append(attribute.Value).ToString();
        var at = 0;
        foreach (var rune in attribute.Value.EnumerateRunes())
        {
            var atAnEnd = at == 0 || at + rune.Utf16SequenceLength == attribute.Value.Length;
            if (rune.IsAscii && Special.Contains((char)rune.Value) || at == 0 && rune.Value == '#' || atAnEnd && rune.Value == ' ')
                text.Append('\\').Append((char)rune.Value);
            else
                HiddenCharacters.AppendEscaped(text, rune);
            at += rune.Utf16SequenceLength;
        }
        return text.ToString();
    }

    public static Outcome<DistinguishedName> Read(string text)
    {
        if (text.Length > DistinguishedName.MaxOctets)
            return new Refusal(RefusalCode.TooLarge, "Asn1.too-large", text.Length, DistinguishedName.MaxOctets);
        var rdns = new List<IReadOnlyList<NameAttribute>>();
        if (string.IsNullOrWhiteSpace(text))
            return DistinguishedName.Create(rdns);
        foreach (var rdn in SplitUnescaped(text, ','))
        {
            var attributes = new List<NameAttribute>(1);
            foreach (var attribute in SplitUnescaped(rdn, '+'))
            {
                if (ReadAttribute(attribute).Refused(out var why, out var read))
                    return why;
                attributes.Add(read);
            }
            rdns.Add(attributes);
        }
        return DistinguishedName.Create(rdns);
    }

    static List<string> SplitUnescaped(string text, char separator)
    {
        var parts = new List<string>();
        var start = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\')
                at++;
            else if (text[at] == separator)
            {
                parts.Add(text[start..at]);
                start = at + 1;
            }
        }
        parts.Add(text[start..]);
        return parts;
    }

    static Outcome<NameAttribute> ReadAttribute(string text)
    {
        if (text.Split('=', 2) is not [var key, var escaped])
            return new Refusal(RefusalCode.Malformed, "Certificates.name-no-equals-sign", HiddenCharacters.Escape(text.Trim()));
        if (NameAttributeType.Parse(key.Trim()).Refused(out var why, out var type))
            return why;
        if (Unescape(escaped.AsSpan().TrimStart(' ')) is not { } value)
            return new Refusal(RefusalCode.Malformed, "Certificates.name-bad-escape", HiddenCharacters.Escape(escaped.Trim()));
        return NameAttribute.Of(type.Oid, value);
    }

    /// <summary>The value, without the spaces at its end that nobody escaped; null for an escape that is none of RFC 4514's, and for DER in hex.</summary>
    static string? Unescape(ReadOnlySpan<char> escaped)
    {
        if (escaped is ['#', ..])
            return null;
        var octets = new List<byte>(escaped.Length);
        var meant = 0;
        while (escaped.Length > 0)
        {
            if (escaped is ['\\', var high, var low, ..] && char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low))
            {
                octets.Add(Convert.FromHexString([high, low])[0]);
                escaped = escaped[3..];
                meant = octets.Count;
                continue;
            }
            var literal = escaped[0] == '\\';
            if (literal)
                escaped = escaped[1..];
            if (escaped.Length == 0 || literal && !(Special + " #=").Contains(escaped[0]))
                return null;
            if (Rune.DecodeFromUtf16(escaped, out var rune, out var consumed) != System.Buffers.OperationStatus.Done)
                return null;
            octets.AddRange(Encoding.UTF8.GetBytes(rune.ToString()));
            if (literal || rune.Value != ' ')
                meant = octets.Count;
            escaped = escaped[consumed..];
        }
        var utf8 = octets.ToArray().AsSpan(0, meant);
        return Utf8.IsValid(utf8) ? Encoding.UTF8.GetString(utf8) : null;
    }
}
