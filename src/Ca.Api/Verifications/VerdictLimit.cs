using System.Net;
using System.Threading.RateLimiting;
using Ca.Api.Hosting;

namespace Ca.Api.Verifications;

/// <summary>How many verdicts one address may have kept: what is written stays for weeks, so that the limit of what is only read does not do.</summary>
sealed class VerdictLimit(Settings settings) : IDisposable
{
    readonly PartitionedRateLimiter<IPAddress> limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
        RateLimitPartition.GetTokenBucketLimiter(address, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = settings.KeptVerdictsPerHour,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = Wait(settings),
        }));

    /// <summary>After so long there is one more.</summary>
    public TimeSpan Between { get; } = Wait(settings);

    public bool TryTake(IPAddress? address)
    {
        using var lease = limiter.AttemptAcquire(address ?? IPAddress.None);
        return lease.IsAcquired;
    }

    public void Dispose() => limiter.Dispose();

    static TimeSpan Wait(Settings settings) => TimeSpan.FromHours(1) / settings.KeptVerdictsPerHour;
}
