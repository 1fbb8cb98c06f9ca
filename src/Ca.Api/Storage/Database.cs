using System.Data.Common;
using Ca.Core;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Ca.Api.Storage;

/// <summary>The SQLite file <c>ca.db</c> of the data directory: how it is opened, and what has to be true before anybody works with it.</summary>
sealed class Database(DbContextOptions<CaDbContext> options, AuditHeadFile head)
{
    public static void Configure(DbContextOptionsBuilder options, string dataDirectory)
    {
        var connection = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(dataDirectory, "ca.db"),
            ForeignKeys = true,
            // Seconds to wait for a lock that somebody else holds: a backup may, a second writer must not.
            DefaultTimeout = 5,
        };
        options.UseSqlite(connection.ConnectionString).AddInterceptors(new Durability())
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking);
    }

    /// <summary>Brings the schema up to date and holds the log against the head that was kept outside.</summary>
    /// <returns>The refusal, or null when work may begin.</returns>
    public async Task<Refusal?> Open()
    {
        await using var db = new CaDbContext(options);
        // SQLite gives its other files the mode of this one.
        PrivateDirectory.CreateFile(db.Database.GetDbConnection().DataSource);
        await Migrate(db);
        if (head.Read().Refused(out var why, out var kept))
            return No("Storage.head-broken", head.Path, why.Sentence);
        var found = await db.AuditEvents.Where(e => e.Sequence == kept.Sequence).Select(e => e.Hash).FirstOrDefaultAsync();
        return kept.Sequence == 0 || found == kept.Hash ? null : No("Storage.log-cut-off", kept.Sequence);
    }

    static async Task Migrate(CaDbContext db)
    {
        // Write-ahead: readers go on while one writes, and a commit is one flush. The mode stays with the file.
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL");
        // Left behind by a process that was killed while it migrated, it would let us wait for ever; the lock file says we are alone.
        await db.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"");
        await db.Database.MigrateAsync();
    }

    static Refusal No(string key, params object[] arguments) =>
        new(RefusalCode.Unavailable, new Sentence(typeof(Database).Assembly, key, arguments));

    /// <summary>
    /// A commit is on the disk when it returns, and what is deleted is overwritten, since it may name people
    /// (https://sqlite.org/pragma.html#pragma_synchronous and #pragma_secure_delete); said of each connection.
    /// </summary>
    sealed class Durability : DbConnectionInterceptor
    {
        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Say(connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Say(connection);
            return Task.CompletedTask;
        }

        static void Say(DbConnection connection)
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON";
            command.ExecuteNonQuery();
        }
    }
}

/// <summary>For <c>dotnet ef migrations add</c>, which needs a context without an authority around it.</summary>
sealed class DesignTime : IDesignTimeDbContextFactory<CaDbContext>
{
    public CaDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<CaDbContext>();
        Database.Configure(options, ".");
        return new CaDbContext(options.Options);
    }
}

static class StorageServices
{
    public static void AddStorage(this IServiceCollection services, string dataDirectory)
    {
        services.AddPooledDbContextFactory<CaDbContext>(options => Database.Configure(options, dataDirectory));
        services.AddSingleton(new AuditHeadFile(dataDirectory));
        services.AddSingleton<Database>().AddSingleton<Writer>().AddSingleton<Reconciliation>();
        services.AddHostedService(provider => provider.GetRequiredService<Reconciliation>());
        // One instance: it remembers when it last asked the disk.
        services.AddSingleton<StorageHealth>().AddHealthChecks().AddCheck<StorageHealth>("storage");
    }
}
