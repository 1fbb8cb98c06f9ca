using Ca.Api.Http;
using Ca.Api.Problems;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Cms;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Microsoft.AspNetCore.Http.Features;

namespace Ca.Api.Verifications;

/// <summary>Anybody asks whether a signed file is good. The report is the answer, not an error, whatever it says.</summary>
static class VerifySignature
{
    /// <summary>The largest file, its signature beside it, and what multipart puts around both.</summary>
    public const long MaxRequestOctets = CmsSignedData.MaxOctets + 1024 * 1024;

    /// <summary>An attached signature is in memory while it is verified, so no more at a time than there are processors to do it.</summary>
    static readonly SemaphoreSlim Desks = new(Environment.ProcessorCount);

    /// <summary>A part that is larger goes to a temporary file as it arrives, and is read from there.</summary>
    const int InMemoryOctets = 64 * 1024;

    /// <summary>COR_E_IO: an IOException with which no disk or network had to do.</summary>
    const int NoErrorOfTheSystem = unchecked((int)0x80131620);

    sealed record Parts(IFormFile Signature, IFormFile? Content, string? At);

    public static async Task<IResult> Handle(HttpContext http, VerificationMaterial material, TimeProvider time)
    {
        if ((await ReadParts(http)).Refused(out var why, out var parts))
            return why.ToProblem();
        if (Time(parts.At, time.GetUtcNow()).Refused(out why, out var judgement))
            return why.ToProblem();

        await Desks.WaitAsync(http.RequestAborted);
        try
        {
            await using var content = parts.Content?.OpenReadStream();
            var report = SignatureVerifier.Verify(await Read(parts.Signature, http.RequestAborted), content, material.Now(), new() { Time = judgement });
            return report.Refused(out why, out var verdict) ? why.ToProblem() : Report(http, verdict);
        }
        finally
        {
            Desks.Release();
        }
    }

    static Answer Report(HttpContext http, ValidationReport report)
    {
        var language = Language.Of(http.Request);
        http.Response.Headers.ContentLanguage = language.Name is "" ? "en" : language.Name;
        http.Response.Headers.Vary = "Accept-Language";
        return Answer.Ok(ReportDocument.Of(report, language));
    }

    static async Task<Outcome<Parts>> ReadParts(HttpContext http)
    {
        if (!http.Request.HasFormContentType)
            throw new BadHttpRequestException("Not multipart.", StatusCodes.Status415UnsupportedMediaType);
        try
        {
            http.Features.Set<IFormFeature>(new FormFeature(http.Request, new FormOptions
            {
                MultipartBodyLengthLimit = MaxRequestOctets,
                MemoryBufferThreshold = InMemoryOctets,
                ValueCountLimit = 8,
                ValueLengthLimit = 1024,
            }));
            var form = await http.Request.ReadFormAsync(http.RequestAborted);
            // Of two signatures or two times the second would be believed to count.
            if (form.Files.GroupBy(f => f.Name).Any(g => g.Count() > 1) || form["at"].Count > 1)
                return No("Verifications.part-twice");
            return form.Files["signature"] is { } signature
                ? new Parts(signature, form.Files["content"], form["at"])
                : No("Verifications.no-signature");
        }
        // What the platform says of a body that is no multipart, has too many parts, or ends within one.
        catch (Exception e) when (e is InvalidDataException || e.GetType() == typeof(IOException) && e.HResult == NoErrorOfTheSystem)
        {
            return No("Verifications.not-multipart");
        }
    }

    static Outcome<JudgementTime> Time(string? text, DateTimeOffset now)
    {
        if (text is null)
            return JudgementTime.DayOfChecking(now);
        return Rfc3339.TryParse(text, out var at)
            ? JudgementTime.Given(at, now)
            : No("Verifications.not-a-time");
    }

    static async Task<byte[]> Read(IFormFile file, CancellationToken cancellation)
    {
        var bytes = new byte[file.Length];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }

    static Refusal No(string key) => new(RefusalCode.Malformed, new Sentence(typeof(VerifySignature).Assembly, key));
}
