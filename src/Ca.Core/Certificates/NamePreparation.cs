using System.Globalization;
using System.Text;

namespace Ca.Core.Certificates;

/// <summary>
/// The string preparation with which names are compared (RFC 5280 §7.1, RFC 4518 §2): map, fold case, normalise to NFKC, compress spaces.
/// </summary>
/// <remarks>
/// Case is folded one character to one (<c>ß</c> is not <c>ss</c>), as the platform and OpenSSL do it: no two names are thereby taken for
/// one. Every string type is compared as text, since RFC 5280 §7.1 wants PrintableString equal to UTF8String.
/// </remarks>
static class NamePreparation
{
    public static string Prepare(NameAttribute attribute)
    {
        // Not text: compared octet by octet, and never equal to a text that looks like it, for in what is prepared there are no controls.
        if (attribute.StringType == NameStringType.Other)
            return '\0' + attribute.Value;
        return CompressSpaces(Ascii.IsValid(attribute.Value)
            ? Fold(Map(attribute.Value))
            : Fold(Map(attribute.Value).Normalize(NormalizationForm.FormKC)));
    }

    // RFC 4518 §2.2: white space becomes SPACE, controls and format characters become nothing.
    static string Map(string value)
    {
        if (value.All(c => c is >= ' ' and <= '~'))
            return value;
        var mapped = new StringBuilder(value.Length);
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.Value is >= 0x09 and <= 0x0D or 0x85)
                mapped.Append(' ');
            else if (rune.Value is 0x034F or 0x1806 or 0xFFFC or (>= 0x180B and <= 0x180D) or (>= 0xFE00 and <= 0xFE0F))
                continue;
            else
                mapped.Append(Rune.GetUnicodeCategory(rune) switch
                {
                    UnicodeCategory.Control or UnicodeCategory.Format => "",
                    UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => " ",
                    _ => rune.ToString(),
                });
        }
        return mapped.ToString();
    }

    // Up and then down, so that letters with two lower-case forms (σ and ς) meet.
    static string Fold(string value) => value.ToUpperInvariant().ToLowerInvariant();

    // RFC 4518 §2.6.1: spaces at the ends mean nothing, several are one.
    static string CompressSpaces(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
