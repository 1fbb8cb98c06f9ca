using Ca.Api.Http;
using Ca.Api.Problems;
using Ca.Api.Storage;
using Ca.Core;
using Ca.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace Ca.Api.Officers;

/// <summary>Security agrees to what an administrator has proposed. The same again changes nothing.</summary>
static class AdmitOfficer
{
    public static async Task<IResult> Handle(string fingerprint, HttpContext http, Writer writer, TimeProvider time)
    {
        var (by, now) = (http.Officer(), time.GetUtcNow());
        var saved = await writer.Write<Answer>(async db =>
        {
            if ((await Find(db, fingerprint)).Refused(out var refusal, out var row))
                return refusal;
            if (row is { AdmittedAt: not null, DismissedAt: null })
                return Answer.Ok(OfficerView.Of(row));
            if (row.Admit(by, now) is { } no)
                return no;
            await db.Audit(ProposeOfficer.Entry(AuditAct.OfficerAdmitted, row, by, now));
            return Answer.Ok(OfficerView.Of(row));
        });
        return saved.Refused(out var why, out var answer) ? why.ToProblem() : answer;
    }

    /// <summary>The row of this certificate.</summary>
    public static async Task<Outcome<OfficerCertificate>> Find(CaDbContext db, string fingerprint) =>
        await db.OfficerCertificates.SingleOrDefaultAsync(o => o.Fingerprint == fingerprint) is { } row
            ? row
            : new Refusal(RefusalCode.NotFound, new Sentence(typeof(AdmitOfficer).Assembly, "Officers.not-found"));
}
