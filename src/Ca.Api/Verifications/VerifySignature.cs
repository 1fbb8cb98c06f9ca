using System.Globalization;
using System.Security.Cryptography;
using Ca.Api.Http;
using Ca.Api.Problems;
using Ca.Core;
using Ca.Core.Keys;
using Ca.Core.Signatures;
using Ca.Core.Signatures.Policies;

namespace Ca.Api.Verifications;

/// <summary>Anybody asks whether a signed file is good. The report is the answer, not an error, whatever it says.</summary>
static class VerifySignature
{
    /// <summary>What stands beside one signature: an application with its attachments.</summary>
    const int MaxContents = 64;

    sealed record Parts(VerificationForm Form, IFormFile Signature, IReadOnlyList<IFormFile> Contents, IReadOnlyList<string> Hashes);

    public static async Task<IResult> Handle(HttpContext http, VerificationMaterial material, PolicyList policies, TimeProvider time)
    {
        if ((await ReadParts(http)).Refused(out var why, out var parts))
            return why.ToProblem();
        if (parts.Form.Question(policies, time.GetUtcNow()).Refused(out why, out var question))
            return why.ToProblem();
        if (Known(parts.Hashes).Refused(out why, out var known))
            return why.ToProblem();

        using var desk = await VerificationDesk.Take(http.RequestAborted);
        var file = new SignedFile(await VerificationForm.Read(parts.Signature, http.RequestAborted), [.. Contents(parts, http.Response), .. known]);
        var report = SignatureVerifier.Verify(file, material.Now(), new() { Time = question.Time });
        if (report.Refused(out why, out var verdict))
            return why.ToProblem();
        return WantsProtocol(http.Request)
            ? await Print(http, verdict, question.Judge(verdict), parts, question.Time.CheckedAt)
            : Report(http, verdict, question.Judge(verdict));
    }

    static Answer Report(HttpContext http, ValidationReport report, PolicyVerdict? fitness)
    {
        var language = Language.Of(http.Request);
        VerificationForm.Describe(http.Response, language);
        return Answer.Ok(ReportDocument.Of(report, language, fitness));
    }

    /// <summary>A single one is the content, whatever its file is called; several are told apart by their names.</summary>
    static IEnumerable<SignedContent> Contents(Parts parts, HttpResponse response)
    {
        foreach (var part in parts.Contents)
        {
            var stream = part.OpenReadStream();
            response.RegisterForDispose(stream);
            yield return SignedContent.Of(stream, parts.Contents.Count > 1 ? part.FileName : null);
        }
    }

    /// <summary>Content that its owner does not part with, by its hashes: <c>sha256:…</c>, <c>streebog256:…</c>, in hex.</summary>
    static Outcome<IReadOnlyList<SignedContent>> Known(IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
            return Array.Empty<SignedContent>();
        var hashes = new List<(DigestAlgorithm, ReadOnlyMemory<byte>)>();
        foreach (var text in texts)
        {
            if (text.Split(':') is not [var name, var hex] || DigestAlgorithm.All.FirstOrDefault(d => d.Name == name) is not { } algorithm
                || hex.Length != 2 * algorithm.Octets || !hex.All(char.IsAsciiHexDigit))
                return No("Verifications.not-a-hash", string.Join(", ", DigestAlgorithm.All.Select(d => d.Name)));
            hashes.Add((algorithm, Convert.FromHexString(hex)));
        }
        return SignedContent.Of(hashes).Then<IReadOnlyList<SignedContent>>(content => new[] { content });
    }

    static bool WantsProtocol(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(a => a.MediaType.Equals(Protocol.MediaType, StringComparison.OrdinalIgnoreCase) && a.Quality is null or > 0);

    /// <summary>The protocol is for files of Russian cases: in Russian unless English is asked for.</summary>
    static async Task<IResult> Print(HttpContext http, ValidationReport report, PolicyVerdict? fitness, Parts parts, DateTimeOffset now)
    {
        var language = http.Request.Headers.AcceptLanguage.Count == 0 ? CultureInfo.GetCultureInfo("ru") : Language.Of(http.Request);
        var files = new List<ProtocolFile>();
        foreach (var part in parts.Contents.Prepend(parts.Signature))
        {
            await using var stream = part.OpenReadStream();
            files.Add(new(Path.GetFileName(part.FileName), part.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, http.RequestAborted))));
        }
        VerificationForm.Describe(http.Response, language);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Bytes(Protocol.Write(ReportDocument.Of(report, language, fitness), files, language, now), Protocol.MediaType);
    }

    static async Task<Outcome<Parts>> ReadParts(HttpContext http)
    {
        if ((await VerificationForm.Read(http)).Refused(out var why, out var form))
            return why;
        var contents = form.Files("content");
        if (form.Repeats(except: ["content", "hash"]) || contents.GroupBy(c => c.FileName).Any(g => g.Count() > 1))
            return No("Verifications.part-twice");
        if (contents.Count > MaxContents)
            return No("Verifications.too-many-contents", MaxContents);
        return form.Files("signature") is [var signature]
            ? new Parts(form, signature, contents, form.Texts("hash"))
            : No("Verifications.no-signature");
    }

    static Refusal No(string key, params object[] arguments) => new(RefusalCode.Malformed, new Sentence(typeof(VerifySignature).Assembly, key, arguments));
}
