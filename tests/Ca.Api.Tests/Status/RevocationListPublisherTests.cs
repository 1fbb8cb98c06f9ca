using System.Net.Http.Json;
using System.Numerics;
using Ca.Core.Certificates;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Ca.Api.Tests.Status;

public class RevocationListPublisherTests
{
    static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    string folder = "";
    RunningAuthority authority = null!;
    StatusClient client = null!;

    [SetUp]
    public async Task Begin()
    {
        folder = AuthorityFiles.Shared.Copy();
        await Start(new FakeTimeProvider(AuthorityFiles.Start));
    }

    [TearDown]
    public async Task End() => await authority.DisposeAsync();

    [Test]
    public async Task A_list_is_published_at_the_start()
    {
        var list = await client.List();
        Assert.Multiple(() =>
        {
            Assert.That(list.Count, Is.Zero);
            Assert.That(list.Header.ThisUpdate, Is.EqualTo(AuthorityFiles.Start));
            Assert.That(list.Header.NextUpdate, Is.EqualTo(AuthorityFiles.Start.AddDays(1)));
            Assert.That(list.Header.Number, Is.EqualTo((BigInteger)AuthorityFiles.Start.ToUnixTimeSeconds()));
        });
    }

    [Test]
    public async Task It_is_served_as_a_file_with_the_times_it_states()
    {
        var answer = await authority.Public.GetAsync("/crl/ec.crl");
        Assert.Multiple(() =>
        {
            Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/pkix-crl"));
            Assert.That(answer.Content.Headers.LastModified, Is.EqualTo(AuthorityFiles.Start));
            Assert.That(answer.Headers.CacheControl!.ToString(), Is.EqualTo("no-transform, public, must-revalidate, max-age=300"));
            Assert.That(answer.Content.Headers.ContentLength, Is.EqualTo(new FileInfo(Path.Combine(folder, "crl", "ec.crl")).Length));
        });
        using var again = new HttpRequestMessage(HttpMethod.Get, "/crl/ec.crl");
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        Assert.That((int)(await authority.Public.SendAsync(again)).StatusCode, Is.EqualTo(304));
        using var head = new HttpRequestMessage(HttpMethod.Head, "/crl/ec.crl");
        Assert.That((await authority.Public.SendAsync(head)).Content.Headers.ContentLength, Is.GreaterThan(0));
        Assert.That((int)(await authority.Public.GetAsync("/crl/other.crl")).StatusCode, Is.EqualTo(404));
        Assert.That((int)(await authority.Public.GetAsync("/crl/..%2Fca.crl")).StatusCode, Is.EqualTo(404));
    }

    [Test]
    public async Task A_revocation_is_in_the_list_at_once_and_a_storm_of_them_in_few_lists()
    {
        var serials = new List<SerialNumber>();
        for (var i = 0; i < 10; i++)
            serials.Add(await Issue());
        var before = await Number();
        await Task.WhenAll(serials.Select(serial => Revoke(serial)));
        await StatusClient.Until(async () => (await client.List()).Count == 10, "ten entries");
        Assert.That(await Number() - before, Is.InRange((BigInteger)1, (BigInteger)10));
    }

    [Test]
    public async Task It_is_renewed_every_hour_though_nothing_happens()
    {
        for (var i = 0; i < 3; i++)
        {
            var before = await Number();
            authority.Clock.Advance(Hour);
            await NumberAbove(before);
            Assert.That((await client.List()).Header.ThisUpdate, Is.EqualTo(authority.Clock.GetUtcNow()).Within(TimeSpan.FromMinutes(2)));
        }
    }

    [Test]
    public async Task After_a_restart_the_number_rises_and_entries_stay()
    {
        var serial = await Issue();
        await Revoke(serial);
        await StatusClient.Until(async () => (await client.List()).Count == 1, "one entry");
        var before = await Number();
        await Restart(authority.Clock);
        Assert.That(await NumberAbove(before), Is.GreaterThan(before));
        Assert.That((await client.List()).Find(client.Issuer.Subject, serial), Is.Not.Null);
    }

    [Test]
    public async Task A_number_never_comes_again_after_an_old_database_was_put_back()
    {
        var before = await Number();
        await Restart(authority.Clock, () => Execute("UPDATE CrlNumbers SET Number = 1"));
        await NumberAbove(before);
    }

    [Test]
    public async Task A_number_never_comes_again_after_database_and_list_are_lost()
    {
        var before = await Number();
        authority.Clock.Advance(TimeSpan.FromSeconds(2));
        await Restart(authority.Clock, () =>
        {
            Execute("DELETE FROM CrlNumbers");
            File.Delete(Path.Combine(folder, "crl", "ec.crl"));
        });
        await NumberAbove(before);
    }

