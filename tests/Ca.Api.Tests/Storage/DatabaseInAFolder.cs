using System.Data.Common;
using Ca.Api.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Ca.Api.Tests.Storage;

/// <summary>A real database in a folder of its own.</summary>
sealed class DatabaseInAFolder : IAsyncDisposable
{
    readonly PageLimit pages = new();

    public DatabaseInAFolder()
    {
        var options = new DbContextOptionsBuilder<CaDbContext>();
        Ca.Api.Storage.Database.Configure(options, Folder);
        options.AddInterceptors(pages);
        Options = options.Options;
        Head = new AuditHeadFile(Folder);
        Database = new Database(Options, Head);
        Writer = new Writer(Options, Head);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("ca-api-").FullName;

    public string Path => System.IO.Path.Combine(Folder, "ca.db");

    public DbContextOptions<CaDbContext> Options { get; }

    public AuditHeadFile Head { get; }

    public Database Database { get; }

    public Writer Writer { get; }

    public CaDbContext Read() => new(Options);

    /// <summary>From now on the file cannot grow: what a full disk is to SQLite (SQLITE_FULL).</summary>
    public void FillTheDisk() => pages.Most = 1;

    public void FreeTheDisk() => pages.Most = null;

    public void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }

    sealed class PageLimit : DbConnectionInterceptor
    {
        public int? Most { get; set; }

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            using var command = connection.CreateCommand();
            // A limit below the size of the file means its size.
            command.CommandText = $"PRAGMA max_page_count = {Most ?? 1_000_000}";
            command.ExecuteNonQuery();
            return Task.CompletedTask;
        }
    }
}
