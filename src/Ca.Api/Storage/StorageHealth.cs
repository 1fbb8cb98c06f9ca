using System.Globalization;
using Ca.Api.Hosting;
using Ca.Api.Problems;
using Ca.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Ca.Api.Storage;

/// <summary>Whether the database answers, the disk takes what is written and has room for more, and every issuer may issue.</summary>
sealed class StorageHealth(IDbContextFactory<CaDbContext> contexts, Writer writer, Settings settings, TimeProvider time) : IHealthCheck
{
    /// <summary>A flush costs the disk something, and anybody may ask.</summary>
    static readonly TimeSpan BetweenProbes = TimeSpan.FromSeconds(5);

    readonly Lock probing = new();
    DateTimeOffset probedAt = DateTimeOffset.MinValue;
    Sentence? found;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var stopped = await db.IssuanceStops.Select(s => s.Issuer).ToListAsync(cancellationToken);
        var complaints = stopped.Select(issuer => Say("Storage.issuance-stopped", issuer)).ToList();
        if (writer.HeadIsBehind)
            complaints.Add(Say("Storage.head-behind", Path.Combine(settings.DataDirectory, "audit", "head")));
        if (Probe() is { } disk)
            complaints.Add(disk);
        return complaints.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy(string.Join(' ', complaints.Select(c => c.In(CultureInfo.CurrentUICulture))));
    }

    Sentence? Probe()
    {
        lock (probing)
        {
            if (time.GetUtcNow() is var now && (now - probedAt).Duration() >= BetweenProbes)
                (found, probedAt) = (AskDisk(), now);
            return found;
        }
    }

    Sentence? AskDisk()
    {
        try
        {
            var probe = Path.Combine(settings.DataDirectory, "probe");
            using (var file = new FileStream(probe, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                file.Write(new byte[4096]);
                file.Flush(flushToDisk: true);
            }
            File.Delete(probe);
            var free = new DriveInfo(settings.DataDirectory).AvailableFreeSpace / (1024 * 1024);
            return free >= settings.LeastFreeMegabytes ? null : Say("Storage.disk-nearly-full", settings.DataDirectory, free, settings.LeastFreeMegabytes);
        }
        catch (Exception e) when (Failures.IsOutage(e))
        {
            return Say("Storage.disk-not-writable", settings.DataDirectory, e.Message);
        }
    }

    static Sentence Say(string key, params object[] arguments) => new(typeof(StorageHealth).Assembly, key, arguments);
}
