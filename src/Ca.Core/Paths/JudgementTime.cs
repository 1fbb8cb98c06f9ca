namespace Ca.Core.Paths;

/// <summary>Where the time that a certificate is judged at came from (63-FZ article 11 (2)).</summary>
public enum JudgementTimeSource
{
    /// <summary>Nothing reliable says when it was signed, so the day of checking counts. A claimed signing time is not reliable.</summary>
    DayOfChecking,
    /// <summary>Whoever asked vouches for the time.</summary>
    GivenByRequester,
    /// <summary>A time-stamp of an authority that is trusted shows that the signature existed then.</summary>
    TrustedTimeStamp,
}

/// <summary>The time a verdict is about, where it came from, and when the verdict was made.</summary>
public sealed record JudgementTime
{
    JudgementTime(DateTimeOffset at, JudgementTimeSource source, DateTimeOffset checkedAt)
    {
        At = at;
        Source = source;
        CheckedAt = checkedAt;
    }

    /// <summary>The time judged at.</summary>
    public DateTimeOffset At { get; }

    /// <summary>Where it came from.</summary>
    public JudgementTimeSource Source { get; }

    /// <summary>The clock when the verdict was made.</summary>
    public DateTimeOffset CheckedAt { get; }

    /// <summary>Judged at the time of checking.</summary>
    public static JudgementTime DayOfChecking(DateTimeOffset now) => new(now, JudgementTimeSource.DayOfChecking, now);

    /// <summary>Judged at the time that a time-stamp proves, as one of a series of proofs that was itself judged at <paramref name="before"/>.</summary>
    internal static JudgementTime Proved(DateTimeOffset at, JudgementTime before) =>
        at < before.At ? new(at, JudgementTimeSource.TrustedTimeStamp, before.CheckedAt) : before;

    /// <summary>Judged at a time that whoever asks vouches for; not ahead of the clock.</summary>
    public static Outcome<JudgementTime> Given(DateTimeOffset at, DateTimeOffset now) => at > now
        ? new Refusal(RefusalCode.OutOfTime, "Paths.time-ahead", at.ToUniversalTime().ToString("u"), now.ToUniversalTime().ToString("u"))
        : new JudgementTime(at, JudgementTimeSource.GivenByRequester, now);
}
