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
