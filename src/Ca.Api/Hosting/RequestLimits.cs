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
        options.AddPolicy(PerAddress, context => RateLimitPartition.GetTokenBucketLimiter(
            context.Connection.RemoteIpAddress,
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = settings.PublicRequestsPerSecond,
                TokensPerPeriod = Math.Max(1, settings.PublicRequestsPerSecond / 10),
                ReplenishmentPeriod = TimeSpan.FromMilliseconds(100),
            }));
        options.OnRejected = (rejected, _) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = "1";
            return new(Problem.Plain(StatusCodes.Status429TooManyRequests).ExecuteAsync(rejected.HttpContext));
        };
    }
}
