using Ca.Api.Hosting;
using Ca.Api.Http;
using Ca.Api.Problems;
using Ca.Api.Storage;
using Ca.Core;
using Ca.Core.Cms;

namespace Ca.Api.Verifications;

/// <summary>A kept verdict for whoever knows its address.</summary>
/// <param name="Id">The end of its address.</param>
/// <param name="KeptUntil">When that address ends; the signature is good for longer.</param>
/// <param name="Verdict">What was signed.</param>
/// <param name="SignedData">CMS SignedData with it inside, in base64: what proves it.</param>
sealed record KeptVerdictView(string Id, DateTimeOffset KeptUntil, VerdictStatement Verdict, byte[] SignedData)
{
    /// <summary>RFC 8551 §3.2.</summary>
    public const string Cms = "application/pkcs7-mime; smime-type=signed-data";

    public const string Path = "/api/v1/verifications/";

    static readonly string[] Forms = [Accepted.Json, Protocol.MediaType, Cms];

    /// <summary>One that was just stored, in the form that its asker likes best; as JSON when none pleases, since it is there all the same.</summary>
    public static IResult Created(HttpContext http, KeptVerdict kept) =>
        Give(http, kept, Accepted.Of(http.Request, Forms) ?? Accepted.Json) with { Status = StatusCodes.Status201Created, Location = Path + kept.Id };

    /// <summary>One that is fetched.</summary>
    public static IResult Of(HttpContext http, KeptVerdict kept) =>
        Accepted.Of(http.Request, Forms) is { } form ? Give(http, kept, form) : Problem.Plain(StatusCodes.Status406NotAcceptable);

    static Answer Give(HttpContext http, KeptVerdict kept, string form)
    {
        http.Response.Headers.Vary = "Accept, Accept-Language";
        var answer = form switch
        {
            Cms => new Answer(StatusCodes.Status200OK, null, kept.SignedData) { MediaType = Cms },
            Protocol.MediaType => Print(http, kept),
            _ => Answer.Ok(new KeptVerdictView(kept.Id, kept.ExpiresAt, Read(kept), kept.SignedData)),
        };
        // Whoever has the address may keep what it gives; caches on the way, which others share, may not.
        return answer with { CacheControl = "private" };
    }

    static Answer Print(HttpContext http, KeptVerdict kept)
    {
        var language = Protocol.LanguageOf(http.Request);
        VerificationForm.Describe(http.Response, language);
        var verdict = Read(kept);
        var files = verdict.Contents.Select((content, i) => new ProtocolFile(Say("Verifications.protocol-content-file", i + 1), content))
            .Prepend(new(Say("Verifications.protocol-signature-file"), verdict.Signature));
        var address = new Uri(http.RequestServices.GetRequiredService<Settings>().PublicUrl, Path + kept.Id);
        var pdf = Protocol.Write(verdict.Report.In(language), new(verdict.GivenAt, [.. files], new(address, kept.ExpiresAt, verdict.Software)), language);
        return new Answer(StatusCodes.Status200OK, null, pdf) { MediaType = Protocol.MediaType };

        string Say(string key, params object[] arguments) => new Sentence(typeof(KeptVerdictView).Assembly, key, arguments).In(language);
    }

    static VerdictStatement Read(KeptVerdict kept) => VerdictStatement.Parse(CmsSignedData.Parse(kept.SignedData).Expect().Content!.Value.Span);
}
