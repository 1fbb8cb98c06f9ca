using Ca.Api.Storage;
using Ca.Core;
using Ca.Core.Audit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Ca.Api.Tests.Storage;

public class WriterTests
{
    static readonly DateTimeOffset Noon = new(2026, 2, 3, 12, 0, 0, TimeSpan.Zero);

    DatabaseInAFolder database = null!;

    [SetUp]
    public async Task Open()
    {
        database = new DatabaseInAFolder();
        Assert.That(await database.Database.Open(), Is.Null);
    }

    [TearDown]
    public async Task Close() => await database.DisposeAsync();

    [Test]
    public async Task A_change_and_its_event_are_saved_together_and_the_head_is_kept_outside()
    {
        await Block("a");
        await using var db = database.Read();
        Assert.That(await db.BlockedKeys.CountAsync(), Is.EqualTo(1));
        var only = await db.AuditEvents.SingleAsync();
        Assert.That(only.Target, Is.EqualTo("key:a"));
        Assert.That(only.Hash, Is.EqualTo(only.ComputeHash()));
        Assert.That(database.Head.Read().Expect(), Is.EqualTo(only.Head));
    }

    [Test]
    public async Task A_thousand_acts_at_once_make_one_chain_without_a_gap()
    {
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => Block($"{i}")));
        Assert.That((await Verify()).Expect().Sequence, Is.EqualTo(1000));
    }

    [Test]
    public async Task A_refusal_leaves_nothing_behind_and_takes_nothing_from_the_others()
    {
        var acts = Enumerable.Range(0, 300).Select(i => i % 3 == 0 ? Refuse($"{i}") : Block($"{i}")).ToArray();
        var refused = (await Task.WhenAll(acts)).Count(o => o.Refused(out _, out _));
        await using var db = database.Read();
        Assert.That(refused, Is.EqualTo(100));
        Assert.That(await db.BlockedKeys.CountAsync(), Is.EqualTo(200));
        Assert.That((await Verify()).Expect().Sequence, Is.EqualTo(200));
    }

    [Test]
    public async Task An_exception_reaches_its_caller_alone_and_leaves_nothing_behind()
    {
        var acts = Enumerable.Range(0, 300).Select(i => i % 3 == 0 ? Throw($"{i}") : Block($"{i}")).ToArray();
        await Task.WhenAll(acts).ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.That(acts.Count(a => a.Exception?.InnerException is NotSupportedException), Is.EqualTo(100));
        Assert.That(acts.Count(a => a.IsCompletedSuccessfully), Is.EqualTo(200));
        Assert.That((await Verify()).Expect().Sequence, Is.EqualTo(200));
    }

    [Test]
    public async Task A_row_that_breaks_a_constraint_is_its_writers_failure_alone()
    {
        await Block("a");
        var twice = Block("a");
        var other = Block("b");
        Assert.That(async () => await twice, Throws.InstanceOf<DbUpdateException>());
        await other;
        Assert.That((await Verify()).Expect().Sequence, Is.EqualTo(2));
    }

    [Test]
    public async Task A_full_disk_fails_the_act_leaves_nothing_behind_and_is_survived()
    {
        await Block("before");
        database.FillTheDisk();
        var large = new string('x', 1_000_000);
        Assert.That(async () => await Block(large), Throws.Exception.With.InnerException.InstanceOf<SqliteException>());
        database.FreeTheDisk();
        await Block("after");
        await using var db = database.Read();
        Assert.That(await db.BlockedKeys.Select(k => k.KeyIdentity).ToListAsync(), Is.EquivalentTo(["before", "after"]));
        Assert.That((await Verify(database.Head.Read().Expect())).Expect().Sequence, Is.EqualTo(2));
    }

    [Test]
    public async Task A_head_that_cannot_be_written_takes_nothing_back_and_holds_up_what_comes_next()
    {
        var obstacle = Directory.CreateDirectory(Path.Combine(database.Folder, "audit", "head.next"));
        await Block("committed before the head failed");
        Assert.That(async () => await Block("refused"), Throws.Exception.Matches<Exception>(Ca.Api.Problems.Failures.IsOutage));
        await using (var db = database.Read())
            Assert.That(await db.BlockedKeys.CountAsync(), Is.EqualTo(1));

        obstacle.Delete();
        await Block("after");
        var head = database.Head.Read().Expect();
        Assert.That(head.Sequence, Is.EqualTo(2));
        Assert.That((await Verify(head)).Expect().Sequence, Is.EqualTo(2));
    }

    [Test]
    public async Task A_locked_database_fails_the_act_and_leaves_nothing_behind()
    {
        await using var other = new SqliteConnection($"Data Source={database.Path};Pooling=False");
        await other.OpenAsync();
        await using (await other.BeginTransactionAsync())
            Assert.That(async () => await Block("a"), Throws.InstanceOf<SqliteException>());
        await Block("b");
        await using var db = database.Read();
        Assert.That(await db.BlockedKeys.Select(k => k.KeyIdentity).ToListAsync(), Is.EqualTo(["b"]));
    }

    [TestCase("UPDATE AuditEvents SET Actor = 'other' WHERE Sequence = 2", "Audit.changed")]
    [TestCase("DELETE FROM AuditEvents WHERE Sequence = 2", "Audit.out-of-order")]
    [TestCase("UPDATE AuditEvents SET Sequence = 9 WHERE Sequence = 2; UPDATE AuditEvents SET Sequence = 2 WHERE Sequence = 3; UPDATE AuditEvents SET Sequence = 3 WHERE Sequence = 9", "Audit.broken-link")]
    [TestCase("DELETE FROM AuditEvents WHERE Sequence > 3", "Audit.cut-off")]
    public async Task Tampering_with_the_rows_is_found(string sql, string key)
    {
        for (var i = 0; i < 5; i++)
            await Block($"{i}");
        database.Execute("DROP TRIGGER AuditEvents_are_kept; DROP TRIGGER AuditEvents_stay;" + sql);
        Assert.That((await Verify(database.Head.Read().Expect())).Refused(out var why, out _), Is.True);
        Assert.That(why!.Sentence.Key, Is.EqualTo(key));
    }

    [TestCase("DELETE FROM AuditEvents")]
    [TestCase("UPDATE AuditEvents SET Actor = 'other'")]
    [TestCase("DELETE FROM BlockedKeys")]
    public async Task The_database_itself_keeps_what_is_never_deleted(string sql)
    {
        await Block("a");
        Assert.That(() => database.Execute(sql), Throws.InstanceOf<SqliteException>().With.Message.Contains("never").Or.Message.Contains("stays"));
        database.Execute("UPDATE AuditEvents SET Salt = NULL");
    }

    [Test]
    public async Task A_start_refuses_a_log_whose_end_is_cut_off()
    {
        for (var i = 0; i < 5; i++)
            await Block($"{i}");
        database.Execute("DROP TRIGGER AuditEvents_are_kept; DELETE FROM AuditEvents WHERE Sequence = 5");
        Assert.That((await database.Database.Open())?.Sentence.Key, Is.EqualTo("Storage.log-cut-off"));
    }

    [Test]
    public async Task A_start_accepts_a_head_that_is_behind_the_log_as_after_a_crash()
    {
        await Block("a");
        var head = database.Head.Read().Expect();
        await Block("b");
        database.Head.Replace(head);
        Assert.That(await database.Database.Open(), Is.Null);
    }

    [Test]
    public async Task A_start_after_a_kill_in_the_midst_of_a_migration_does_not_wait_for_ever()
    {
        database.Execute("INSERT OR REPLACE INTO __EFMigrationsLock VALUES (1, '')");
        Assert.That(await database.Database.Open(), Is.Null);
    }

    [Test]
    public void The_migrations_make_the_model_as_it_is()
    {
        using var db = database.Read();
        Assert.That(db.Database.HasPendingModelChanges(), Is.False);
    }

    Task<Outcome<BlockedKey>> Block(string key) => database.Writer.Write<BlockedKey>(db => Block(db, key));

    Task<Outcome<BlockedKey>> Refuse(string key) => database.Writer.Write<BlockedKey>(async db =>
    {
        await Block(db, key);
        await db.SaveChangesAsync();
        return new Refusal(RefusalCode.NotAllowed, "Audit.cut-off", 0, 0);
    });

    Task<Outcome<BlockedKey>> Throw(string key) => database.Writer.Write<BlockedKey>(async db =>
    {
        await Block(db, key);
        await db.SaveChangesAsync();
        throw new NotSupportedException();
    });

    static async Task<Outcome<BlockedKey>> Block(CaDbContext db, string key)
    {
        var blocked = new BlockedKey(key, Noon);
        db.BlockedKeys.Add(blocked);
        await db.Audit(new AuditEntry { Time = Noon, Actor = "test", Act = AuditAct.KeyBlocked, Target = $"key:{key}" });
        return blocked;
    }

    async Task<Outcome<AuditHead>> Verify(AuditHead? kept = null)
    {
        await using var db = database.Read();
        return AuditChain.Verify(db.AuditEvents.OrderBy(e => e.Sequence).AsEnumerable().Select(e => e.ToLine()), kept);
    }
}
