using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Ca.Cli.Tests.Ceremonies;

public class CeremonyCommandTests
{
    Bench bench = null!;
    SampleCeremonies samples = null!;

    [SetUp]
    public void Open()
    {
        bench = new();
        samples = new(bench);
    }

    [TearDown]
    public void Close() => bench.Dispose();

    [Test]
    public async Task The_hash_of_the_script_comes_first_and_last()
    {
        await samples.Run("root.json", "ec-p256");

        var line = $"Script SHA-256: {Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(bench.PathOf("root.json"))))}";
        var lines = bench.Out.TrimEnd().Split('\n');
        Assert.That((lines[0], lines[^1]), Is.EqualTo((line, line)));
        Assert.That(lines[1], Does.Contain("has begun"));
    }

    [Test]
    public async Task The_transcript_speaks_Russian_to_who_does()
    {
        bench.Language = CultureInfo.GetCultureInfo("ru");

        await samples.Run("root.json", "ec-p256");

        Assert.That(bench.Out, Does.StartWith("SHA-256 сценария").And.Contain("Церемония окончена"));
    }

    [Test]
    public async Task What_was_held_is_verified_and_what_was_changed_is_not()
    {
        await samples.Run("root.json", "ec-p256");
        Assert.That(await bench.Run("ceremony", "verify", "@root.json"), Is.Zero, bench.Error);

        await File.WriteAllTextAsync(bench.PathOf("root", "minutes.json"), (await File.ReadAllTextAsync(bench.PathOf("root", "minutes.json"))).Replace("Сидоров", "Смирнов"));
        Assert.That(await bench.Run("ceremony", "verify", "@root.json"), Is.EqualTo(2));
        Assert.That(bench.Out, Does.Contain("NOT SO: The minutes are, octet for octet"));
    }

    [Test]
    public async Task For_machines_the_answers_are_JSON()
    {
        samples.Lay("root.json", "ec-p256");
        bench.ClosePassphrase();

        var held = await bench.Json("ceremony", "run", "@root.json", "--passphrase-file", "@passphrase");
        var verified = await bench.Json("ceremony", "verify", "@root.json");

        Assert.That((string?)held["minutes"]!["participants"]![2]!["role"], Is.EqualTo("witness"));
        Assert.That((string?)held["scriptSha256"], Is.EqualTo((string?)verified["scriptSha256"]));
        Assert.That((bool)verified["good"]!, Is.True);
        Assert.That(verified["findings"]!.AsArray().All(f => (bool)f!["holds"]!), Is.True);
    }

    [Test]
    public async Task A_rehearsal_leaves_nothing_and_asks_nobody()
    {
        samples.Lay("root.json", "gost2012-256-b");
        var before = Directory.GetFileSystemEntries(bench.PathOf());

        Assert.That(await bench.Run("ceremony", "rehearse", "@root.json"), Is.Zero, bench.Error);

        Assert.That(Directory.GetFileSystemEntries(bench.PathOf()), Is.EqualTo(before));
        Assert.That(bench.Asked, Is.Empty);
    }

    [Test]
    public async Task The_keepers_of_both_keys_are_asked_by_the_name_of_the_file()
    {
        samples.Lay("root.json", "ec-p256");
        samples.Lay("subordinate.json", "ec-p256");
        bench.Type("root's", "root's", "root's", "new one's", "new one's");

        Assert.That(await bench.Run("ceremony", "run", "@root.json"), Is.Zero, bench.Error);
        Assert.That(await bench.Run("ceremony", "run", "@subordinate.json"), Is.Zero, bench.Error);

        Assert.That(bench.Asked[2], Does.Contain(bench.PathOf("root", "key.pem")));
        Assert.That(await bench.Run("ceremony", "verify", "@subordinate.json"), Is.Zero, bench.Out);
    }

    [Test]
    public async Task An_unknown_property_is_refused_with_its_line()
    {
        samples.Lay("root.json", "ec-p256");
        var script = JsonNode.Parse(await File.ReadAllTextAsync(bench.PathOf("root.json")))!;
        script["keyy"] = "x";
        await File.WriteAllTextAsync(bench.PathOf("root.json"), script.ToString());

        Assert.That(await bench.Run("ceremony", "run", "@root.json"), Is.EqualTo(2));
        Assert.That(bench.Error, Does.Contain("$.keyy"));
        Assert.That(bench.Out, Is.Empty);
    }

    [TestCase("run")]
    [TestCase("rehearse")]
    [TestCase("verify")]
    public async Task A_script_that_is_not_there_is_refused(string verb)
    {
        Assert.That(await bench.Run("ceremony", verb, "@absent.json"), Is.EqualTo(2));
        Assert.That(bench.Error, Does.Contain("absent.json"));
    }
}
