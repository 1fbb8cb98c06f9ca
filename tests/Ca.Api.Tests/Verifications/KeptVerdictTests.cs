using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ca.Api.Storage;
using Ca.Api.Tests.Status;
using Ca.Conformance.Tests.Judges;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Signatures.Policies;
using Ca.Tests;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Ca.Api.Tests.Verifications.JudgingAuthority;

namespace Ca.Api.Tests.Verifications;

/// <summary>A verdict that is kept: what is signed, that it proves itself, and that nothing else is stored.</summary>
public class KeptVerdictTests
{
    const string VerdictSigning = "2.25.243639212709190136398167438080287179158";
    const string SignedData = "application/pkcs7-mime";

    JudgingAuthority authority = null!;

    [OneTimeSetUp]
    public async Task Start() => authority = await JudgingAuthority.Start(more: "--Ca:KeptVerdictsPerHour=100000");

    [OneTimeTearDown]
    public async Task Stop() => await authority.DisposeAsync();

    [Test]
    public async Task A_kept_verdict_is_answered_with_its_address_and_fetched_again_word_for_word()
    {
        authority.Running.Clock.Advance(TimeSpan.FromTicks(1_234_567));
        var created = await authority.Keep(Form(authority.Detached(), Content));
        Assert.That((int)created.StatusCode, Is.EqualTo(201), await created.Content.ReadAsStringAsync());
        Assert.That(created.Headers.Location!.OriginalString, Does.Match("^/api/v1/verifications/[0-9a-f]{32}$"));

        var again = await authority.Get(created.Headers.Location.OriginalString);
        Assert.That((int)again.StatusCode, Is.EqualTo(200));
        Assert.That(await again.Content.ReadAsStringAsync(), Is.EqualTo(await created.Content.ReadAsStringAsync()));
        foreach (var answer in new[] { created, again })
            Assert.That((answer.Headers.CacheControl!.ToString(), answer.Headers.Vary.ToString()), Is.EqualTo(("private", "Accept, Accept-Language")));
    }

    [TestCase("ec", "sha256")]
    [TestCase("gost", "streebog256")]
    public async Task What_is_signed_names_files_time_program_and_policy(string issuer, string ofSigner)
    {
        var signature = authority.Detached(issuer);
        var form = Form(signature, Content);
        form.Add(new StringContent("birth-certificate-copy"), "policy");
        form.Add(new StringContent("""{"applicant.snils": "112-233-445 95"}"""), "fields");
        var kept = await Json(await authority.Keep(form));
        var stated = JsonDocument.Parse(Statement(kept)).RootElement;

        Assert.That(stated.GetProperty("id").GetString(), Is.EqualTo(kept.GetProperty("id").GetString()));
        Assert.That(stated.GetProperty("givenAt").GetDateTimeOffset(), Is.EqualTo(authority.Running.Clock.GetUtcNow()));
        Assert.That(stated.GetProperty("software").GetString(), Does.Match(@"^Ca\.Api \d+\.\d+\.\d+"));
        Assert.That(kept.GetProperty("keptUntil").GetDateTimeOffset(), Is.EqualTo(authority.Running.Clock.GetUtcNow().AddDays(30)).Within(1).Seconds);
        var digest = DigestAlgorithm.All.Single(d => d.Name == ofSigner);
        foreach (var (file, octets) in new[] { (stated.GetProperty("signature"), signature), (stated.GetProperty("contents")[0], Content) })
        {
            Assert.That(file.GetProperty("octets").GetInt64(), Is.EqualTo(octets.Length));
            Assert.That(file.GetProperty("hashes").GetProperty("sha256").GetString(), Is.EqualTo(Hex(SHA256.HashData(octets))));
            Assert.That(file.GetProperty("hashes").GetProperty(ofSigner).GetString(), Is.EqualTo(Hex(digest.Compute(octets))));
        }
        Assert.That(stated.GetProperty("contents").GetArrayLength(), Is.EqualTo(1));
        var (english, russian) = (stated.GetProperty("report").GetProperty("en"), stated.GetProperty("report").GetProperty("ru"));
        Assert.That(english.GetProperty("indication").GetString(), Is.EqualTo("TOTAL_PASSED"), english.ToString());
        Assert.That(english.GetProperty("signatures")[0].GetProperty("subIndication").ValueKind, Is.EqualTo(JsonValueKind.Null), "what is null stands there");
        Assert.That(english.GetProperty("signatures")[0].GetProperty("revocation")[0].GetProperty("sources")[0].GetProperty("source").GetString(), Is.EqualTo("revocationList"));
        Assert.That(english.GetProperty("signatures")[0].GetProperty("references")[0].GetProperty("scope").GetString(), Is.EqualTo("the whole content"));
        Assert.That(russian.GetProperty("signatures")[0].GetProperty("references")[0].GetProperty("scope").GetString(), Is.EqualTo("всё содержимое"));
        var policy = english.GetProperty("policy");
        Assert.That(
            (policy.GetProperty("service").GetString(), policy.GetProperty("version").GetInt32(), policy.GetProperty("sha256").GetString()),
            Is.EqualTo(("birth-certificate-copy", 1, SignaturePolicy.Shipped["birth-certificate-copy"].Sha256)));
    }

