using System.Globalization;
using Ca.Api.Issuers;
using Ca.Core.Keys;

namespace Ca.Api.Tests.Issuers;

/// <summary>The folder of an issuer is whole and consistent, or the start says which file to mend.</summary>
public class IssuerListTests
{
    string data = "";

    [SetUp]
    public void Copy() => data = AuthorityFiles.Shared.Copy();

    [TearDown]
    public void Delete() => Directory.Delete(data, recursive: true);

    [Test]
    public void A_whole_folder_is_an_issuer_that_points_to_its_public_addresses()
    {
        Write("issuer.json", Json("""["http://ca.example/", "http://mirror.example:8080/ca"]"""));

        using var issuers = IssuerList.Load(data).Expect();

        Assert.That(issuers.TryGet("ec", out var issuer), Is.True);
        Assert.That(issuer!.Key.PublicKey.Identity, Is.EqualTo(issuer.Certificate.PublicKey.Expect().Identity));
        Assert.That(issuer.Issuer.Locations.Crl, Is.EqualTo(new[] { "http://ca.example/crl/ec.crl", "http://mirror.example:8080/ca/crl/ec.crl" }));
        Assert.That(issuer.Issuer.Locations.Ocsp[0], Is.EqualTo("http://ca.example/ocsp/ec"));
        Assert.That(issuer.Issuer.Locations.CaIssuers[0], Is.EqualTo("http://ca.example/ca/ec.cer"));
        Assert.That(issuer.Chain.Single().IsSelfIssued, Is.True);
    }

    [TestCase("issuer.json")]
    [TestCase("certificate.pem")]
    [TestCase("chain.pem")]
    [TestCase("key.pem")]
    [TestCase("../../secrets/ec.passphrase")]
    public void A_file_that_is_missing_is_named(string file)
    {
        File.Delete(PathOf(file));

        Assert.That(Refused(), Does.Contain(Path.GetFileName(file)));
    }

    [TestCase("key.pem")]
    [TestCase("../../secrets/ec.passphrase")]
    [Platform(Exclude = "Win")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_secret_that_others_may_read_is_not_used(string file)
    {
        File.SetUnixFileMode(PathOf(file), PrivateFile.Mode | UnixFileMode.OtherRead);

        Assert.That(Refused(), Does.Contain("chmod 600"));
    }

    [TestCase("""{}""", "issuer.json")]
    [TestCase("""{ "publicUrls": ["http://ca.example/"], "passphraseFile": "secrets/ec.passphrase", "profiles": ["officer"], "profile": "x" }""", "$.profile")]
    [TestCase("""{ "publicUrls": [], "passphraseFile": "secrets/ec.passphrase", "profiles": ["officer"] }""", "publicUrls")]
    [TestCase("""{ "publicUrls": ["https://ca.example/"], "passphraseFile": "secrets/ec.passphrase", "profiles": ["officer"] }""", "publicUrls")]
    [TestCase("""{ "publicUrls": ["ca.example"], "passphraseFile": "secrets/ec.passphrase", "profiles": ["officer"] }""", "publicUrls")]
    [TestCase("""{ "publicUrls": ["http://ca.example/?a=b"], "passphraseFile": "secrets/ec.passphrase", "profiles": ["officer"] }""", "publicUrls")]
    [TestCase("""{ "publicUrls": ["http://ca.example/"], "passphraseFile": "secrets/ec.passphrase", "profiles": [] }""", "profiles")]
    [TestCase("""{ "publicUrls": ["http://ca.example/"], "passphraseFile": "secrets/ec.passphrase", "profiles": ["officer"], "signatureAlgorithm": "gost2012-256" }""", "gost2012-256")]
    [TestCase("""{ "publicUrls": ["http://ca.example/"], "passphraseFile": "secrets/absent", "profiles": ["officer"] }""", "absent")]
    public void What_the_operator_wrote_wrong_is_pointed_at(string json, string place)
    {
        Write("issuer.json", json);

        Assert.That(Refused(), Does.Contain(place));
    }

    [Test]
    public void A_wrong_passphrase_another_key_and_a_leaf_are_refused()
    {
        File.Delete(PathOf("../../secrets/ec.passphrase"));
        Passphrase.Of("wrong").Expect().Write(PathOf("../../secrets/ec.passphrase"));
        Assert.That(Refused(), Does.Contain("key.pem"));

        File.Delete(PathOf("key.pem"));
        using (var other = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect()))
            KeyFile.Write(PathOf("key.pem"), other, "wrong");
        Assert.That(Refused(), Does.Contain("is not the one in the certificate"));

        File.Copy(Path.Combine(data, "officers", "auditor.pem"), PathOf("certificate.pem"), overwrite: true);
        Assert.That(Refused(), Does.Contain("is not one of an authority"));
    }

    [Test]
    public void A_chain_in_another_order_or_without_its_root_is_refused()
    {
        var root = File.ReadAllText(PathOf("chain.pem"));
        Write("chain.pem", root + File.ReadAllText(PathOf("certificate.pem")));
        Assert.That(Refused(), Does.Contain("has not signed"));

        Write("chain.pem", "");
        Assert.That(Refused(), Does.Contain("ends below a root"));
    }

    [TestCase("Ec")]
    [TestCase("e c")]
    [TestCase("-ec")]
    public void A_folder_with_a_name_that_URLs_do_not_like_is_refused(string name)
    {
        Directory.Move(PathOf(""), Path.Combine(data, "issuers", name));

        Assert.That(Refused(), Does.Contain("Rename it"));
    }

    [Test]
    public void A_GOST_key_is_not_signed_where_there_is_no_GOST_issuer()
    {
        Write("issuer.json", Json("""["http://ca.example/"]""").Replace("\"officer\"", "\"citizen\"", StringComparison.Ordinal));
        using var issuers = IssuerList.Load(data).Expect();
        foreach (var (algorithm, refused) in new[] { ("gost2012-512-a", true), ("ec-p256", false) })
        {
            using var key = SoftwareKey.Generate(KeyAlgorithm.Parse(algorithm).Expect());
            var subject = Ca.Core.Certificates.DistinguishedName.Parse("C=RU, SNILS=11223344595, INN=500100732259, SN=Образцова, GN=Анна Петровна, CN=Образцова Анна").Expect();
            var content = Ca.Core.Profiles.CertificateProfile.Shipped["citizen"].Admit(key.PublicKey, subject).Expect();
            Assert.That(issuers.For(content).Refused(out var why, out _) ? why.Sentence.Key : null, Is.EqualTo(refused ? "Issuers.no-gost" : null));
        }
    }

    string PathOf(string file) => Path.Combine(data, "issuers", "ec", file);

    void Write(string file, string text) => File.WriteAllText(PathOf(file), text);

    static string Json(string urls) => $$"""{ "publicUrls": {{urls}}, "passphraseFile": "secrets/ec.passphrase", "profiles": ["officer"] }""";

    /// <summary>The English sentence; the Russian one is one too.</summary>
    string Refused()
    {
        var outcome = IssuerList.Load(data);
        Assert.That(outcome.Refused(out var why, out _), Is.True);
        Assert.That(why!.Sentence.In(CultureInfo.GetCultureInfo("ru")), Does.Match("[а-я]"));
        return why.Sentence.ToString();
    }
}
