using System.Globalization;
using Ca.Api.Hosting;
using Ca.Api.Storage;
using Ca.Core;
using Ca.Core.Registration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Ca.Api.Officers;

/// <summary>
/// Whether the officers' door will open a month from now. Relying parties are served all the same, so it never makes the service unready;
/// but once nobody can come in any more nobody can let anybody in.
/// </summary>
sealed class OfficersHealth(IDbContextFactory<CaDbContext> contexts, ServerCertificate server, TimeProvider time) : IHealthCheck
{
    /// <summary>To apply for a certificate, have it approved, proposed and admitted, with somebody on holiday.</summary>
    static readonly TimeSpan Ahead = TimeSpan.FromDays(30);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var last = await db.OfficersWhoWork(now).GroupBy(o => o.Role).Select(g => new { Role = g.Key, NotAfter = g.Max(o => o.NotAfter) })
            .ToDictionaryAsync(g => g.Role, g => g.NotAfter, cancellationToken);
        var complaints = Enum.GetValues<Role>()
            .Where(role => !last.TryGetValue(role, out var end) || end < now + Ahead)
            .Select(role => last.TryGetValue(role, out var end)
                ? Say("Officers.ends-soon", role.ToString().ToLowerInvariant(), $"{end:u}")
                : Say("Officers.nobody-has-role", role.ToString().ToLowerInvariant()))
            .ToList();
        if (server.Certificate.NotAfter.ToUniversalTime() < (now + Ahead).UtcDateTime)
            complaints.Add(Say("Officers.server-ends-soon", $"{server.Certificate.NotAfter.ToUniversalTime():u}"));
        return complaints.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(string.Join(' ', complaints.Select(c => c.In(CultureInfo.CurrentUICulture))));
    }

    static Sentence Say(string key, params object[] arguments) => new(typeof(OfficersHealth).Assembly, key, arguments);
}
