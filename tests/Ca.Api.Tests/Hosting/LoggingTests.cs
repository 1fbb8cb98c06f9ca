using System.Collections.Concurrent;
using Ca.Api.Hosting;
using Ca.Api.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Ca.Api.Tests.Hosting;

public class LoggingTests
{
    [Test]
    public async Task A_request_that_fails_is_named_by_its_route_and_never_by_its_path()
    {
        var lines = new Lines();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSerilog(log => log.WriteTo.Sink(lines));
        await using var app = builder.Build();
        app.UseSerilogRequestLogging(Logging.Configure);
        app.UseProblems();
        app.UseRouting();
        app.RememberRoute();
        app.MapGet("/persons/{name}", string (string name) => throw new NotSupportedException());
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        Assert.That((int)(await client.GetAsync("/persons/ivanov")).StatusCode, Is.EqualTo(500));
        await client.GetAsync("/nothing/petrov");
        await app.StopAsync();

        var routes = lines.All.Where(l => l.Properties.ContainsKey("Route")).Select(l => l.Properties["Route"].ToString()).ToList();
        Assert.That(routes, Is.EqualTo(["\"/persons/{name}\"", "\"(no route)\""]));
    }

    sealed class Lines : ILogEventSink
    {
        public ConcurrentQueue<LogEvent> All { get; } = [];

        public void Emit(LogEvent logEvent) => All.Enqueue(logEvent);
    }
}
