using Ca.Api.Officers;
using Serilog;
using Serilog.AspNetCore;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Ca.Api.Hosting;

/// <summary>
/// Structured lines without personal data: a request is named by its route's pattern, never by its path or query
/// (a search for a person stands in the query), and the platform's own request lines are off.
/// </summary>
static class Logging
{
    public static void Configure(LoggerConfiguration log, IHostEnvironment environment)
    {
        log.MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            // What fails there is thrown, and told once by who answers for it: at the edge, or in the one sentence of a failed start.
            .MinimumLevel.Override("Microsoft.EntityFrameworkCore", LogEventLevel.Fatal)
            .MinimumLevel.Override("Microsoft.Extensions.Hosting", LogEventLevel.Fatal)
            .MinimumLevel.Override("Microsoft.AspNetCore.Server.Kestrel", LogEventLevel.Fatal)
            .MinimumLevel.Override("Microsoft.AspNetCore.Diagnostics", LogEventLevel.Fatal)
            .MinimumLevel.Override(typeof(OfficerAuthentication).FullName!, LogEventLevel.Warning);
        if (environment.IsDevelopment())
            log.WriteTo.Console(
                outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}",
                formatProvider: System.Globalization.CultureInfo.InvariantCulture);
        else
            log.WriteTo.Console(new CompactJsonFormatter());
    }

    public static void Configure(RequestLoggingOptions options)
    {
        options.MessageTemplate = "{Method} {Route} answered {StatusCode} in {Elapsed:0.0} ms";
        options.GetMessageTemplateProperties = (context, _, elapsed, status) =>
        [
            new("Method", new ScalarValue(HttpMethods.GetCanonicalizedValue(context.Request.Method) is { Length: <= 7 } method ? method : "?")),
            new("Route", new ScalarValue(RouteOf(context))),
            new("StatusCode", new ScalarValue(status)),
            new("Elapsed", new ScalarValue(elapsed)),
        ];
        options.GetLevel = (_, _, failure) => failure is null ? LogEventLevel.Information : LogEventLevel.Error;
    }

    /// <summary>Remembers the route: where a request fails, the platform forgets it before the line is written.</summary>
    public static void RememberRoute(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.GetEndpoint() is RouteEndpoint endpoint)
            context.Items[typeof(Logging)] = endpoint.RoutePattern.RawText;
        return next(context);
    });

    static string RouteOf(HttpContext context) => context.Items[typeof(Logging)] as string ?? "(no route)";
}
