using Ca.Api.Http;
using Ca.Api.Problems;
using Ca.Core;
using Ca.Core.Signatures;

namespace Ca.Api.Verifications;

/// <summary>
/// Several files that carry what they sign, judged one after another by the same policy at the same time: an answer for each, in order; what
/// is no signed file has its refusal in its place, and the others are answered all the same.
/// </summary>
static class VerifyBatch
{
    /// <summary>A day's post of a small service; more of them in several requests.</summary>
    const int MaxFiles = 64;

    public static async Task<IResult> Handle(HttpContext http, VerificationMaterial material, PolicyList policies, TimeProvider time)
    {
        if ((await VerificationForm.Read(http)).Refused(out var why, out var form))
            return why.ToProblem();
        if (form.Leaves(["signature"]) is { } unknown)
            return unknown.ToProblem();
        if (form.Repeats(except: ["signature"]))
            return No("Verifications.part-twice").ToProblem();
        var files = form.Files("signature");
        if (files.Count == 0)
            return No("Verifications.no-signature").ToProblem();
        if (files.Count > MaxFiles)
            return No("Verifications.too-many-signatures", MaxFiles).ToProblem();
        if (form.Keep().Refused(out why, out var keep))
            return why.ToProblem();
        // One address for each answer would make of one request by anybody as many rows as it has files.
        if (keep)
            return No("Verifications.keep-not-in-batch").ToProblem();
        if (form.Question(policies, time.GetUtcNow()).Refused(out why, out var question))
            return why.ToProblem();

        var language = Language.Of(http.Request);
        var answers = new List<BatchAnswer>(files.Count);
        using var desk = await VerificationDesk.Take(http.RequestAborted);
        foreach (var file in files)
        {
            var octets = await VerificationForm.Read(file, http.RequestAborted);
            answers.Add(SignatureVerifier.Verify(new SignedFile(octets, []), material.Now(), new() { Time = question.Time }).Refused(out why, out var verdict)
                ? new(file.FileName, null, new(why.Sentence.Key, why.Sentence.In(language)))
                : new(file.FileName, ReportDocument.Of(verdict, language, question.Judge(verdict)), null));
        }
        VerificationForm.Describe(http.Response, language);
        return Answer.Ok(answers);
    }

    static Refusal No(string key, params object[] arguments) => new(RefusalCode.Malformed, new Sentence(typeof(VerifyBatch).Assembly, key, arguments));
}

/// <summary>What became of one file of a batch: a report, or the refusal of what is no signed file.</summary>
/// <param name="File">Its name, as it was sent.</param>
/// <param name="Report">The report.</param>
/// <param name="Refusal">Why there is none.</param>
sealed record BatchAnswer(string File, ReportDocument? Report, BatchRefusal? Refusal);

/// <summary>A refusal in a batch.</summary>
/// <param name="Code">Stable, for machines.</param>
/// <param name="Detail">In the caller's language.</param>
sealed record BatchRefusal(string Code, string Detail);
