using System.Globalization;
using Ca.Api.Http;
using Ca.Api.Problems;
using Ca.Core.Keys;
using Ca.Core.Signatures;
using Ca.Core.Signatures.Policies;

namespace Ca.Api.Verifications;

/// <summary>Anybody asks whether a signed file is good. The report is the answer, not an error, whatever it says.</summary>
static class VerifySignature
{
    public static async Task<IResult> Handle(HttpContext http, VerificationMaterial material, PolicyList policies, VerdictKeeper keeper, TimeProvider time)
    {
        if ((await VerificationParts.Read(http)).Refused(out var why, out var parts))
            return why.ToProblem();
        if (parts.Form.Question(policies, time.GetUtcNow()).Refused(out why, out var question))
            return why.ToProblem();
        if (parts.Form.Keep().Refused(out why, out var keep))
            return why.ToProblem();
        if (keep && await keeper.Refuses(http, question.Time.CheckedAt) is { } unkept)
            return unkept;

        using var desk = await VerificationDesk.Take(http.RequestAborted);
        if (SignatureVerifier.Verify(await parts.Open(http), material.Now(), new() { Time = question.Time }).Refused(out why, out var report))
            return why.ToProblem();
        var judged = new Judged(parts, report, question.Judge(report), question.Time.CheckedAt);
        if (!keep)
            return Accepted.Of(http.Request, Accepted.Json, Protocol.MediaType) == Protocol.MediaType ? Print(http, judged) : Tell(http, judged);
        return (await keeper.Keep(judged)).Refused(out why, out var kept) ? why.ToProblem() : KeptVerdictView.Created(http, kept);
    }

    static Answer Tell(HttpContext http, Judged judged)
    {
        var language = Language.Of(http.Request);
        VerificationForm.Describe(http.Response, language);
        return Answer.Ok(judged.In(language));
    }

    static Answer Print(HttpContext http, Judged judged)
    {
        var language = Protocol.LanguageOf(http.Request);
        VerificationForm.Describe(http.Response, language);
        var files = judged.Parts.Contents.Prepend(judged.Parts.Signature)
            .Select(file => new ProtocolFile(Path.GetFileName(file.FileName), JudgedFile.Of(file, [DigestAlgorithm.Sha256])));
        var pdf = Protocol.Write(judged.In(language), new(judged.At, [.. files], Kept: null), language);
        return new Answer(StatusCodes.Status200OK, null, pdf) { MediaType = Protocol.MediaType };
    }
}

/// <summary>A file that was judged.</summary>
/// <param name="Parts">What was sent.</param>
/// <param name="Report">What is said of its signatures.</param>
/// <param name="Fitness">Whether they serve; null when no policy was asked.</param>
/// <param name="At">When.</param>
sealed record Judged(VerificationParts Parts, ValidationReport Report, PolicyVerdict? Fitness, DateTimeOffset At)
{
    public ReportDocument In(CultureInfo language) => ReportDocument.Of(Report, language, Fitness);
}
