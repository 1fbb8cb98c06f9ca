using System.Globalization;
using System.Text.RegularExpressions;
using Ca.Core.Certificates;

namespace Ca.Core.Profiles;

/// <summary>How long a certificate lives, counted by the calendar: ISO 8601, as in <c>P15M</c>, <c>P90D</c>, <c>PT12H</c>.</summary>
/// <remarks>A year is not 365 days and fifteen months are no number of days at all, so the parts are kept apart until the clock is known.</remarks>
public readonly partial record struct Lifetime
{
    // The law's longest, 15 years for a public key (DOMAIN 2.5), leaves room for roots of 30; more is a slip of the pen.
    const int MaxYears = 50;

    Lifetime(int months, int days, int seconds)
    {
        Months = months;
        Days = days;
        Seconds = seconds;
    }

    /// <summary>Years and months, in months.</summary>
    public int Months { get; }

    /// <summary>Weeks and days, in days.</summary>
    public int Days { get; }

    /// <summary>Hours, minutes and seconds, in seconds.</summary>
    public int Seconds { get; }

    /// <summary>Reads <c>PnYnMnD</c>, <c>PnW</c> and <c>PTnHnMnS</c> or what they make together; whole numbers, not nothing, at most fifty years.</summary>
    public static Outcome<Lifetime> Parse(string text)
    {
        if (text.Length > 40 || Form().Match(text) is not { Success: true } match)
            return new Refusal(RefusalCode.Malformed, "Profiles.lifetime-form", text.Length > 40 ? text[..40] : text);
        int Part(string name) => match.Groups[name] is { Success: true } g ? int.Parse(g.Value, CultureInfo.InvariantCulture) : 0;

        var lifetime = new Lifetime(Part("y") * 12 + Part("mo"), Part("w") * 7 + Part("d"), Part("h") * 3600 + Part("mi") * 60 + Part("s"));
        var start = DateTimeOffset.UnixEpoch;
        return lifetime.EndFrom(start) > start && lifetime.EndFrom(start) <= start.AddYears(MaxYears)
            ? lifetime
            : new Refusal(RefusalCode.Malformed, "Profiles.lifetime-form", text);
    }

    /// <summary>The validity that begins with the second of <paramref name="start"/>; its last second is included (RFC 5280 §4.1.2.5).</summary>
    public Validity From(DateTimeOffset start)
    {
        var first = new DateTimeOffset(start.UtcTicks - start.UtcTicks % TimeSpan.TicksPerSecond, TimeSpan.Zero);
        return new(first, EndFrom(first) - TimeSpan.FromSeconds(1));
    }

    /// <summary>ISO 8601, in months, days and seconds.</summary>
    public override string ToString()
    {
        static string Part(int n, string unit) => n == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{n}{unit}");
        return $"P{Part(Months, "M")}{Part(Days, "D")}{Part(Seconds, "S") switch { "" => "", var s => "T" + s }}";
    }

    DateTimeOffset EndFrom(DateTimeOffset start) => start.AddMonths(Months).AddDays(Days).AddSeconds(Seconds);

    // At most five digits a part: no overflow below, and EndFrom stays inside the calendar.
    [GeneratedRegex(@"^P(?=[0-9T])((?<y>[0-9]{1,2})Y)?((?<mo>[0-9]{1,3})M)?((?<w>[0-9]{1,4})W)?((?<d>[0-9]{1,5})D)?(T(?=[0-9])((?<h>[0-9]{1,4})H)?((?<mi>[0-9]{1,4})M)?((?<s>[0-9]{1,5})S)?)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
