using Ca.Api.Http;
using Ca.Api.Officers;
using Ca.Api.Problems;
using Ca.Api.Status;
using Ca.Api.Storage;
using Ca.Core.Audit;

namespace Ca.Api.Certificates;

/// <summary>Ends a hold: the certificate is good again. Nothing else is ever undone.</summary>
static class ReleaseHold
{
    public static async Task<IResult> Handle(string serialNumber, HttpContext http, Writer writer, RevocationListPublisher lists, TimeProvider time)
    {
        var officer = http.Officer();
        string? issuer = null;
        var saved = await writer.Write<Answer>(async db =>
        {
            if ((await GetCertificate.Find(db, serialNumber)).Refused(out var refusal, out var found))
                return refusal;
            // Released already, or never held: the certificate is as it was asked to be.
            if (found.Revocation is null)
                return Answer.Ok(CertificateView.Of(found.Record, null));
            if (found.Revocation.Release() is { } no)
                return no;
            issuer = found.Record.Issuer;
            db.Revocations.Remove(found.Revocation);
            await db.Audit(new AuditEntry
            {
                Time = time.GetUtcNow(),
                Actor = $"officer:{officer.Id}",
                Act = AuditAct.HoldReleased,
                Target = $"certificate:{found.Record.Issuer}/{found.Record.SerialNumber}",
            });
            return Answer.Ok(CertificateView.Of(found.Record, null));
        });
        if (issuer is not null)
            lists.PublishSoon(issuer);
        return saved.Refused(out var why, out var answer) ? why.ToProblem() : answer;
    }
}
