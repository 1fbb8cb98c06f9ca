using Ca.Api.Http;
using Ca.Api.Problems;
using Ca.Api.Storage;
using Ca.Core;
using Ca.Core.Registration;
using Microsoft.EntityFrameworkCore;

namespace Ca.Api.Applications;

static class GetApplication
{
    public static async Task<IResult> Handle(Guid id, CaDbContext db) =>
        (await Find(db, id)).Refused(out var why, out var application) ? why.ToProblem() : Answer.Ok(ApplicationView.Of(application));

    /// <summary>The application of this identifier.</summary>
    public static async Task<Outcome<CertificateApplication>> Find(CaDbContext db, Guid id) =>
        await db.Applications.SingleOrDefaultAsync(a => a.Id == id) is { } application
            ? application
            : new Refusal(RefusalCode.NotFound, new Sentence(typeof(GetApplication).Assembly, "Applications.not-found"));
}
