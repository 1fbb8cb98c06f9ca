using Ca.Api.Problems;
using Ca.Core;

namespace Ca.Api.Verifications;

/// <summary>Whoever has the address of a kept verdict gets it, as JSON, as a printed protocol, or as the signed octets.</summary>
static class GetVerdict
{
    public static async Task<IResult> Handle(string id, HttpContext http, VerdictShelf shelf, TimeProvider time) =>
        await shelf.Find(id, time.GetUtcNow(), http.RequestAborted) is { } kept
            ? KeptVerdictView.Of(http, kept)
            : new Refusal(RefusalCode.NotFound, new Sentence(typeof(GetVerdict).Assembly, "Verifications.no-verdict")).ToProblem();
}
