using Ca.Api.Http;
using Ca.Api.Officers;
using Ca.Api.Problems;
using Ca.Api.Storage;
using Ca.Core;
using Ca.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace Ca.Api.Issuers;

/// <summary>An issuer that is stopped.</summary>
/// <param name="Issuer">Its name.</param>
/// <param name="Reason">What was found, in English, for the log.</param>
/// <param name="StoppedAt">Since when.</param>
/// <param name="RestartNeeded">Whether the process that found it goes on refusing: it has seen its own key sign something else, and trusts itself only anew.</param>
sealed record IssuanceStopView(string Issuer, string Reason, DateTimeOffset StoppedAt, bool RestartNeeded)
{
    public static IssuanceStopView Of(IssuanceStop stop, IssuerList issuers) =>
        new(stop.Issuer, stop.Reason, stop.StoppedAt, issuers.TryGet(stop.Issuer, out var issuer) && issuer.Issuer.Stopped is not null);
}

static class ListIssuanceStops
{
    public static async Task<IResult> Handle(CaDbContext db, IssuerList issuers, CancellationToken cancellation) => Answer.Ok(
        (await db.IssuanceStops.OrderBy(s => s.Issuer).ToListAsync(cancellation)).Select(s => IssuanceStopView.Of(s, issuers)));
}

/// <summary>An administrator has found out why an issuer stopped, and lets it sign again. The log keeps the stop and its end.</summary>
static class LiftIssuanceStop
{
    public static async Task<IResult> Handle(string issuer, HttpContext http, IssuerList issuers, Writer writer, TimeProvider time)
    {
        var saved = await writer.Write<Answer>(async db =>
        {
            if (await db.IssuanceStops.SingleOrDefaultAsync(s => s.Issuer == issuer) is not { } stop)
                return new Refusal(RefusalCode.NotFound, new Sentence(typeof(LiftIssuanceStop).Assembly, "Issuers.not-stopped"));
            db.IssuanceStops.Remove(stop);
            await db.Audit(new AuditEntry
            {
                Time = time.GetUtcNow(),
                Actor = $"officer:{http.Officer().Id}",
                Act = AuditAct.IssuanceResumed,
                Target = $"issuer:{issuer}",
                Facts = new Dictionary<string, string> { ["reason"] = stop.Reason },
            });
            return Answer.Ok(IssuanceStopView.Of(stop, issuers));
        });
        return saved.Refused(out var why, out var answer) ? why.ToProblem() : answer;
    }
}
