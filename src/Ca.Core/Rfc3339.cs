using System.Globalization;
using System.Text.RegularExpressions;

namespace Ca.Core;

/// <summary>
/// A moment as people and programs write it to us: date, time and offset from UTC, all of them (RFC 3339 §5.6). Nothing is guessed, since a
/// verdict depends on it: <c>10/11</c> is two days, and <c>12:00</c> another one every day.
/// </summary>
public static partial class Rfc3339
{
    /// <summary>The moment, in UTC; digits below 100 nanoseconds are dropped.</summary>
    /// <remarks>The 60th second of a leap second is refused: no clock of the platform shows it.</remarks>
    public static Outcome<DateTimeOffset> Parse(string text)
    {
        if (DateTimeForm().Match(text) is not { Success: true, Groups: var parts })
            return NotATime();
        var written = $"{parts["date"].Value} {parts["time"].Value}";
        if (!DateTime.TryParseExact(written, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return NotATime();
        var fraction = long.Parse(parts["fraction"].Value.PadRight(7, '0')[..7], CultureInfo.InvariantCulture);
        var offset = TimeSpan.Zero;
        if (parts["sign"].Success)
        {
            var (hours, minutes) = (Number(parts["hours"]), Number(parts["minutes"]));
            if (hours > 23 || minutes > 59)
                return NotATime();
            offset = new TimeSpan(hours, minutes, 0) * (parts["sign"].Value == "-" ? -1 : 1);
        }
        // By ticks: near the ends of the calendar the offset leads out of it.
        var ticks = local.Ticks + fraction - offset.Ticks;
        return ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks ? NotATime() : new DateTimeOffset(ticks, TimeSpan.Zero);
    }

    static int Number(Group digits) => int.Parse(digits.Value, CultureInfo.InvariantCulture);

    static Refusal NotATime() => new(RefusalCode.Malformed, "Asn1.not-rfc3339");

    // T and Z may be lower case, and a space may stand for the T (§5.6). \z and not $, which a line feed may follow.
    [GeneratedRegex(
        @"\A(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ](?<time>[0-9]{2}:[0-9]{2}:[0-9]{2})(\.(?<fraction>[0-9]{1,9}))?([Zz]|(?<sign>[+-])(?<hours>[0-9]{2}):(?<minutes>[0-9]{2}))\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex DateTimeForm();
}
