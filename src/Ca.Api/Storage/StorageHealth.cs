using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Ca.Api.Storage;

/// <summary>Whether the database answers and every issuer may issue.</summary>
sealed class StorageHealth(IDbContextFactory<CaDbContext> contexts) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var stopped = await db.IssuanceStops.Select(s => s.Issuer).ToListAsync(cancellationToken);
        return stopped.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"stopped: {string.Join(", ", stopped)}");
    }
}