    [Test]
    public async Task When_the_clock_went_back_nothing_is_signed_and_the_list_stays()
    {
        var before = await File.ReadAllBytesAsync(Path.Combine(folder, "crl", "ec.crl"));
        var clock = new FakeTimeProvider(AuthorityFiles.Start.AddMinutes(-30));
        await Restart(clock, ready: false);
        await Unready("the clock went back");
        Assert.That(await authority.Public.GetByteArrayAsync("/crl/ec.crl"), Is.EqualTo(before));

        clock.Advance(TimeSpan.FromMinutes(31));
        await StatusClient.Until(async () => (await authority.Public.GetAsync("/health/ready")).IsSuccessStatusCode, "ready again");
    }

    [Test]
    public async Task When_the_new_list_cannot_be_written_the_old_one_stays_and_another_attempt_follows()
    {
        var before = await Number();
        var obstacle = Directory.CreateDirectory(Path.Combine(folder, "crl", "ec.crl.next"));
        authority.Clock.Advance(Hour);
        await StatusClient.Until(
            async () =>
            {
                authority.Clock.Advance(TimeSpan.FromSeconds(1));
                return (await authority.Public.GetStringAsync("/metrics")).Contains("ca_crl_failed{issuer=\"ec\"}", StringComparison.Ordinal);
            },
            "a failure counted");
        Assert.That(await Number(), Is.EqualTo(before));

        obstacle.Delete();
        authority.Clock.Advance(TimeSpan.FromMinutes(1));
        await NumberAbove(before);
    }

    [Test]
    public async Task A_list_that_forgets_a_revocation_is_kept_back_and_health_tells()
    {
        var serial = await Issue();
        await Revoke(serial);
        await StatusClient.Until(async () => (await client.List()).Count == 1, "one entry");
        var before = await Number();
        await Restart(authority.Clock, () => Execute("DELETE FROM Revocations"), ready: false);
        for (var i = 0; i < 13; i++)
            authority.Clock.Advance(Hour);
        await Unready("could not be renewed");
        Assert.That(await Number(), Is.EqualTo(before));
        Assert.That((await client.List()).Count, Is.EqualTo(1));
    }

    [Test]
    public async Task A_database_put_back_from_a_backup_takes_over_what_the_published_list_says()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var before = SerialNumber.Parse((await authority.Issue("CN=Before", key)).GetProperty("serialNumber").GetString()!).Expect();
        var backup = Directory.CreateTempSubdirectory("ca-backup-").FullName;
        await Restart(authority.Clock, () => Copy(folder, backup));
        var (after, held) = (await Issue(), await Issue());
        await Revoke(before, "keyCompromise");
        await Revoke(after);
        await Revoke(held, "certificateHold");
        await StatusClient.Until(async () => (await client.List()).Count == 3, "three entries");
        var number = await Number();

        await Restart(authority.Clock, () => Copy(backup, folder));
        Directory.Delete(backup, recursive: true);
        await NumberAbove(number);
        Assert.That((await client.List()).Count, Is.EqualTo(3));
        foreach (var (serial, state) in new[] { (before, "revoked"), (after, "revoked"), (held, "held") })
        {
            Assert.That(await client.Status(serial), Is.InstanceOf<Ca.Core.Ocsp.CertificateStatus.Revoked>());
            Assert.That(await State(serial), Is.EqualTo(state));
        }
        var again = await authority.Registrar.PostAsJsonAsync("/api/v1/applications", RunningAuthority.Application("CN=Before", key));
        Assert.That(await again.Content.ReadAsStringAsync(), Does.Contain("Keys.key-blocked"));
        Assert.That(await authority.Auditor.GetStringAsync("/api/v1/audit/events"), Does.Contain("revocation-adopted"));

