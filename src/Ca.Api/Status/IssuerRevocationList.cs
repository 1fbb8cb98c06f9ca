using System.Security.Cryptography;
using Ca.Api.Issuers;
using Ca.Core;
using Ca.Core.Revocation;

namespace Ca.Api.Status;

/// <summary>The revocation list of one issuer: <c>crl/&lt;issuer&gt;.crl</c> in the data directory, and how the next one gets there.</summary>
/// <remarks>One at a time calls <see cref="Publish"/>; everybody may read.</remarks>
sealed class IssuerRevocationList
{
    readonly OnlineIssuer issuer;
    readonly StatusRegister register;
    readonly RevocationListSchedule schedule;

    volatile PublishedList? published;
    volatile Sentence? failure;

    // Ticks of the moment since when somebody waits for a list; 0 when nobody does.
    long wantedSince;

    public IssuerRevocationList(OnlineIssuer issuer, string folder, StatusRegister register, RevocationListSchedule schedule)
    {
        this.issuer = issuer;
        this.register = register;
        this.schedule = schedule;
        Path = System.IO.Path.Combine(folder, $"{issuer.Name}.crl");
        using var left = OpenPublished();
        published = left is null ? null : PublishedList.Of(left.Header);
    }

    public string Issuer => issuer.Name;

    public string Path { get; }

    /// <summary>What <see cref="Path"/> holds; a moment after a swap, what it held before.</summary>
    public PublishedList? Published => published;

    /// <summary>Whether the schedule asks for a new list. Asked of what is published, not of a plan: no lost timer lets a list expire.</summary>
    public bool IsDue(DateTimeOffset now) => published is not { } list || now >= list.ThisUpdate + schedule.Interval;

    /// <summary>What is wrong with what relying parties see now, or null.</summary>
    public Sentence? Complaint(DateTimeOffset now) => published switch
    {
        null => Say("Status.no-list", Issuer),
        { } list when now < list.ThisUpdate => Say("Status.clock-went-back", Issuer, $"{list.ThisUpdate:u}", $"{now:u}"),
        { } list when list.NextUpdate - now < schedule.Alarm => Say("Status.list-old", Issuer, $"{list.NextUpdate:u}"),
        // Not only when the list has become old: a revocation that is not listed within a minute or two may already do harm.
        _ when failure is { } why => Say("Status.list-not-renewed", Issuer, why),
        _ when Wanted is var since and not 0 && now.UtcTicks - since > RevocationListSchedule.Watch.Ticks =>
            Say("Status.revocation-waits", Issuer, $"{new DateTimeOffset(since, TimeSpan.Zero):u}"),
        _ => null,
    };

    long Wanted => Interlocked.Read(ref wantedSince);

    /// <summary>A change of status waits for its list from now on.</summary>
    public void Want(DateTimeOffset now) => Interlocked.CompareExchange(ref wantedSince, now.UtcTicks, 0);

    /// <summary>What a database that was put back from a backup does not know and the published list does: see <see cref="StatusRegister.Adopt"/>.</summary>
    public async Task<int> Adopt(DateTimeOffset now)
    {
        using var list = OpenPublished();
        return list is null ? 0 : await register.Adopt(Issuer, NumberOf(list), list.Entries, issuer.Certificate.Validity, now);
    }

    /// <summary>As <see cref="TryPublish"/>, and remembers for <see cref="Complaint"/> how it ended.</summary>
    /// <returns>The refusal, or null when the new list is published.</returns>
    public async Task<Refusal?> Publish(DateTimeOffset now, CancellationToken cancellation)
    {
        var waiting = Wanted;
        try
        {
            var why = await TryPublish(now, cancellation);
            failure = why?.Sentence;
            if (why is null)
                Interlocked.CompareExchange(ref wantedSince, 0, waiting);
            return why;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failure = Say("Status.look-into-the-log");
            throw;
        }
    }

    /// <summary>Signs a new list of what the register says now, holds it against the published one, and swaps them.</summary>
    /// <returns>The refusal, or null when the new list is published.</returns>
    async Task<Refusal?> TryPublish(DateTimeOffset now, CancellationToken cancellation)
    {
        using var before = OpenPublished();
        if (before is not null && now < before.Header.ThisUpdate)
            return new Refusal(RefusalCode.OutOfTime, Say("Status.clock-went-back", Issuer, $"{before.Header.ThisUpdate:u}", $"{now:u}"));
        var number = await register.TakeNumber(Issuer, NumberOf(before), now);
        var content = new RevocationListContent
        {
            Issuer = issuer.Certificate,
            Number = number,
            ThisUpdate = now,
            NextUpdate = now + schedule.Validity,
            ExpiredCertificatesSince = issuer.Certificate.Validity.NotBefore,
        };

        var next = Path + ".next";
        if (await RevocationList.Write(next, content, register.RevocationsOf(Issuer), issuer.Key, cancellation) is { } why)
            return why;
        if (RevocationListFile.Open(next).Refused(out why, out var list))
            return why;
        using (list)
        {
            if (list.RefuseToReplace(before, issuer.Certificate, now) is { } kept)
                return kept;
            File.Move(next, Path, overwrite: true);
            DurableFile.Flush(System.IO.Path.GetDirectoryName(Path)!);
            published = PublishedList.Of(list.Header);
            await register.RecordPublished(Issuer, number, list.Count, await Sha256(Path), now);
        }
        return null;
    }

    /// <summary>The published file, or null when there is none or it is no list of this issuer: then there is nothing to hold a new one against.</summary>
    RevocationListFile? OpenPublished()
    {
        if (!File.Exists(Path) || RevocationListFile.Open(Path).Refused(out _, out var file))
            return null;
        if (!issuer.Certificate.PublicKey.Refused(out _, out var key) && file.IsSignedBy(key))
            return file;
        file.Dispose();
        return null;
    }

    // A number that our rows cannot follow is not one of ours; the gate then keeps the file that has it.
    static long NumberOf(RevocationListFile? file) => file?.Header.Number is { } number && number < long.MaxValue ? (long)number : 0;

    static async Task<string> Sha256(string path)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file));
    }

    static Sentence Say(string key, params object[] arguments) => new(typeof(IssuerRevocationList).Assembly, key, arguments);
}
