using System.Net;
using System.Threading.RateLimiting;
using Ca.Api.Problems;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Ca.Api.Hosting;

/// <summary>What one client can cost us before anything is read.</summary>
static class RequestLimits
{
    /// <summary>The policy that every public route has.</summary>
    public const string PerAddress = "per-address";

    /// <summary>The policy of verifications, of which one costs what ten thousand small requests do.</summary>
    public const string Verifications = "verifications";

    /// <summary>
    /// A request of 64 KiB in JSON with its line feeds escaped stays under 100 KiB; a route that takes more says so itself
    /// by <c>RequestSizeLimitAttribute</c>.
    /// </summary>
    const int MaxBodyOctets = 256 * 1024;

    public static void Apply(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = MaxBodyOctets;
        limits.MaxRequestLineSize = 8 * 1024;
        limits.MaxRequestHeaderCount = 50;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        limits.MaxConcurrentConnections = 10_000;
        // A client slower than this after five seconds is cut off: a 56k modem sends 7,000 octets a second.
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
    }

    public static void Apply(RateLimiterOptions options, Settings settings)
    {
        options.AddPolicy(PerAddress, context => Bucket(context, settings.PublicRequestsPerSecond));
        options.AddPolicy(Verifications, context => Bucket(context, settings.VerificationsPerSecond));
        // Where there is no route there is no policy of one: what is not found costs as much as what is.
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, IPAddress>(context => context.GetEndpoint() is RouteEndpoint
            ? RateLimitPartition.GetNoLimiter(IPAddress.None)
            : Bucket(context, settings.PublicRequestsPerSecond));
        options.OnRejected = (rejected, _) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = "1";
            return new(Problem.Plain(StatusCodes.Status429TooManyRequests).ExecuteAsync(rejected.HttpContext));
        };
    }

    static RateLimitPartition<IPAddress> Bucket(HttpContext context, int perSecond) => RateLimitPartition.GetTokenBucketLimiter(
        context.Connection.RemoteIpAddress ?? IPAddress.None,
        _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = perSecond,
            TokensPerPeriod = Math.Max(1, perSecond / 10),
            ReplenishmentPeriod = TimeSpan.FromMilliseconds(perSecond < 10 ? 1000.0 / perSecond : 100),
        });
}
