using System.Text.Json;
using Ca.Api.Http;
using Ca.Api.Problems;
using Ca.Api.Storage;
using Ca.Core;
using Ca.Core.Registration;
using Microsoft.EntityFrameworkCore;

namespace Ca.Api.Applications;

static class ListApplications
{
    public static async Task<IResult> Handle(string? state, string? cursor, CaDbContext db, CancellationToken cancellation)
    {
        if (Page.Behind(cursor, long.MaxValue).Refused(out var why, out var behind))
            return why.ToProblem();
        var applications = db.Applications.Where(a => EF.Property<long>(a, CaDbContext.Number) < behind);
        if (state is not null)
        {
            // By its name as answers spell it: the platform's parser also takes numbers, lists and spaces.
            if (Enum.GetValues<ApplicationState>().Where(s => JsonNamingPolicy.KebabCaseLower.ConvertName(s.ToString()) == state).ToArray() is not [var wanted])
                return new Refusal(RefusalCode.Malformed, new Sentence(typeof(ListApplications).Assembly, "Applications.no-state")).ToProblem();
            applications = applications.Where(a => a.State == wanted);
        }
        var rows = await applications.OrderByDescending(a => EF.Property<long>(a, CaDbContext.Number)).Take(Page.Size + 1)
            .Select(a => new { Application = a, Number = EF.Property<long>(a, CaDbContext.Number) }).ToListAsync(cancellation);
        return Answer.Ok(Page<ApplicationView>.Of(rows, r => r.Number, r => ApplicationView.Of(r.Application)));
    }
}
