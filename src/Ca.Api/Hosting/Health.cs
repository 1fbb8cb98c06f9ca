using System.Globalization;
using Ca.Api.Problems;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Ca.Api.Hosting;

/// <summary>Live: the process answers. Ready: every <see cref="IHealthCheck"/> is content, and the answer names those that are not.</summary>
static class Health
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Ok(new Answer("Healthy", null)))
            .WithTags("Operations").WithSummary("The process answers").Produces<Answer>();
        routes.MapGet("/health/ready", Ready)
            .WithTags("Operations").WithSummary("The authority can do its work").Produces<Answer>().Produces<Answer>(503);
    }

    static async Task<IResult> Ready(HealthCheckService checks, HttpContext http, CancellationToken cancellation)
    {
        // Flows into the checks, each of which says what is wrong in the language of the moment.
        var language = Language.Of(http.Request);
        CultureInfo.CurrentUICulture = language;
        http.Response.Headers.ContentLanguage = language.Name is "" ? "en" : language.Name;
        http.Response.Headers.Vary = "Accept-Language";
        var report = await checks.CheckHealthAsync(cancellation);
        var answer = new Answer(
            report.Status.ToString(),
            report.Entries.ToDictionary(e => e.Key, e => e.Value.Description is { } why ? $"{e.Value.Status}: {why}" : e.Value.Status.ToString()));
        return Results.Json(answer, Http.Answer.Json, statusCode: report.Status == HealthStatus.Unhealthy ? 503 : 200);
    }

    /// <summary>What a probe reads.</summary>
    public sealed record Answer(string Status, Dictionary<string, string>? Checks);
}
