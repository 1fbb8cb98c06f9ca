using Ca.Core.Keys;

namespace Ca.Cli.Tests.Keys;

public class KeyCommandTests
{
    Bench bench = null!;

    [SetUp]
    public void Open() => bench = new();

    [TearDown]
    public void Close() => bench.Dispose();

    [Test]
    public async Task Every_kind_of_key_is_made_and_shown([ValueSource(typeof(KeyAlgorithm), nameof(KeyAlgorithm.All))] KeyAlgorithm algorithm)
    {
        await bench.MakeKey("key.pem", algorithm.Name);

        var shown = await bench.Json("key", "show", "@key.pem", "--passphrase-file", "@passphrase");

        Assert.That((string?)shown["algorithm"], Is.EqualTo(algorithm.Name));
        Assert.That((string?)shown["publicKey"], Does.StartWith("-----BEGIN PUBLIC KEY-----"));
        Assert.That(bench.Out, Does.Not.Contain("PRIVATE"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task A_key_is_readable_by_its_owner_only_and_refused_when_it_is_not()
    {
        await bench.MakeKey("key.pem");
        Assert.That(File.GetUnixFileMode(bench.PathOf("key.pem")), Is.EqualTo(PrivateFile.Mode));

        File.SetUnixFileMode(bench.PathOf("key.pem"), PrivateFile.Mode | UnixFileMode.GroupRead);
        Assert.That(await bench.Run("key", "show", "@key.pem", "--passphrase-file", "@passphrase"), Is.EqualTo(2));
        Assert.That(bench.Error, Does.Contain("chmod 600"));
        Assert.That(bench.Out, Is.Empty);
    }

    [Test]
    public async Task A_new_passphrase_is_asked_twice_and_an_existing_one_once()
    {
        bench.Type("one", "one");
        Assert.That(await bench.Run("key", "create", "--algorithm", "ed25519", "--out", "@key.pem"), Is.Zero, bench.Error);
        Assert.That(bench.Asked, Has.Count.EqualTo(2));

        bench.Type("one");
        Assert.That(await bench.Run("key", "show", "@key.pem"), Is.Zero, bench.Error);
        Assert.That(bench.Asked, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Two_different_new_passphrases_make_no_key()
    {
        bench.Type("one", "another");

        Assert.That(await bench.Run("key", "create", "--algorithm", "ed25519", "--out", "@key.pem"), Is.EqualTo(2));
        Assert.That(File.Exists(bench.PathOf("key.pem")), Is.False);
    }

    [Test]
    public async Task Where_nobody_sits_the_options_are_named()
    {
        bench.Attended = false;

        Assert.That(await bench.Run("key", "create", "--algorithm", "ed25519", "--out", "@key.pem"), Is.EqualTo(2));
        Assert.That(bench.Error, Does.Contain("--passphrase-file").And.Contain("--passphrase-env"));
    }

    [Test]
    public async Task A_passphrase_comes_from_the_environment()
    {
        Environment.SetEnvironmentVariable("CA_TEST_PASSPHRASE", "from the environment");

        Assert.That(await bench.Run("key", "create", "--algorithm", "ed25519", "--out", "@key.pem", "--passphrase-env", "CA_TEST_PASSPHRASE"), Is.Zero, bench.Error);
        Assert.That(await bench.Run("key", "show", "@key.pem", "--passphrase-env", "CA_TEST_ABSENT"), Is.EqualTo(2));
        Assert.That(await bench.Run("key", "show", "@key.pem", "--passphrase-env", "CA_TEST_PASSPHRASE"), Is.Zero, bench.Error);
        Assert.That(KeyFile.Read(bench.PathOf("key.pem"), "from the environment").Refused(out _, out _), Is.False);
    }

    [Test]
    public async Task There_is_no_option_for_a_passphrase_itself()
    {
        await bench.Run("key", "create", "--help");

        Assert.That(bench.Out, Does.Not.Match(@"--passphrase[ =<]"));
    }

    [Test]
    public async Task Two_sources_of_one_passphrase_are_a_mistake_of_the_command_line() => Assert.That(
        await bench.Run("key", "show", "@key.pem", "--passphrase-file", "@passphrase", "--passphrase-env", "X"), Is.EqualTo(1));

    [Test]
    public async Task A_wrong_passphrase_is_refused()
    {
        await bench.MakeKey("key.pem");
        bench.Type("wrong");

        Assert.That(await bench.Run("key", "show", "@key.pem"), Is.EqualTo(2));
    }

    [Test]
    public async Task Nothing_is_overwritten()
    {
        await bench.MakeKey("key.pem");
        var before = await File.ReadAllBytesAsync(bench.PathOf("key.pem"));

        Assert.That(await bench.Run("key", "create", "--algorithm", "ed25519", "--out", "@key.pem", "--passphrase-file", "@passphrase"), Is.EqualTo(2));
        Assert.That(await File.ReadAllBytesAsync(bench.PathOf("key.pem")), Is.EqualTo(before));
    }

    [Test]
    public async Task A_key_goes_into_PKCS_12_and_comes_out_the_same()
    {
        bench.ClosePassphrase();
        await new Ceremonies.SampleCeremonies(bench).Run("root.json", "ec-p256");
        bench.Type("for the file", "for the file");
        Assert.That(
            await bench.Run("key", "export", "--key", "@root/key.pem", "--passphrase-file", "@passphrase", "--certificate", "@root/certificate.pem", "--out", "@key.p12"),
            Is.Zero, bench.Error);

        bench.Type("for the file");
        var imported = await bench.Json(
            "key", "import", "@key.p12", "--out", "@again.pem", "--passphrase-file", "@passphrase", "--certificate-out", "@again.crt");

        var original = await bench.Json("key", "show", "@root/key.pem", "--passphrase-file", "@passphrase");
        Assert.That((string?)imported["identity"], Is.EqualTo((string?)original["identity"]));
        Assert.That(await File.ReadAllTextAsync(bench.PathOf("again.crt")), Is.EqualTo(await File.ReadAllTextAsync(bench.PathOf("root", "certificate.pem"))));
    }

    [Test]
    public async Task A_certificate_of_another_key_is_not_exported_with_this_one()
    {
        bench.ClosePassphrase();
        await new Ceremonies.SampleCeremonies(bench).Run("root.json", "ec-p256");
        await bench.MakeKey("other.pem");

        Assert.That(
            await bench.Run("key", "export", "--key", "@other.pem", "--passphrase-file", "@passphrase", "--certificate", "@root/certificate.pem", "--out", "@key.p12"),
            Is.EqualTo(2));
        Assert.That(File.Exists(bench.PathOf("key.p12")), Is.False);
    }
}
