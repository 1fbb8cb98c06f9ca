using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ca.Core.Keys;

namespace Ca.Core.Tests.Keys;

public class Pkcs12Tests
{
    const string Passphrase = "правильная фраза";

    [Test]
    public void A_key_and_its_certificates_come_back([Values("rsa-2048", "ec-p256", "ed25519", "gost2012-256-b", "gost2012-512-a")] string kind)
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse(kind).Expect());
        ReadOnlyMemory<byte>[] certificates = [new byte[] { 0x30, 0x00 }, new byte[] { 0x30, 0x02, 0x05, 0x00 }];

        var contents = Pkcs12.Read(Pkcs12.Write(key, certificates, Passphrase, iterations: 1000), Passphrase).Expect();

        using (contents.Key)
            Assert.That(contents.Key.PublicKey.Identity, Is.EqualTo(key.PublicKey.Identity));
        Assert.That(contents.Certificates.Select(c => c.ToArray()), Is.EqualTo(certificates.Select(c => c.ToArray())));
    }

    [Test]
    public void The_platform_opens_what_we_write_within_its_limits()
    {
        var (key, certificate) = Platform();
        using (key)
        {
            using var opened = X509CertificateLoader.LoadPkcs12(
                Pkcs12.Write(key, [certificate.RawData], Passphrase), Passphrase, X509KeyStorageFlags.EphemeralKeySet, Pkcs12LoaderLimits.Defaults);

            Assert.That(opened.RawData, Is.EqualTo(certificate.RawData));
            Assert.That(opened.HasPrivateKey);
        }
    }

    [Test]
    public void We_open_what_the_platform_writes()
    {
        var (key, certificate) = Platform();
        using (key)
        {
            var contents = Pkcs12.Read(certificate.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, Passphrase), Passphrase).Expect();

            Assert.That(contents.Key.PublicKey.Identity, Is.EqualTo(key.PublicKey.Identity));
            Assert.That(contents.Certificates.Single().ToArray(), Is.EqualTo(certificate.RawData));
            contents.Key.Dispose();
        }
    }

    [Test]
    public void The_ciphers_of_the_last_century_are_refused_with_advice()
    {
        var (key, certificate) = Platform();
        key.Dispose();
        var bytes = certificate.ExportPkcs12(Pkcs12ExportPbeParameters.Pkcs12TripleDesSha1, Passphrase);

        Assert.That(Complaint(bytes, Passphrase), Is.EqualTo("Keys.unknown-encryption"));
    }

    [Test]
    public void A_wrong_passphrase_or_a_changed_octet_is_refused()
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("ed25519").Expect());
        var bytes = Pkcs12.Write(key, [], Passphrase, iterations: 1000);

        Assert.That(Complaint(bytes, "another"), Is.EqualTo("Keys.wrong-passphrase"));
        bytes[100] ^= 1;
        Assert.That(Complaint(bytes, Passphrase), Is.Not.Null);
    }

    [Test]
    public void All_derivations_of_a_file_together_are_bounded()
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("ed25519").Expect());
        // One for the integrity, one for the certificates, one for the key: each alone would be done.
        var bytes = Pkcs12.Write(key, [new byte[] { 0x30, 0x00 }], Passphrase, iterations: DerivationBudget.MaxIterations / 3 + 1);

        Assert.That(Complaint(bytes, Passphrase), Is.EqualTo("Keys.too-many-iterations"));
    }

    [TestCase(new[] { DerivationBudget.MaxIterations }, true)]
    [TestCase(new[] { DerivationBudget.MaxIterations + 1 }, false)]
    [TestCase(new[] { int.MaxValue, int.MaxValue }, false)]
    [TestCase(new[] { DerivationBudget.MaxIterations - 1, 1 }, true)]
    [TestCase(new[] { DerivationBudget.MaxIterations, 1 }, false)]
    [TestCase(new[] { 0 }, false)]
    [TestCase(new[] { -1 }, false)]
    public void A_budget_is_for_the_whole_file(int[] iterations, bool suffices)
    {
        var budget = new DerivationBudget();
        Assert.That(iterations.All(n => budget.Refuses(n) is null), Is.EqualTo(suffices));
    }

    [Test]
    public void No_mutation_throws()
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("ed25519").Expect());
        var bytes = Pkcs12.Write(key, [new byte[] { 0x30, 0x00 }], Passphrase, iterations: 1);

        foreach (var mutant in Mutants.Of(bytes))
            if (!Pkcs12.Read(mutant, Passphrase).Refused(out _, out var contents))
                contents.Key.Dispose();
    }

    static (SoftwareKey Key, X509Certificate2 Certificate) Platform()
    {
        using var platform = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Sample", platform, HashAlgorithmName.SHA256);
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return (SoftwareKey.Parse(platform.ExportPkcs8PrivateKey()).Expect(), request.CreateSelfSigned(start, start.AddYears(1)));
    }

    static string? Complaint(byte[] bytes, string passphrase) => Pkcs12.Read(bytes, passphrase).Refused(out var why, out _) ? why.Sentence.Key : null;
}
