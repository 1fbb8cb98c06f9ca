using System.Globalization;
using System.Text;

namespace Ca.Core.Certificates;

/// <summary>
/// Characters that make a name look like another one, or end it early for a program written in C: NUL (the certificates of 2009 for
/// <c>bank.example\0.evil.example</c>), controls, bidirectional overrides (CVE-2021-42574), zero-width and filler characters.
/// </summary>
static class HiddenCharacters
{
    /// <summary>The refusal of the first such character, or null; the sentences take the attribute's name and the code point.</summary>
    public static Refusal? Refuse(string attribute, string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == 0)
                return new(RefusalCode.Malformed, "Certificates.name-nul", attribute);
            if (IsControl(rune))
                return new(RefusalCode.Malformed, "Certificates.name-control", attribute, CodePoint(rune));
            if (IsBidirectional(rune))
                return new(RefusalCode.Malformed, "Certificates.name-bidirectional", attribute, CodePoint(rune));
            if (IsInvisible(rune))
                return new(RefusalCode.Malformed, "Certificates.name-invisible", attribute, CodePoint(rune));
            if (IsMeaningless(rune))
                return new(RefusalCode.Malformed, "Certificates.name-meaningless", attribute, CodePoint(rune));
        }
        return null;
    }

    /// <summary>The text with every such character as <c>\XX</c> for each octet of its UTF-8 (RFC 4514 §2.4), safe for a terminal.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            AppendEscaped(escaped, rune);
        return escaped.ToString();
    }

    /// <summary>One character of <see cref="Escape"/>.</summary>
    public static void AppendEscaped(StringBuilder escaped, Rune rune)
    {
        if (!IsControl(rune) && !IsBidirectional(rune) && !IsInvisible(rune) && !IsMeaningless(rune))
        {
            escaped.Append(rune.ToString());
            return;
        }
        Span<byte> octets = stackalloc byte[4];
        foreach (var octet in octets[..rune.EncodeToUtf8(octets)])
            escaped.Append(CultureInfo.InvariantCulture, $"\\{octet:X2}");
    }

    static string CodePoint(Rune rune) => $"U+{rune.Value:X4}";

    static bool IsControl(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    // Unicode's Bidi_Control property.
    static bool IsBidirectional(Rune rune) => rune.Value
        is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    // Every format character, and what Unicode calls Default_Ignorable_Code_Point besides them.
    static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format || rune.Value
        is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164 or 0xFFA0
        or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0000 and <= 0xE0FFF);

    // RFC 4518 §2.4 prohibits these in names: private use, not assigned, the replacement of something that was lost.
    static bool IsMeaningless(Rune rune) => rune.Value == 0xFFFD || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
