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

/// <summary>
/// Revokes or holds a certificate: one row. When the key is compromised it is blocked, and every other certificate of it ends in the same
/// transaction: who has the key has them all (Baseline Requirements §4.9.1.1). The same again changes nothing.
/// </summary>
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
        if (body.Earlier is { } answered)
            return answered;
        if (RevocationReasons.Parse(body.Value.Reason).Refused(out why, out var reason))
            return why.ToProblem();
        var now = time.GetUtcNow();
        IReadOnlyList<CertificateRecord> changed = [];
        var saved = await writer.Write(db => body.Once.In(db, now, async () =>
        {
            if ((await GetCertificate.Find(db, serialNumber)).Refused(out var refusal, out var found))
                return refusal;
            var request = new Wish(reason, body.Value.InvalidityDate, http.Officer(), now);
            if ((await Revoke(db, found.Record, found.Revocation, request)).Refused(out refusal, out var all))
                return refusal;
            changed = all;
            return Answer.Ok(CertificateView.Of(found.Record, await RevocationOf(db, found.Record)) with
            {
                AlsoRevoked = changed.Count > 1 ? [.. changed.Skip(1).Select(c => c.SerialNumber.Hex)] : null,
            });
        }));
        foreach (var issuer in changed.Select(c => c.Issuer).Distinct())
            lists.PublishSoon(issuer);
        return saved.Refused(out why, out var answer) ? why.ToProblem() : answer;
    }

    /// <summary>What the officer asks for.</summary>
    sealed record Wish(RevocationReason Reason, DateTimeOffset? InvalidityDate, Officer Officer, DateTimeOffset Now);

    /// <summary>The certificates whose status changed: the one that was named first, none when nothing did.</summary>
    static async Task<Outcome<IReadOnlyList<CertificateRecord>>> Revoke(CaDbContext db, CertificateRecord record, Revocation? revocation, Wish wish)
    {
        if (record.State is not (CertificateState.Issued or CertificateState.Lost))
            return No(RefusalCode.WrongState, "Certificates.not-issued");
        if (wish.InvalidityDate < record.NotBefore)
            return No(RefusalCode.NotAllowed, "Certificates.invalid-before-it-was", $"{wish.InvalidityDate:u}", $"{record.NotBefore:u}");
        if ((await RevokeOne(db, record, revocation, wish)).Refused(out var why, out var effect))
            return why;
        if (effect == RevocationEffect.None)
            return Array.Empty<CertificateRecord>();
        List<CertificateRecord> changed = [record];
        if (wish.Reason != RevocationReason.KeyCompromise)
            return changed;

        if (!await db.BlockedKeys.AnyAsync(k => k.KeyIdentity == record.KeyIdentity))
        {
            db.BlockedKeys.Add(new BlockedKey(record.KeyIdentity, wish.Now));
            await Audit(db, AuditAct.KeyBlocked, $"key:{record.KeyIdentity}", wish);
        }
        foreach (var sibling in await db.Certificates
            .Where(c => c.KeyIdentity == record.KeyIdentity && c.State == CertificateState.Issued && c.Id != record.Id).OrderBy(c => c.Id).ToListAsync())
        {
            var before = await RevocationOf(db, sibling);
            if (before?.Reason == RevocationReason.KeyCompromise)
                continue;
            // A younger certificate of the key was invalid from its first second on.
            (await RevokeOne(db, sibling, before, wish with { InvalidityDate = Later(wish.InvalidityDate, sibling.NotBefore) })).Expect();
            changed.Add(sibling);
        }
        return changed;
    }

    static async Task<Outcome<RevocationEffect>> RevokeOne(CaDbContext db, CertificateRecord record, Revocation? revocation, Wish wish)
    {
        var effect = RevocationEffect.Changed;
        if (revocation is null)
        {
            if (Revocation.Of(record.Issuer, record.SerialNumber, wish.Reason, wish.Now, wish.InvalidityDate).Refused(out var why, out revocation))
                return why;
            db.Revocations.Add(revocation);
        }
        else if (revocation.Revoke(wish.Reason, wish.Now, wish.InvalidityDate).Refused(out var why, out effect))
            return why;
        if (effect == RevocationEffect.None)
            return effect;
        await Audit(db, AuditAct.CertificateRevoked, $"certificate:{record.Issuer}/{record.SerialNumber}", wish);
        Revoked.Add(1, new KeyValuePair<string, object?>("reason", wish.Reason.Name()));
        return effect;
    }

    static DateTimeOffset? Later(DateTimeOffset? date, DateTimeOffset notBefore) => date < notBefore ? notBefore : date;

    static Refusal No(RefusalCode code, string key, params object[] arguments) =>
        new(code, new Sentence(typeof(RevokeCertificate).Assembly, key, arguments));

    static async Task<Revocation?> RevocationOf(CaDbContext db, CertificateRecord record) =>
        await db.Revocations.FindAsync(record.Issuer, record.SerialNumber);

    static Task Audit(CaDbContext db, AuditAct act, string target, Wish wish) =>
        db.Audit(new AuditEntry
        {
            Time = wish.Now,
            Actor = $"officer:{wish.Officer.Id}",
            Act = act,
            Target = target,
            Facts = new Dictionary<string, string> { ["reason"] = wish.Reason.Name() },
        });
}
