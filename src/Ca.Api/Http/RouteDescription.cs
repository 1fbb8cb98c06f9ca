using Microsoft.AspNetCore.Mvc;

namespace Ca.Api.Http;

static class RouteDescription
{
    /// <summary>What stands in the OpenAPI document: every route answers the one thing, or a problem.</summary>
    public static RouteHandlerBuilder Describe<T>(this RouteHandlerBuilder route, string summary, int status) => route
        .WithSummary(summary)
        .Produces<T>(status)
        .Produces<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")
        .Produces<ProblemDetails>(StatusCodes.Status401Unauthorized, "application/problem+json")
        .Produces<ProblemDetails>(StatusCodes.Status403Forbidden, "application/problem+json")
        .Produces<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")
        .Produces<ProblemDetails>(StatusCodes.Status409Conflict, "application/problem+json")
        .Produces<ProblemDetails>(StatusCodes.Status422UnprocessableEntity, "application/problem+json")
        .Produces<ProblemDetails>(StatusCodes.Status503ServiceUnavailable, "application/problem+json");
}
