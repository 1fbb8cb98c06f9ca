namespace Ca.Cli.Tests.Certificates;

public class CertificateCommandTests
{
    Bench bench = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        bench = new();
        await new Ceremonies.SampleCeremonies(bench).Run("root.json", "ec-p256");
        await new Ceremonies.SampleCeremonies(bench).Run("revocation-list.json", "ec-p256");
    }

    [OneTimeTearDown]
    public void Close() => bench.Dispose();

    [Test]
    public async Task A_certificate_is_told_to_people_and_machines()
    {
        Assert.That(await bench.Run("certificate", "show", "@root/certificate.pem"), Is.Zero, bench.Error);
        Assert.That(bench.Out, Does.Contain("Subject: C=RU, ST=38 Иркутская область").And.Contain("basicConstraints cA=TRUE").And.Contain("keyUsage keyCertSign, cRLSign"));

        var json = await bench.Json("certificate", "show", "@root/certificate.pem");
        Assert.That((string?)json["notAfter"], Is.EqualTo("2046-03-02T09:59:59+00:00"));
        Assert.That((string?)json["signatureAlgorithm"], Is.EqualTo("ecdsa-sha256"));
    }

    [Test]
    public async Task Ours_passes_every_rule_and_a_strangers_is_told_which_it_breaks()
    {
        Assert.That(await bench.Run("certificate", "lint", "@root/certificate.pem"), Is.Zero, bench.Out);

        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=x", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
        using var stranger = request.CreateSelfSigned(bench.Clock.GetUtcNow(), bench.Clock.GetUtcNow().AddDays(1));
        await File.WriteAllTextAsync(bench.PathOf("stranger.pem"), stranger.ExportCertificatePem());

        Assert.That(await bench.Run("certificate", "lint", "@stranger.pem"), Is.EqualTo(2));
        Assert.That(bench.Out, Does.Contain("RFC 5280"));
    }

    [Test]
    public async Task A_list_is_told_and_that_it_is_stale()
    {
        var json = await bench.Json("crl", "show", "@list-1/list.crl");
        Assert.That(((string?)json["number"], (int)json["count"]!), Is.EqualTo(("1", 0)));

        bench.Clock.Advance(TimeSpan.FromDays(200));
        Assert.That(await bench.Run("crl", "show", "@list-1/list.crl"), Is.Zero, bench.Error);
        Assert.That(bench.Out, Does.Contain("Out of date"));
    }

    [TestCase("certificate", "show")]
    [TestCase("certificate", "lint")]
    [TestCase("crl", "show")]
    [TestCase("request", "show")]
    [TestCase("audit", "verify")]
    public async Task What_is_something_else_is_refused_in_one_sentence(string noun, string verb)
    {
        Assert.That(await bench.Run(noun, verb, "@root/minutes.json"), Is.EqualTo(2), bench.Out + bench.Error);
        Assert.That(bench.Error.Trim().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(bench.Out, Is.Empty);
    }
}
