using Ca.Api.Hosting;
using Ca.Api.Http;
using Ca.Api.Officers;
using Ca.Api.Problems;
using Ca.Api.Status;
using Ca.Api.Storage;
using Ca.Core;
using Ca.Core.Audit;
using Ca.Core.Registration;
using Ca.Core.Revocation;
using Microsoft.EntityFrameworkCore;

namespace Ca.Api.Certificates;

/// <summary>Revokes or holds a certificate: one row, and, when the key is compromised, the key with it. The same again changes nothing.</summary>
static class RevokeCertificate
{
    static readonly System.Diagnostics.Metrics.Counter<long> Revoked = Metrics.Meter.CreateCounter<long>("ca.certificates.revoked");

    /// <param name="Reason">As RFC 5280 §5.3.1 spells it.</param>
    /// <param name="InvalidityDate">Since when the key is known or suspected to be compromised.</param>
    public sealed record Body(string Reason, DateTimeOffset? InvalidityDate = null);

    public static async Task<IResult> Handle(string serialNumber, HttpContext http, Writer writer, RevocationListPublisher lists, TimeProvider time)
    {
        if ((await JsonBody<Body>.Read(http)).Refused(out var why, out var body))
            return why.ToProblem();
        if (RevocationReasons.Parse(body.Value.Reason).Refused(out why, out var reason))
            return why.ToProblem();
        var now = time.GetUtcNow();
        string? issuer = null;
        var saved = await writer.Write(db => body.Once.In(db, now, async () =>
        {
            if ((await GetCertificate.Find(db, serialNumber)).Refused(out var refusal, out var found))
                return refusal;
            if ((await Revoke(db, found.Record, found.Revocation, reason, body.Value.InvalidityDate, http.Officer(), now))
                .Refused(out refusal, out var revocation))
                return refusal;
            issuer = found.Record.Issuer;
            return Answer.Ok(CertificateView.Of(found.Record, revocation));
        }));
        if (issuer is not null)
            lists.PublishSoon(issuer);
        return saved.Refused(out why, out var answer) ? why.ToProblem() : answer;
    }

    static async Task<Outcome<Revocation>> Revoke(
        CaDbContext db, CertificateRecord record, Revocation? revocation, RevocationReason reason, DateTimeOffset? invalidity, Officer officer, DateTimeOffset now)
    {
        if (record.State != CertificateState.Issued)
            return new Refusal(RefusalCode.WrongState, new Sentence(typeof(RevokeCertificate).Assembly, "Certificates.not-issued"));
        if (revocation is null)
        {
            if (Revocation.Of(record.Issuer, record.SerialNumber, reason, now, invalidity).Refused(out var why, out revocation))
                return why;
            db.Revocations.Add(revocation);
        }
        else if (revocation.Revoke(reason, now, invalidity).Refused(out var why, out var effect))
            return why;
        else if (effect == RevocationEffect.None)
            return revocation;

        await Audit(db, AuditAct.CertificateRevoked, $"certificate:{record.Issuer}/{record.SerialNumber}", reason, officer, now);
        if (reason == RevocationReason.KeyCompromise && !await db.BlockedKeys.AnyAsync(k => k.KeyIdentity == record.KeyIdentity))
        {
            db.BlockedKeys.Add(new BlockedKey(record.KeyIdentity, now));
            await Audit(db, AuditAct.KeyBlocked, $"key:{record.KeyIdentity}", reason, officer, now);
        }
        Revoked.Add(1, new KeyValuePair<string, object?>("reason", reason.Name()));
        return revocation;
    }

    static Task Audit(CaDbContext db, AuditAct act, string target, RevocationReason reason, Officer officer, DateTimeOffset now) =>
        db.Audit(new AuditEntry
        {
            Time = now,
            Actor = $"officer:{officer.Id}",
            Act = act,
            Target = target,
            Facts = new Dictionary<string, string> { ["reason"] = reason.Name() },
        });
}
