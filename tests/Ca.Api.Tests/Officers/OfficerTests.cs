using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ca.Api.Storage;
using Ca.Core.Registration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Ca.Api.Tests.Officers;

public class OfficerTests
{
    RunningAuthority authority = null!;

    [SetUp]
    public async Task Start() => authority = await RunningAuthority.Start();

    [TearDown]
    public async Task Stop() => await authority.DisposeAsync();

    [Test]
    public async Task A_revoked_officer_is_out_at_the_next_request_and_a_held_one_comes_back()
    {
        var serial = Serial(Role.Registrar);
        Assert.That(await Status(authority.Registrar), Is.EqualTo(HttpStatusCode.OK));

        await Succeed(authority.Security.PostAsJsonAsync($"/api/v1/certificates/{serial}/revocation", new { reason = "certificateHold" }));
        Assert.That(await Status(authority.Registrar), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await Key(authority.Registrar), Is.EqualTo("Officers.revoked"));

        await Succeed(authority.Security.DeleteAsync($"/api/v1/certificates/{serial}/hold"));
        Assert.That(await Status(authority.Registrar), Is.EqualTo(HttpStatusCode.OK));

        await Succeed(authority.Security.PostAsJsonAsync($"/api/v1/certificates/{serial}/revocation", new { reason = "privilegeWithdrawn" }));
        Assert.That(await Status(authority.Registrar), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task An_officer_whose_certificate_expires_is_out_with_the_second()
    {
        authority.Clock.Advance(TimeSpan.FromDays(364));
        Assert.That(await Status(authority.Registrar), Is.EqualTo(HttpStatusCode.OK));
        authority.Clock.Advance(TimeSpan.FromDays(2));
        Assert.That(await Key(authority.Registrar), Is.EqualTo("Officers.out-of-time"));
    }

    [Test]
    public async Task A_dismissed_officer_is_out()
    {
        await using var db = await authority.Services.GetRequiredService<IDbContextFactory<CaDbContext>>().CreateDbContextAsync();
        await db.OfficerCertificates.Where(o => o.Role == Role.Registrar).ExecuteUpdateAsync(o => o.SetProperty(x => x.DismissedAt, AuthorityFiles.Start));
        Assert.That(await Key(authority.Registrar), Is.EqualTo("Officers.not-admitted"));
    }

    [Test]
    public async Task An_officers_next_certificate_opens_the_role_when_two_others_say_so()
    {
        var (fingerprint, next) = await Certificate("CN=Registrar again");
        Assert.That(await Key(next), Is.EqualTo("Officers.not-admitted"));
        await Refused(authority.Security.PostAsync($"/api/v1/officers/{fingerprint}/admission", null), 404, "Officers.not-found");

        Assert.That((int)(await Propose(next, "registrar")).StatusCode, Is.EqualTo(201));
        Assert.That(await Key(next), Is.EqualTo("Officers.not-admitted"), "proposed is not admitted");
        await Refused(Propose(next, "registrar"), 409, "Officers.known-already");

        await Succeed(authority.Security.PostAsync($"/api/v1/officers/{fingerprint}/admission", null));
        await Succeed(authority.Security.PostAsync($"/api/v1/officers/{fingerprint}/admission", null));
        Assert.That(await Status(next), Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await next.GetAsync("/api/v1/audit/events")).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden), "a registrar and nothing else");

        await Succeed(authority.Administrator.PostAsync($"/api/v1/officers/{fingerprint}/dismissal", null));
        Assert.That(await Key(next), Is.EqualTo("Officers.not-admitted"));
        await Refused(authority.Security.PostAsync($"/api/v1/officers/{fingerprint}/admission", null), 409, "Officers.dismissed-for-good");

        var acts = (await authority.Auditor.GetFromJsonAsync<JsonElement>("/api/v1/audit/events")).GetProperty("items").EnumerateArray()
            .Where(e => e.GetProperty("facts").TryGetProperty("certificate", out var c) && c.GetString() == fingerprint).Select(e => e.GetProperty("act").GetString());
        Assert.That(acts, Is.EqualTo(["officer-proposed", "officer-admitted", "officer-dismissed"]));
    }

