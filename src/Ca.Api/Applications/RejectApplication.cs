using System.Text;
using Ca.Api.Http;
using Ca.Api.Officers;
using Ca.Api.Problems;
using Ca.Api.Storage;
using Ca.Core.Audit;

namespace Ca.Api.Applications;

/// <summary>Another officer than the submitter ends an application without a certificate.</summary>
static class RejectApplication
{
    /// <param name="Reason">For the registrar and the applicant.</param>
    public sealed record Body(string Reason);

    public static async Task<IResult> Handle(Guid id, HttpContext http, Writer writer, TimeProvider time)
    {
        if ((await JsonBody<Body>.Read(http)).Refused(out var why, out var body))
            return why.ToProblem();
        if (body.Earlier is { } answered)
            return answered;
        var officer = http.Officer();
        var now = time.GetUtcNow();
        var saved = await writer.Write(db => body.Once.In(db, now, async () =>
        {
            if ((await GetApplication.Find(db, id)).Refused(out var refusal, out var application))
                return refusal;
            if (application.Reject(officer, body.Value.Reason, now) is { } no)
                return no;
            await db.Audit(new AuditEntry
            {
                Time = now,
                Actor = $"officer:{officer.Id}",
                Act = AuditAct.ApplicationRejected,
                Target = $"application:{id}",
                // What an officer writes may name a person: the log gets its salted digest, the application's row the words.
                Concerning = Encoding.UTF8.GetBytes(body.Value.Reason),
            });
            return Answer.Ok(ApplicationView.Of(application));
        }));
        return saved.Refused(out why, out var answer) ? why.ToProblem() : answer;
    }
}
