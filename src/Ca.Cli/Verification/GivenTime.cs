using Ca.Core;
using Ca.Core.Paths;

namespace Ca.Cli.Verification;

/// <summary>A time that somebody wrote: RFC 3339, and without an offset in UTC, so that the same command says the same everywhere.</summary>
static class GivenTime
{
    public static Outcome<DateTimeOffset> Parse(string text) =>
        Rfc3339.Parse(text + "Z").Refused(out _, out var inUtc) ? Rfc3339.Parse(text) : inUtc;

    /// <summary>Judged at the time given, or now.</summary>
    public static Outcome<JudgementTime> ToJudgeAt(string? text, TimeProvider clock) => text is null
        ? JudgementTime.DayOfChecking(clock.GetUtcNow())
        : Parse(text).Then(given => JudgementTime.Given(given, clock.GetUtcNow()));

    /// <summary>The time given, or the clock's.</summary>
    public static Outcome<DateTimeOffset> OrNow(string? text, TimeProvider clock) => text is null ? clock.GetUtcNow() : Parse(text);
}