    [Test]
    public async Task Nobody_confirms_for_themselves_and_a_person_has_one_role()
    {
        var (fingerprint, next) = await Certificate("CN=Security again");
        Assert.That((int)(await Propose(next, "security", "security")).StatusCode, Is.EqualTo(201));
        await Refused(authority.Security.PostAsync($"/api/v1/officers/{fingerprint}/admission", null), 403, "Officers.another-confirms");

        var (_, other) = await Certificate("CN=Another");
        await Refused(Propose(other, "registrar", "approver"), 422, "Officers.one-role");
        await Refused(Propose(other, "Мария"), 400, "Officers.bad-identifier");
    }

    [Test]
    public async Task What_is_no_good_certificate_of_an_officer_is_not_proposed()
    {
        var server = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(
            await File.ReadAllTextAsync(Path.Combine(authority.Folder, "tls", "server.pem"))).SerialNumber.ToLowerInvariant();
        await Refused(Propose(server, "maria"), 422, "Officers.not-an-officers");
        var serial = (await authority.Issue("CN=Revoked")).GetProperty("serialNumber").GetString()!;
        await Succeed(authority.Security.PostAsJsonAsync($"/api/v1/certificates/{serial}/revocation", new { reason = "certificateHold" }));
        await Refused(Propose(serial, "maria"), 409, "Officers.not-good");
        await Refused(Propose("40", "maria"), 404, "Certificates.not-found");
    }

