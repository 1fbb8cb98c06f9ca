using Ca.Api.Http;
using Ca.Api.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ca.Api.Officers;

/// <summary>All of them, the youngest first: an authority has a few dozen in its life.</summary>
static class ListOfficers
{
    public static async Task<IResult> Handle(CaDbContext db, CancellationToken cancellation) => Answer.Ok(
        (await db.OfficerCertificates.OrderByDescending(o => o.ProposedAt).ThenBy(o => o.Fingerprint).ToListAsync(cancellation)).Select(OfficerView.Of));
}
