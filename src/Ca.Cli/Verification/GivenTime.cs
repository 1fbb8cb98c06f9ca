using System.Globalization;
using Ca.Core;

namespace Ca.Cli.Verification;

/// <summary>A time that somebody wrote. Without a zone it is in UTC: the same command says the same everywhere.</summary>
static class GivenTime
{
    public static Outcome<DateTimeOffset> Parse(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var given)
            ? given
            : new Refusal(RefusalCode.Malformed, new Sentence(typeof(GivenTime).Assembly, "Verification.not-a-time", text));

    /// <summary>The time given, or the clock's.</summary>
    public static Outcome<DateTimeOffset> OrNow(string? text, TimeProvider clock) => text is null ? clock.GetUtcNow() : Parse(text);
}
