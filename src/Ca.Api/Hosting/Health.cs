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

    static async Task<IResult> Ready(HealthCheckService checks, CancellationToken cancellation)
    {
        var report = await checks.CheckHealthAsync(cancellation);
        var answer = new Answer(
            report.Status.ToString(),
            report.Entries.ToDictionary(e => e.Key, e => e.Value.Description is { } why ? $"{e.Value.Status}: {why}" : e.Value.Status.ToString()));
        return Results.Json(answer, statusCode: report.Status == HealthStatus.Unhealthy ? 503 : 200);
    }

    /// <summary>What a probe reads.</summary>
    public sealed record Answer(string Status, Dictionary<string, string>? Checks);
}
