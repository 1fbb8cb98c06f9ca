using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Ca.Api.Demonstration;
using Ca.Api.Hosting;
using Ca.Api.Issuers;
using Ca.Api.Status;
using Ca.Core.Ceremonies;
using Ca.Core.Certificates;
using Ca.Core.Revocation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Ca.Api.Tests.Demonstration;

/// <summary>The demonstration authority, made once; each test that spoils it has a directory of its own.</summary>
public class DemonstrationAuthorityTests
{
    static readonly string[] Roles = ["registrar", "approver", "auditor", "administrator", "security"];

    readonly FakeTimeProvider clock = new(AuthorityFiles.Start);
    string data = "";
    RunningAuthority running = null!;

    [OneTimeSetUp]
    public async Task Make()
    {
        data = Directory.CreateTempSubdirectory("ca-demonstration-").FullName;
        Assert.That(await Prepare(data, "Development"), Is.Null);
        running = await RunningAuthority.Start(data, clock);
    }

    [OneTimeTearDown]
    public async Task Remove() => await running.DisposeAsync();

    [Test]
    public async Task Both_issuers_are_there_with_all_that_relying_parties_need()
    {
        var issuers = await running.Public.GetFromJsonAsync<JsonArray>("/api/v1/issuers");

        Assert.That(issuers!.Select(i => (string?)i!["name"]), Is.EquivalentTo(new[] { "ec", "gost" }));
        foreach (var (name, algorithm) in new[] { ("ec-root", "ec-p256"), ("gost-root", "gost2012-256-b") })
        {
            var root = Certificate.Parse(await running.Public.GetByteArrayAsync($"/ca/{name}.cer")).Expect();
            var list = RevocationList.Parse(await running.Public.GetByteArrayAsync($"/crl/{name}.crl")).Expect();
            Assert.That(root.PublicKey.Expect().Algorithm.Name, Is.EqualTo(algorithm));
            Assert.That(list.IsSignedBy(root.PublicKey.Expect()), Is.True);
        }
        Assert.That((await running.Public.GetAsync("/health/ready")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await running.Public.GetAsync("/ca/..%2Fissuers%2Fec%2Fcertificate.cer")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await running.Public.GetAsync("/crl/nobody.crl")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("registrar", "/api/v1/applications", HttpStatusCode.OK)]
    [TestCase("approver", "/api/v1/applications", HttpStatusCode.OK)]
    [TestCase("security", "/api/v1/certificates", HttpStatusCode.OK)]
    [TestCase("auditor", "/api/v1/audit/events", HttpStatusCode.OK)]
    [TestCase("administrator", "/api/v1/audit/events", HttpStatusCode.Forbidden)]
    public async Task An_officer_who_trusts_the_root_alone_comes_in_by_role_with_PEM_and_with_PKCS_12(string role, string route, HttpStatusCode expected)
    {
        using var fromPem = X509Certificate2.CreateFromPemFile(Path.Combine(data, "officers", $"{role}.pem"), Path.Combine(data, "officers", $"{role}.key.pem"));
        using var fromPkcs12 = X509CertificateLoader.LoadPkcs12FromFile(
            Path.Combine(data, "officers", $"{role}.p12"), File.ReadAllText(Path.Combine(data, "secrets", "officers.passphrase")).Trim());

        foreach (var certificate in new[] { fromPem, fromPkcs12 })
        {
            using var client = Officer(certificate);
            Assert.That((await client.GetAsync(route)).StatusCode, Is.EqualTo(expected));
        }
    }

    [Test]
    public async Task What_was_certified_before_there_was_a_database_is_in_the_register_with_its_profile_and_in_the_log()
    {
        await using var db = await Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions
            .GetRequiredService<IDbContextFactory<Ca.Api.Storage.CaDbContext>>(running.Services).CreateDbContextAsync();
        var first = await db.Certificates.Where(c => c.Profile == "officer" || c.Profile == "tls-server").ToListAsync();
        Assert.That(first, Has.Count.EqualTo(Roles.Length + 1));
        Assert.That(first.Select(c => c.ProfileHash), Is.All.Matches<string>(h =>
            h == Ca.Core.Profiles.CertificateProfile.Shipped["officer"].Sha256 || h == Ca.Core.Profiles.CertificateProfile.Shipped["tls-server"].Sha256));
        var registered = await db.AuditEvents.Where(e => e.Act == "certificate-registered").Select(e => e.Target).ToListAsync();
        Assert.That(registered, Is.EquivalentTo(first.Select(c => $"certificate:{c.Issuer}/{c.SerialNumber}")));
    }

    [TestCase("gost2012-512-a", "gost")]
    [TestCase("gost2012-256-b", "gost")]
    [TestCase("ec-p256", "ec")]
    [TestCase("rsa-2048", "ec")]
    public void A_GOST_key_is_signed_by_a_GOST_issuer_whatever_their_lengths(string algorithm, string issuer)
    {
        using var issuers = IssuerList.Load(data).Expect();
        using var key = Ca.Core.Keys.SoftwareKey.Generate(Ca.Core.Keys.KeyAlgorithm.Parse(algorithm).Expect());
        var subject = DistinguishedName.Parse("C=RU, SNILS=11223344595, INN=500100732259, SN=Образцова, GN=Анна Петровна, CN=Образцова Анна").Expect();
        var content = Ca.Core.Profiles.CertificateProfile.Shipped["citizen"].Admit(key.PublicKey, subject).Expect();
        Assert.That(issuers.For(content).Expect().Name, Is.EqualTo(issuer));
    }

    [Test]
    public void The_end_of_an_offline_list_is_said_weeks_before_it_comes()
    {
        var offline = new OfflineIssuers(SettingsOf(data));
        var end = AuthorityFiles.Start.AddYears(1);
        Assert.That(offline.Warnings(end.AddDays(-40)), Is.Empty);
        Assert.That(offline.Warnings(end.AddDays(-20)).Select(w => w.Key), Is.EqualTo(["Status.offline-list-ends-soon", "Status.offline-list-ends-soon"]));
        Assert.That(offline.Complaints(end.AddDays(-20)), Is.Empty);
        Assert.That(offline.Complaints(end.AddDays(1)).Select(w => w.Key), Is.EqualTo(["Status.offline-list-old", "Status.offline-list-old"]));
        Assert.That(offline.Warnings(end.AddDays(1)), Is.Empty);
    }

    [Test]
    public void Its_ceremonies_verify([Values("gost", "ec")] string name, [Values("root", "issuing", "revocation-list")] string script)
    {
        var file = ScriptFile.Read(Path.Combine(data, "ceremonies", name, $"{script}.json")).Expect();

        Assert.That(CeremonyVerification.Verify(file, clock.GetUtcNow()).Expect().Where(f => !f.Holds).Select(f => f.Statement.Key), Is.Empty);
    }

    [Test]
    [Platform(Exclude = "Win")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Nobody_but_the_owner_gets_in()
    {
        const UnixFileMode others = (UnixFileMode)0b000_111_111;

        Assert.That(File.GetUnixFileMode(data) & others, Is.EqualTo(UnixFileMode.None));
        foreach (var secret in new[] { "secrets", "officers", "tls", "issuers" }.SelectMany(d => Directory.EnumerateFiles(Path.Combine(data, d), "*", SearchOption.AllDirectories))
            .Where(f => f.EndsWith("key.pem", StringComparison.Ordinal) || f.EndsWith(".p12", StringComparison.Ordinal) || f.EndsWith(".passphrase", StringComparison.Ordinal)))
            Assert.That(File.GetUnixFileMode(secret) & others, Is.EqualTo(UnixFileMode.None), secret);
    }

    [Test]
    public void The_first_page_says_where_everything_is_and_three_commands_to_try([Values("en", "ru")] string language)
    {
        var page = DemonstrationAuthority.Page(SettingsOf(data), CultureInfo.GetCultureInfo(language))!;

        Assert.That(page, Does.Contain(data).And.Contain("curl http://").And.Contain("--cert").And.Contain("ceremony verify"));
        Assert.That(Roles.Where(role => !page.Contains(role, StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task What_is_there_is_left_as_it_is()
    {
        var before = Listing(data);

        Assert.That(await Prepare(data, "Development"), Is.Null);

        Assert.That(Listing(data), Is.EqualTo(before));
    }

    [Test]
    public async Task Outside_of_Development_nothing_is_made_and_the_start_says_what_to_run()
    {
        var empty = Directory.CreateTempSubdirectory("ca-demonstration-").FullName;

        Assert.That(await Prepare(empty, "Production"), Is.Null);
        var outcome = await RunningAuthority.Build(empty, clock);

        Assert.That(outcome.Refused(out var why, out _), Is.True);
        Assert.That(why!.Sentence.ToString(), Does.Contain("ca ceremony run"));
        Assert.That(Directory.GetDirectories(empty), Is.Empty);
    }

    [Test]
    public async Task A_start_after_a_crash_in_the_middle_makes_it_anew_and_after_one_at_the_end_carries_on()
    {
        var folder = Directory.CreateTempSubdirectory("ca-demonstration-").FullName;
        var unfinished = Directory.CreateDirectory(Path.Combine(folder, ".unfinished", "issuers", "ec"));
        await File.WriteAllTextAsync(Path.Combine(unfinished.FullName, "certificate.pem"), "half");
        Assert.That(await Prepare(folder, "Development"), Is.Null);
        var whole = Listing(folder);

        var ready = Directory.CreateDirectory(Path.Combine(folder, ".ready")).FullName;
        foreach (var moved in new[] { "issuers", "tls", "demonstration" })
            Directory.Move(Path.Combine(folder, moved), Path.Combine(ready, moved));
        Assert.That(await Prepare(folder, "Development"), Is.Null);

        Assert.That(Listing(folder), Is.EqualTo(whole));
        Assert.That(Directory.GetDirectories(folder, ".*"), Is.Empty);
        Assert.That(IssuerList.Load(folder).Refused(out var why, out _), Is.False, $"{why}");
    }

    [Test]
    public void A_root_without_a_fresh_list_is_complained_of()
    {
        var offline = new OfflineIssuers(SettingsOf(data));

        Assert.That(offline.Complaints(AuthorityFiles.Start), Is.Empty);
        Assert.That(offline.Complaints(AuthorityFiles.Start.AddYears(2)).Select(c => c.Key), Is.EqualTo(new[] { "Status.offline-list-old", "Status.offline-list-old" }));
    }

    Task<Core.Refusal?> Prepare(string folder, string environment) =>
        DemonstrationAuthority.Prepare(SettingsOf(folder), new Named(environment), clock, CancellationToken.None);

    /// <summary>The platform builds the chain from what the server sends to the root that the demonstration names, and to no other.</summary>
    HttpClient Officer(X509Certificate2 certificate) => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            ClientCertificates = [certificate],
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(Path.Combine(data, "anchors", "ec-root.pem")) },
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
                VerificationTimeIgnored = false,
                VerificationTime = AuthorityFiles.Start.UtcDateTime,
            },
        },
    })
    {
        BaseAddress = running.OfficersUrl,
    };

    static Settings SettingsOf(string folder) => Settings.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["Ca:DataDirectory"] = folder }).Build()).Expect();

    static string[] Listing(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => !Path.GetFileName(f).StartsWith("ca.db", StringComparison.Ordinal)).Order()];

    sealed class Named(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = "";

        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } = new Microsoft.Extensions.FileProviders.NullFileProvider();
    }
}