    [Test]
    public async Task The_last_ones_who_could_admit_others_stay()
    {
        string Of(Role role) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(AuthorityFiles.Shared.Officers[role].RawData));
        await Refused(authority.Security.PostAsync($"/api/v1/officers/{Of(Role.Administrator)}/dismissal", null), 409, "Officers.last-one");
        await Refused(authority.Administrator.PostAsync($"/api/v1/officers/{Of(Role.Security)}/dismissal", null), 409, "Officers.last-one");
        await Succeed(authority.Administrator.PostAsync($"/api/v1/officers/{Of(Role.Registrar)}/dismissal", null));
        Assert.That(await Key(authority.Registrar), Is.EqualTo("Officers.not-admitted"));
    }

    [Test]
    public async Task When_nobody_could_be_admitted_any_more_new_files_are_the_way_back_and_only_then()
    {
        var comesBack = AuthorityFiles.Shared.Client("CN=Administrator again", to: AuthorityFiles.Start.AddYears(3));
        await Restart(comesBack, TimeSpan.Zero);
        using (var early = authority.Officer(comesBack))
            Assert.That(await Key(early), Is.EqualTo("Officers.not-admitted"), "there are officers who can admit");
        await Restart(comesBack, TimeSpan.FromDays(366));
        using (var late = authority.Officer(comesBack))
            Assert.That((await late.GetAsync("/api/v1/officers")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await Key(authority.Administrator), Is.EqualTo("Officers.out-of-time"));
    }

    [Test]
    public async Task That_officers_certificates_end_is_said_a_month_before()
    {
        Assert.That(await authority.Public.GetStringAsync("/health/ready"), Does.Not.Contain("administrator"));
        authority.Clock.Advance(TimeSpan.FromDays(340));
        var health = await authority.Public.GetAsync("/health/ready");
        Assert.That(await health.Content.ReadAsStringAsync(), Does.Contain("Degraded: The last certificate that opens the role registrar ends"));
    }

    [Test]
    public async Task A_stop_is_lifted_by_the_administrator_and_stays_in_the_log()
    {
        var id = await authority.Approved();
        (await authority.Services.GetRequiredService<Writer>().Write<IssuanceStop>(db =>
        {
            var stop = new IssuanceStop("ec", "test", AuthorityFiles.Start);
            db.IssuanceStops.Add(stop);
            return Task.FromResult<Ca.Core.Outcome<IssuanceStop>>(stop);
        })).Expect();
        await Refused(authority.Registrar.PostAsync($"/api/v1/applications/{id}/certificate", null), 503, "Storage.issuance-stopped");
        Assert.That(await authority.Auditor.GetStringAsync("/api/v1/issuance-stops"), Does.Contain("\"ec\""));

        await Succeed(authority.Administrator.DeleteAsync("/api/v1/issuance-stops/ec"));
        await Refused(authority.Administrator.DeleteAsync("/api/v1/issuance-stops/ec"), 404, "Issuers.not-stopped");
        Assert.That((int)(await authority.Registrar.PostAsync($"/api/v1/applications/{id}/certificate", null)).StatusCode, Is.EqualTo(201));
        Assert.That(await authority.Auditor.GetStringAsync("/api/v1/audit/events"), Does.Contain("issuance-resumed"));
    }

    async Task Restart(System.Security.Cryptography.X509Certificates.X509Certificate2 administrator, TimeSpan later)
    {
        await authority.Stop();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await File.WriteAllTextAsync(Path.Combine(authority.Folder, "officers", "administrator.pem"), administrator.ExportCertificatePem());
        authority.Clock.Advance(later);
        authority = await RunningAuthority.Start(authority.Folder, authority.Clock);
    }

    /// <summary>A new certificate of the profile officer, and a client that comes with it.</summary>
    async Task<(string Fingerprint, HttpClient Client)> Certificate(string subject)
    {
        var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var issued = await authority.Issue(subject, key);
        using var certificate = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(issued.GetProperty("certificate").GetString());
        var client = authority.Officer(System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.CopyWithPrivateKey(certificate, key));
        client.DefaultRequestHeaders.Add("X-Serial", issued.GetProperty("serialNumber").GetString());
        return (Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(certificate.RawData)), client);
    }

    Task<HttpResponseMessage> Propose(HttpClient next, string officer, string role = "registrar") =>
        Propose(next.DefaultRequestHeaders.GetValues("X-Serial").Single(), officer, role);

    Task<HttpResponseMessage> Propose(string serialNumber, string officer, string role = "registrar") =>
        authority.Administrator.PostAsJsonAsync("/api/v1/officers", new { serialNumber, officer, role });

    static async Task Refused(Task<HttpResponseMessage> answer, int status, string code)
    {
        var body = await (await answer).Content.ReadAsStringAsync();
        Assert.That((int)(await answer).StatusCode, Is.EqualTo(status), body);
        Assert.That(body, Does.Contain(code));
    }

    [TestCase("ru", "Нужен", "ru")]
    [TestCase("ru-RU,ru;q=0.9,en;q=0.8", "нужен", "ru")]
    [TestCase("en", "officer", "en")]
    [TestCase("de, ru;q=0.3, en;q=0.2", "нужен", "ru")]
    [TestCase("de", "officer", "en")]
    [TestCase("ru;q=0", "officer", "en")]
    [TestCase("!!", "officer", "en")]
    public async Task A_problem_speaks_the_callers_language(string accepted, string word, string language)
    {
        using var nobody = authority.Officer(certificate: null);
        nobody.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", accepted);
        var answer = await nobody.GetAsync("/api/v1/certificates");
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(problem.GetProperty("title").GetString(), Does.Contain(word).IgnoreCase);
        Assert.That(problem.GetProperty("type").GetString(), Is.EqualTo("urn:ca:problem:no-officer"));
        Assert.That(problem.GetProperty("traceId").GetString(), Is.Not.Empty);
        Assert.That(answer.Content.Headers.ContentLanguage, Is.EqualTo([language]));
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
    }

    static string Serial(Role role) => AuthorityFiles.Shared.Officers[role].SerialNumber.ToLowerInvariant();

    static async Task<HttpStatusCode> Status(HttpClient client) => (await client.GetAsync("/api/v1/certificates")).StatusCode;

    static async Task<string?> Key(HttpClient client) =>
        (await (await client.GetAsync("/api/v1/certificates")).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();

    static async Task Succeed(Task<HttpResponseMessage> answer) =>
        Assert.That((int)(await answer).StatusCode, Is.EqualTo(200), await (await answer).Content.ReadAsStringAsync());
}