    [Test]
    public async Task Content_that_is_known_by_hashes_alone_is_named_by_them()
    {
        var form = Form(authority.Detached());
        form.Add(new StringContent($"sha256:{Hex(SHA256.HashData(Content))}"), "hash");
        var stated = JsonDocument.Parse(Statement(await Json(await authority.Keep(form)))).RootElement;

        var content = stated.GetProperty("contents")[0];
        Assert.That(content.GetProperty("octets").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(content.GetProperty("hashes").GetProperty("sha256").GetString(), Is.EqualTo(Hex(SHA256.HashData(Content))));
    }

    [Test]
    public async Task Neither_files_nor_their_names_nor_the_application_s_fields_are_stored()
    {
        var form = Form(authority.Detached(), Content);
        form.Add(new StringContent("birth-certificate-copy"), "policy");
        form.Add(new StringContent("""{"applicant.snils": "087-654-302 00"}"""), "fields");
        var statement = Encoding.UTF8.GetString(Statement(await Json(await authority.Keep(form))));

        Assert.That(statement, Does.Contain("TOTAL_PASSED").And.Contain("policy-match"));
        Assert.That(statement, Does.Not.Contain("Иванова").And.Not.Contain("Прошу выдать").And.Not.Contain("087-654").And.Not.Contain("08765430200"));
    }

    [Test]
    public async Task Of_a_bad_signature_the_verdict_is_kept_as_well_and_of_none_nothing()
    {
        var failed = await Json(await authority.Keep(Form(authority.Detached(), "Прошу не выдавать"u8.ToArray())));
        Assert.That(failed.GetProperty("verdict").GetProperty("report").GetProperty("en").GetProperty("indication").GetString(), Is.EqualTo("TOTAL_FAILED"));

        var before = await Count();
        var refused = await authority.Keep(Form("hello"u8.ToArray()));
        Assert.That(((int)refused.StatusCode, refused.Headers.Location), Is.EqualTo((400, (Uri?)null)));
        Assert.That(await Count(), Is.EqualTo(before));
    }

    [Test]
    public async Task Nothing_is_stored_unless_asked()
    {
        var before = await Count();
        foreach (var keep in new[] { null, "false" })
        {
            var form = Form(authority.Attached());
            if (keep is not null)
                form.Add(new StringContent(keep), "keep");
            var answer = await authority.Running.Public.PostAsync(Route, form);
            Assert.That(((int)answer.StatusCode, answer.Headers.Location), Is.EqualTo((200, (Uri?)null)));
        }
        Assert.That(await Count(), Is.EqualTo(before));
    }

    [TestCase("/api/v1/verifications", "yes", "Verifications.keep-is-true-or-false")]
    [TestCase("/api/v1/verifications/batch", "true", "Verifications.keep-not-in-batch")]
    [TestCase("/api/v1/verifications/batch", "", "Verifications.keep-is-true-or-false")]
    public async Task Keep_is_true_or_false_and_not_of_a_batch(string route, string keep, string code)
    {
        var form = Form(authority.Attached());
        form.Add(new StringContent(keep), "keep");
        var answer = await authority.Running.Public.PostAsync(route, form);

        Assert.That(((int)answer.StatusCode, await Code(answer)), Is.EqualTo((400, code)));
        Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/problem+json"));
    }

    [TestCase("00000000000000000000000000000000")]
    [TestCase("batch")]
    [TestCase("..%2F..%2Fissuers")]
    public async Task What_is_not_kept_is_not_found(string id)
    {
        var answer = await authority.Get($"{Route}/{id}");
        Assert.That(((int)answer.StatusCode, await Code(answer)), Is.EqualTo((404, "Verifications.no-verdict")));
    }

    [Test]
    public async Task It_is_given_in_the_form_that_is_accepted()
    {
        var address = $"{Route}/{(await authority.Kept()).GetProperty("id")}";
        foreach (var (accept, type) in new[] { ("application/pdf", "application/pdf"), (SignedData, SignedData), ("application/pdf;q=0.1, application/json", "application/json"), ("*/*", "application/json") })
            Assert.That((await authority.Get(address, accept)).Content.Headers.ContentType!.MediaType, Is.EqualTo(type), accept);
        Assert.That((int)(await authority.Get(address, "text/html")).StatusCode, Is.EqualTo(406));

        var created = await authority.Keep(Form(authority.Attached()), SignedData);
        Assert.That(((int)created.StatusCode, created.Content.Headers.ContentType!.ToString()), Is.EqualTo((201, "application/pkcs7-mime; smime-type=signed-data")));
        var fetched = await (await authority.Get(created.Headers.Location!.OriginalString, SignedData)).Content.ReadAsByteArrayAsync();
        Assert.That(fetched, Is.EqualTo(await created.Content.ReadAsByteArrayAsync()));
    }

    [TestCase(null, "Подписанное заключение", "не аннулирован")]
    [TestCase("en", "Signed verdict", "not revoked")]
    public async Task Its_protocol_says_where_the_signed_one_is(string? language, string words, string status)
    {
        var kept = await authority.Kept();
        using var desk = new Desk();
        desk.Put("protocol.pdf", await (await authority.Get($"{Route}/{kept.GetProperty("id")}", "application/pdf", language)).Content.ReadAsByteArrayAsync());
        var text = Tool.Run(desk, "pdftotext", "poppler-utils", new Dictionary<string, string>(), "-raw", "protocol.pdf", "-").Said.ReplaceLineEndings("");

        Assert.That(text, Does.Contain(words).And.Contain(status).And.Contain("2026-03-05 12:00:00Z"));
        Assert.That(text.Replace(" ", ""), Does.Contain($"{kept.GetProperty("id")}").And.Contain($"sha256:{kept.GetProperty("verdict").GetProperty("signature").GetProperty("hashes").GetProperty("sha256")}"));
    }

    [TestCase("ec")]
    [TestCase("gost")]
    public async Task OpenSsl_and_the_desk_verify_it_and_refuse_it_changed(string issuer)
    {
        var kept = await authority.Kept(issuer);
        var octets = kept.GetProperty("signedData").GetBytesFromBase64();
        using var desk = new Desk();
        desk.Put("verdict.p7m", octets);
        File.Copy(Path.Combine(authority.Running.Folder, "issuers", issuer, "chain.pem"), Path.Combine(desk.Folder, "root.pem"));
        File.Copy(Path.Combine(authority.Running.Folder, "issuers", issuer == "ec" ? "gost" : "ec", "chain.pem"), Path.Combine(desk.Folder, "other.pem"));
        File.Copy(Path.Combine(authority.Running.Folder, "anchors", $"{issuer}.pem"), Path.Combine(desk.Folder, "authority.pem"));
        desk.Put("list.crl", await authority.Running.Public.GetByteArrayAsync($"/crl/{issuer}.crl"));

        Assert.That(Ask(desk, "root.pem", "any"), Has.Property("ExitCode").Zero);
        Assert.That(desk.Take("statement.json"), Is.EqualTo(Statement(kept)));
        Assert.That(JsonDocument.Parse(desk.Take("statement.json")).RootElement.GetProperty("id").GetString(), Is.EqualTo(kept.GetProperty("id").GetString()));
        Assert.That(Verify(desk).Said, Does.StartWith("Signature 1: TOTAL_PASSED").And.Contain($"Verdicts {issuer}"));
        // A certificate for this one purpose is none for mail, which is what OpenSSL asks for unless told otherwise.
        Assert.That(Ask(desk, "root.pem", "smimesign").Said, Does.Contain("unsuitable certificate purpose").Or.Contain("unsupported certificate purpose"));
        Assert.That(Ask(desk, "other.pem", "any"), Has.Property("ExitCode").Not.Zero);

        foreach (var at in new[] { octets.AsSpan().IndexOf("TOTAL_PASSED"u8), octets.AsSpan().IndexOf("givenAt\":\""u8) + 12, octets.Length - 1 })
        {
            byte[] changed = [.. octets];
            changed[at] ^= 1;
            desk.Put("verdict.p7m", changed);
            Assert.That(Ask(desk, "root.pem", "any"), Has.Property("ExitCode").Not.Zero, $"octet {at}");
            Assert.That(Verify(desk).ExitCode, Is.EqualTo(2), $"octet {at}");
        }
    }

    [Test]
    public async Task Its_signer_is_certified_for_this_alone()
    {
        var signer = Signer(await authority.Kept());
        Assert.That(signer.ExtendedKeyUsage, Is.EqualTo([VerdictSigning]));
        Assert.That(signer.Extension("2.5.29.37")!.Critical);
        Assert.That(await new StatusClient(authority.Running).Status(signer.SerialNumber), Is.EqualTo(Ca.Core.Ocsp.CertificateStatus.Good), "it stands in the register");
        Assert.That(Signer(await authority.Kept("gost")).PublicKey.Expect().Algorithm.Name, Is.EqualTo("gost2012-256-b"));
        Assert.That(signer.PublicKey.Expect().Algorithm.Name, Is.EqualTo("ec-p256"));
    }

    [Test]
    public async Task Many_at_once_have_addresses_of_their_own_and_are_counted()
    {
        var kept = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => authority.Kept()));
        var ids = kept.Select(k => k.GetProperty("id").GetString()!).ToList();
        Assert.That(ids, Is.Unique);
        foreach (var id in ids)
            Assert.That((int)(await authority.Get($"{Route}/{id}")).StatusCode, Is.EqualTo(200));
        await using var db = await Database();
        Assert.That(await db.VerdictRooms.Select(r => r.Octets).SingleAsync(), Is.EqualTo(await db.KeptVerdicts.SumAsync(v => (long)v.Octets)));
    }

    [Test]
    public async Task Looking_for_the_expired_ones_reads_an_index_and_no_verdict()
    {
        await using var db = await Database();
        var now = DateTimeOffset.UnixEpoch;
        foreach (var query in new[]
        {
            db.KeptVerdicts.Where(v => v.ExpiresAt <= now).OrderBy(v => v.ExpiresAt).Select(v => new { v.Id, v.Octets }).Take(100).ToQueryString(),
            db.KeptVerdicts.OrderBy(v => v.ExpiresAt).Select(v => (DateTimeOffset?)v.ExpiresAt).Take(1).ToQueryString(),
        })
        {
            await using var connection = new SqliteConnection($"Data Source={Path.Combine(authority.Running.Folder, "ca.db")};Pooling=False");
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "EXPLAIN QUERY PLAN " + query[query.IndexOf("SELECT", StringComparison.Ordinal)..].Replace("@now", "0", StringComparison.Ordinal).Replace("@p", "100", StringComparison.Ordinal);
            await using var plan = await command.ExecuteReaderAsync();
            Assert.That(await plan.ReadAsync());
            Assert.That(plan.GetString(3), Does.Contain("USING COVERING INDEX IX_KeptVerdicts_ExpiresAt_Octets_Id"), query);
        }
    }

    [Test]
    public async Task The_description_of_the_routes_has_keep_where_it_may_stand()
    {
        var paths = (await authority.Running.Public.GetFromJsonAsync<JsonElement>("/openapi/v1.json")).GetProperty("paths");
        bool Keeps(string path) => paths.GetProperty(path).GetProperty("post").GetProperty("requestBody").GetProperty("content").GetProperty("multipart/form-data")
            .GetProperty("schema").GetProperty("properties").TryGetProperty("keep", out _);

        Assert.That((Keeps(Route), Keeps($"{Route}/batch")), Is.EqualTo((true, false)));
        var given = paths.GetProperty($"{Route}/{{id}}").GetProperty("get").GetProperty("responses").GetProperty("200").GetProperty("content");
        Assert.That(given.EnumerateObject().Select(c => c.Name), Is.EquivalentTo(["application/json", "application/pdf", SignedData]));
        Assert.That(given.GetProperty("application/json").GetProperty("schema").ToString(), Does.Contain("KeptVerdictView"));
        Assert.That(given.GetProperty(SignedData).GetProperty("schema").GetProperty("format").GetString(), Is.EqualTo("binary"));
    }

    static Conformance.Tests.Judges.Answer Ask(Desk desk, string root, string purpose) => OpenSsl.Run(
        desk, "cms", "-verify", "-binary", "-inform", "DER", "-in", "verdict.p7m", "-CAfile", root, "-purpose", purpose, "-out", "statement.json");

    static Conformance.Tests.Judges.Answer Verify(Desk desk) => Tool.Run(
        desk, "dotnet", "dotnet-sdk-10.0", new Dictionary<string, string> { ["LANG"] = "C" },
        Repository.File("src", "Ca.Cli", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "ca.dll"),
        "verify", "signature", "verdict.p7m", "--anchor", "authority.pem", "--crl", "list.crl", "--at", "2026-02-03T12:00:00Z");

    static Certificate Signer(JsonElement kept) => CmsSignedData.Parse(kept.GetProperty("signedData").GetBytesFromBase64()).Expect()
        .Certificates.Single(c => c.ExtendedKeyUsage is not null);

    static byte[] Statement(JsonElement kept) => CmsSignedData.Parse(kept.GetProperty("signedData").GetBytesFromBase64()).Expect().Content!.Value.ToArray();

    static string Hex(byte[] octets) => Convert.ToHexStringLower(octets);

    async Task<int> Count()
    {
        await using var db = await Database();
        return await db.KeptVerdicts.CountAsync();
    }

    Task<CaDbContext> Database() => authority.Running.Services.GetRequiredService<IDbContextFactory<CaDbContext>>().CreateDbContextAsync();

    static async Task<JsonElement> Json(HttpResponseMessage answer)
    {
        Assert.That((int)answer.StatusCode, Is.EqualTo(201), await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    static async Task<string?> Code(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).TryGetProperty("code", out var code) ? code.GetString() : null;
}
