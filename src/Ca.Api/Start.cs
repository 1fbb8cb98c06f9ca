using System.Net.Sockets;
using Ca.Api.Hosting;
using Ca.Api.Issuers;
using Ca.Api.Officers;
using Ca.Api.Problems;
using Ca.Api.Status;
using Ca.Api.Storage;
using Ca.Core;

namespace Ca.Api;

/// <summary>From a service that is put together to one that runs.</summary>
static class Start
{
    /// <summary>Reads the configuration: files, environment and command line.</summary>
    public static Outcome<WebApplicationBuilder> Configure(string[] args)
    {
        try
        {
            return WebApplication.CreateBuilder(args);
        }
        // A file that is no JSON, or a switch without a name: the innermost message says where.
        catch (Exception e) when (e is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            return new Refusal(RefusalCode.Malformed, new Sentence(typeof(Start).Assembly, "Hosting.configuration-unreadable", $"{e.Message} {e.InnerException?.Message}".TrimEnd()));
        }
    }

    /// <summary>Runs until it is told to stop.</summary>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> Run(WebApplication app)
    {
        try
        {
            await app.RunAsync();
            return 0;
        }
        // A port that is taken, or not ours to take: the platform's message says which.
        catch (Exception e) when (e is IOException or SocketException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 3;
        }
    }

    /// <summary>Before anything is signed or answered: see <see cref="StatusRegister.Adopt"/>.</summary>
    static async Task Adopt(IServiceProvider services)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        foreach (var list in services.GetRequiredService<RevocationLists>().All)
            if (await list.Adopt(now) is var adopted and > 0)
                services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Start)).LogWarning(
                    "The database is older than the revocation list of {Issuer}: {Adopted} revocations were taken over from it", list.Issuer, adopted);
    }

    /// <summary>What has to be done, and found right, before the first request.</summary>
    public static async Task<Refusal?> Prepare(IServiceProvider services)
    {
        // The container gives back only what somebody has asked it for.
        services.GetRequiredService<DirectoryLock>();
        var issuers = services.GetRequiredService<IssuerList>();
        services.GetRequiredService<Metrics>();
        var dataDirectory = services.GetRequiredService<Settings>().DataDirectory;
        try
        {
            if (await services.GetRequiredService<Database>().Open() is { } why)
                return why;
            await Adopt(services);
            await services.GetRequiredService<Reconciliation>().EndAll();
            return await FirstOfficers.Admit(
                services.GetRequiredService<Writer>(), issuers, dataDirectory, services.GetRequiredService<TimeProvider>().GetUtcNow());
        }
        catch (Exception e) when (Failures.IsOutage(e))
        {
            return new Refusal(RefusalCode.Unavailable, new Sentence(typeof(Start).Assembly, "Storage.cannot-open", dataDirectory, e.GetBaseException().Message));
        }
    }
}
