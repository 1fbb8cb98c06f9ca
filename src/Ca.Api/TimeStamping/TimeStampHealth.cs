using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Ca.Api.TimeStamping;

/// <summary>Whether time-stamps are signed: a clock that is believed, units that may sign, a log that takes what they did.</summary>
sealed class TimeStampHealth(TimeStampUnits units) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var complaints = units.Complaints().Select(c => c.In(CultureInfo.CurrentUICulture)).ToArray();
        return Task.FromResult(complaints.Length == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(string.Join(' ', complaints)));
    }
}
