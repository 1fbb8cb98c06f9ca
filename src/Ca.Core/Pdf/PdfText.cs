using System.Text;

namespace Ca.Core.Pdf;

/// <summary>A text string (ISO 32000-2 §7.9.2.2) for people: UTF-16 or UTF-8 where it is marked so, Latin-1 otherwise.</summary>
static class PdfText
{
    const int MaxCharacters = 200;

    /// <summary>Control characters become spaces, and what is too long is cut.</summary>
    public static string Of(PdfString text)
    {
        var octets = text.Octets.Span[..Math.Min(text.Octets.Length, 4 * MaxCharacters)];
        var read = octets switch
        {
            [0xFE, 0xFF, .. var rest] => Encoding.BigEndianUnicode.GetString(rest),
            [0xEF, 0xBB, 0xBF, .. var rest] => Encoding.UTF8.GetString(rest),
            _ => Encoding.Latin1.GetString(octets),
        };
        return string.Concat(read.Take(MaxCharacters).Select(c => char.IsControl(c) ? ' ' : c));
    }

    /// <summary>A date (§7.9.4), D:YYYYMMDDHHmmSSOHH'mm'; null when it is none.</summary>
    public static DateTimeOffset? Date(PdfString text)
    {
        var octets = text.Octets.Span;
        if (octets.Length > 32)
            return null;
        var digits = Encoding.Latin1.GetString(octets);
        digits = digits.StartsWith("D:", StringComparison.Ordinal) ? digits[2..] : digits;
        var sign = digits.IndexOfAny(['+', '-', 'Z']);
        var local = sign < 0 ? digits : digits[..sign];
        var zone = sign < 0 || digits[sign] == 'Z' ? "" : digits[(sign + 1)..].Replace("'", "", StringComparison.Ordinal);
        const string least = "00000101000000";
        if (local.Length is < 4 or > 14 || local.Length % 2 != 0 || zone.Length is not (0 or 2 or 4) || !(local + zone).All(char.IsAsciiDigit))
            return null;
        local += least[local.Length..];
        zone += "0000"[zone.Length..];
        var offset = (Two(zone, 0) * 60 + Two(zone, 2)) * (sign >= 0 && digits[sign] == '-' ? -1 : 1);
        return DateTimeOffset.TryParseExact(local, "yyyyMMddHHmmss", null, System.Globalization.DateTimeStyles.AssumeUniversal, out var time)
            && Math.Abs(offset) <= 14 * 60 && time.Year is > 1 and < 9999
            ? new DateTimeOffset(time.DateTime, TimeSpan.FromMinutes(offset))
            : null;
    }

    static int Two(string digits, int at) => (digits[at] - '0') * 10 + digits[at + 1] - '0';
}
