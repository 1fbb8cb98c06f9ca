using Ca.Api.Issuers;
using Ca.Api.Status;
using Ca.Core;
using Ca.Core.Audit;
using Ca.Core.TimeStamping;

namespace Ca.Api.TimeStamping;

/// <summary>Time-stamps under one issuer, with a key of its own (docs/decisions/0013-time-stamps.md).</summary>
sealed class TimeStampUnit(OnlineIssuer issuer, ServiceKeys keys, StatusRegister register, TimeStampPolicy policy, TimeProvider time) : IDisposable
{
    /// <summary>The profile that units are certified under; an issuer that may not issue under it has none.</summary>
    public const string Profile = "time-stamping";

    /// <summary>A log that cannot be written for so long stops the stamping: what is not told of is not done.</summary>
    static readonly TimeSpan MaxUnwritten = TimeSpan.FromMinutes(2);

    readonly ServiceKey<TimeStampAuthority> key = new(issuer, new(Profile, "TSA"), keys, signer => TimeStampAuthority.Create(signer, policy));
    readonly StampBatch batch = new(issuer.Name);
    (AuditEntry Entry, long Since)? unwritten;
    volatile bool isStuck;

    public string Issuer => issuer.Name;

    /// <summary>Whether it signs with GOST R 34.10-2012.</summary>
    public bool IsGost => issuer.IsGost;

    /// <summary>What is wrong, or null.</summary>
    public Sentence? Complaint(DateTimeOffset now) => isStuck
        ? Say("TimeStamping.log-unwritten", Issuer)
        : key.At(now) is not null ? null : Say("TimeStamping.no-unit", Issuer);

    /// <summary>A time-stamp, or why there is none.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="clock">Asked last, so that the time is that of the signature.</param>
    /// <param name="token">DER; null when there is none.</param>
    public TimeStampRejection? Stamp(TimeStampRequest request, WatchedClock clock, out byte[]? token)
    {
        token = null;
        if (key.Current is not { } authority || isStuck)
            return new(TimeStampFailure.SystemFailure, Complaint(time.GetUtcNow()) ?? Say("TimeStamping.no-unit", Issuer));
        if (authority.Refuses(request) is { } rejection)
            return rejection;
        if (clock.Read() is not { } now)
            return new(TimeStampFailure.TimeNotAvailable, Say("TimeStamping.time-not-available"));
        if (!authority.Certificate.MaySignAt(now))
            return new(TimeStampFailure.SystemFailure, Say("TimeStamping.no-unit", Issuer));
        var stamp = authority.Stamp(request, now);
        batch.Add(stamp);
        token = stamp.Token;
        return null;
    }

    /// <summary>Sees to it that there is a key that may stamp; one whose certificate was revoked stamps nothing more.</summary>
    public Task Renew(DateTimeOffset now, CancellationToken cancellation) => key.Renew(now, cancellation);

    /// <summary>Writes down what was stamped since the last time. What cannot be written is kept and tried again.</summary>
    public async Task Record()
    {
        unwritten ??= batch.Take(time.GetUtcNow()) is { } entry ? (entry, time.GetTimestamp()) : null;
        if (unwritten is not { } waiting)
            return;
        isStuck = time.GetElapsedTime(waiting.Since) > MaxUnwritten;
        await register.Record(waiting.Entry);
        unwritten = null;
        isStuck = false;
    }

    public void Dispose()
    {
        key.Dispose();
        batch.Dispose();
    }

    static Sentence Say(string key, params object[] arguments) => new(typeof(TimeStampUnit).Assembly, key, arguments);
}
