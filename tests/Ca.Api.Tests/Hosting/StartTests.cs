using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Ca.Api.Tests.Hosting;

/// <summary>A start that cannot succeed says in one sentence what is missing, in both languages, and throws nothing.</summary>
public class StartTests
{
    string folder = null!;

    [SetUp]
    public void Copy() => folder = AuthorityFiles.Shared.Copy();

    [TearDown]
    public void Delete()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [TestCase("no issuers", "Issuers.none")]
    [TestCase("no TLS key", "Hosting.no-tls-certificate")]
    [TestCase("no officers", "Officers.none")]
    [TestCase("an officer's file with something else", "Officers.file-refused")]
    [TestCase("no database but a file of another kind", "Storage.cannot-open")]
    [TestCase("a misspelt profile", "Profiles.file-refused")]
    [TestCase("a head of the log without the log", "Storage.log-cut-off")]
    [TestCase("a head of the log that is none", "Storage.head-broken")]
    [TestCase("a TLS key that others read", "Hosting.no-tls-certificate")]
    [TestCase("a profile that points nowhere", "Profiles.file-refused")]
    [TestCase("a folder in the lock's place", "Storage.no-directory")]
    [TestCase("an anchor without what it is trusted for", "Paths.anchor-alone")]
    public async Task What_is_missing_is_said(string what, string key)
    {
        switch (what)
        {
            case "no issuers":
                Directory.Delete(Path.Combine(folder, "issuers"), recursive: true);
                break;
            case "no TLS key":
                File.Delete(Path.Combine(folder, "tls", "server.key.pem"));
                break;
            case "no officers":
                Directory.Delete(Path.Combine(folder, "officers"), recursive: true);
                break;
            case "an officer's file with something else":
                await File.WriteAllTextAsync(Path.Combine(folder, "officers", "auditor.pem"), "something else");
                break;
            case "no database but a file of another kind":
                await File.WriteAllTextAsync(Path.Combine(folder, "ca.db"), new string('x', 10_000));
                break;
            case "a misspelt profile":
                Directory.CreateDirectory(Path.Combine(folder, "profiles"));
                await File.WriteAllTextAsync(Path.Combine(folder, "profiles", "mine.json"), """{ "nmae": "mine" }""");
                break;
            case "a head of the log that is none":
                Directory.CreateDirectory(Path.Combine(folder, "audit"));
                await File.WriteAllTextAsync(Path.Combine(folder, "audit", "head"), "nonsense");
                break;
            case "a TLS key that others read":
                if (!OperatingSystem.IsWindows())
                    File.SetUnixFileMode(Path.Combine(folder, "tls", "server.key.pem"), (UnixFileMode)0b110_100_100);
                break;
            case "a profile that points nowhere":
                Directory.CreateDirectory(Path.Combine(folder, "profiles"));
                File.CreateSymbolicLink(Path.Combine(folder, "profiles", "mine.json"), "nowhere");
                break;
            case "a folder in the lock's place":
                Directory.CreateDirectory(Path.Combine(folder, "lock"));
                break;
            case "an anchor without what it is trusted for":
                Directory.CreateDirectory(Path.Combine(folder, "anchors"));
                File.Copy(Path.Combine(folder, "issuers", "ec", "certificate.pem"), Path.Combine(folder, "anchors", "ec.pem"));
                break;
            case "a head of the log without the log":
                Directory.CreateDirectory(Path.Combine(folder, "audit"));
                await File.WriteAllTextAsync(Path.Combine(folder, "audit", "head"), $"7 {new string('a', 64)}\n");
                break;
        }
        var built = await RunningAuthority.Build(folder, new FakeTimeProvider(AuthorityFiles.Start));
        Assert.That(built.Refused(out var why, out _), Is.True);
        Assert.That(why!.Sentence.Key, Is.EqualTo(key));
        Assert.That(why.Sentence.In(CultureInfo.GetCultureInfo("ru")), Does.Match("[а-я]").And.Not.Contain("\n"));
    }

    [TestCase("--Ca:PublicListner=http://localhost:1", "Hosting.unknown-setting")]
    [TestCase("--Ca:PublicListener=https://localhost:1", "Hosting.not-a-url")]
    [TestCase("--Ca:OfficersListener=http://localhost:1", "Hosting.not-a-url")]
    [TestCase("--Ca:PublicListener=http://example.ru", "Hosting.not-a-url")]
    [TestCase("--Ca:PublicUrl=ftp://example.ru", "Hosting.not-a-url")]
    [TestCase("--Ca:PublicRequestsPerSecond=0", "Hosting.not-a-number")]
    [TestCase("--Ca:LeastFreeMegabytes=much", "Hosting.not-a-number")]
    [TestCase("--Ca:DataDirectory=", "Hosting.not-a-directory")]
    public async Task A_setting_that_means_nothing_is_refused(string argument, string key)
    {
        var built = await RunningAuthority.Build(folder, new FakeTimeProvider(AuthorityFiles.Start), argument);
        Assert.That(built.Refused(out var why, out _), Is.True);
        Assert.That(why!.Sentence.Key, Is.EqualTo(key));
    }

    [Test]
    public void A_configuration_that_is_no_JSON_is_told_in_one_sentence()
    {
        File.WriteAllText(Path.Combine(folder, "appsettings.json"), "{ \"Ca\": ");
        Assert.That(Ca.Api.Start.Configure([$"--contentRoot={folder}"]).Refused(out var why, out _), Is.True);
        Assert.That(why!.Sentence.Key, Is.EqualTo("Hosting.configuration-unreadable"));
        Assert.That(why.Sentence.ToString(), Does.Contain("appsettings.json"));
        Assert.That(Ca.Api.Start.Configure([]).Refused(out _, out _), Is.False);
    }

    [Test]
    [Platform(Exclude = "Win")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Whatever_it_writes_is_closed_to_others_and_an_open_directory_is_closed()
    {
        const UnixFileMode others = (UnixFileMode)0b000_111_111;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var running = await RunningAuthority.Start(folder);
        await running.Issue();
        Assert.That(File.GetUnixFileMode(folder) & others, Is.EqualTo(UnixFileMode.None));
        foreach (var path in new[] { "ca.db", "ca.db-wal", "audit", "audit/head", "crl" })
            Assert.That(File.GetUnixFileMode(Path.Combine(folder, path)) & others, Is.EqualTo(UnixFileMode.None), path);
        await running.Stop();
    }

    [TestCase("PublicListener", "http")]
    [TestCase("OfficersListener", "https")]
    public async Task A_port_that_is_taken_is_told_before_anything_is_begun(string listener, string scheme)
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var built = await RunningAuthority.Build(folder, new FakeTimeProvider(AuthorityFiles.Start), $"--Ca:{listener}={scheme}://{taken.LocalEndpoint}");
        Assert.That(built.Refused(out var why, out _), Is.True);
        Assert.That(why!.Sentence.Key, Is.EqualTo("Hosting.cannot-listen"));
        Assert.That(File.Exists(Path.Combine(folder, "ca.db")), Is.False);
    }

    [Test]
    public async Task Two_services_do_not_share_a_data_directory()
    {
        var first = await RunningAuthority.Start(folder);
        var second = await RunningAuthority.Build(folder, new FakeTimeProvider(AuthorityFiles.Start));
        Assert.That(second.Refused(out var why, out _), Is.True);
        Assert.That(why!.Sentence.Key, Is.EqualTo("Storage.in-use"));
        await first.Stop();
    }
}
