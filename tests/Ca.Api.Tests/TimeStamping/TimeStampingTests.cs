using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Ca.Api.Storage;
using Ca.Api.Tests.Status;
using Ca.Api.TimeStamping;
using Ca.Core.Audit;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Ca.Core.TimeStamping;
using Ca.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Ca.Api.Tests.TimeStamping;

public class TimeStampingTests
{
    static readonly byte[] Content = "Прошу выдать"u8.ToArray();

    TwoClocks clocks = null!;
    RunningAuthority authority = null!;

    [SetUp]
    public async Task Start()
    {
        clocks = new TwoClocks(AuthorityFiles.Start);
        authority = await RunningAuthority.Start(Folder(), clocks);
        await Granted();
    }

    [TearDown]
    public async Task Stop() => await authority.DisposeAsync();

    [Test]
    public async Task A_time_stamp_is_what_was_asked_for_and_leads_to_the_root([Values("/tsa", "/tsa/ec")] string path)
    {
        var request = Request(DigestAlgorithm.Sha384);
        var (response, http) = await Ask(path, request.Encoded.ToArray());
        Assert.That(http.Headers.CacheControl!.NoStore);
        var token = response.Token!;
        Assert.That(request.Refuses(token), Is.Null);
        Assert.That((token.Time, token.Accuracy, token.Ordering), Is.EqualTo((authority.Clock.GetUtcNow(), (TimeSpan?)TimeSpan.FromSeconds(2), false)));
        Assert.That(Verify(token).Indication, Is.EqualTo(Indication.TotalPassed), string.Join('\n', Verify(token).Findings));
    }

    [Test]
    public async Task The_unit_has_a_certificate_for_that_alone_and_its_key_a_year()
    {
        var certificate = await Unit();
        Assert.That(certificate.ExtendedKeyUsage, Is.EqualTo(new[] { "1.3.6.1.5.5.7.3.8" }));
        Assert.That(certificate.PrivateKeyUsagePeriod!.NotAfter, Is.EqualTo(AuthorityFiles.Start.AddYears(1)).Within(TimeSpan.FromSeconds(1)));
        Assert.That(certificate.Validity.NotAfter, Is.EqualTo(AuthorityFiles.Start.AddYears(6)).Within(TimeSpan.FromSeconds(1)));
        Assert.That(await new StatusClient(authority).Status(certificate.SerialNumber), Is.EqualTo(Ca.Core.Ocsp.CertificateStatus.Good), "and it stands in the register");
    }

    [Test]
    public async Task When_two_thirds_of_the_key_s_time_are_over_there_is_a_new_one()
    {
        var first = await Unit();
        authority.Clock.Advance(TimeSpan.FromDays(240));
        Assert.That(await Unit(), Is.EqualTo(first));
        authority.Clock.Advance(TimeSpan.FromDays(10));
        await StatusClient.Until(async () => !(await Unit()).Equals(first), "a new certificate");
    }

    [Test]
    public async Task A_unit_whose_certificate_is_revoked_stamps_no_more_with_that_key()
    {
        var first = await Unit();
        var answer = await authority.Security.PostAsJsonAsync($"/api/v1/certificates/{first.SerialNumber}/revocation", new { reason = "keyCompromise" });
        Assert.That((int)answer.StatusCode, Is.EqualTo(200), await answer.Content.ReadAsStringAsync());
        authority.Clock.Advance(TimeStampUnits.Watch);
        await StatusClient.Until(async () => (await Ask()).Token is { } token && !token.SignedData.Certificates.Contains(first), "a new certificate");
    }

    [TestCase("", TimeStampFailure.BadDataFormat)]
    [TestCase("3000", TimeStampFailure.BadDataFormat)]
    [TestCase("30 39 020101 3031 300D 0609608648016503040201 0500 0420 00000000000000000000000000000000000000000000000000000000000000 00", TimeStampFailure.BadDataFormat)]
    [TestCase("3026 020102 3021 3009 06052B0E03021A 0500 0414 0000000000000000000000000000000000000000", TimeStampFailure.BadRequest)]
    [TestCase("3026 020101 3021 3009 06052B0E03021A 0500 0414 0000000000000000000000000000000000000000", TimeStampFailure.BadAlgorithm)]
    public async Task What_is_wrong_with_a_request_is_said_as_the_RFC_says_it(string hex, TimeStampFailure failure) =>
        Assert.That((await Ask("/tsa", Convert.FromHexString(hex.Replace(" ", "")))).Response.Failure, Is.EqualTo(failure));