        Assert.That((await authority.Registrar.DeleteAsync($"/api/v1/certificates/{held}/hold")).IsSuccessStatusCode);
        await StatusClient.Until(async () => (await client.List()).Count == 2, "two entries");
        await Revoke(held);
        await client.Ready();
    }

    [Test]
    public async Task A_hold_that_was_released_before_a_kill_is_not_taken_over_again()
    {
        var serial = await Issue();
        await Revoke(serial, "certificateHold");
        await StatusClient.Until(async () => (await client.List()).Count == 1, "one entry");
        await Restart(authority.Clock, () => Execute("DELETE FROM Revocations"));
        await StatusClient.Until(async () => (await client.List()).Count == 0, "no entry");
        Assert.That(await State(serial), Is.EqualTo("issued"));
    }

    [Test]
    public async Task One_failure_to_publish_is_reported_at_once_and_its_mending_too()
    {
        var obstacle = Directory.CreateDirectory(Path.Combine(folder, "crl", "ec.crl.next"));
        await Revoke(await Issue());
        await Unready("was not renewed at the last attempt");
        obstacle.Delete();
        await StatusClient.Until(
            async () =>
            {
                authority.Clock.Advance(TimeSpan.FromSeconds(10));
                return (await client.List()).Count == 1 && (await authority.Public.GetAsync("/health/ready")).IsSuccessStatusCode;
            },
            "ready again");
    }

    [Test]
    public async Task Every_number_is_in_the_log_before_its_list_is_signed()
    {
        await Revoke(await Issue());
        await StatusClient.Until(async () => (await client.List()).Count == 1, "one entry");
        var events = (await authority.Auditor.GetFromJsonAsync<System.Text.Json.JsonElement>("/api/v1/audit/events")).GetProperty("items").EnumerateArray()
            .Where(e => e.GetProperty("target").GetString()!.StartsWith("crl:", StringComparison.Ordinal))
            .Select(e => (Act: e.GetProperty("act").GetString(), Target: e.GetProperty("target").GetString())).ToList();
        var begun = events.Where(e => e.Act == "revocation-list-begun").Select(e => e.Target).ToList();
        Assert.That(begun, Does.Contain($"crl:ec/{await Number()}"));
        Assert.That(begun, Is.Unique);
        foreach (var issued in events.Where(e => e.Act == "revocation-list-issued"))
            Assert.That(events.IndexOf(("revocation-list-begun", issued.Target)), Is.InRange(0, events.IndexOf(issued)));
    }

    [Test]
    public async Task A_broken_file_in_its_place_is_replaced()
    {
        var before = await Number();
        await Restart(authority.Clock, () => File.WriteAllText(Path.Combine(folder, "crl", "ec.crl"), "not a list"), ready: false);
        await NumberAbove(before);
    }

    [Test]
    public async Task Issuers_are_listed_with_where_they_publish()
    {
        var issuer = (await authority.Public.GetFromJsonAsync<System.Text.Json.JsonElement>("/api/v1/issuers"))[0];
        Assert.Multiple(() =>
        {
            Assert.That(issuer.GetProperty("name").GetString(), Is.EqualTo("ec"));
            Assert.That(issuer.GetProperty("subject").GetString(), Is.EqualTo("CN=Issuing authority"));
            Assert.That(issuer.GetProperty("algorithm").GetString(), Is.EqualTo("ec-p256"));
            Assert.That(issuer.GetProperty("certificateUrl").GetString(), Is.EqualTo("http://ca.example/ca/ec.cer"));
            Assert.That(issuer.GetProperty("crlUrl").GetString(), Is.EqualTo("http://ca.example/crl/ec.crl"));
            Assert.That(issuer.GetProperty("ocspUrl").GetString(), Is.EqualTo("http://ca.example/ocsp/ec"));
            Assert.That(issuer.GetProperty("notAfter").GetDateTimeOffset(), Is.EqualTo(client.Issuer.Validity.NotAfter));
        });
        var certificate = await authority.Public.GetAsync("/ca/ec.cer");
        Assert.That(certificate.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/pkix-cert"));
        Assert.That(await certificate.Content.ReadAsByteArrayAsync(), Is.EqualTo(client.Issuer.Encoded.ToArray()));
        Assert.That((int)(await authority.Public.GetAsync("/ca/other.cer")).StatusCode, Is.EqualTo(404));
    }

    async Task Start(FakeTimeProvider clock, bool ready = true)
    {
        authority = await RunningAuthority.Start(folder, clock);
        client = new StatusClient(authority);
        if (ready)
            await client.Ready();
    }

    async Task Restart(FakeTimeProvider clock, Action? meanwhile = null, bool ready = true)
    {
        await authority.Stop();
        SqliteConnection.ClearAllPools();
        meanwhile?.Invoke();
        await Start(clock, ready);
    }

    async Task<BigInteger> Number() => (await client.List()).Header.Number!.Value;

    async Task<BigInteger> NumberAbove(BigInteger before)
    {
        BigInteger number = 0;
        await StatusClient.Until(
            async () =>
            {
                authority.Clock.Advance(TimeSpan.FromSeconds(1)); // the watchdog's timer may have been set behind the test's last turn
                return (number = await Number()) > before;
            },
            $"a number above {before}");
        return number;
    }

    Task Unready(string why) => StatusClient.Until(async () =>
    {
        var answer = await authority.Public.GetAsync("/health/ready");
        return (int)answer.StatusCode == 503 && (await answer.Content.ReadAsStringAsync()).Contains(why, StringComparison.Ordinal);
    }, why);

    void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "ca.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    async Task<SerialNumber> Issue() => SerialNumber.Parse((await authority.Issue()).GetProperty("serialNumber").GetString()!).Expect();

    /// <summary>What an operator's backup holds: the database and the head of its log.</summary>
    static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.Combine(to, "audit"));
        foreach (var file in new[] { "ca.db", "audit/head" })
            File.Copy(Path.Combine(from, file), Path.Combine(to, file), overwrite: true);
    }

    async Task<string?> State(SerialNumber serial) =>
        (await authority.Auditor.GetFromJsonAsync<System.Text.Json.JsonElement>($"/api/v1/certificates/{serial}")).GetProperty("state").GetString();

    async Task Revoke(SerialNumber serial, string reason = "superseded")
    {
        var answer = await authority.Registrar.PostAsJsonAsync($"/api/v1/certificates/{serial}/revocation", new { reason });
        Assert.That((int)answer.StatusCode, Is.EqualTo(200), await answer.Content.ReadAsStringAsync());
    }
}
