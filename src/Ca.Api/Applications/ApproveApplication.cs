using Ca.Api.Http;
using Ca.Api.Officers;
using Ca.Api.Problems;
using Ca.Api.Storage;
using Ca.Core.Audit;
using Ca.Core.Profiles;

namespace Ca.Api.Applications;

/// <summary>Another officer than the submitter agrees to exactly the content whose hash is given.</summary>
static class ApproveApplication
{
    /// <param name="ContentHash">As the application showed it to the approver.</param>
    public sealed record Body(string ContentHash);

    public static async Task<IResult> Handle(Guid id, HttpContext http, Writer writer, TimeProvider time)
    {
        if ((await JsonBody<Body>.Read(http)).Refused(out var why, out var body))
            return why.ToProblem();
        if (body.Earlier is { } answered)
            return answered;
        if (ContentHash.Parse(body.Value.ContentHash).Refused(out why, out var approved))
            return why.ToProblem();
        var officer = http.Officer();
        var now = time.GetUtcNow();
        var saved = await writer.Write(db => body.Once.In(db, now, async () =>
        {
            if ((await GetApplication.Find(db, id)).Refused(out var refusal, out var application))
                return refusal;
            if (application.Approve(officer, approved, now) is { } no)
                return no;
            await db.Audit(new AuditEntry
            {
                Time = now,
                Actor = $"officer:{officer.Id}",
                Act = AuditAct.ApplicationApproved,
                Target = $"application:{id}",
                Concerning = application.Content.Encode(),
            });
            return Answer.Ok(ApplicationView.Of(application));
        }));
        return saved.Refused(out why, out var answer) ? why.ToProblem() : answer;
    }
}
