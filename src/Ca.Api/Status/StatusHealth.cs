using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Ca.Api.Status;

/// <summary>Whether relying parties get what they need: lists that are young enough, responders that may sign.</summary>
sealed class StatusHealth(RevocationLists lists, Responders responders, OfflineIssuers offline, TimeProvider time) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var warnings = offline.Warnings(now).Select(c => c.In(CultureInfo.CurrentUICulture)).ToArray();
        var complaints = lists.All.Select(l => l.Complaint(now)).Concat(responders.All.Select(r => r.Complaint(now))).OfType<Ca.Core.Sentence>().Concat(offline.Complaints(now))
            .Select(c => c.In(CultureInfo.CurrentUICulture)).ToArray();
        return Task.FromResult(
            complaints.Length > 0 ? HealthCheckResult.Unhealthy(string.Join(' ', [.. complaints, .. warnings]))
            : warnings.Length > 0 ? HealthCheckResult.Degraded(string.Join(' ', warnings))
            : HealthCheckResult.Healthy());
    }
}
