using System.Globalization;
using System.Text.RegularExpressions;

namespace Ca.Core.Asn1;

/// <summary>
/// Times as people and programs write them at our borders: a date, a time to the second and an offset, all of it (RFC 3339 §5.6). What is
/// left out is not guessed: <c>10/11</c> is no day of this year, and <c>12:00</c> not of today.
/// </summary>
public static partial class Rfc3339
{
    static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK"];

    /// <summary>The time, or false.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        return Form().IsMatch(text) && DateTimeOffset.TryParseExact(text.ToUpperInvariant(), Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
    }

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?([Zz]|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex Form();
}
