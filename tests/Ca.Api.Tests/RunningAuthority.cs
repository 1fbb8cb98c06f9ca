using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Ca.Core;
using Ca.Core.Registration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Ca.Api.Tests;

/// <summary>The service as it is, on ports of its own, with a data directory of its own and a clock that the test turns.</summary>
sealed class RunningAuthority : IAsyncDisposable
{
    readonly WebApplication app;

    RunningAuthority(WebApplication app, string folder, FakeTimeProvider clock)
    {
        this.app = app;
        Folder = folder;
        Clock = clock;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        PublicUrl = new Uri(addresses.Single(a => a.StartsWith("http:", StringComparison.Ordinal)));
        OfficersUrl = new Uri(addresses.Single(a => a.StartsWith("https:", StringComparison.Ordinal)));
        Public = Client(PublicUrl, null);
        Registrar = Officer(Role.Registrar);
        Approver = Officer(Role.Approver);
        Security = Officer(Role.Security);
        Auditor = Officer(Role.Auditor);
        Administrator = Officer(Role.Administrator);
    }

    public string Folder { get; }

    public FakeTimeProvider Clock { get; }

    public Uri PublicUrl { get; }

    public Uri OfficersUrl { get; }

    public HttpClient Public { get; }

    public HttpClient Registrar { get; }

    public HttpClient Approver { get; }

    public HttpClient Security { get; }

    public HttpClient Auditor { get; }

    public HttpClient Administrator { get; }

    public IServiceProvider Services => app.Services;

    public static async Task<RunningAuthority> Start(string? folder = null, FakeTimeProvider? clock = null, params string[] more)
    {
        folder ??= AuthorityFiles.Shared.Copy();
        clock ??= new FakeTimeProvider(AuthorityFiles.Start);
        var app = (await Build(folder, clock, more)).Expect();
        await app.StartAsync();
        return new RunningAuthority(app, folder, clock);
    }

    public static Task<Outcome<WebApplication>> Build(string folder, FakeTimeProvider clock, params string[] more)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = "Testing",
            ContentRootPath = folder,
            Args =
            [
                $"--Ca:DataDirectory={folder}", "--Ca:PublicListener=http://127.0.0.1:0", "--Ca:OfficersListener=https://127.0.0.1:0",
                "--Ca:PublicRequestsPerSecond=100000", "--Ca:VerificationsPerSecond=100000", .. more,
            ],
        });
        builder.Services.AddSingleton<TimeProvider>(clock);
        return Program.Build(builder);
    }

    /// <summary>A client of the officers' listener, with this certificate or none.</summary>
    public HttpClient Officer(X509Certificate2? certificate) => Client(OfficersUrl, certificate);

    public HttpClient Officer(Role role) => Officer(AuthorityFiles.Shared.Officers[role]);

    /// <summary>Submits and approves; the application's identifier.</summary>
    public async Task<string> Approved(string subject = "CN=Ivanov Ivan", ECDsa? key = null)
    {
        var submitted = await Submit(subject, key);
        var id = submitted.GetProperty("id").GetString()!;
        var approval = await Approver.PostAsJsonAsync($"/api/v1/applications/{id}/approval", new { contentHash = submitted.GetProperty("contentHash").GetString() });
        Assert.That((int)approval.StatusCode, Is.EqualTo(200), await approval.Content.ReadAsStringAsync());
        return id;
    }

    public async Task<JsonElement> Submit(string subject = "CN=Ivanov Ivan", ECDsa? key = null)
    {
        var answer = await Registrar.PostAsJsonAsync("/api/v1/applications", Application(subject, key));
        Assert.That((int)answer.StatusCode, Is.EqualTo(201), await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public static object Application(string subject = "CN=Ivanov Ivan", ECDsa? key = null) => new { profile = "officer", request = AuthorityFiles.Request(subject, key) };

    public async Task<JsonElement> Issue(string subject = "CN=Ivanov Ivan", ECDsa? key = null)
    {
        var answer = await Registrar.PostAsync($"/api/v1/applications/{await Approved(subject, key)}/certificate", null);
        Assert.That((int)answer.StatusCode, Is.EqualTo(201), await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Ends the process's part; what is on the disk stays.</summary>
    public async Task Stop()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }

    static HttpClient Client(Uri url, X509Certificate2? certificate)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, server, _, _) => server?.Subject == "CN=localhost";
        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificates = [certificate];
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }
        return new HttpClient(handler) { BaseAddress = url, DefaultRequestVersion = System.Net.HttpVersion.Version20 };
    }
}
