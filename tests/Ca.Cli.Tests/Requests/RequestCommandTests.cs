namespace Ca.Cli.Tests.Requests;

public class RequestCommandTests
{
    Bench bench = null!;

    [SetUp]
    public void Open() => bench = new();

    [TearDown]
    public void Close() => bench.Dispose();

    [Test]
    public async Task A_request_says_what_was_asked_for()
    {
        await bench.MakeKey("key.pem");
        Assert.That(await Create("C=RU, O=Образец, CN=localhost", "--dns", "localhost", "--dns", "example.ru", "--ip", "127.0.0.1", "--ip", "::1", "--email", "a@example.ru"), Is.Zero, bench.Error);

        var shown = await bench.Json("request", "show", "@request.pem");

        Assert.That((string?)shown["subject"], Is.EqualTo("C=RU, O=Образец, CN=localhost"));
        Assert.That((string?)shown["algorithm"], Is.EqualTo("ec-p256"));
        Assert.That((string?)shown["extensions"]![0]!["text"], Is.EqualTo("subjectAltName dns:localhost, dns:example.ru, email:a@example.ru, ip:127.0.0.1, ip:::1"));
    }

    [TestCase("gost2012-512-a", "gost2012-512")]
    [TestCase("ed25519", "ed25519")]
    public async Task Any_kind_of_key_asks(string algorithm, string signature)
    {
        await bench.MakeKey("key.pem", algorithm);
        Assert.That(await Create("CN=x"), Is.Zero, bench.Error);

        Assert.That((string?)(await bench.Json("request", "show", "@request.pem"))["signatureAlgorithm"], Is.EqualTo(signature));
    }

    [Test]
    public async Task RSA_asks_with_the_padding_that_is_wanted()
    {
        await bench.MakeKey("key.pem", "rsa-2048");
        Assert.That(await Create("CN=x", "--signature-algorithm", "rsa-pss-sha256"), Is.Zero, bench.Error);

        Assert.That((string?)(await bench.Json("request", "show", "@request.pem"))["signatureAlgorithm"], Is.EqualTo("rsa-pss-sha256"));
    }

    [TestCase("no name at all")]
    [TestCase("CN=")]
    [TestCase("CN=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [TestCase("C=Russia, CN=x")]
    [TestCase("CN=a\u202eb")]
    public async Task A_name_that_nobody_would_certify_is_refused(string subject)
    {
        await bench.MakeKey("key.pem");

        Assert.That(await Create(subject), Is.EqualTo(2), bench.Error);
        Assert.That(File.Exists(bench.PathOf("request.pem")), Is.False);
    }

    [TestCase("--dns", "пример.рф")]
    [TestCase("--dns", "")]
    [TestCase("--email", "a b")]
    [TestCase("--ip", "300.1.1.1")]
    public async Task An_alternative_name_that_is_none_is_refused(string option, string value)
    {
        await bench.MakeKey("key.pem");

        Assert.That(await Create("CN=x", option, value), Is.EqualTo(2), bench.Error);
    }

    [TestCase("--email", 70_000)]
    [TestCase("--dns", 70_000)]
    public async Task A_request_that_nobody_would_read_is_refused_in_one_line(string option, int length)
    {
        await bench.MakeKey("key.pem");

        Assert.That(await Create("CN=x", option, new string('a', length)), Is.EqualTo(2), bench.Error);
        Assert.That(bench.Error.Trim(), Does.Contain("65536").And.Not.Contain("\n"));
        Assert.That(File.Exists(bench.PathOf("request.pem")), Is.False);
    }

    [Test]
    public async Task A_request_that_is_long_is_made()
    {
        await bench.MakeKey("key.pem");

        Assert.That(await Create("CN=x", [.. Enumerable.Range(0, 100).SelectMany(i => new[] { "--dns", $"{i}.{new string('a', 50)}.example.ru" })]), Is.Zero, bench.Error);
    }

    [Test]
    public async Task A_spoilt_request_is_refused()
    {
        await bench.MakeKey("key.pem");
        await Create("CN=x");
        var text = await File.ReadAllTextAsync(bench.PathOf("request.pem"));
        await File.WriteAllTextAsync(bench.PathOf("request.pem"), text.Replace("MI", "MJ"));

        Assert.That(await bench.Run("request", "show", "@request.pem"), Is.EqualTo(2));
    }

    Task<int> Create(string subject, params string[] more) => bench.Run(
        ["request", "create", "--key", "@key.pem", "--passphrase-file", "@passphrase", "--subject", subject, "--out", "@request.pem", .. more]);
}
