using System.Threading.Channels;
using Ca.Api.Problems;
using Ca.Core;
using Ca.Core.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Ca.Api.Storage;

/// <summary>
/// The one way to change the database: acts wait in a queue and are carried out one after another, several in one transaction when
/// several wait, so that a disk flush is shared. SQLite with many writers loses certificates to "database is locked".
/// </summary>
/// <remarks>
/// An act is saved whole or not at all: a refusal or an exception takes back what it did, and what others did in the same transaction
/// stays. Once queued an act is carried out even if its caller is gone.
/// <para>What is committed is done, also when <c>audit/head</c> cannot be written behind it, as on a disk that has just become full: its
/// callers hear so. But then nothing new is begun until the head is written, so that the log outside of the database falls behind by
/// one batch and never further.</para>
/// </remarks>
public sealed class Writer : IAsyncDisposable
{
    /// <summary>Acts that share a flush: enough to hide it, few enough that the first does not wait long for the last.</summary>
    const int MaxActs = 64;

    readonly AuditHeadFile head;
    readonly Channel<Act> queue = Channel.CreateBounded<Act>(new BoundedChannelOptions(1024) { SingleReader = true });
    readonly Task running;

    // The head that was reached by what is committed, while the file does not say so.
    volatile AuditHead? unwritten;

    public Writer(DbContextOptions<CaDbContext> options, AuditHeadFile head)
    {
        Options = options;
        this.head = head;
        running = Task.Run(Run);
    }

    /// <summary>Where it writes.</summary>
    internal DbContextOptions<CaDbContext> Options { get; }

    /// <summary>Whether the log has events behind the head that is kept outside, since that file could not be written.</summary>
    public bool HeadIsBehind => unwritten is not null;

    /// <summary>Carries out an act; when the task ends, what it did is on the disk.</summary>
    /// <param name="act">Reads and changes through the context it is given, and does nothing slow: everybody waits for it.</param>
    public Task<Outcome<T>> Write<T>(Func<CaDbContext, Task<Outcome<T>>> act) where T : notnull => Queue(new Act<T>(act));

    /// <summary>The same for the end of what a row has begun, such as a reserved serial number: it does not wait for the head.</summary>
    public Task<Outcome<T>> Finish<T>(Func<CaDbContext, Task<Outcome<T>>> act) where T : notnull => Queue(new Act<T>(act) { EndsSomething = true });

    async Task<Outcome<T>> Queue<T>(Act<T> queued) where T : notnull
    {
        await queue.Writer.WriteAsync(queued);
        return await queued.Done;
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await running;
    }

    async Task Run()
    {
        var acts = new List<Act>(MaxActs);
        while (await queue.Reader.WaitToReadAsync())
        {
            acts.Clear();
            while (acts.Count < MaxActs && queue.Reader.TryRead(out var act))
                acts.Add(act);
            if (WriteHead() is { } unwritable)
            {
                acts.FindAll(act => !act.EndsSomething).ForEach(act => act.Fail(unwritable));
                acts.RemoveAll(act => !act.EndsSomething);
            }
            if (acts.Count == 0)
                continue;
            try
            {
                await CarryOut(acts);
            }
            // Not a habit to copy: whatever happened belongs to the callers who wait for these acts, and each of them gets it thrown.
            catch (Exception e)
            {
                acts.ForEach(act => act.Fail(e));
                continue;
            }
            acts.ForEach(act => act.Complete());
        }
    }

    async Task CarryOut(List<Act> acts)
    {
        await using var db = new CaDbContext(Options);
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.TrackAll;
        // Microsoft.Data.Sqlite begins IMMEDIATE: the lock is taken before anything is read, so nothing read here is stale.
        await using var transaction = await db.Database.BeginTransactionAsync();
        foreach (var act in acts)
            await CarryOut(act, db, transaction);
        await transaction.CommitAsync();
        unwritten = db.AuditHead ?? unwritten;
        WriteHead();
    }

    /// <returns>Why the head that was reached could not be written, or null when it is.</returns>
    Exception? WriteHead()
    {
        try
        {
            if (unwritten is { } reached)
                head.Replace(reached);
            unwritten = null;
            return null;
        }
        catch (Exception e) when (Failures.IsOutage(e))
        {
            return e;
        }
    }

    static async Task CarryOut(Act act, CaDbContext db, IDbContextTransaction transaction)
    {
        const string Before = "before";
        var reached = db.AuditHead;
        await transaction.CreateSavepointAsync(Before);
        if (!await act.Try(db))
        {
            // When the disk is full SQLite may have ended the transaction itself; then this throws and the whole batch fails.
            await transaction.RollbackToSavepointAsync(Before);
            db.AuditHead = reached;
        }
        db.ChangeTracker.Clear();
    }

    abstract class Act
    {
        /// <summary>See <see cref="Finish"/>.</summary>
        public bool EndsSomething { get; init; }

        /// <summary>False when what was done has to be taken back.</summary>
        public abstract Task<bool> Try(CaDbContext db);

        public abstract void Complete();

        public abstract void Fail(Exception failure);
    }

    sealed class Act<T>(Func<CaDbContext, Task<Outcome<T>>> act) : Act where T : notnull
    {
        readonly TaskCompletionSource<Outcome<T>> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Outcome<T> outcome;
        Exception? failure;

        public Task<Outcome<T>> Done => done.Task;

        public override async Task<bool> Try(CaDbContext db)
        {
            try
            {
                outcome = await act(db);
                if (outcome.Refused(out _, out _))
                    return false;
                await db.SaveChangesAsync();
                return true;
            }
            // As above: the caller's act threw, so the caller gets it; the acts of others go on.
            catch (Exception e)
            {
                failure = e;
                return false;
            }
        }

        public override void Complete()
        {
            if (failure is null)
                done.SetResult(outcome);
            else
                done.SetException(failure);
        }

        public override void Fail(Exception failure) => done.TrySetException(this.failure ?? failure);
    }
}
