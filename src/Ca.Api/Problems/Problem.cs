using System.Diagnostics;
using Ca.Core;
using Microsoft.AspNetCore.Mvc;

namespace Ca.Api.Problems;

/// <summary>
/// Every answer that is not the one asked for: a problem document (RFC 9457) with a stable <c>type</c>, in the caller's language.
/// This is the one place where a refusal gets a status.
/// </summary>
sealed class Problem : IResult
{
    readonly int status;
    readonly string type;
    readonly string title;
    readonly Sentence? detail;

    Problem(int status, string type, string title, Sentence? detail)
    {
        this.status = status;
        this.type = type;
        this.title = title;
        this.detail = detail;
    }

    /// <summary>A refusal, with its sentence.</summary>
    public static Problem Of(Refusal refusal)
    {
        var (status, type, title) = refusal.Code switch
        {
            RefusalCode.Malformed => (400, "malformed", "Problems.malformed"),
            RefusalCode.BadCredential => (401, "bad-credential", "Problems.bad-credential"),
            RefusalCode.Forbidden => (403, "forbidden", "Problems.forbidden"),
            RefusalCode.NotFound => (404, "not-found", "Problems.not-found"),
            RefusalCode.WrongState => (409, "wrong-state", "Problems.wrong-state"),
            RefusalCode.Conflict => (409, "conflict", "Problems.conflict"),
            RefusalCode.TooLarge => (413, "too-large", "Problems.too-large"),
            RefusalCode.Unsupported => (422, "unsupported", "Problems.unsupported"),
            RefusalCode.BadSignature => (422, "bad-signature", "Problems.bad-signature"),
            RefusalCode.UnacceptableKey => (422, "unacceptable-key", "Problems.unacceptable-key"),
            RefusalCode.NotAllowed => (422, "not-allowed", "Problems.not-allowed"),
            RefusalCode.OutOfTime => (422, "out-of-time", "Problems.out-of-time"),
            RefusalCode.TooOften => (429, "too-often", "Problems.too-often"),
            RefusalCode.Unavailable => (503, "unavailable", "Problems.unavailable"),
            _ => throw new UnreachableException(),
        };
        return new(status, type, title, refusal.Sentence);
    }

    /// <summary>A status that needs no more words than its title.</summary>
    public static Problem Plain(int status)
    {
        var (type, title) = status switch
        {
            400 => ("malformed", "Problems.malformed"),
            401 => ("no-officer", "Problems.no-officer"),
            403 => ("forbidden", "Problems.forbidden"),
            404 => ("not-found", "Problems.not-found"),
            405 => ("method-not-allowed", "Problems.method-not-allowed"),
            406 => ("not-acceptable", "Problems.not-acceptable"),
            408 => ("too-slow", "Problems.too-slow"),
            413 => ("too-large", "Problems.too-large"),
            415 => ("unsupported-media-type", "Problems.unsupported-media-type"),
            429 => ("too-many-requests", "Problems.too-many-requests"),
            503 => ("unavailable", "Problems.outage"),
            500 => ("failure", "Problems.failure"),
            _ => ("refused", "Problems.refused"),
        };
        return new(status, type, title, null);
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var language = Language.Of(httpContext.Request);
        var response = httpContext.Response;
        response.StatusCode = status;
        response.Headers.ContentLanguage = language.Name is "" ? "en" : language.Name;
        response.Headers.Vary = "Accept-Language";
        response.Headers.CacheControl = "no-store";
        var document = new ProblemDetails
        {
            Type = $"urn:ca:problem:{type}",
            Title = new Sentence(typeof(Problem).Assembly, title).In(language),
            Status = status,
            Detail = detail?.In(language),
            Extensions = { ["traceId"] = httpContext.TraceIdentifier },
        };
        if (detail is not null)
            document.Extensions["code"] = detail.Key;
        return response.WriteAsJsonAsync(document, options: null, contentType: "application/problem+json", httpContext.RequestAborted);
    }
}

static class RefusalProblem
{
    /// <summary>The answer that tells the caller why we said no.</summary>
    public static IResult ToProblem(this Refusal refusal) => Problem.Of(refusal);
}
