using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Ca.Api.Hosting;
using Ca.Api.Storage;
using Ca.Api.Tests.Status;
using Ca.Api.Tests.Storage;
using Ca.Api.Verifications;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static Ca.Api.Tests.Verifications.JudgingAuthority;

namespace Ca.Api.Tests.Verifications;

/// <summary>How long verdicts are kept, how many, for whom, and through what.</summary>
public class VerdictShelfTests
{
    [Test]
    public async Task It_outlives_a_restart_and_is_good_though_its_key_is_gone()
    {
        await using var authority = await JudgingAuthority.Start();
        var kept = await authority.Kept();
        await authority.Restart();

        var again = await authority.Get($"{Route}/{kept.GetProperty("id")}");
        Assert.That(await again.Content.ReadAsStringAsync(), Is.EqualTo(kept.GetRawText()));
        var anchor = Certificate.ParsePemOrDer(File.ReadAllBytes(Path.Combine(authority.Running.Folder, "anchors", "ec.pem"))).Expect();
        var report = SignatureVerifier.Verify(
            kept.GetProperty("signedData").GetBytesFromBase64(), null,
            new() { Anchors = [TrustAnchor.Of(anchor).Expect()], RevocationLists = [await new StatusClient(authority.Running).List()] },
            new() { Time = JudgementTime.DayOfChecking(authority.Running.Clock.GetUtcNow()) }).Expect();
        Assert.That(report.Indication, Is.EqualTo(Indication.TotalPassed), string.Join('\n', report.Signatures[0].Findings));
    }

