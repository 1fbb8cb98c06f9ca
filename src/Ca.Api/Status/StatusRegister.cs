using System.Globalization;
using Ca.Api.Storage;
using Ca.Core.Audit;
using Ca.Core.Certificates;
using Ca.Core.Ocsp;
using Ca.Core.Revocation;
using Microsoft.EntityFrameworkCore;

namespace Ca.Api.Status;

/// <summary>What the database knows about status: who is revoked, whose serial number exists, which CRL number comes next.</summary>
sealed class StatusRegister(IDbContextFactory<CaDbContext> databases, Writer writer)
{
    // Two keys are looked up and nothing else is read; compiled, since this is the query of every OCSP request. Not static: a compiled
    // query belongs to one model, and two authorities in one process may each have their own.
    readonly Func<CaDbContext, string, SerialNumber, Task<Row?>> find = EF.CompileAsyncQuery(
        (CaDbContext db, string issuer, SerialNumber serial) => db.Certificates
            .Where(c => c.Issuer == issuer && c.SerialNumber == serial && (c.State == CertificateState.Issued || c.State == CertificateState.Lost))
            .SelectMany(
                c => db.Revocations.Where(r => r.Issuer == c.Issuer && r.SerialNumber == c.SerialNumber).DefaultIfEmpty(),
                (c, r) => new Row(r == null ? null : r.RevokedAt, r == null ? null : r.Reason))
            .FirstOrDefault());

    /// <summary>What the row says now. A number that is only reserved is as unknown as one that never was (Baseline Requirements §4.9.10).</summary>
    public async ValueTask<CertificateStatus> StatusOf(string issuer, SerialNumber serialNumber, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await find(db, issuer, serialNumber) switch
        {
            null => CertificateStatus.Unknown,
            { RevokedAt: { } at, Reason: { } reason } => new CertificateStatus.Revoked(at, reason),
            _ => CertificateStatus.Good,
        };
    }

    /// <summary>The revocations of an issuer by serial number, as one reading transaction sees them; never all in memory.</summary>
    public async IAsyncEnumerable<Revocation> RevocationsOf(string issuer)
    {
        await using var db = await databases.CreateDbContextAsync();
        await foreach (var revocation in db.Revocations.Where(r => r.Issuer == issuer).OrderBy(r => r.SerialNumber).AsAsyncEnumerable())
            yield return revocation;
    }

    /// <summary>
    /// Takes over what a published list states and the rows do not, when the rows are older than the list: a backup was put back. Every
    /// number is a row before its list is signed, so rows that know the number know all of the list, and a hold that they lack was released.
    /// </summary>
    /// <returns>How many revocations were taken over.</returns>
    public async Task<int> Adopt(string issuer, long published, IEnumerable<RevocationListEntry> entries, Validity ofIssuer, DateTimeOffset now) =>
        (await writer.Write<int>(async db =>
        {
            var row = await db.CrlNumbers.SingleOrDefaultAsync(n => n.Issuer == issuer);
            if (row?.Number >= published)
                return 0;
            if (row is null)
                db.CrlNumbers.Add(row = new CrlNumber { Issuer = issuer, Number = 0 });
            row.Number = published;
            var adopted = 0;
            foreach (var entry in entries)
                if (await AdoptOne(db, issuer, entry, ofIssuer))
                {
                    adopted++;
                    await db.Audit(new AuditEntry
                    {
                        Time = now,
                        Actor = "service",
                        Act = AuditAct.RevocationAdopted,
                        Target = $"certificate:{issuer}/{entry.SerialNumber}",
                        Facts = new Dictionary<string, string>
                        {
                            ["reason"] = entry.Reason.Name(),
                            ["list"] = published.ToString(CultureInfo.InvariantCulture),
                        },
                    });
                }
            return adopted;
        })).Expect();

    static async Task<bool> AdoptOne(CaDbContext db, string issuer, RevocationListEntry entry, Validity ofIssuer)
    {
        var known = await db.Revocations.FindAsync(issuer, entry.SerialNumber);
        if (known?.Reason == entry.Reason)
            return false;
        var record = await db.Certificates.SingleOrDefaultAsync(c => c.Issuer == issuer && c.SerialNumber == entry.SerialNumber);
        if (record is null)
            db.Certificates.Add(record = CertificateRecord.OfLost(issuer, entry.SerialNumber, ofIssuer));
        // That it is on a list proves that it was issued after all.
        else if (record.State != CertificateState.Issued)
            record.State = CertificateState.Lost;
        if (known is not null)
            db.Revocations.Remove(known);
        await db.SaveChangesAsync();
        db.Revocations.Add(Revocation.Of(issuer, entry));
        if (entry.Reason == RevocationReason.KeyCompromise && await db.BlockedKeys.FindAsync(record.KeyIdentity) is null)
            db.BlockedKeys.Add(new BlockedKey(record.KeyIdentity, entry.RevokedAt));
        await db.SaveChangesAsync();
        return true;
    }

    /// <summary>
    /// The next CRL number, durable before it is used. It is above every one of the row and of the published file, and not below the
    /// clock in seconds: where a backup took row and file back together, numbers that the world has seen still do not come again.
    /// </summary>
    public async Task<long> TakeNumber(string issuer, long published, DateTimeOffset now) => (await writer.Write<CrlNumber>(async db =>
    {
        var row = await db.CrlNumbers.SingleOrDefaultAsync(n => n.Issuer == issuer);
        if (row is null)
            db.CrlNumbers.Add(row = new CrlNumber { Issuer = issuer, Number = 0 });
        row.Number = Math.Max(Math.Max(row.Number, published) + 1, now.ToUnixTimeSeconds());
        await db.Audit(new AuditEntry { Time = now, Actor = "service", Act = AuditAct.RevocationListBegun, Target = TargetOf(issuer, row.Number) });
        return row;
    })).Expect().Number;

    /// <summary>Writes into the audit log that a list has been published.</summary>
    public Task RecordPublished(string issuer, long number, int count, string sha256, DateTimeOffset now) => Record(new()
    {
        Time = now,
        Actor = "service",
        Act = AuditAct.RevocationListIssued,
        Target = TargetOf(issuer, number),
        Facts = new Dictionary<string, string> { ["entries"] = count.ToString(CultureInfo.InvariantCulture), ["sha256"] = sha256 },
    });

    /// <summary>Writes into the audit log something that the service did by itself.</summary>
    public async Task Record(AuditEntry entry) => (await writer.Write<AuditEntry>(async db =>
    {
        await db.Audit(entry);
        return entry;
    })).Expect();

    static string TargetOf(string issuer, long number) => string.Create(CultureInfo.InvariantCulture, $"crl:{issuer}/{number}");

    /// <summary>The latest time in the audit log, which need not be the last event's; the first moment there is for an empty log.</summary>
    public async Task<DateTimeOffset> LatestLogged()
    {
        await using var db = await databases.CreateDbContextAsync();
        // All have one form, in which text sorts like time. No index: it is one pass, at the start and while the clock is wrong.
        var latest = await db.AuditEvents.MaxAsync(e => (string?)e.Time);
        return latest is null ? DateTimeOffset.MinValue : DateTimeOffset.Parse(latest, CultureInfo.InvariantCulture);
    }

    sealed record Row(DateTimeOffset? RevokedAt, RevocationReason? Reason);
}
