using System.Globalization;
using Ca.Api.Hosting;
using Ca.Core;
using Ca.Core.Audit;
using Ca.Core.Certificates;
using Ca.Core.Issuance;
using Ca.Core.Revocation;
using Microsoft.EntityFrameworkCore;

namespace Ca.Api.Storage;

/// <summary>The register of certificates in the database, for one act of issuing.</summary>
sealed class DatabaseRegister(Writer writer, TimeProvider time) : ICertificateRegister
{
    static readonly System.Diagnostics.Metrics.Counter<long> Issued = Metrics.Meter.CreateCounter<long>("ca.certificates.issued");

    /// <summary>What a clock is corrected by without anybody's doing.</summary>
    static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    /// <summary>The issuer, as the configuration calls it.</summary>
    public required string Issuer { get; init; }

    /// <summary>For whom the log says it is done.</summary>
    public required string Actor { get; init; }

    /// <summary>The application that becomes a certificate; null for a certificate that the authority makes for itself.</summary>
    public Guid? ApplicationId { get; init; }

    /// <summary>What else becomes true with the certificate, in the same transaction.</summary>
    public Func<CaDbContext, Certificate, Task>? Recorded { get; init; }

    public async Task<Refusal?> Reserve(Reservation reservation, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var content = reservation.Content;
        var reserved = await writer.Write<CertificateRecord>(async db =>
        {
            if (await RefuseClock(db, reservation.At) is { } notNow)
                return notNow;
            if (await db.IssuanceStops.AnyAsync(s => s.Issuer == Issuer))
                return No(RefusalCode.Unavailable, "Storage.issuance-stopped", Issuer);
            if (await db.Certificates.AnyAsync(c => c.Issuer == Issuer && c.SerialNumber == reservation.SerialNumber))
                return No(RefusalCode.Conflict, "Storage.serial-used", reservation.SerialNumber);
            if (ApplicationId is { } id && await db.Certificates.AnyAsync(c => c.ApplicationId == id && c.State != CertificateState.NotIssued))
                return No(RefusalCode.WrongState, "Storage.application-in-issuance");
            if (await db.Refuses(content.PublicKey, content.Subject) is { } why)
                return why;
            var record = new CertificateRecord
            {
                Issuer = Issuer,
                SerialNumber = reservation.SerialNumber,
                State = CertificateState.Reserved,
                ApplicationId = ApplicationId,
                Subject = content.Subject.ToString(),
                Profile = content.Profile.Name,
                ProfileHash = content.Profile.Sha256,
                KeyIdentity = content.PublicKey.Identity,
                NotBefore = reservation.Validity.NotBefore,
                NotAfter = reservation.Validity.NotAfter,
                TbsCertificate = reservation.TbsCertificate.ToArray(),
            };
            db.Certificates.Add(record);
            await Audit(db, AuditAct.IssuanceBegun, reservation, reservation.At, reservation.TbsCertificate, new()
            {
                ["profile"] = content.Profile.Name,
                ["profileHash"] = content.Profile.Sha256,
                ["application"] = ApplicationId?.ToString() ?? "none",
            });
            return record;
        });
        return reserved.Refused(out var refusal, out _) ? refusal : null;
    }

    public async Task Record(Reservation reservation, Certificate certificate)
    {
        (await writer.Finish<CertificateRecord>(async db =>
        {
            var record = await Reserved(db, reservation);
            record.State = CertificateState.Issued;
            record.Encoded = certificate.Encoded.ToArray();
            db.SubjectTerms.AddRange(SubjectTerm.Of(certificate.Subject).Select(term => new SubjectTerm(term, record.Id)));
            await Audit(db, AuditAct.CertificateIssued, reservation, time.GetUtcNow(), certificate.Encoded, []);
            // Blocked between reservation and record: the certificate exists from here on, and is revoked from here on.
            if (await db.BlockedKeys.AnyAsync(k => k.KeyIdentity == record.KeyIdentity))
                await RevokeAtOnce(db, record);
            if (Recorded is not null)
                await Recorded(db, certificate);
            return record;
        })).Expect();
        Issued.Add(1, new("issuer", Issuer), new("profile", reservation.Content.Profile.Name));
    }

    public async Task RecordNotIssued(Reservation reservation, string reason) => (await writer.Finish<CertificateRecord>(async db =>
    {
        var record = await Reserved(db, reservation);
        record.State = CertificateState.NotIssued;
        await Audit(db, AuditAct.CertificateNotIssued, reservation, time.GetUtcNow(), default, new() { ["reason"] = reason });
        return record;
    })).Expect();

    public async Task Stop(Reservation reservation, string reason) => (await writer.Finish<IssuanceStop>(async db =>
    {
        var stop = new IssuanceStop(Issuer, reason, time.GetUtcNow());
        if (!await db.IssuanceStops.AnyAsync(s => s.Issuer == Issuer))
            db.IssuanceStops.Add(stop);
        await Audit(db, AuditAct.IssuanceStopped, reservation, stop.StoppedAt, default, new() { ["reason"] = reason });
        return stop;
    })).Expect();

    /// <summary>A certificate dated before events that the log has already seen is a backdated one (WoSign, 2016), whoever set the clock.</summary>
    static async Task<Refusal?> RefuseClock(CaDbContext db, DateTimeOffset now)
    {
        var last = await db.AuditEvents.OrderByDescending(e => e.Sequence).Select(e => e.Time).FirstOrDefaultAsync();
        return last is not null && DateTimeOffset.Parse(last, CultureInfo.InvariantCulture) - now > ClockTolerance
            ? No(RefusalCode.OutOfTime, "Storage.clock-behind", now, last)
            : null;
    }

    async Task RevokeAtOnce(CaDbContext db, CertificateRecord record)
    {
        var now = time.GetUtcNow();
        db.Revocations.Add(Revocation.Of(Issuer, record.SerialNumber, RevocationReason.KeyCompromise, now).Expect());
        await db.Audit(new AuditEntry
        {
            Time = now,
            Actor = "service",
            Act = AuditAct.CertificateRevoked,
            Target = $"certificate:{Issuer}/{record.SerialNumber}",
            Facts = new Dictionary<string, string> { ["reason"] = RevocationReason.KeyCompromise.Name() },
        });
    }

    Task<CertificateRecord> Reserved(CaDbContext db, Reservation reservation) => db.Certificates.SingleAsync(
        c => c.Issuer == Issuer && c.SerialNumber == reservation.SerialNumber && c.State == CertificateState.Reserved);

    Task Audit(CaDbContext db, AuditAct act, Reservation about, DateTimeOffset at, ReadOnlyMemory<byte> concerning, Dictionary<string, string> facts) =>
        db.Audit(new AuditEntry
        {
            Time = at,
            Actor = Actor,
            Act = act,
            Target = $"certificate:{Issuer}/{about.SerialNumber}",
            Facts = facts,
            Concerning = concerning,
        });

    static Refusal No(RefusalCode code, string key, params object[] arguments) =>
        new(code, new Sentence(typeof(DatabaseRegister).Assembly, key, arguments));
}
