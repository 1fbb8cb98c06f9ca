using System.Globalization;
using Ca.Api.Applications;
using Ca.Api.AuditEvents;
using Ca.Api.Certificates;
using Ca.Api.Demonstration;
using Ca.Api.Hosting;
using Ca.Api.Issuers;
using Ca.Api.Officers;
using Ca.Api.Profiles;
using Ca.Api.Status;
using Ca.Api.Storage;
using Ca.Api.TimeStamping;
using Ca.Api.Verifications;
using Ca.Core;
using Serilog;

namespace Ca.Api;

/// <summary>The online shell, put together.</summary>
static class Program
{
    static async Task<int> Main(string[] args)
    {
        if (Start.Configure(args).Refused(out var why, out var builder) || (await Build(builder)).Refused(out why, out var app))
        {
            await Console.Error.WriteLineAsync(why.Sentence.In(CultureInfo.CurrentUICulture));
            return 2;
        }
        DemonstrationAuthority.Welcome(app);
        return await Start.Run(app);
    }

    /// <summary>An authority that is ready to run, or the one sentence that says what is missing.</summary>
    internal static async Task<Outcome<WebApplication>> Build(WebApplicationBuilder builder)
    {
        if (Settings.Read(builder.Configuration).Refused(out var why, out var settings))
            return why;
        if (Listener.RefuseTaken(settings) is { } taken)
            return taken;
        if (DirectoryLock.Take(settings.DataDirectory).Refused(out why, out var locked))
            return why;
        if (await DemonstrationAuthority.Prepare(settings, builder.Environment, TimeProvider.System, CancellationToken.None) is { } unprepared)
            return unprepared;
        if (ProfileList.Load(settings.DataDirectory).Refused(out why, out var profiles))
            return why;
        if (IssuerList.Load(settings.DataDirectory).Refused(out why, out var issuers))
            return why;
        if (VerificationMaterial.Load(settings.DataDirectory, issuers).Refused(out why, out var verification))
            return why;
        if (PolicyList.Load(settings.DataDirectory).Refused(out why, out var policies))
            return why;
        if (ServerCertificate.Load(settings.DataDirectory).Refused(out why, out var certificate))
            return why;

        var services = builder.Services;
        services.AddSingleton(settings).AddSingleton(profiles).AddSingleton(policies).AddSingleton(verification).AddSingleton(certificate);
        services.AddSingleton(_ => issuers).AddSingleton(_ => locked);
        services.AddSerilog(log => Logging.Configure(log, builder.Environment));
        services.AddHosting(settings);
        services.AddStorage(settings.DataDirectory);
        services.AddOfficers();
        services.AddApplications();
        services.AddStatus();
        services.AddTimeStamping();
        services.AddVerifications();
        builder.WebHost.ConfigureKestrel(kestrel => Listener.Open(kestrel, settings, certificate));

        var app = builder.Build();
        app.UseHosting();
        var open = app.MapGroup("").On(Listener.Public).AllowAnonymous().RequireRateLimiting(RequestLimits.PerAddress);
        open.MapHosting();
        open.MapStatus();
        open.MapTimeStamping();
        open.MapVerifications();
        var officers = app.MapGroup("/api/v1").On(Listener.Officers);
        officers.MapApplications();
        officers.MapCertificates();
        officers.MapAuditEvents();
        officers.MapOfficers();
        officers.MapIssuanceStops();
        return await Start.Prepare(app.Services) is { } closed ? closed : app;
    }
}
