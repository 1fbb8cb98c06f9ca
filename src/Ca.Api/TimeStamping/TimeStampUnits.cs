using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Ca.Api.Hosting;
using Ca.Api.Issuers;
using Ca.Api.Status;
using Ca.Core;
using Ca.Core.Audit;
using Ca.Core.Keys;
using Ca.Core.TimeStamping;

namespace Ca.Api.TimeStamping;

/// <summary>The units of all issuers that may certify one, and what keeps them going: the clock, their certificates, the log.</summary>
sealed class TimeStampUnits(
    IssuerList issuers, ServiceKeys keys, StatusRegister register, Settings settings, TimeProvider time, ILogger<TimeStampUnits> log) : BackgroundService
{
    /// <summary>How often the clock is looked at when nobody asks for the time, and the longest that the log is behind.</summary>
    public static readonly TimeSpan Watch = TimeSpan.FromSeconds(10);

    /// <summary>A second that genTime leaves off, and another for the clock: jumps of up to half of one are not noticed, and NTP has the other half.</summary>
    static readonly TimeSpan Accuracy = TimeSpan.FromSeconds(2);

    readonly Dictionary<string, TimeStampUnit> byName = issuers.All.Where(i => i.Profiles.Contains(TimeStampUnit.Profile)).ToDictionary(
        i => i.Name, i => new TimeStampUnit(i, keys, register, new(settings.TimeStampPolicy, Accuracy, Ordering: false), time), StringComparer.Ordinal);

    public WatchedClock Clock { get; } = new(time);

    public IEnumerable<TimeStampUnit> All => byName.Values;

    public bool TryGet(string issuer, [NotNullWhen(true)] out TimeStampUnit? unit) => byName.TryGetValue(issuer, out unit);

    /// <summary>
    /// The unit for a request that names none: whoever hashes with GOST R 34.11-2012 can check GOST signatures, others can seldom. Among several the
    /// first by name; where there is none of the kind the first of all; null when there is none at all.
    /// </summary>
    public TimeStampUnit? For(TimeStampRequest request)
    {
        var gost = !request.Digest.Refused(out _, out var digest) && (digest == DigestAlgorithm.Streebog256 || digest == DigestAlgorithm.Streebog512);
        return All.FirstOrDefault(u => u.IsGost == gost) ?? All.FirstOrDefault();
    }

    /// <summary>What is wrong now, each with what to do.</summary>
    public IEnumerable<Sentence> Complaints()
    {
        if (byName.Count == 0)
            return [];
        var now = time.GetUtcNow();
        return Clock.Complaint is { } complaint ? [complaint] : All.Select(u => u.Complaint(now)).OfType<Sentence>();
    }

    public override void Dispose()
    {
        foreach (var unit in All)
            unit.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (byName.Count == 0)
            return;
        using var watch = new PeriodicTimer(Watch, time);
        try
        {
            do
                await Attempt(() => Look(stoppingToken));
            while (await watch.WaitForNextTickAsync(stoppingToken));
        }
        finally
        {
            await Attempt(Record);
        }
    }

    async Task Look(CancellationToken stopping)
    {
        // Also after the clock went wrong: others may have logged since, by the wrong clock or by the right one.
        if (Clock.Complaint is not null)
            Clock.Learn(await register.LatestLogged());
        var now = Clock.Read();
        if (Clock.Complaint is { } complaint)
            log.LogError("No time-stamps are signed: {Complaint}", complaint.ToString());
        if (Clock.TakeResumption() is { } stop)
            await register.Record(Resumed(stop.Stopped, stop.Why));
        if (now is { } trusted)
            foreach (var unit in All)
                await unit.Renew(trusted, stopping);
        await Record();
    }

    async Task Record()
    {
        foreach (var unit in All)
            await Attempt(unit.Record);
    }

    AuditEntry Resumed(TimeSpan stopped, Sentence why) => new()
    {
        Time = time.GetUtcNow(),
        Actor = "service",
        Act = AuditAct.TimeStampingResumed,
        Target = "clock",
        Facts = new Dictionary<string, string>
        {
            ["secondsStopped"] = ((long)stopped.TotalSeconds).ToString(CultureInfo.InvariantCulture),
            ["why"] = why.Key,
        },
    };

    async Task Attempt(Func<Task> act)
    {
        try
        {
            await act();
        }
        // The edge: the next attempt has to be made, and other units have to go on.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "Time-stamping: an attempt failed and will be made again");
        }
    }
}
