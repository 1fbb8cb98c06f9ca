using Ca.Core;

namespace Ca.Api.TimeStamping;

/// <summary>
/// The clock that time-stamps show. The machine has two: one tells the time of day and can be set, one only counts. As long as both go on
/// alike, and the first is not behind what was stamped or logged before, it is believed (docs/decisions/0013-time-stamps.md).
/// </summary>
/// <remarks>Safe to use from several threads at once.</remarks>
sealed class WatchedClock(TimeProvider time)
{
    /// <summary>A disagreement that is called a jump. NTP slews by at most 0.5 ms a second, which in <see cref="Stretch"/> comes to 30 ms.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(500);

    /// <summary>After a jump the clocks have to agree for so long: NTP daemons that step do it within a few polls of 64 seconds.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(5);

    /// <summary>How long the clocks are held against the same moment: short, so that slewing does not add up to a jump.</summary>
    static readonly TimeSpan Stretch = TimeSpan.FromMinutes(1);

    readonly Lock gate = new();
    (DateTimeOffset Time, long Count) agreed = (time.GetUtcNow(), time.GetTimestamp());
    DateTimeOffset? latest;
    (Sentence Why, long Since, long Again)? stopped;
    (TimeSpan Stopped, Sentence Why)? resumed;

    /// <summary>Why the clock is not believed, or null when it is.</summary>
    public Sentence? Complaint
    {
        get
        {
            lock (gate)
                return stopped?.Why ?? (latest is null ? Say("TimeStamping.log-unread") : null);
        }
    }

    /// <summary>A moment that has been, whoever says so: the audit log's last event. Nothing is believed before this is known.</summary>
    public void Learn(DateTimeOffset past)
    {
        lock (gate)
            latest = latest is { } known && known > past ? known : past;
    }

    /// <summary>The time, never before one that was given; null when it is not to be believed.</summary>
    public DateTimeOffset? Read()
    {
        lock (gate)
        {
            var (now, count) = (time.GetUtcNow(), time.GetTimestamp());
            Compare(now, count);
            if (latest is not { } past)
                return null;
            if (past - now > Tolerance)
                Stop(Say("TimeStamping.clock-behind", $"{now:u}", $"{past:u}"), count);
            if (stopped is { } stop)
            {
                if (time.GetElapsedTime(stop.Again, count) < Quiet)
                    return null;
                resumed = (time.GetElapsedTime(stop.Since, count), stop.Why);
                stopped = null;
            }
            latest = now > past ? now : past;
            return latest;
        }
    }

    /// <summary>Once after every time that it was not believed: for how long, and why.</summary>
    public (TimeSpan Stopped, Sentence Why)? TakeResumption()
    {
        lock (gate)
        {
            var taken = resumed;
            resumed = null;
            return taken;
        }
    }

    void Compare(DateTimeOffset now, long count)
    {
        var elapsed = time.GetElapsedTime(agreed.Count, count);
        var off = now - agreed.Time - elapsed;
        if (off.Duration() > Tolerance)
            Stop(Say("TimeStamping.clock-jumped", $"{off.TotalSeconds:0.0}", $"{now:u}"), count);
        if (off.Duration() > Tolerance || elapsed > Stretch)
            agreed = (now, count);
    }

    void Stop(Sentence why, long count) => stopped = (why, stopped?.Since ?? count, count);

    static Sentence Say(string key, params object[] arguments) => new(typeof(WatchedClock).Assembly, key, arguments);
}
