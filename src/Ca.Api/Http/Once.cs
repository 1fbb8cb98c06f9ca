using System.Security.Cryptography;
using System.Text;
using Ca.Api.Officers;
using Ca.Api.Storage;
using Ca.Core;
using Microsoft.EntityFrameworkCore;

namespace Ca.Api.Http;

/// <summary>
/// A request that may come twice and is carried out once (draft-ietf-httpapi-idempotency-key-header): the answer is kept in the
/// transaction that made the change, so there is no moment at which one exists without the other.
/// </summary>
/// <param name="Officer">Keys of different officers are different keys.</param>
/// <param name="Key">The header's value; null when the caller gave none and every request counts.</param>
/// <param name="RequestHash">Over method, path and body: what "the same request" means.</param>
sealed record Once(string Officer, string? Key, string RequestHash)
{
    const string Header = "Idempotency-Key";

    public static Outcome<Once> Of(HttpContext http, ReadOnlySpan<byte> body)
    {
        var keys = http.Request.Headers[Header];
        if (keys.Count > 1 || keys is [var given] && (given is not { Length: > 0 and <= 200 } || !given.All(c => c is > ' ' and <= '~')))
            return new Refusal(RefusalCode.Malformed, new Sentence(typeof(Once).Assembly, "Http.bad-idempotency-key"));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{http.Request.Method} {http.Request.Path}\n"));
        hash.AppendData(body);
        return new Once(http.Officer().Id, keys is [var key] ? key : null, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>The answer that was kept, or the one of the act, which is kept unless it is a refusal.</summary>
    public async Task<Outcome<Answer>> In(CaDbContext db, DateTimeOffset now, Func<Task<Outcome<Answer>>> act)
    {
        if (await Earlier(db) is { } earlier)
            return earlier;
        if ((await act()).Refused(out var why, out var answer))
            return why;
        Keep(db, answer, now);
        return answer;
    }

    /// <summary>What was answered before, a refusal when the key was used for something else, or null when it was not used.</summary>
    public async Task<Outcome<Answer>?> Earlier(CaDbContext db)
    {
        if (Key is null || await db.KeptAnswers.SingleOrDefaultAsync(a => a.Officer == Officer && a.Key == Key) is not { } kept)
            return null;
        return kept.RequestHash == RequestHash
            ? new Answer(kept.Status, kept.Location, kept.Body)
            : new Refusal(RefusalCode.NotAllowed, new Sentence(typeof(Once).Assembly, "Http.idempotency-key-reused"));
    }

    /// <summary>Keeps the answer, to be saved with the change it tells of.</summary>
    public void Keep(CaDbContext db, Answer answer, DateTimeOffset now)
    {
        if (Key is not null)
            db.KeptAnswers.Add(new KeptAnswer
            {
                Officer = Officer,
                Key = Key,
                RequestHash = RequestHash,
                Status = answer.Status,
                Location = answer.Location,
                Body = answer.Body,
                KeptAt = now,
            });
    }
}
