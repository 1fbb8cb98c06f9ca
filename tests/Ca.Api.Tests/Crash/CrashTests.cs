using System.Diagnostics;
using System.Security.Cryptography;
using Ca.Api.Status;
using Ca.Api.Storage;
using Ca.Core.Audit;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Ocsp;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ca.Api.Tests.Crash;

/// <summary>Kills an issuing process, with SIGKILL, at random moments, and looks whether anything that its key signed is lost.</summary>
public class CrashTests
{
    const int KillPoints = 208;

    /// <summary>Authorities that are killed side by side: two processors.</summary>
    const int Lanes = 2;

    [Test]
    public async Task No_kill_loses_a_signature_or_leaves_a_reservation_open()
    {
        var lanes = await Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => Task.Run(KillOneAuthority)));

        TestContext.Progress.WriteLine(
            $"# kill points: {lanes.Sum(l => l.Kills)}, signatures begun {lanes.Sum(l => l.Signed)}, issued {lanes.Sum(l => l.Issued)}, "
            + $"recorded as not issued {lanes.Sum(l => l.NotIssued)}, delivered {lanes.Sum(l => l.Delivered)}, orphans 0");
        Assert.That(lanes.Sum(l => l.NotIssued), Is.Positive, "no kill has struck between reservation and record: the moments are chosen badly");
    }

    static async Task<Found> KillOneAuthority()
    {
        var folder = Directory.CreateTempSubdirectory("ca-crash-").FullName;
        try
        {
            var issuer = await IssuingProcess.Prepare(folder, TimeProvider.System.GetUtcNow().AddDays(-1));
            for (var kill = 1; kill <= KillPoints / Lanes; kill++)
            {
                await StartAndKill(folder, kill);
                // Now and then, so that the other starts have something to find: and always where the schema may not be there yet.
                if (kill % 8 == 1)
                    await Examine(folder, issuer);
            }
            return await Examine(folder, issuer) with { Kills = KillPoints / Lanes };
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task StartAndKill(string folder, int kill)
    {
        // One in eight dies at any moment of a whole start: the first has its schema to make, the others reservations to end.
        var duringStart = kill % 8 == 1;
        using var process = Process.Start(new ProcessStartInfo("dotnet",
            [typeof(CrashTests).Assembly.Location, folder, $"{(duringStart ? IssuingProcess.Start.Whole : IssuingProcess.Start.SchemaIsKnown)}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = process.StandardOutput.ReadLineAsync();
        if (duringStart)
            await Task.WhenAny(said, Task.Delay(RandomNumberGenerator.GetInt32(100, 2000)));
        else if (await said is not IssuingProcess.UnderLoad)
        {
            await process.WaitForExitAsync();
            throw new InvalidOperationException($"Ended by itself with {process.ExitCode}: {await process.StandardError.ReadToEndAsync()}");
        }
        else
            await Task.Delay(RandomNumberGenerator.GetInt32(300));
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Starts as the service does, in this process, and holds the register against the journals.</summary>
    static async Task<Found> Examine(string folder, Certificate issuer)
    {
        using var locked = DirectoryLock.Take(folder).Expect();
        var options = new DbContextOptionsBuilder<CaDbContext>();
        Database.Configure(options, folder);
        var head = new AuditHeadFile(folder);
        Assert.That(await new Database(options.Options, head).Open(), Is.Null);
        await using var writer = new Writer(options.Options, head);
        await new Reconciliation(writer, TimeProvider.System, NullLogger<Reconciliation>.Instance).EndAll();

        var databases = new PooledDbContextFactory<CaDbContext>(options.Options);
        await using var db = await databases.CreateDbContextAsync();
        var rows = await db.Certificates.ToListAsync();
        var signed = Journal.Read(IssuingProcess.Signed(folder));
        var delivered = Journal.Read(IssuingProcess.Delivered(folder));
        var registered = rows.Select(r => Convert.ToHexStringLower(SHA256.HashData(r.TbsCertificate))).ToHashSet();
        var issued = rows.Where(r => r.State == CertificateState.Issued).ToList();
        var issuedHashes = issued.Select(r => Convert.ToHexStringLower(SHA256.HashData(r.TbsCertificate))).ToHashSet();

        Assert.That(signed.Except(registered), Is.Empty, "signatures that the register does not know");
        Assert.That(signed, Is.Unique, "a tbsCertificate, and with it a serial number, was signed twice");
        Assert.That(rows.Select(r => r.SerialNumber), Is.Unique);
        Assert.That(rows.Select(r => r.State), Has.None.EqualTo(CertificateState.Reserved));
        Assert.That(delivered.Except(issuedHashes), Is.Empty, "certificates that left the process and are not in the register");
        Assert.That(issuedHashes.Except(signed), Is.Empty, "certificates that the key has not signed");
        var key = issuer.PublicKey.Expect();
        foreach (var row in issued)
            AssertIsTheCertificate(row, key);
        Assert.That(rows.Where(r => r.State == CertificateState.NotIssued && r.Encoded is not null), Is.Empty);
        var status = new StatusRegister(databases, writer);
        foreach (var row in rows)
            Assert.That(
                await status.StatusOf(IssuingProcess.Issuer, row.SerialNumber, default),
                Is.EqualTo(row.State == CertificateState.Issued ? CertificateStatus.Good : CertificateStatus.Unknown));
        await AssertLogHolds(db, head);
        return new(0, signed.Length, issued.Count, rows.Count - issued.Count, delivered.Length);
    }

    static void AssertIsTheCertificate(CertificateRecord row, PublicKey issuer)
    {
        var certificate = Certificate.Parse(row.Encoded).Expect();
        Assert.That(certificate.SerialNumber, Is.EqualTo(row.SerialNumber));
        Assert.That(certificate.TbsCertificate.Span.SequenceEqual(row.TbsCertificate));
        Assert.That(certificate.IsSignedBy(issuer));
    }

    static async Task AssertLogHolds(CaDbContext db, AuditHeadFile head)
    {
        var lines = (await db.AuditEvents.OrderBy(e => e.Sequence).ToListAsync()).Select(e => e.ToLine());
        Assert.That(AuditChain.Verify(lines, head.Read().Expect()).Refused(out var why, out _), Is.False, () => $"{why}");
    }

    sealed record Found(int Kills, int Signed, int Issued, int NotIssued, int Delivered);
}
