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
            .MinimumLevel.Override("Microsoft.EntityFrameworkCore.Database.Command", LogEventLevel.Fatal)
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
            new("Route", new ScalarValue((context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)")),
            new("StatusCode", new ScalarValue(status)),
            new("Elapsed", new ScalarValue(elapsed)),
        ];
        options.GetLevel = (_, _, failure) => failure is null ? LogEventLevel.Information : LogEventLevel.Error;
    }
}
