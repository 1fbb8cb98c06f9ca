namespace Ca.Api.Status;

/// <summary>How often a list is re-issued when nothing happens, and how long it is valid.</summary>
/// <param name="Interval">Within the hour that EN 319 411-1 §6.2.4 gives from a decision to its being seen, also for whoever looks at lists alone.</param>
/// <param name="Validity">From thisUpdate to nextUpdate: a night without an administrator passes, and a list that was kept back is not believed for days.</param>
sealed record RevocationListSchedule(TimeSpan Interval, TimeSpan Validity)
{
    public static RevocationListSchedule Usual { get; } = new(TimeSpan.FromHours(1), TimeSpan.FromHours(24));

    /// <summary>How often the watchdog looks at what is published; also how soon it tries again what failed.</summary>
    public static TimeSpan Watch { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Less than this to nextUpdate, and twelve hourly attempts have failed: somebody has to look.</summary>
    public TimeSpan Alarm => Validity / 2;
}
