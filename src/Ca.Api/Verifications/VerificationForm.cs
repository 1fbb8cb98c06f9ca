using System.Globalization;
using System.Text;
using Ca.Core;
using Ca.Core.Cms;
using Ca.Core.Json;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Ca.Core.Signatures.Policies;
using Microsoft.AspNetCore.Http.Features;

namespace Ca.Api.Verifications;

/// <summary>A request to verify, as multipart/form-data: files, and texts beside them.</summary>
sealed class VerificationForm(IFormCollection form)
{
    /// <summary>The largest file, its signature beside it, and what multipart puts around both.</summary>
    public const long MaxRequestOctets = CmsSignedData.MaxOctets + 1024 * 1024;

    /// <summary>A part that is larger goes to a temporary file as it arrives, and is read from there.</summary>
    const int InMemoryOctets = 64 * 1024;

    /// <summary>A text part: the longest is the application's fields, a dozen of numbers and names.</summary>
    const int MaxTextOctets = 8 * 1024;

    /// <summary>Files with their texts beside them.</summary>
    const int MaxParts = 80;

    /// <summary>COR_E_IO: an IOException with which no disk or network had to do.</summary>
    const int NoErrorOfTheSystem = unchecked((int)0x80131620);

    /// <summary>Reads it; large parts lie in temporary files until the request ends.</summary>
    public static async Task<Outcome<VerificationForm>> Read(HttpContext http)
    {
        if (!http.Request.HasFormContentType)
            throw new BadHttpRequestException("Not multipart.", StatusCodes.Status415UnsupportedMediaType);
        try
        {
            http.Features.Set<IFormFeature>(new FormFeature(http.Request, new FormOptions
            {
                MultipartBodyLengthLimit = MaxRequestOctets,
                MemoryBufferThreshold = InMemoryOctets,
                ValueCountLimit = MaxParts,
                ValueLengthLimit = MaxTextOctets,
            }));
            return new VerificationForm(await http.Request.ReadFormAsync(http.RequestAborted));
        }
        // What the platform says of a body that is no multipart, has too many parts, is in an encoding that it does not read, or ends within a part.
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or ArgumentException || e.GetType() == typeof(IOException) && e.HResult == NoErrorOfTheSystem)
        {
            return No("Verifications.not-multipart", MaxParts, MaxTextOctets);
        }
    }

    /// <summary>A file whole, since most formats have to be.</summary>
    public static async Task<byte[]> Read(IFormFile file, CancellationToken cancellation)
    {
        var bytes = new byte[file.Length];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }

    public static void Describe(HttpResponse response, CultureInfo language)
    {
        response.Headers.ContentLanguage = language.Name is "" ? "en" : language.Name;
        response.Headers.Vary = "Accept, Accept-Language";
    }

    public IReadOnlyList<IFormFile> Files(string name) => form.Files.GetFiles(name);

    public IReadOnlyList<string> Texts(string name) => [.. form[name].OfType<string>()];

    /// <summary>Whether a part stands there twice that may not: of two times or policies the second would be believed to count.</summary>
    public bool Repeats(params string[] except) =>
        form.Files.Where(f => !except.Contains(f.Name)).GroupBy(f => f.Name).Any(g => g.Count() > 1)
        || form.Any(f => !except.Contains(f.Key) && f.Value.Count > 1);

    /// <summary>A part that would be left unread: who misspells <c>policy</c>, or sends content as a text, is not to take the verdict for what he asked.</summary>
    /// <param name="files">Names of the parts that are files.</param>
    /// <param name="texts">Of those that are texts, besides those of <see cref="Question"/> and <see cref="Keep"/>.</param>
    public Refusal? Leaves(string[] files, params string[] texts)
    {
        string[] known = [.. texts, "at", "policy", "fields", "keep"];
        var unread = form.Files.Select(f => f.Name).Except(files).Concat(form.Keys.Except(known)).FirstOrDefault();
        return unread is null ? null : No("Verifications.unknown-part", unread, string.Join(", ", files), string.Join(", ", known));
    }

    /// <summary>What is asked of the files: <c>at</c>, <c>policy</c> and <c>fields</c>.</summary>
    public Outcome<VerificationQuestion> Question(PolicyList policies, DateTimeOffset now)
    {
        string? at = form["at"], service = form["policy"], fields = form["fields"];
        if (Time(at, now).Refused(out var why, out var time))
            return why;
        SignaturePolicy? policy = null;
        if (service is not null && !policies.TryGet(service, out policy))
            return No("Verifications.no-policy", service);
        if (fields is null)
            return new VerificationQuestion(time, policy, new Dictionary<string, string>());
        return StrictJson.Read<Dictionary<string, string>>(Encoding.UTF8.GetBytes(fields), MaxTextOctets)
            .Then<VerificationQuestion>(read => new VerificationQuestion(time, policy, read));
    }

    /// <summary><c>keep</c>: whether the verdict is to be signed and kept.</summary>
    public Outcome<bool> Keep() => (string?)form["keep"] switch
    {
        null or "false" => false,
        "true" => true,
        _ => No("Verifications.keep-is-true-or-false"),
    };

    static Outcome<JudgementTime> Time(string? text, DateTimeOffset now) =>
        text is null ? JudgementTime.DayOfChecking(now) : Rfc3339.Parse(text).Then(at => JudgementTime.Given(at, now));

    static Refusal No(string key, params object[] arguments) => new(RefusalCode.Malformed, new Sentence(typeof(VerificationForm).Assembly, key, arguments));
}

/// <summary>What is asked of a file.</summary>
/// <param name="Time">The time to judge at.</param>
/// <param name="Policy">Of the service that has to act on it; null when nobody asked for one.</param>
/// <param name="Fields">Of the application, for the policy to compare.</param>
sealed record VerificationQuestion(JudgementTime Time, SignaturePolicy? Policy, IReadOnlyDictionary<string, string> Fields)
{
    public PolicyVerdict? Judge(ValidationReport report) => Policy?.Judge(report, Fields);
}

/// <summary>An attached signature is in memory while it is verified, so no more at a time than there are processors to do it.</summary>
sealed class VerificationDesk : IDisposable
{
    static readonly SemaphoreSlim Free = new(Environment.ProcessorCount);

    VerificationDesk()
    {
    }

    /// <summary>Waits for a free one; it is free again when disposed of.</summary>
    public static async Task<VerificationDesk> Take(CancellationToken cancellation)
    {
        await Free.WaitAsync(cancellation);
        return new();
    }

    public void Dispose() => Free.Release();
}
