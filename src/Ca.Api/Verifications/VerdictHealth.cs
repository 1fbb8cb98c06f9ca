using System.Globalization;
using Ca.Core;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Ca.Api.Verifications;

/// <summary>Whether verdicts can be kept: keys that may sign them, and room.</summary>
sealed class VerdictHealth(VerdictSigners signers, VerdictShelf shelf, TimeProvider time) : IHealthCheck
{
    /// <summary>With less of the room left, an operator should look who fills it, or give more.</summary>
    const double Little = 0.1;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var complaints = signers.Complaints(time.GetUtcNow()).Select(c => c.In(CultureInfo.CurrentUICulture)).ToArray();
        if (complaints.Length > 0)
            return HealthCheckResult.Unhealthy(string.Join(' ', complaints));
        var left = await shelf.Left(cancellationToken);
        return left >= Little
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(new Sentence(typeof(VerdictHealth).Assembly, "Verifications.little-room", (int)(left * 100)).In(CultureInfo.CurrentUICulture));
    }
}
