using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ca.Api.Http;
using Ca.Api.Problems;
using Ca.Core;
using Ca.Core.Cms;
using Ca.Core.Json;
using Ca.Core.Keys;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Ca.Core.Signatures.Policies;
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

    /// <summary>A text part: the longest is the application's fields, a dozen of numbers and names.</summary>
    const int MaxFieldOctets = 8 * 1024;

    /// <summary>COR_E_IO: an IOException with which no disk or network had to do.</summary>
    const int NoErrorOfTheSystem = unchecked((int)0x80131620);

    /// <summary>What stands beside one signature: an application with its attachments.</summary>
    const int MaxContents = 64;

    /// <summary>A day's post of a small service; more of them in several requests.</summary>
    const int MaxBatch = 64;

    sealed record Parts(
        IFormFile Signature, IReadOnlyList<IFormFile> Contents, IReadOnlyList<string> Hashes, string? At, string? Policy, string? Fields);

    /// <summary>A service's policy with the fields of the application that it compares; no policy when nobody asked for one.</summary>
    sealed record Question(SignaturePolicy? Policy, IReadOnlyDictionary<string, string> Fields);

    public static async Task<IResult> Handle(HttpContext http, VerificationMaterial material, PolicyList policies, TimeProvider time)
    {
        if ((await ReadParts(http)).Refused(out var why, out var parts))
            return why.ToProblem();
        if (Time(parts.At, time.GetUtcNow()).Refused(out why, out var judgement))
            return why.ToProblem();
        if (Asked(parts.Policy, parts.Fields, policies).Refused(out why, out var question))
            return why.ToProblem();
        if (Known(parts.Hashes).Refused(out why, out var known))
            return why.ToProblem();

        await Desks.WaitAsync(http.RequestAborted);
        try
        {
            var file = new SignedFile(await Read(parts.Signature, http.RequestAborted), [.. Contents(parts, http.Response), .. known]);
            var report = SignatureVerifier.Verify(file, material.Now(), new() { Time = judgement });
            if (report.Refused(out why, out var verdict))
                return why.ToProblem();
            var fitness = question.Policy?.Judge(verdict, question.Fields);
            return WantsProtocol(http.Request)
                ? await Print(http, verdict, fitness, parts, judgement.CheckedAt)
                : Report(http, verdict, fitness);
        }
        finally
        {
            Desks.Release();
        }
    }

    /// <summary>
    /// Several files that carry what they sign, judged one after another by the same policy at the same time: an answer for each, in order; what
    /// is no signed file has its refusal in its place, and the others are answered all the same.
    /// </summary>
    public static async Task<IResult> HandleBatch(HttpContext http, VerificationMaterial material, PolicyList policies, TimeProvider time)
    {
        if ((await ReadForm(http)).Refused(out var why, out var form))
            return why.ToProblem();
        var files = form.Files.GetFiles("signature");
        if (files.Count == 0)
            return No("Verifications.no-signature").ToProblem();
        if (files.Count > MaxBatch)
            return No("Verifications.too-many-signatures", MaxBatch).ToProblem();
        if (Time(form["at"], time.GetUtcNow()).Refused(out why, out var judgement))
            return why.ToProblem();
        if (Asked(form["policy"], form["fields"], policies).Refused(out why, out var question))
            return why.ToProblem();

        var language = Language.Of(http.Request);
        var answers = new List<BatchAnswer>(files.Count);
        await Desks.WaitAsync(http.RequestAborted);
        try
        {
            foreach (var file in files)
            {
                var octets = await Read(file, http.RequestAborted);
                answers.Add(SignatureVerifier.Verify(new SignedFile(octets, []), material.Now(), new() { Time = judgement }).Refused(out why, out var verdict)
                    ? new(file.FileName, null, new(why.Sentence.Key, why.Sentence.In(language)))
                    : new(file.FileName, ReportDocument.Of(verdict, language, question.Policy?.Judge(verdict, question.Fields)), null));
            }
        }
        finally
        {
            Desks.Release();
        }
        Describe(http.Response, language);
        return Answer.Ok(answers);
    }

    static Answer Report(HttpContext http, ValidationReport report, PolicyVerdict? fitness)
    {
        var language = Language.Of(http.Request);
        Describe(http.Response, language);
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
        Describe(http.Response, language);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Bytes(Protocol.Write(ReportDocument.Of(report, language, fitness), files, language, now), Protocol.MediaType);
    }

    static void Describe(HttpResponse response, CultureInfo language)
    {
        response.Headers.ContentLanguage = language.Name is "" ? "en" : language.Name;
        response.Headers.Vary = "Accept, Accept-Language";
    }

    static Outcome<Question> Asked(string? service, string? fields, PolicyList policies)
    {
        SignaturePolicy? policy = null;
        if (service is not null && !policies.TryGet(service, out policy))
            return No("Verifications.no-policy", service);
        if (fields is null)
            return new Question(policy, new Dictionary<string, string>());
        return StrictJson.Read<Dictionary<string, string>>(Encoding.UTF8.GetBytes(fields), MaxFieldOctets)
            .Then<Question>(read => new Question(policy, read));
    }

    static async Task<Outcome<Parts>> ReadParts(HttpContext http)
    {
        if ((await ReadForm(http)).Refused(out var why, out var form))
            return why;
        var contents = form.Files.GetFiles("content");
        // Of two signatures, times or policies the second would be believed to count.
        if (form.Files.Where(f => f.Name != "content").GroupBy(f => f.Name).Any(g => g.Count() > 1) || form.Any(f => f.Key != "hash" && f.Value.Count > 1)
            || contents.GroupBy(c => c.FileName).Any(g => g.Count() > 1))
            return No("Verifications.part-twice");
        if (contents.Count > MaxContents)
            return No("Verifications.too-many-contents", MaxContents);
        return form.Files["signature"] is { } signature
            ? new Parts(signature, contents, [.. form["hash"].OfType<string>()], form["at"], form["policy"], form["fields"])
            : No("Verifications.no-signature");
    }

    static async Task<Outcome<FormCollection>> ReadForm(HttpContext http)
    {
        if (!http.Request.HasFormContentType)
            throw new BadHttpRequestException("Not multipart.", StatusCodes.Status415UnsupportedMediaType);
        try
        {
            http.Features.Set<IFormFeature>(new FormFeature(http.Request, new FormOptions
            {
                MultipartBodyLengthLimit = MaxRequestOctets,
                MemoryBufferThreshold = InMemoryOctets,
                ValueCountLimit = MaxContents + 16,
                ValueLengthLimit = MaxFieldOctets,
            }));
            return (FormCollection)await http.Request.ReadFormAsync(http.RequestAborted);
        }
        // What the platform says of a body that is no multipart, has too many parts, or ends within one.
        catch (Exception e) when (e is InvalidDataException || e.GetType() == typeof(IOException) && e.HResult == NoErrorOfTheSystem)
        {
            return No("Verifications.not-multipart");
        }
    }

    static Outcome<JudgementTime> Time(string? text, DateTimeOffset now) =>
        text is null ? JudgementTime.DayOfChecking(now) : Rfc3339.Parse(text).Then(at => JudgementTime.Given(at, now));

    static async Task<byte[]> Read(IFormFile file, CancellationToken cancellation)
    {
        var bytes = new byte[file.Length];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }

    static Refusal No(string key, params object[] arguments) => new(RefusalCode.Malformed, new Sentence(typeof(VerifySignature).Assembly, key, arguments));
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
