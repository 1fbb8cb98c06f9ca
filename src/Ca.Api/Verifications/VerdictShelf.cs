using Ca.Api.Hosting;
using Ca.Api.Problems;
using Ca.Api.Storage;
using Ca.Core;
using Microsoft.EntityFrameworkCore;

namespace Ca.Api.Verifications;

/// <summary>Where kept verdicts lie: bounded in octets and in time.</summary>
sealed class VerdictShelf(
    IDbContextFactory<CaDbContext> databases, Writer writer, Settings settings, TimeProvider time, ILogger<VerdictShelf> log) : BackgroundService
{
    /// <summary>How often expired ones are looked for.</summary>
    public static readonly TimeSpan Watch = TimeSpan.FromMinutes(1);

    /// <summary>Deleted in one act: their pages are overwritten, and everybody who writes waits for it.</summary>
    const int RowsAtOnce = 100;

    /// <summary>One of a signature with a short path.</summary>
    const int Usual = 16 * 1024;

    readonly long capacity = settings.KeptVerdictMegabytes * 1024L * 1024;

    /// <summary>Puts one there, durably; a refusal when it has no room.</summary>
    public async Task<Outcome<KeptVerdict>> Put(KeptVerdict verdict) => await writer.Write<KeptVerdict>(async db =>
    {
        var room = await db.VerdictRooms.SingleOrDefaultAsync();
        if (room is null)
            db.VerdictRooms.Add(room = new VerdictRoom { Octets = 0 });
        if (room.Octets + verdict.Octets > capacity)
            return await Full(db);
        room.Octets += verdict.Octets;
        db.KeptVerdicts.Add(verdict);
        return verdict;
    });

    /// <summary>The one of this name, while its time is not over.</summary>
    public async Task<KeptVerdict?> Find(string id, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.KeptVerdicts.SingleOrDefaultAsync(v => v.Id == id && v.ExpiresAt > now, cancellation);
    }

    /// <summary>Why none would be taken now, asked before the work is done; null when there is room for a usual one.</summary>
    public async Task<Refusal?> Refuses(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await Taken(db, cancellation) + Usual > capacity ? await Full(db) : null;
    }

    /// <summary>How much of the room is left, from 1 for all of it to 0.</summary>
    public async Task<double> Left(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return 1 - (double)await Taken(db, cancellation) / capacity;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var watch = new PeriodicTimer(Watch, time);
        do
            try
            {
                while (await DeleteSome(time.GetUtcNow()) == RowsAtOnce && !stoppingToken.IsCancellationRequested)
                {
                }
            }
            catch (Exception e) when (Failures.IsOutage(e))
            {
                log.LogError(e, "Expired verdicts could not be deleted; the next try is in {Watch}", Watch);
            }
        while (await watch.WaitForNextTickAsync(stoppingToken));
    }

    async Task<int> DeleteSome(DateTimeOffset now)
    {
        await using (var db = await databases.CreateDbContextAsync())
            if (!await db.KeptVerdicts.AnyAsync(v => v.ExpiresAt <= now))
                return 0;
        return (await writer.Write<int>(async db =>
        {
            var expired = await db.KeptVerdicts.Where(v => v.ExpiresAt <= now).OrderBy(v => v.ExpiresAt)
                .Select(v => new { v.Id, v.Octets }).Take(RowsAtOnce).ToListAsync();
            var ids = expired.Select(v => v.Id).ToList();
            var room = await db.VerdictRooms.SingleAsync();
            room.Octets -= expired.Sum(v => (long)v.Octets);
            return await db.KeptVerdicts.Where(v => ids.Contains(v.Id)).ExecuteDeleteAsync();
        })).Expect();
    }

    static async Task<long> Taken(CaDbContext db, CancellationToken cancellation) =>
        await db.VerdictRooms.Select(r => (long?)r.Octets).SingleOrDefaultAsync(cancellation) ?? 0;

    async Task<Refusal> Full(CaDbContext db)
    {
        var first = await db.KeptVerdicts.OrderBy(v => v.ExpiresAt).Select(v => (DateTimeOffset?)v.ExpiresAt).FirstOrDefaultAsync();
        return new(RefusalCode.Unavailable, new Sentence(
            typeof(VerdictShelf).Assembly, "Verifications.no-room", settings.KeptVerdictMegabytes, $"{first ?? time.GetUtcNow():u}"));
    }
}
