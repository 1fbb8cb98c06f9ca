using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Ca.Core.Audit;

namespace Ca.Api.Tests.AuditEvents;

public class AuditEventTests
{
    RunningAuthority authority = null!;

    [SetUp]
    public async Task Start() => authority = await RunningAuthority.Start();

    [TearDown]
    public async Task Stop() => await authority.DisposeAsync();

    [Test]
    public async Task The_log_of_a_certificates_life_is_whole_and_names_nobody()
    {
        var issued = await authority.Issue("CN=Ivanov Ivan");
        await authority.Security.PostAsJsonAsync($"/api/v1/certificates/{issued.GetProperty("serialNumber").GetString()}/revocation", new { reason = "keyCompromise" });

        var kept = AuditHead.Parse(await File.ReadAllTextAsync(Path.Combine(authority.Folder, "audit", "head"))).Expect();
        var lines = await Lines();
        // The authority itself goes on meanwhile: a list is published after a revocation.
        Assert.That(AuditChain.Verify(lines, kept).Expect().Sequence, Is.GreaterThanOrEqualTo(kept.Sequence));
        Assert.That(lines.Select(l => AuditEvent.Parse(l).Expect()).Where(e => e.Actor.StartsWith("officer:", StringComparison.Ordinal)).Select(e => e.Act), Is.EqualTo(
        [
            "application-submitted", "application-approved", "issuance-begun", "certificate-issued", "certificate-revoked", "key-blocked",
        ]));
        Assert.That(string.Concat(lines), Does.Not.Contain("Ivanov").IgnoreCase);
    }

    [Test]
    public async Task Pages_show_every_event_once_the_oldest_first()
    {
        for (var i = 0; i < 60; i++)
            await authority.Submit();
        var seen = new List<long>();
        string? cursor = null;
        do
        {
            var page = await authority.Auditor.GetFromJsonAsync<JsonElement>($"/api/v1/audit/events{(cursor is null ? "" : $"?cursor={cursor}")}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("sequence").GetInt64()));
            cursor = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        Assert.That(seen, Has.Count.GreaterThan(60).And.EqualTo(Enumerable.Range(1, seen.Count)));
    }

    async Task<string[]> Lines()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/audit/events");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/jsonl"));
        var answer = await authority.Auditor.SendAsync(request);
        return (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
