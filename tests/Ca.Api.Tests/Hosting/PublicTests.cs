using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Ca.Api.Tests.Hosting;

public class PublicTests
{
    RunningAuthority authority = null!;

    [OneTimeSetUp]
    public async Task Start() => authority = await RunningAuthority.Start();

    [OneTimeTearDown]
    public async Task Stop() => await authority.DisposeAsync();

    [TestCase("/health/live", "application/json")]
    [TestCase("/health/ready", "application/json")]
    [TestCase("/metrics", "text/plain")]
    [TestCase("/openapi/v1.json", "application/json")]
    [TestCase("/swagger/index.html", "text/html")]
    public async Task The_open_routes_answer(string path, string type)
    {
        var answer = await authority.Public.GetAsync(path);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo(type));
    }

    [Test]
    public async Task Measurements_have_the_form_that_Prometheus_reads()
    {
        await authority.Issue();
        await authority.Public.GetAsync("/health/live");
        var text = await authority.Public.GetStringAsync("/metrics");
        Assert.That(text, Does.Match("""(?m)^# TYPE ca_certificates_issued counter$"""));
        Assert.That(text, Does.Match("""(?m)^ca_certificates_issued\{issuer="ec",profile="officer"\} [1-9]"""));
        Assert.That(text, Does.Match("""(?m)^http_server_request_duration_bucket\{.*http_route="/health/live".*,le="\+Inf"\} [1-9]"""));
        Assert.That(text.Split('\n').Where(l => l.StartsWith('#')), Is.Unique);
        Assert.That(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.All.Match("""^(# TYPE [a-z_:]+ (counter|gauge|histogram)|[a-z_:]+(\{.*\})? [0-9.eE+-]+|.* (NaN|∞))$"""));
    }

    [Test]
    public async Task What_is_not_there_or_not_so_is_a_problem_document()
    {
        await Expect(authority.Public.GetAsync("/nothing"), 404, "not-found");
        await Expect(authority.Public.PostAsync("/health/live", null), 405, "method-not-allowed");
        await Expect(authority.Registrar.PutAsync("/api/v1/applications", null), 405, "method-not-allowed");
        await Expect(authority.Auditor.GetAsync("/api/v1/applications/" + Guid.Empty), 404, "not-found");
        await Expect(authority.Auditor.GetAsync("/api/v1/applications/x"), 404, "not-found");
    }

    [Test]
    public async Task Too_little_room_on_the_disk_is_reported_before_it_is_full()
    {
        var folder = AuthorityFiles.Shared.Copy();
        var app = (await RunningAuthority.Build(folder, new Microsoft.Extensions.Time.Testing.FakeTimeProvider(AuthorityFiles.Start), "--Ca:LeastFreeMegabytes=2000000000")).Expect();
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single(u => u.StartsWith("http:", StringComparison.Ordinal))) };
        var answer = await client.GetAsync("/health/ready");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("Ca:LeastFreeMegabytes"));
        await app.StopAsync();
        await app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [TestCase("/health/live", HttpStatusCode.OK)]
    [TestCase("/nothing/here", HttpStatusCode.NotFound)]
    public async Task A_flood_from_one_address_is_answered_429(string path, HttpStatusCode otherwise)
    {
        var folder = AuthorityFiles.Shared.Copy();
        var app = (await RunningAuthority.Build(folder, new Microsoft.Extensions.Time.Testing.FakeTimeProvider(AuthorityFiles.Start), "--Ca:PublicRequestsPerSecond=5")).Expect();
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single(u => u.StartsWith("http:", StringComparison.Ordinal))) };
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => client.GetAsync(path)));
        var refused = answers.Where(a => a.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        Assert.That(refused, Is.Not.Empty);
        Assert.That(answers.Count(a => a.StatusCode == otherwise), Is.GreaterThanOrEqualTo(5));
        Assert.That(refused[0].Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(1)));
        await app.StopAsync();
        await app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task Verifications_have_a_limit_of_their_own_and_leave_the_rest_alone()
    {
        var folder = AuthorityFiles.Shared.Copy();
        var app = (await RunningAuthority.Build(folder, new Microsoft.Extensions.Time.Testing.FakeTimeProvider(AuthorityFiles.Start), "--Ca:VerificationsPerSecond=2")).Expect();
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single(u => u.StartsWith("http:", StringComparison.Ordinal))) };
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.PostAsync("/api/v1/verifications", new MultipartFormDataContent())));
        Assert.That(answers.Count(a => a.StatusCode == HttpStatusCode.TooManyRequests), Is.InRange(10, 18));
        Assert.That((await client.GetAsync("/health/live")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await app.StopAsync();
        await app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [TestCase("ru", "осталось")]
    [TestCase("en", "are left")]
    public async Task Readiness_speaks_the_callers_language(string language, string word)
    {
        var folder = AuthorityFiles.Shared.Copy();
        var app = (await RunningAuthority.Build(folder, new Microsoft.Extensions.Time.Testing.FakeTimeProvider(AuthorityFiles.Start), "--Ca:LeastFreeMegabytes=2000000000")).Expect();
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single(u => u.StartsWith("http:", StringComparison.Ordinal))) };
        client.DefaultRequestHeaders.Add("Accept-Language", language);
        var answer = await client.GetAsync("/health/ready");
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(body.GetProperty("checks").GetProperty("storage").GetString(), Does.Contain(word));
        Assert.That(answer.Content.Headers.ContentLanguage, Is.EqualTo([language]));
        await app.StopAsync();
        await app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void Nothing_keeps_a_key_ring_in_the_home_directory() =>
        Assert.That(authority.Services.GetService(typeof(Microsoft.AspNetCore.DataProtection.IDataProtectionProvider)), Is.Null);

    [Test]
    public async Task Too_many_headers_and_too_long_a_line_are_refused()
    {
        var answer = await Raw($"GET /{new string('a', 10_000)} HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.That(answer, Does.StartWith("HTTP/1.1 414"));
        answer = await Raw($"GET /health/live HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Range(0, 100).Select(i => $"X-{i}: y\r\n"))}\r\n");
        Assert.That(answer, Does.StartWith("HTTP/1.1 431"));
    }

    [Test]
    public async Task A_request_that_never_ends_ends_the_connection()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, authority.PublicUrl.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("GET /health/live HTTP/1.1\r\nHost: x\r\nX-Slow: "));
        var ended = ReadToEnd(stream);
        Assert.That(await Task.WhenAny(ended, Task.Delay(TimeSpan.FromSeconds(40))), Is.SameAs(ended));
    }

    async Task<string> Raw(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, authority.PublicUrl.Port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        return await ReadToEnd(socket.GetStream());
    }

    static async Task<string> ReadToEnd(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadToEndAsync();
    }

    static async Task Expect(Task<HttpResponseMessage> asked, int status, string type)
    {
        var answer = await asked;
        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(problem.GetProperty("type").GetString(), Is.EqualTo($"urn:ca:problem:{type}"));
        Assert.That(problem.GetProperty("status").GetInt32(), Is.EqualTo(status));
    }
}
