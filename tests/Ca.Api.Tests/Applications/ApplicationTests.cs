using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Ca.Api.Storage;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Profiles;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Ca.Api.Tests.Applications;

public class ApplicationTests
{
    RunningAuthority authority = null!;

    [SetUp]
    public async Task Start() => authority = await RunningAuthority.Start();

    [TearDown]
    public async Task Stop() => await authority.DisposeAsync();

    [Test]
    public async Task An_application_becomes_a_certificate_through_two_officers()
    {
        var issued = await authority.Issue("CN=Petrov Petr");
        using var certificate = X509Certificate2.CreateFromPem(issued.GetProperty("certificate").GetString());
        using var issuer = X509Certificate2.CreateFromPem(issued.GetProperty("chain")[0].GetString());
        Assert.That(certificate.Subject, Does.Contain("CN=Petrov Petr"));
        Assert.That(certificate.SerialNumber.ToLowerInvariant(), Is.EqualTo(issued.GetProperty("serialNumber").GetString()));
        Assert.That(certificate.Issuer, Is.EqualTo(issuer.Subject));
        Assert.That(issued.GetProperty("state").GetString(), Is.EqualTo("issued"));
        Assert.That(issued.GetProperty("chain").GetArrayLength(), Is.EqualTo(2));
    }

    [Test]
    public async Task An_approval_of_another_content_is_refused()
    {
        var submitted = await authority.Submit();
        var id = submitted.GetProperty("id").GetString();
        var hash = submitted.GetProperty("contentHash").GetString()!;
        var other = (hash[0] == '0' ? '1' : '0') + hash[1..];
        var answer = await authority.Approver.PostAsJsonAsync($"/api/v1/applications/{id}/approval", new { contentHash = other });
        Assert.That(answer.IsSuccessStatusCode, Is.False);
        Assert.That(await State(id!), Is.EqualTo("submitted"));
    }

    [Test]
    public async Task Nothing_is_issued_without_an_approval()
    {
        var id = (await authority.Submit()).GetProperty("id").GetString();
        Assert.That(await Code(authority.Registrar.PostAsync($"/api/v1/applications/{id}/certificate", null)), Is.EqualTo(HttpStatusCode.Conflict));
        await authority.Approver.PostAsJsonAsync($"/api/v1/applications/{id}/rejection", new { reason = "Not the person" });
        Assert.That(await State(id!), Is.EqualTo("rejected"));
        Assert.That(await Code(authority.Registrar.PostAsync($"/api/v1/applications/{id}/certificate", null)), Is.EqualTo(HttpStatusCode.Conflict));
    }

