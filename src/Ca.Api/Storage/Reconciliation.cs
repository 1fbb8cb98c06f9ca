using Ca.Api.Problems;
using Ca.Core;
using Ca.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace Ca.Api.Storage;

/// <summary>
/// Gives every reservation an end. One that has none becomes "not issued": a certificate leaves the process only after it is recorded, so
/// whatever the key may have signed nobody has, OCSP never called the serial number good, and its application may be issued anew.
/// </summary>
sealed class Reconciliation(Writer writer, TimeProvider time, ILogger<Reconciliation> log) : BackgroundService
{
    static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How old a reservation is before this process takes it for lost, as after a disk that was full when the certificate was to be
    /// recorded. Signing takes milliseconds, a slow token seconds; and who is slower still finds the reservation ended and records nothing.
    /// </summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    const int RowsAtOnce = 500;

    /// <summary>At the start, when nobody is signing: all of them.</summary>
    public async Task EndAll()
    {
        await End(DateTimeOffset.MaxValue);
        (await writer.Write<object>(async db => await db.KeptAnswers
            .Where(a => a.KeptAt < time.GetUtcNow() - KeptAnswer.Lifetime).ExecuteDeleteAsync())).Expect();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            try
            {
                await End(time.GetUtcNow() - Patience);
            }
            catch (Exception e) when (Failures.IsOutage(e))
            {
                log.LogError(e, "Reservations could not be ended; the next try is in {Pause}", Pause);
            }
    }

    async Task End(DateTimeOffset before)
    {
        while ((await writer.Finish<List<CertificateRecord>>(db => EndSome(db, before))).Expect().Count == RowsAtOnce)
        {
        }
    }

    async Task<Outcome<List<CertificateRecord>>> EndSome(CaDbContext db, DateTimeOffset before)
    {
        // A certificate is valid from the second in which it was reserved.
        var open = await db.Certificates.Where(c => c.State == CertificateState.Reserved && c.NotBefore < before)
            .OrderBy(c => c.Id).Take(RowsAtOnce).ToListAsync();
        foreach (var record in open)
        {
            record.State = CertificateState.NotIssued;
            await db.Audit(new AuditEntry
            {
                Time = time.GetUtcNow(),
                Actor = "service",
                Act = AuditAct.CertificateNotIssued,
                Target = $"certificate:{record.Issuer}/{record.SerialNumber}",
                Facts = new Dictionary<string, string> { ["reason"] = "the certificate was never recorded" },
            });
        }
        return open;
    }
}
