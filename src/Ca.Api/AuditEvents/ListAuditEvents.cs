using System.Text;
using Ca.Api.Http;
using Ca.Api.Problems;
using Ca.Api.Storage;
using Ca.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace Ca.Api.AuditEvents;

/// <summary>The audit log for an auditor: page by page to read, or whole as lines to keep and to check.</summary>
static class ListAuditEvents
{
    /// <summary>JSON Lines: one event each, in the form that <c>ca audit verify</c> reads.</summary>
    public const string Lines = "application/jsonl";

    public static async Task<IResult> Handle(string? cursor, HttpRequest request, CaDbContext db, CancellationToken cancellation)
    {
        if (Page.Behind(cursor, 0).Refused(out var why, out var behind))
            return why.ToProblem();
        var events = db.AuditEvents.Where(e => e.Sequence > behind).OrderBy(e => e.Sequence);
        if (request.GetTypedHeaders().Accept.Any(a => a.MediaType.Equals(Lines, StringComparison.OrdinalIgnoreCase)))
            return Results.Stream(to => Write(events, to, cancellation), Lines);
        var rows = await events.Take(Page.Size + 1).ToListAsync(cancellation);
        return Answer.Ok(Page<AuditEventView>.Of(rows, e => e.Sequence, AuditEventView.Of));
    }

    static async Task Write(IQueryable<AuditEvent> events, Stream to, CancellationToken cancellation)
    {
        await foreach (var one in events.AsAsyncEnumerable().WithCancellation(cancellation))
            await to.WriteAsync(Encoding.UTF8.GetBytes(one.ToLine() + "\n"), cancellation);
    }
}

/// <summary>An event, and its salt as long as it is kept: with it the auditor can check what the act concerned.</summary>
sealed record AuditEventView(
    long Sequence, string Time, string Actor, string Act, string Target, IReadOnlyDictionary<string, string> Facts, string? Digest, string Previous, string Hash, string? Salt)
{
    public static AuditEventView Of(AuditEvent e) =>
        new(e.Sequence, e.Time, e.Actor, e.Act, e.Target, e.Facts, e.Digest, e.Previous, e.Hash, e.Salt is null ? null : Convert.ToHexStringLower(e.Salt));
}