    [Test]
    public async Task Of_approvals_and_rejections_at_once_one_counts()
    {
        var submitted = await authority.Submit();
        var id = submitted.GetProperty("id").GetString();
        var hash = submitted.GetProperty("contentHash").GetString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => i % 2 == 0
            ? authority.Approver.PostAsJsonAsync($"/api/v1/applications/{id}/approval", new { contentHash = hash })
            : authority.Approver.PostAsJsonAsync($"/api/v1/applications/{id}/rejection", new { reason = "no" })));
        Assert.That(answers.Count(a => a.IsSuccessStatusCode), Is.EqualTo(1));
        Assert.That(answers.Count(a => a.StatusCode == HttpStatusCode.Conflict), Is.EqualTo(19));
    }

    [Test]
    public async Task A_submitter_cannot_approve_even_with_the_other_role()
    {
        // The same person with a second certificate and the other role: rows decide, so the test writes one.
        await using (var db = await authority.Services.GetRequiredService<IDbContextFactory<CaDbContext>>().CreateDbContextAsync())
            await db.OfficerCertificates.Where(o => o.OfficerId == "approver").ExecuteUpdateAsync(o => o.SetProperty(x => x.OfficerId, "registrar"));
        var submitted = await authority.Submit();
        var answer = await authority.Approver.PostAsJsonAsync(
            $"/api/v1/applications/{submitted.GetProperty("id").GetString()}/approval", new { contentHash = submitted.GetProperty("contentHash").GetString() });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await State(submitted.GetProperty("id").GetString()!), Is.EqualTo("submitted"));
    }

    [Test]
    public async Task The_same_request_a_hundred_times_at_once_gives_one_certificate_and_one_answer()
    {
        var body = JsonSerializer.Serialize(RunningAuthority.Application());
        var submissions = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Post(authority.Registrar, "/api/v1/applications", body, "submit-1")));
        Assert.That(submissions.Select(s => s.Body).Distinct().Count(), Is.EqualTo(1));
        Assert.That(submissions.Select(s => s.Status), Is.All.EqualTo(HttpStatusCode.Created));

        var application = JsonDocument.Parse(submissions[0].Body).RootElement;
        var id = application.GetProperty("id").GetString();
        await authority.Approver.PostAsJsonAsync($"/api/v1/applications/{id}/approval", new { contentHash = application.GetProperty("contentHash").GetString() });
        var made = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Post(authority.Registrar, $"/api/v1/applications/{id}/certificate", "", "make-1")));
        Assert.That(made.Select(s => s.Status), Is.All.EqualTo(HttpStatusCode.Created));
        Assert.That(made.Select(s => s.Body).Distinct().Count(), Is.EqualTo(1));

        await using var db = await authority.Services.GetRequiredService<IDbContextFactory<CaDbContext>>().CreateDbContextAsync();
        Assert.That(await db.Applications.CountAsync(), Is.EqualTo(1));
        Assert.That(await db.Certificates.CountAsync(c => c.ApplicationId != null), Is.EqualTo(1));
    }

    [Test]
    public async Task Without_a_key_a_hundred_requests_at_once_still_give_one_certificate()
    {
        var id = await authority.Approved();
        var made = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => authority.Registrar.PostAsync($"/api/v1/applications/{id}/certificate", null)));
        Assert.That(made.Count(m => m.StatusCode == HttpStatusCode.Created), Is.EqualTo(1));
        Assert.That(made.Count(m => m.StatusCode == HttpStatusCode.Conflict), Is.EqualTo(99));
    }

    [Test]
    public async Task A_key_that_was_used_for_another_body_or_address_is_refused()
    {
        await Post(authority.Registrar, "/api/v1/applications", JsonSerializer.Serialize(RunningAuthority.Application()), "k");
        var other = await Post(authority.Registrar, "/api/v1/applications", JsonSerializer.Serialize(RunningAuthority.Application()), "k");
        Assert.That(other.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(other.Body, Does.Contain("Http.idempotency-key-reused"));
        var elsewhere = await Post(authority.Registrar, $"/api/v1/applications/{await authority.Approved()}/certificate", "", "k");
        Assert.That(elsewhere.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
    }

    [Test]
    public async Task A_kept_answer_survives_a_restart()
    {
        var body = JsonSerializer.Serialize(RunningAuthority.Application());
        var before = await Post(authority.Registrar, "/api/v1/applications", body, "k");
        await authority.Stop();
        var again = await RunningAuthority.Start(authority.Folder, authority.Clock);
        var after = await Post(again.Registrar, "/api/v1/applications", body, "k");
        Assert.That(after, Is.EqualTo(before));
        await again.Stop();
        authority = await RunningAuthority.Start(authority.Folder, authority.Clock);
    }

    [Test]
    public async Task A_key_that_was_used_for_another_body_is_refused_also_where_there_is_nothing_to_read_in_it()
    {
        var id = await authority.Approved();
        Assert.That((await Post(authority.Registrar, $"/api/v1/applications/{id}/certificate", "", "make")).Status, Is.EqualTo(HttpStatusCode.Created));
        Assert.That((await Post(authority.Registrar, $"/api/v1/applications/{id}/certificate", "", "make")).Status, Is.EqualTo(HttpStatusCode.Created));
        Assert.That((await Post(authority.Registrar, $"/api/v1/applications/{id}/certificate", "{}", "make")).Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));

        await Post(authority.Registrar, "/api/v1/applications", JsonSerializer.Serialize(RunningAuthority.Application()), "submit");
        var malformed = await Post(authority.Registrar, "/api/v1/applications", "{", "submit");
        Assert.That(malformed.Body, Does.Contain("Http.idempotency-key-reused"));
        Assert.That((await Post(authority.Registrar, "/api/v1/applications", "{", "new")).Status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task A_stated_subject_that_is_too_long_is_refused()
    {
        var subject = Enumerable.Range(0, 300).ToDictionary(i => $"2.5.4.{1000 + i}", _ => new string('x', 60));
        var answer = await authority.Registrar.PostAsJsonAsync("/api/v1/applications", new { profile = "officer", request = AuthorityFiles.Request("CN=x"), subject });
        Assert.That((int)answer.StatusCode, Is.EqualTo(413).Or.EqualTo(422).Or.EqualTo(400), await answer.Content.ReadAsStringAsync());
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("\"code\""));
    }

    [Test]
    public async Task Who_signs_is_settled_before_the_approval_and_not_chosen_anew()
    {
        var submitted = await authority.Submit();
        Assert.That(submitted.GetProperty("issuer").GetString(), Is.EqualTo("ec"));
        var id = Guid.Parse(await authority.Approved());
        await using var db = await authority.Services.GetRequiredService<IDbContextFactory<CaDbContext>>().CreateDbContextAsync();
        await db.Applications.Where(a => a.Id == id).ExecuteUpdateAsync(a => a.SetProperty(x => x.Issuer, "gone"));
        var answer = await authority.Registrar.PostAsync($"/api/v1/applications/{id}/certificate", null);
        Assert.That((int)answer.StatusCode, Is.EqualTo(409));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("Applications.issuer-gone"));
    }

    [TestCase("", "x y")]
    [TestCase("", "\u0001")]
    [TestCase("a", "b")]
    public async Task A_malformed_idempotency_key_is_refused(string first, string second)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/applications") { Content = JsonContent.Create(RunningAuthority.Application()) };
        foreach (var key in new[] { first, second }.Where(k => k is not ""))
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        Assert.That((await authority.Registrar.SendAsync(request)).StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [TestCase("", 400)]
    [TestCase("{", 400)]
    [TestCase("[]", 400)]
    [TestCase("null", 400)]
    [TestCase("""{"profile":"officer"}""", 400)]
    [TestCase("""{"profile":"officer","request":null}""", 400)]
    [TestCase("""{"profile":"officer","request":"MAA=","role":"administrator"}""", 400)]
    [TestCase("""{"profile":"officer","profile":"root","request":"MAA="}""", 400)]
    [TestCase("""{"profile":"nothing","request":"MAA="}""", 422)]
    [TestCase("""{"profile":"officer","request":"MAA="}""", 400)]
    [TestCase("""{"profile":"officer","request":""}""", 400)]
    public async Task A_bad_submission_is_refused(string body, int status)
    {
        var answer = await Post(authority.Registrar, "/api/v1/applications", body, null);
        Assert.That((int)answer.Status, Is.EqualTo(status), answer.Body);
        Assert.That(answer.Body, Does.Contain("urn:ca:problem:"));
    }

    [Test]
    public async Task A_body_that_is_too_large_or_of_another_type_is_refused()
    {
        Assert.That((await Post(authority.Registrar, "/api/v1/applications", new string(' ', 1_000_000), null)).Status, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        using var form = new FormUrlEncodedContent([]);
        Assert.That(await Code(authority.Registrar.PostAsync("/api/v1/applications", form)), Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
    }

    [Test]
    public async Task A_key_certified_for_one_person_is_not_certified_for_another()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await Certify("CN=First", key);
        var second = await authority.Registrar.PostAsJsonAsync("/api/v1/applications", new { profile = "officer", request = AuthorityFiles.Request("CN=Second", key) });
        Assert.That(await second.Content.ReadAsStringAsync(), Does.Contain("urn:ca:problem:unacceptable-key"));
        await Certify("CN=First", key);
    }

    [Test]
    public async Task A_key_that_was_blocked_after_the_approval_is_not_certified()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var first = await Certify("CN=First", key);
        var waiting = await Approve("CN=First", key);
        var revoked = await authority.Security.PostAsJsonAsync($"/api/v1/certificates/{first.GetProperty("serialNumber").GetString()}/revocation", new { reason = "keyCompromise" });
        Assert.That(revoked.IsSuccessStatusCode, Is.True);
        var answer = await authority.Registrar.PostAsync($"/api/v1/applications/{waiting}/certificate", null);
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("Keys.key-blocked"));
    }

    [TestCase("ocsp-responder")]
    [TestCase("time-stamping")]
    [TestCase("verdict-signing")]
    [TestCase("root")]
    [TestCase("issuing-ca")]
    public async Task What_speaks_for_the_authority_cannot_be_applied_for(string profile)
    {
        var answer = await authority.Registrar.PostAsJsonAsync("/api/v1/applications", new { profile, request = AuthorityFiles.Request("O=Sample, CN=OCSP ec") });
        Assert.That((int)answer.StatusCode, Is.EqualTo(422));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("Registration.speaks-for-the-authority"));
    }

    [Test]
    public async Task Nor_can_it_be_issued_where_an_older_version_let_it_be_approved()
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());
        var content = CertificateProfile.Shipped["ocsp-responder"].Admit(key.PublicKey, DistinguishedName.Parse("C=RU, O=Sample, CN=OCSP ec").Expect()).Expect();
        var id = Guid.Parse(await authority.Approved());
        await using var db = await authority.Services.GetRequiredService<IDbContextFactory<CaDbContext>>().CreateDbContextAsync();
        await db.Applications.Where(a => a.Id == id).ExecuteUpdateAsync(a => a.SetProperty(x => x.Content, content).SetProperty(x => x.ContentHash, content.Hash));
        var answer = await authority.Registrar.PostAsync($"/api/v1/applications/{id}/certificate", null);
        Assert.That((int)answer.StatusCode, Is.EqualTo(422));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("Registration.speaks-for-the-authority"));
        Assert.That(await db.Certificates.CountAsync(c => c.Profile == "ocsp-responder" && c.ApplicationId != null), Is.Zero);
    }

    [Test]
    public async Task Pages_show_every_application_once_the_newest_first()
    {
        var submitted = new List<string>();
        for (var i = 0; i < 120; i++)
            submitted.Add((await authority.Submit($"CN=Person {i}")).GetProperty("id").GetString()!);
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await authority.Auditor.GetFromJsonAsync<JsonElement>($"/api/v1/applications?state=submitted{(cursor is null ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(a => a.GetProperty("id").GetString()!));
            cursor = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        submitted.Reverse();
        Assert.That(seen, Is.EqualTo(submitted));
        Assert.That(await Code(authority.Auditor.GetAsync("/api/v1/applications?cursor=nonsense")), Is.EqualTo(HttpStatusCode.BadRequest));
        foreach (var state in new[] { "7", "1", "submitted,approved", "%20issued", "Issued", "" })
            Assert.That(await Code(authority.Auditor.GetAsync($"/api/v1/applications?state={state}")), Is.EqualTo(HttpStatusCode.BadRequest), state);
    }

    [Test]
    public async Task A_head_that_cannot_be_written_in_the_midst_of_an_issuance_leaves_nothing_half_done()
    {
        var id = await authority.Approved();
        var next = await authority.Approved("CN=Next");
        var obstacle = Directory.CreateDirectory(Path.Combine(authority.Folder, "audit", "head.next"));
        Assert.That(await Code(authority.Registrar.PostAsync($"/api/v1/applications/{id}/certificate", null)), Is.EqualTo(HttpStatusCode.Created));
        Assert.That(await Code(authority.Registrar.PostAsync($"/api/v1/applications/{next}/certificate", null)), Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        var health = await authority.Public.GetAsync("/health/ready");
        Assert.That(await health.Content.ReadAsStringAsync(), Does.Contain("audit/head"));
        Assert.That(await State(id), Is.EqualTo("issued"));

        obstacle.Delete();
        Assert.That(await Code(authority.Registrar.PostAsync($"/api/v1/applications/{next}/certificate", null)), Is.EqualTo(HttpStatusCode.Created));
        Assert.That(await (await authority.Public.GetAsync("/health/ready")).Content.ReadAsStringAsync(), Does.Not.Contain("audit/head"));
    }

    async Task<JsonElement> Certify(string subject, ECDsa key)
    {
        var answer = await authority.Registrar.PostAsync($"/api/v1/applications/{await Approve(subject, key)}/certificate", null);
        Assert.That((int)answer.StatusCode, Is.EqualTo(201), await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    async Task<string> Approve(string subject, ECDsa key)
    {
        var answer = await authority.Registrar.PostAsJsonAsync("/api/v1/applications", new { profile = "officer", request = AuthorityFiles.Request(subject, key) });
        Assert.That((int)answer.StatusCode, Is.EqualTo(201), await answer.Content.ReadAsStringAsync());
        var application = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var id = application.GetProperty("id").GetString()!;
        await authority.Approver.PostAsJsonAsync($"/api/v1/applications/{id}/approval", new { contentHash = application.GetProperty("contentHash").GetString() });
        return id;
    }

    async Task<string?> State(string id) =>
        (await authority.Auditor.GetFromJsonAsync<JsonElement>($"/api/v1/applications/{id}")).GetProperty("state").GetString();

    static async Task<HttpStatusCode> Code(Task<HttpResponseMessage> answer) => (await answer).StatusCode;

    static async Task<(HttpStatusCode Status, string Body)> Post(HttpClient client, string path, string body, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        var answer = await client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