    [Test]
    public async Task When_its_time_is_over_it_is_not_found_and_its_octets_are_gone()
    {
        await using var authority = await JudgingAuthority.Start(more: "--Ca:KeptVerdictDays=1");
        var first = (await authority.Kept()).GetProperty("id").GetString()!;
        authority.Running.Clock.Advance(TimeSpan.FromHours(12));
        var second = (await authority.Kept()).GetProperty("id").GetString()!;
        Assert.That((int)(await authority.Get($"{Route}/{first}")).StatusCode, Is.EqualTo(200));

        authority.Running.Clock.Advance(TimeSpan.FromHours(12));
        Assert.That((int)(await authority.Get($"{Route}/{first}")).StatusCode, Is.EqualTo(404), "also before it is deleted");
        authority.Running.Clock.Advance(VerdictShelf.Watch);
        await StatusClient.Until(async () => (await Rows(authority)).Count == 1, "the first is deleted");
        var (id, octets) = (await Rows(authority)).Single();
        Assert.That((id, octets), Is.EqualTo((second, await Room(authority))));

        await authority.Running.Stop();
        SqliteConnection.ClearAllPools();
        var file = Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(authority.Running.Folder, "ca.db")));
        Assert.That(file, Does.Contain(second).And.Not.Contain(first));
    }

    [Test]
    public async Task When_the_room_is_taken_none_is_kept_until_the_oldest_has_expired()
    {
        await using var authority = await JudgingAuthority.Start(more: ["--Ca:KeptVerdictMegabytes=1", "--Ca:KeptVerdictsPerHour=1000", "--Ca:KeptVerdictDays=1"]);
        HttpResponseMessage answer;
        var kept = 0;
        while ((answer = await authority.Keep(Form(authority.Attached()))).IsSuccessStatusCode)
            kept++;

        Assert.That(((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType), Is.EqualTo((503, "application/problem+json")));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(problem.GetProperty("detail").GetString(), Is.EqualTo(
            "The 1 MiB for kept verdicts are taken. Leave out keep, or try again after 2026-02-04 12:00:00Z, when the oldest expires."));
        Assert.That(await Rows(authority), Has.Count.EqualTo(kept));
        Assert.That(await Room(authority), Is.LessThanOrEqualTo(1024 * 1024));
        Assert.That((int)(await authority.Running.Public.PostAsync(Route, Form(authority.Attached()))).StatusCode, Is.EqualTo(200), "others are answered");
        Assert.That(await Health(authority), Does.StartWith("Degraded: Of the room for kept verdicts"));

        authority.Running.Clock.Advance(TimeSpan.FromDays(1));
        authority.Running.Clock.Advance(VerdictShelf.Watch);
        await StatusClient.Until(async () => await Room(authority) == 0, "room");
        Assert.That(await Rows(authority), Is.Empty);
        await authority.Kept("gost");
        Assert.That(await Health(authority), Is.EqualTo("Healthy"));
    }

    [Test]
    public async Task One_address_has_so_many_kept_an_hour()
    {
        await using var authority = await JudgingAuthority.Start(more: "--Ca:KeptVerdictsPerHour=2");
        await authority.Kept();
        await authority.Kept();

        var third = await authority.Keep(Form(authority.Attached()));
        Assert.That(((int)third.StatusCode, third.Headers.RetryAfter!.Delta), Is.EqualTo((429, (TimeSpan?)TimeSpan.FromMinutes(30))));
        Assert.That((await third.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString(), Is.EqualTo("Verifications.kept-enough"));
        Assert.That((int)(await authority.Running.Public.PostAsync(Route, Form(authority.Attached()))).StatusCode, Is.EqualTo(200));
        Assert.That(await Rows(authority), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task An_authority_without_such_a_key_says_so_and_is_well()
    {
        await using var authority = await JudgingAuthority.Start("\"ocsp-responder\"");
        var answer = await authority.Keep(Form(authority.Attached()));

        Assert.That(((int)answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()), Is.EqualTo((422, "Verifications.keeps-none")));
        Assert.That(await Health(authority), Is.EqualTo("Healthy"));
    }

    [Test]
    public async Task A_key_whose_certificate_is_revoked_signs_no_more()
    {
        await using var authority = await JudgingAuthority.Start();
        var first = Signer(await authority.Kept());
        var revocation = await authority.Running.Security.PostAsJsonAsync($"/api/v1/certificates/{first.SerialNumber}/revocation", new { reason = "keyCompromise" });
        Assert.That((int)revocation.StatusCode, Is.EqualTo(200));
        authority.Running.Clock.Advance(VerdictSigners.Watch);

        await StatusClient.Until(async () => !Signer(await authority.Kept()).Equals(first), "another certificate");
    }

    [Test]
    public async Task Of_two_at_once_that_have_room_for_one_the_other_is_refused()
    {
        await using var database = new DatabaseInAFolder();
        Assert.That(await database.Database.Open(), Is.Null);
        using var shelf = Shelf(database, 1);
        var both = await Task.WhenAll(shelf.Put(Verdict("a", 600_000)), shelf.Put(Verdict("b", 600_000)));

        Assert.That(both.Select(b => b.Refused(out var why, out _) ? why.Sentence.Key : "kept"), Is.EqualTo(["kept", "Verifications.no-room"]));
        await using var db = database.Read();
        Assert.That(await db.KeptVerdicts.CountAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_full_disk_is_an_outage_and_leaves_no_half_row()
    {
        await using var database = new DatabaseInAFolder();
        Assert.That(await database.Database.Open(), Is.Null);
        using var shelf = Shelf(database, 10);
        (await shelf.Put(Verdict("a", 1000))).Expect();

        database.FillTheDisk();
        Assert.That(async () => await shelf.Put(Verdict("b", 900_000)), Throws.Exception.Matches<Exception>(Ca.Api.Problems.Failures.IsOutage));
        database.FreeTheDisk();
        (await shelf.Put(Verdict("c", 1000))).Expect();

        await using var db = database.Read();
        Assert.That(await db.KeptVerdicts.Select(v => v.Id).ToListAsync(), Is.EquivalentTo(["a", "c"]));
        Assert.That(await db.VerdictRooms.Select(r => r.Octets).SingleAsync(), Is.EqualTo(await db.KeptVerdicts.SumAsync(v => (long)v.Octets)));
    }

    static VerdictShelf Shelf(DatabaseInAFolder database, int megabytes)
    {
        var settings = Settings.Read(new ConfigurationBuilder().Build()).Expect() with { KeptVerdictMegabytes = megabytes };
        return new(new Contexts(database), database.Writer, settings, new FakeTimeProvider(AuthorityFiles.Start), NullLogger<VerdictShelf>.Instance);
    }

    static KeptVerdict Verdict(string id, int octets) => KeptVerdict.Of(id, AuthorityFiles.Start.AddDays(1), new byte[octets]);

    static Certificate Signer(JsonElement kept) => CmsSignedData.Parse(kept.GetProperty("signedData").GetBytesFromBase64()).Expect()
        .Certificates.Single(c => c.ExtendedKeyUsage is not null);

    static async Task<string> Health(JudgingAuthority authority) =>
        JsonDocument.Parse(await (await authority.Running.Public.GetAsync("/health/ready")).Content.ReadAsStringAsync())
            .RootElement.GetProperty("checks").GetProperty("verdicts").GetString()!;

    static async Task<List<(string Id, long Octets)>> Rows(JudgingAuthority authority)
    {
        await using var db = await Database(authority);
        return [.. (await db.KeptVerdicts.Select(v => new { v.Id, v.Octets }).ToListAsync()).Select(v => (v.Id, (long)v.Octets))];
    }

    static async Task<long> Room(JudgingAuthority authority)
    {
        await using var db = await Database(authority);
        return await db.VerdictRooms.Select(r => r.Octets).SingleAsync();
    }

    static Task<CaDbContext> Database(JudgingAuthority authority) =>
        authority.Running.Services.GetRequiredService<IDbContextFactory<CaDbContext>>().CreateDbContextAsync();

    sealed class Contexts(DatabaseInAFolder database) : IDbContextFactory<CaDbContext>
    {
        public CaDbContext CreateDbContext() => database.Read();
    }
}
