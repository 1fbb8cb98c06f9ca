using System.Data.Common;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Ca.Api.Hosting;
using Ca.Api.Http;
using Ca.Api.Problems;
using Ca.Core.Ocsp;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Ca.Api.Status;

/// <summary>
/// OCSP over HTTP (RFC 6960 appendix A, RFC 5019, RFC 9654). Whatever is asked, the answer is an OCSPResponse with HTTP 200; what cannot
/// be read is <c>malformedRequest</c>, and when the register does not answer, <c>tryLater</c>.
/// </summary>
static class AskOcsp
{
    public const string RequestType = "application/ocsp-request";
    public const string ResponseType = "application/ocsp-response";

    /// <summary>A cache on the way may hide a revocation for so long. RFC 5019 §6.2 would allow until nextUpdate.</summary>
    static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);

    static readonly Counter<long> Answers = Metrics.Meter.CreateCounter<long>("ca.ocsp.answers");

    public static Task<IResult> Get(string issuer, HttpContext http, Responders responders, TimeProvider time) =>
        Answer(issuer, Decode(http), http, responders, time);

    public static async Task<IResult> Post(string issuer, HttpContext http, Responders responders, TimeProvider time) =>
        await Answer(issuer, await SmallBody.Read(http, OcspRequest.MaxOctets) ?? [], http, responders, time);

    static async Task<IResult> Answer(string issuer, byte[] octets, HttpContext http, Responders responders, TimeProvider time)
    {
        if (!responders.TryGet(issuer, out var responder))
            return Problem.Plain(StatusCodes.Status404NotFound);
        if (OcspRequest.Parse(octets).Refused(out _, out var request))
            return Refuse(http, OcspResponseStatus.MalformedRequest);
        try
        {
            return await responder.Answer(request, http.RequestAborted) is { } answer
                ? Give(http, answer, time.GetUtcNow())
                : Refuse(http, OcspResponseStatus.TryLater);
        }
        // An outage, in the form that OCSP has for it.
        catch (DbException)
        {
            return Refuse(http, OcspResponseStatus.TryLater);
        }
    }

    static IResult Give(HttpContext http, OcspAnswer answer, DateTimeOffset now)
    {
        Count(OcspResponseStatus.Successful);
        if (answer.Status is null || !HttpMethods.IsGet(http.Request.Method))
        {
            http.Response.Headers.CacheControl = "no-store";
            return Results.Bytes(answer.Der, ResponseType);
        }
        Caching.Allow(http.Response, now, answer.ThisUpdate + OcspAnswers.Validity, MaxAge);
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(answer.Der).AsSpan(0, 16))}\"");
        return Results.Bytes(answer.Der, ResponseType, entityTag: tag, lastModified: answer.ThisUpdate);
    }

    static IResult Refuse(HttpContext http, OcspResponseStatus status)
    {
        Count(status);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Bytes(OcspResponse.Of(status), ResponseType);
    }

    static void Count(OcspResponseStatus status) => Answers.Add(1, new KeyValuePair<string, object?>("status", status.ToString()));

    /// <summary>
    /// The request in the path: base64 (RFC 6960 appendix A.1), percent-encoded or not, also base64url. It is taken from the line as it
    /// was sent, since base64 has slashes, two of them in a row at times, and the router does not give those back.
    /// </summary>
    static byte[] Decode(HttpContext http)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', 2)[0];
        // "/ocsp/", the issuer, and the rest.
        var parts = target.Split('/', 4);
        var text = Uri.UnescapeDataString(parts.Length == 4 ? parts[3] : "").Replace('-', '+').Replace('_', '/').TrimEnd('=');
        var octets = new byte[text.Length];
        return Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), octets, out var length) ? octets[..length] : [];
    }
}
