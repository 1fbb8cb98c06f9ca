using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Ca.Api.Problems;

/// <summary>The edge where exceptions end: an outage is 503, a bug 500, and neither tells the caller more than a trace id.</summary>
static class Failures
{
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = Answer, AllowStatusCode404Response = true });
        app.UseStatusCodePages(context => Problem.Plain(context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext));
    }

    static Task Answer(HttpContext context)
    {
        var failure = context.Features.GetRequiredFeature<IExceptionHandlerFeature>().Error;
        var status = failure switch
        {
            BadHttpRequestException bad => bad.StatusCode,
            _ when IsOutage(failure) => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status500InternalServerError,
        };
        if (status >= 500)
            context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Failures))
                .LogError(failure, "{Kind} {TraceId}", status == 503 ? "Outage" : "Bug", context.TraceIdentifier);
        return Problem.Plain(status).ExecuteAsync(context);
    }

    /// <summary>Something we stand on failed: the database, the disk. The state is as it was before, and trying again is right.</summary>
    public static bool IsOutage(Exception? failure) => failure switch
    {
        DbUpdateException update => IsOutage(update.InnerException),
        // Busy, locked, out of memory, read-only, interrupted, I/O, corrupt, full, cannot open, not a database: result codes of https://sqlite.org/rescode.html
        SqliteException sqlite => sqlite.SqliteErrorCode is 5 or 6 or 7 or 8 or 9 or 10 or 11 or 13 or 14 or 26,
        IOException or UnauthorizedAccessException or TimeoutException => true,
        _ => false,
    };
}
