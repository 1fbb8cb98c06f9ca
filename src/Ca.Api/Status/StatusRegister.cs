using System.Globalization;
using Ca.Api.Storage;
using Ca.Core.Audit;
using Ca.Core.Certificates;
using Ca.Core.Issuance;
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
            .Where(c => c.Issuer == issuer && c.SerialNumber == serial && c.State == CertificateState.Issued)
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
    /// The next CRL number, durable before it is used. It is above every one of the row and of the published file, and not below the
    /// clock in seconds: where a backup took row and file back together, numbers that the world has seen still do not come again.
    /// </summary>
    public async Task<long> TakeNumber(string issuer, long published, DateTimeOffset now) => (await writer.Write<CrlNumber>(async db =>
    {
        var row = await db.CrlNumbers.SingleOrDefaultAsync(n => n.Issuer == issuer);
        if (row is null)
            db.CrlNumbers.Add(row = new CrlNumber { Issuer = issuer, Number = 0 });
        row.Number = Math.Max(Math.Max(row.Number, published) + 1, now.ToUnixTimeSeconds());
        return row;
    })).Expect().Number;

    /// <summary>Where a certificate that the authority makes for itself is remembered.</summary>
    public ICertificateRegister ForItself(string issuer, TimeProvider time) => new DatabaseRegister(writer, time) { Issuer = issuer, Actor = "service" };

    /// <summary>Writes into the audit log that a list has been published.</summary>
    public async Task RecordPublished(string issuer, long number, int count, string sha256, DateTimeOffset now) => (await writer.Write<AuditEntry>(async db =>
    {
        var entry = new AuditEntry
        {
            Time = now,
            Actor = "service",
            Act = AuditAct.RevocationListIssued,
            Target = string.Create(CultureInfo.InvariantCulture, $"crl:{issuer}/{number}"),
            Facts = new Dictionary<string, string> { ["entries"] = count.ToString(CultureInfo.InvariantCulture), ["sha256"] = sha256 },
        };
        await db.Audit(entry);
        return entry;
    })).Expect();

    sealed record Row(DateTimeOffset? RevokedAt, RevocationReason? Reason);
}
