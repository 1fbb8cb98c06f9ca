using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Keys;

namespace Ca.Api.Tests.Verifications;

/// <summary>A citizen's signature, and what the service says of it and of everything else that is sent.</summary>
public class VerificationTests
{
    const string Route = "/api/v1/verifications";

    static readonly byte[] Content = "Прошу выдать"u8.ToArray();

    RunningAuthority authority = null!;
    CmsSigner citizen = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        var folder = AuthorityFiles.Shared.Copy();
        Directory.CreateDirectory(Path.Combine(folder, "anchors"));
        File.Copy(Path.Combine(folder, "issuers", "ec", "certificate.pem"), Path.Combine(folder, "anchors", "ec.pem"));
        await File.WriteAllTextAsync(Path.Combine(folder, "anchors", "ec.json"), """{"name": "EC"}""");
        authority = await RunningAuthority.Start(folder);
        citizen = await Certify("CN=Ivanov Ivan");
    }

    [OneTimeTearDown]
    public async Task Stop() => await authority.DisposeAsync();

    [Test]
    public async Task A_good_signature_passes_attached_and_detached()
    {
        foreach (var (signature, content) in new[] { (Attached(citizen), null), (Detached(citizen), Content) })
        {
            var report = await Verify(signature, content);
            Assert.That(report.GetProperty("indication").GetString(), Is.EqualTo("TOTAL_PASSED"), report.ToString());
            var verdict = report.GetProperty("signatures")[0];
            Assert.That(verdict.GetProperty("intact").GetBoolean());
            Assert.That(verdict.GetProperty("signer").GetProperty("sha256").GetString(), Is.EqualTo(citizen.Certificate.Fingerprint));
            Assert.That(verdict.GetProperty("path").GetArrayLength(), Is.EqualTo(2));
            Assert.That(verdict.GetProperty("judgedAtSource").GetString(), Is.EqualTo("DAY_OF_CHECKING"));
        }
    }

    [TestCase("10/11")]
    [TestCase("12:00")]
    [TestCase("2026-02-03")]
    [TestCase("2026-02-03T12:00:00")]
    public async Task A_time_is_not_guessed(string at)
    {
        using var form = Form(Attached(citizen), null);
        form.Add(new StringContent(at), "at");
        var answer = await Post(form);
        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("Asn1.not-rfc3339"));
    }

    [TestCase("signature")]
    [TestCase("content")]
    [TestCase("at")]
    public async Task A_part_that_comes_twice_is_refused(string name)
    {
        using var form = Form(Detached(citizen), Content);
        foreach (var _ in new[] { 1, 2 })
            if (name is "at")
                form.Add(new StringContent("2026-02-03T12:00:00Z"), "at");
            else
                form.Add(new ByteArrayContent(Content), name, name);
        var answer = await Post(form);
        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("Verifications.part-twice"));
    }

    [Test]
    public async Task A_changed_content_fails_and_the_answer_is_200_in_Russian()
    {
        var answer = await Post(Form(Detached(citizen), "Прошу не выдавать"u8.ToArray()), "ru");

        Assert.That((int)answer.StatusCode, Is.EqualTo(200));
        Assert.That(answer.Content.Headers.ContentLanguage, Is.EqualTo(new[] { "ru" }));
        var verdict = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("signatures")[0];
        Assert.That(verdict.GetProperty("indication").GetString(), Is.EqualTo("TOTAL_FAILED"));
        Assert.That(verdict.GetProperty("subIndication").GetString(), Is.EqualTo("HASH_FAILURE"));
        Assert.That(verdict.GetProperty("findings")[0].GetProperty("detail").GetString(), Does.StartWith("Содержимое не то"));
        Assert.That(verdict.GetProperty("findings")[0].GetProperty("clause").GetString(), Does.Contain("RFC 5652"));
    }

    [Test]
    public async Task A_revoked_signer_is_found_in_our_own_list_and_was_good_before()
    {
        var signer = await Certify("CN=Petrov Petr");
        var before = authority.Clock.GetUtcNow();
        authority.Clock.Advance(TimeSpan.FromMinutes(1));
        var revocation = await authority.Security.PostAsJsonAsync($"/api/v1/certificates/{signer.Certificate.SerialNumber}/revocation", new { reason = "keyCompromise" });
        Assert.That((int)revocation.StatusCode, Is.LessThan(300), await revocation.Content.ReadAsStringAsync());

        Assert.That(
            async () => (await Verify(Attached(signer))).GetProperty("signatures")[0].GetProperty("findings").ToString(),
            Does.Contain("\"revoked\"").After(10_000, 100));
        var then = (await Verify(Attached(signer), at: before)).GetProperty("signatures")[0];
        Assert.That(then.GetProperty("indication").GetString(), Is.EqualTo("TOTAL_PASSED"), then.ToString());
        Assert.That(then.GetProperty("judgedAtSource").GetString(), Is.EqualTo("GIVEN_BY_REQUESTER"));
    }

    [Test]
    public async Task A_policy_tells_fitness_apart_from_truth()
    {
        var form = Form(Attached(citizen));
        form.Add(new StringContent("birth-certificate-copy"), "policy");
        form.Add(new StringContent("""{"applicant.snils": "112-233-445 95"}"""), "fields");

        var report = await Json(await Post(form));
        Assert.That(report.GetProperty("indication").GetString(), Is.EqualTo("TOTAL_PASSED"));
        var policy = report.GetProperty("policy");
        Assert.That((policy.GetProperty("service").GetString(), policy.GetProperty("version").GetInt32(), policy.GetProperty("fits").GetBoolean()), Is.EqualTo(("birth-certificate-copy", 1, false)));
        Assert.That(policy.GetProperty("breaches")[0].EnumerateArray().Select(b => b.GetProperty("rule").GetString()), Is.EqualTo(["policy-signer", "policy-match"]));
    }

    [Test]
    public async Task An_unknown_service_and_fields_that_are_none_are_refused()
    {
        var unknown = Form(Attached(citizen));
        unknown.Add(new StringContent("no-such-service"), "policy");
        Assert.That(await Problem(unknown), Is.EqualTo((400, "Verifications.no-policy")));
        var fields = Form(Attached(citizen));
        fields.Add(new StringContent("""{"applicant.snils": 1}"""), "fields");
        Assert.That(await Problem(fields), Is.EqualTo((400, "Json.not-of-the-form")));
    }

    [Test]
    public async Task Policies_are_listed_in_the_callers_language()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/policies") { Headers = { { "Accept-Language", "ru" } } };
        var policies = (await Json(await authority.Public.SendAsync(request))).EnumerateArray().ToList();

        Assert.That(policies, Has.Count.EqualTo(10));
        var permit = policies.Single(p => p.GetProperty("service").GetString() == "building-permit");
        Assert.That(permit.GetProperty("title").GetString(), Is.EqualTo("Разрешение на строительство"));
        Assert.That(permit.GetProperty("formats").EnumerateArray().Select(f => f.GetString()), Is.EqualTo(["CAdES", "XAdES", "PAdES"]));
        Assert.That(permit.GetProperty("minimumLevel").GetString(), Is.EqualTo("B-T"));
    }

    [Test]
    public async Task A_hash_stands_for_content_that_its_owner_keeps()
    {
        foreach (var (hash, indication) in new[] { (SHA256.HashData(Content), "TOTAL_PASSED"), (SHA256.HashData([1]), "TOTAL_FAILED") })
        {
            var form = Form(Detached(citizen));
            form.Add(new StringContent($"sha256:{Convert.ToHexString(hash)}"), "hash");
            Assert.That((await Json(await Post(form))).GetProperty("indication").GetString(), Is.EqualTo(indication));
        }
        foreach (var text in new[] { "sha256", "sha256:00", "md5:00000000000000000000000000000000", $"sha256:{new string('x', 64)}" })
        {
            var form = Form(Detached(citizen));
            form.Add(new StringContent(text), "hash");
            Assert.That(await Problem(form), Is.EqualTo((400, "Verifications.not-a-hash")), text);
        }
        var both = Form(Detached(citizen), Content);
        both.Add(new StringContent($"sha256:{Convert.ToHexString(SHA256.HashData([1]))}"), "hash");
        Assert.That(await Problem(both), Is.EqualTo((400, "Verifications.hash-or-content")));
        var two = Form(Detached(citizen));
        foreach (var of in new[] { Content, [1] })
            two.Add(new StringContent($"sha256:{Convert.ToHexString(SHA256.HashData(of))}"), "hash");
        Assert.That(await Problem(two), Is.EqualTo((400, "Verifications.hash-twice")));
    }

    [Test]
    public async Task A_batch_answers_each_file_in_its_place()
    {
        var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Attached(citizen)), "signature", "good.p7m" },
            { new ByteArrayContent("hello, world"u8.ToArray()), "signature", "none.txt" },
            { new ByteArrayContent(Detached(citizen)), "signature", "detached.p7s" },
            { new StringContent("birth-certificate-copy"), "policy" },
        };
        var answers = (await Json(await authority.Public.PostAsync(Route + "/batch", form))).EnumerateArray().ToList();

        Assert.That(answers.Select(a => a.GetProperty("file").GetString()), Is.EqualTo(["good.p7m", "none.txt", "detached.p7s"]));
        Assert.That(answers[0].GetProperty("report").GetProperty("indication").GetString(), Is.EqualTo("TOTAL_PASSED"));
        Assert.That(answers[0].GetProperty("report").GetProperty("policy").GetProperty("fits").GetBoolean(), Is.False);
        Assert.That(answers[1].GetProperty("refusal").GetProperty("code").GetString(), Is.EqualTo("Signatures.no-signed-file"));
        Assert.That(answers[2].GetProperty("report").GetProperty("signatures")[0].GetProperty("subIndication").GetString(), Is.EqualTo("SIGNED_DATA_NOT_FOUND"));
        var nothing = await authority.Public.PostAsync(Route + "/batch", new MultipartFormDataContent { { new StringContent("x"), "at" } });
        Assert.That((int)nothing.StatusCode, Is.EqualTo(400));
    }

    [Test]
    public async Task A_protocol_is_printed_for_whoever_accepts_PDF()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Route) { Content = Form(Detached(citizen), Content), Headers = { { "Accept", "application/pdf" } } };
        var answer = await authority.Public.SendAsync(request);
        var pdf = await answer.Content.ReadAsByteArrayAsync();

        Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/pdf"));
        Assert.That(answer.Content.Headers.ContentLanguage, Is.EqualTo(new[] { "ru" }));
        Assert.That(pdf.AsSpan(0, 5).ToArray(), Is.EqualTo("%PDF-"u8.ToArray()));
        if (Environment.GetEnvironmentVariable("CA_TEST_PROTOCOL") is { } path)
            await File.WriteAllBytesAsync(path, pdf);
    }

    [Test]
    public async Task What_is_no_signature_is_refused()
    {
        Assert.That(await Problem(Form("hello, world"u8.ToArray())), Is.EqualTo((400, "Signatures.no-signed-file")));
        Assert.That(await Problem(Form([0x30, 0x80])), Is.EqualTo((400, "Asn1.not-ber")));
        Assert.That(await Problem(new MultipartFormDataContent { { new ByteArrayContent(Content), "content", "content" } }), Is.EqualTo((400, "Verifications.no-signature")));
        Assert.That(await Problem(Form(Attached(citizen), at: "yesterday")), Is.EqualTo((400, "Asn1.not-rfc3339")));
        Assert.That(await Problem(Form(Attached(citizen), at: "2036-01-01T00:00:00Z")), Is.EqualTo((422, "Paths.time-ahead")));
        Assert.That(await Problem(JsonContent.Create(new { signature = "" })), Is.EqualTo((415, "")));
        foreach (var charset in new[] { "utf-7", "no-such" })
        {
            var strange = Form(Attached(citizen));
            strange.Add(new ByteArrayContent("x"u8.ToArray()) { Headers = { ContentType = new("text/plain") { CharSet = charset } } }, "at");
            Assert.That(await Problem(strange), Is.EqualTo((400, charset == "utf-7" ? "Verifications.not-multipart" : "Asn1.not-rfc3339")));
        }
        Assert.That(await Problem(new StringContent("--x", new MediaTypeHeaderValue("multipart/form-data") { Parameters = { new("boundary", "y") } })), Is.EqualTo((400, "Verifications.not-multipart")));
    }

    [TestCase("polcy", false, "polcy")]
    [TestCase("content", false, "content")]
    [TestCase("at", true, "at")]
    public async Task A_part_that_would_not_be_read_is_refused(string name, bool isFile, string told)
    {
        foreach (var route in new[] { Route, Route + "/batch" })
        {
            using var form = Form(Attached(citizen));
            if (isFile)
                form.Add(new ByteArrayContent(Content), name, "file");
            else
                form.Add(new StringContent("birth-certificate-copy"), name);
            var answer = await authority.Public.PostAsync(route, form);
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();

            Assert.That(problem.GetProperty("code").GetString(), Is.EqualTo("Verifications.unknown-part"));
            Assert.That(problem.GetProperty("detail").GetString(), Does.Contain($" {told} "));
        }
    }

    [Test]
    public async Task Content_of_64_MiB_is_taken_and_more_is_not()
    {
        var content = new byte[64 * 1024 * 1024];
        var signature = CmsSignature.CreateDetached(citizen, new MemoryStream(content), authority.Clock.GetUtcNow());
        Assert.That((await Verify(signature, content)).GetProperty("indication").GetString(), Is.EqualTo("TOTAL_PASSED"));

        Assert.That((await Problem(Form(signature, new byte[67 * 1024 * 1024]))).Status, Is.EqualTo(413));
    }

    byte[] Attached(CmsSigner signer) => CmsSignature.CreateAttached(signer, Content, authority.Clock.GetUtcNow());

    byte[] Detached(CmsSigner signer) => CmsSignature.CreateDetached(signer, new MemoryStream(Content), authority.Clock.GetUtcNow());

    /// <summary>Through both officers, as everybody.</summary>
    async Task<CmsSigner> Certify(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var submitted = await Json(await authority.Registrar.PostAsJsonAsync("/api/v1/applications", new { profile = "officer", request = AuthorityFiles.Request(subject, key) }));
        var id = submitted.GetProperty("id").GetString();
        await Json(await authority.Approver.PostAsJsonAsync($"/api/v1/applications/{id}/approval", new { contentHash = submitted.GetProperty("contentHash").GetString() }));
        var issued = await Json(await authority.Registrar.PostAsync($"/api/v1/applications/{id}/certificate", null));
        var certificate = Certificate.ParsePemOrDer(System.Text.Encoding.ASCII.GetBytes(issued.GetProperty("certificate").GetString()!)).Expect();
        return new(SoftwareKey.Parse(key.ExportPkcs8PrivateKey()).Expect(), certificate, []);
    }

    async Task<JsonElement> Verify(byte[] signature, byte[]? content = null, DateTimeOffset? at = null) =>
        await Json(await Post(Form(signature, content, at?.ToString("o", CultureInfo.InvariantCulture))));

    async Task<(int Status, string Code)> Problem(HttpContent body)
    {
        var answer = await Post(body);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return ((int)answer.StatusCode, problem.TryGetProperty("code", out var code) ? code.GetString()! : "");
    }

    Task<HttpResponseMessage> Post(HttpContent body, string language = "en")
    {
        // Who asks first whether so much is welcome hears no before it is sent.
        var request = new HttpRequestMessage(HttpMethod.Post, Route) { Content = body, Headers = { { "Accept-Language", language }, { "Expect", "100-continue" } } };
        return authority.Public.SendAsync(request);
    }

    static MultipartFormDataContent Form(byte[] signature, byte[]? content = null, string? at = null)
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(signature), "signature", "signature.p7s" } };
        if (content is not null)
            form.Add(new ByteArrayContent(content), "content", "content");
        if (at is not null)
            form.Add(new StringContent(at), "at");
        return form;
    }

    static async Task<JsonElement> Json(HttpResponseMessage answer)
    {
        Assert.That((int)answer.StatusCode, Is.InRange(200, 201), await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