    [Test]
    public async Task An_oversized_request_another_policy_and_an_unknown_issuer_are_refused()
    {
        Assert.That((await Ask("/tsa", new byte[TimeStampRequest.MaxOctets + 1])).Response.Failure, Is.EqualTo(TimeStampFailure.BadDataFormat));
        var other = TimeStampRequest.Create(DigestAlgorithm.Sha256, DigestAlgorithm.Sha256.Compute(Content), "1.2.3", [], true);
        Assert.That((await Ask("/tsa", other.Encoded.ToArray())).Response.Failure, Is.EqualTo(TimeStampFailure.UnacceptedPolicy));
        Assert.That((int)(await authority.Public.PostAsync("/tsa/nobody", Body([]))).StatusCode, Is.EqualTo(404));
    }

    [TestCase("ru", "Этот алгоритм хэширования не принимается. Возьмите один из: sha256, sha384, sha512, streebog256, streebog512.")]
    [TestCase("en", "This hash is not taken. Take one of sha256, sha384, sha512, streebog256, streebog512.")]
    public async Task A_rejection_speaks_the_caller_s_language(string language, string text)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/tsa") { Content = Body(Request(DigestAlgorithm.Sha1).Encoded.ToArray()) };
        message.Headers.AcceptLanguage.ParseAdd(language);
        var answer = TimeStampResponse.Parse(await (await authority.Public.SendAsync(message)).Content.ReadAsByteArrayAsync()).Expect();
        Assert.That(answer.Text, Is.EqualTo(new[] { text }));
    }

    [Test]
    public async Task After_a_jump_of_the_clock_nothing_is_stamped_for_five_minutes_and_health_says_why()
    {
        clocks.Jump(TimeSpan.FromHours(1));
        Assert.That((await Ask()).Failure, Is.EqualTo(TimeStampFailure.TimeNotAvailable));
        await IsUnhealthy("The clock jumped by 3600.0 s");
        for (var i = 0; i < 30; i++)
        {
            Assert.That((await Ask()).Failure, Is.EqualTo(TimeStampFailure.TimeNotAvailable));
            authority.Clock.Advance(TimeStampUnits.Watch);
        }
        await Granted();
        await StatusClient.Until(async () => (await Events("time-stamping-resumed")).Count == 1, "the event");
        Assert.That((await Events("time-stamping-resumed")).Single().Facts["why"], Is.EqualTo("TimeStamping.clock-jumped"));
        await StatusClient.Until(async () => (await authority.Public.GetAsync("/health/ready")).IsSuccessStatusCode, "healthy");
    }

    [Test]
    public async Task After_the_clock_went_back_nothing_is_stamped_until_it_has_passed()
    {
        clocks.Jump(TimeSpan.FromMinutes(-20));
        for (var i = 0; i < 60; i++)
        {
            Assert.That((await Ask()).Failure, Is.EqualTo(TimeStampFailure.TimeNotAvailable));
            authority.Clock.Advance(TimeSpan.FromSeconds(20));
        }
        Assert.That((await Ask()).Failure, Is.EqualTo(TimeStampFailure.TimeNotAvailable));
        await IsUnhealthy("it went back");
        for (var i = 0; i < 31; i++)
        {
            _ = await Ask();
            authority.Clock.Advance(TimeStampUnits.Watch);
        }
        await Granted();
    }

    [Test]
    public async Task A_service_that_starts_behind_its_log_stamps_nothing()
    {
        await authority.Stop();
        var clock = new FakeTimeProvider(AuthorityFiles.Start.AddMinutes(-1));
        authority = await RunningAuthority.Start(authority.Folder, clock);
        await IsUnhealthy("it went back");
        Assert.That((await Ask()).Failure, Is.Not.Null);
    }

    [Test]
    public async Task A_batch_is_one_event_that_tells_how_many_and_which()
    {
        await Flushed();
        var before = (await Events("time-stamps-issued")).Count;
        var serials = new List<byte>();
        for (var i = 0; i < 20; i++)
            serials.AddRange((await Ask()).Token!.SerialNumber.ToArray());
        authority.Clock.Advance(TimeStampUnits.Watch);
        await StatusClient.Until(async () => (await Events("time-stamps-issued")).Count > before, "the event");
        var batch = (await Events("time-stamps-issued")).Skip(before).Single();
        Assert.That((batch.Target, batch.Facts["count"]), Is.EqualTo(("time-stamps:ec", "20")));
        Assert.That(batch.Facts["serials"], Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData([.. serials]))));
        Assert.That(batch.Facts["first"], Is.EqualTo(Convert.ToHexStringLower([.. serials[..16]])));
    }

    [Test]
    public async Task What_was_stamped_last_is_in_the_log_when_the_service_has_stopped()
    {
        await Flushed();
        _ = await Ask();
        await authority.Stop();
        authority = await RunningAuthority.Start(authority.Folder, authority.Clock);
        Assert.That((await Events("time-stamps-issued"))[^1].Facts["count"], Is.EqualTo("1"));
    }

    [Test]
    public async Task Answers_are_counted()
    {
        _ = await Ask("/tsa", []);
        Assert.That(await authority.Public.GetStringAsync("/metrics"), Does.Contain("ca_tsa_answers{status=\"Granted\"}").And.Contain("ca_tsa_answers{status=\"BadDataFormat\"}"));
    }

    async Task Flushed()
    {
        authority.Clock.Advance(TimeStampUnits.Watch);
        await StatusClient.Until(async () => (await Events("time-stamps-issued")).Count > 0, "the first batch");
    }

    async Task IsUnhealthy(string why)
    {
        var text = "";
        await StatusClient.Until(async () =>
        {
            var answer = await authority.Public.GetAsync("/health/ready");
            text = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("checks").GetProperty("time-stamps").GetString()!;
            return (int)answer.StatusCode == 503 && text.Contains(why, StringComparison.Ordinal);
        }, why);
    }

    async Task<IReadOnlyList<AuditEvent>> Events(string act)
    {
        await using var db = await authority.Services.GetRequiredService<IDbContextFactory<CaDbContext>>().CreateDbContextAsync();
        return await db.AuditEvents.Where(e => e.Act == act).OrderBy(e => e.Sequence).ToListAsync();
    }

    /// <summary>Until time-stamps are to be had.</summary>
    Task Granted() => StatusClient.Until(async () => (await Ask()).Status == TimeStampStatus.Granted, "a time-stamp");

    async Task<Certificate> Unit() => (await Ask()).Token!.SignedData.Certificates.Single(c => c.ExtendedKeyUsage is not null);

    async Task<TimeStampResponse> Ask() => (await Ask("/tsa", Request(DigestAlgorithm.Sha256).Encoded.ToArray())).Response;

    async Task<(TimeStampResponse Response, HttpResponseMessage Http)> Ask(string path, byte[] request)
    {
        var http = await authority.Public.PostAsync(path, Body(request));
        Assert.That(((int)http.StatusCode, http.Content.Headers.ContentType?.MediaType), Is.EqualTo((200, "application/timestamp-reply")));
        return (TimeStampResponse.Parse(await http.Content.ReadAsByteArrayAsync()).Expect(), http);
    }

    static ByteArrayContent Body(byte[] octets) => new(octets) { Headers = { ContentType = new MediaTypeHeaderValue("application/timestamp-query") } };

    static TimeStampRequest Request(DigestAlgorithm digest) => TimeStampRequest.Create(digest, digest.Compute(Content));

    TimeStampVerdict Verify(TimeStampToken token) => TimeStampVerifier.Verify(
        token,
        d => d.Compute(Content),
        new() { Anchors = [TrustAnchor.Of(Certificate.ParsePemOrDer(File.ReadAllBytes(Path.Combine(authority.Folder, "issuers", "ec", "chain.pem"))).Expect()).Expect()] },
        new() { Time = JudgementTime.DayOfChecking(authority.Clock.GetUtcNow()), Revocation = RevocationChecking.None });

    /// <summary>The usual authority, whose issuer may certify a unit; its name has neither country nor organization, which the shipped profile asks for.</summary>
    static string Folder()
    {
        var folder = AuthorityFiles.Shared.Copy();
        var issuer = Path.Combine(folder, "issuers", "ec", "issuer.json");
        File.WriteAllText(issuer, File.ReadAllText(issuer).Replace("\"officer\",", "\"officer\", \"time-stamping\",", StringComparison.Ordinal));
        Directory.CreateDirectory(Path.Combine(folder, "profiles"));
        File.WriteAllText(
            Path.Combine(folder, "profiles", "time-stamping.json"),
            File.ReadAllText(Repository.File("src", "Ca.Core", "Profiles", "Shipped", "time-stamping.json")).Replace("required", "optional", StringComparison.Ordinal));
        return folder;
    }
}
