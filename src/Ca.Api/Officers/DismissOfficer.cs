using Ca.Api.Http;
using Ca.Api.Problems;
using Ca.Api.Storage;
using Ca.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace Ca.Api.Officers;

/// <summary>Ends what a certificate opens, or takes back what was proposed, at the next request. The same again changes nothing.</summary>
static class DismissOfficer
{
    public static async Task<IResult> Handle(string fingerprint, HttpContext http, Writer writer, TimeProvider time)
    {
        var (by, now) = (http.Officer(), time.GetUtcNow());
        var saved = await writer.Write<Answer>(async db =>
        {
            if ((await AdmitOfficer.Find(db, fingerprint)).Refused(out var refusal, out var row))
                return refusal;
            if (row.DismissedAt is not null)
                return Answer.Ok(OfficerView.Of(row));
            var isLast = !await db.OfficersWhoWork(now).AnyAsync(o => o.Role == row.Role && o.Fingerprint != fingerprint);
            if (row.Dismiss(by, isLast, now) is { } no)
                return no;
            await db.Audit(ProposeOfficer.Entry(AuditAct.OfficerDismissed, row, by, now));
            return Answer.Ok(OfficerView.Of(row));
        });
        return saved.Refused(out var why, out var answer) ? why.ToProblem() : answer;
    }

    /// <summary>Certificates that open a role now: admitted, not dismissed, in time, neither revoked nor held.</summary>
    public static IQueryable<OfficerCertificate> OfficersWhoWork(this CaDbContext db, DateTimeOffset now) => db.OfficerCertificates.Where(o =>
        o.AdmittedAt != null && o.DismissedAt == null && o.NotAfter >= now
        && !db.Revocations.Any(r => r.Issuer == o.Issuer && r.SerialNumber == o.SerialNumber));
}
