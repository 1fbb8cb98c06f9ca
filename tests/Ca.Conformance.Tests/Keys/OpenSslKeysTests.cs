using System.Text;
using Ca.Conformance.Tests.Judges;
using Ca.Core.Asn1;
using Ca.Core.Keys;

namespace Ca.Conformance.Tests.Keys;

/// <summary>Keys, hashes and signatures beside OpenSSL and its GOST engine, in both directions.</summary>
public class OpenSslKeysTests
{
    const string Passphrase = "correct horse";

    static readonly byte[] Document = Encoding.UTF8.GetBytes("Заявление о выдаче сертификата");

    /// <summary>Every kind of key, the test parameter sets too; RSA of the shortest length.</summary>
    static IEnumerable<KeyAlgorithm> Kinds() => KeyAlgorithm.All.Where(k => k.Family != KeyFamily.Rsa || k.Bits == 2048).Concat(KeyAlgorithm.TestOnly);

    static IEnumerable<TestCaseData> KindsAndAlgorithms() =>
        from kind in Kinds()
        from algorithm in SignatureAlgorithm.All
        where algorithm.Family == kind.Family
        select new TestCaseData(kind, algorithm);

    [TestCaseSource(nameof(KindsAndAlgorithms))]
    public void OpenSsl_verifies_what_we_sign_and_we_what_it_signs(KeyAlgorithm kind, SignatureAlgorithm algorithm)
    {
        using var desk = new Desk();
        using var key = SoftwareKey.Generate(kind, algorithm);
        desk.Put("document", Document);
        desk.Put("other", "another document");
        desk.Put("key.pem", Pem.Write("PRIVATE KEY", key.ExportPrivateKeyInfo()));
        desk.Put("public.pem", Pem.Write("PUBLIC KEY", key.PublicKey.SubjectPublicKeyInfo.Span));
        desk.Put("ours", key.Sign(Document));

        OpenSsl.Do(desk, ["pkeyutl", "-sign", "-rawin", .. Options(algorithm), "-inkey", "key.pem", "-in", "document", "-out", "theirs"]);
        Assert.That(key.PublicKey.Verify(algorithm, Document, desk.Take("theirs")), "theirs");
        Assert.That(key.PublicKey.Verify(algorithm, "another document"u8, desk.Take("theirs")), Is.False);

        Assert.That(Verify("document").ExitCode, Is.Zero, "ours");
        Assert.That(Verify("other").ExitCode, Is.Not.Zero);

        Answer Verify(string document) => OpenSsl.Run(desk,
            ["pkeyutl", "-verify", "-rawin", .. Options(algorithm), "-pubin", "-inkey", "public.pem", "-in", document, "-sigfile", "ours"]);
    }

    [TestCaseSource(nameof(Kinds))]
    public void OpenSsl_reads_our_keys_and_finds_the_same_public_half(KeyAlgorithm kind)
    {
        using var desk = new Desk();
        using var key = SoftwareKey.Generate(kind);
        desk.Put("key.pem", Pem.Write("PRIVATE KEY", key.ExportPrivateKeyInfo()));

        OpenSsl.Do(desk, "pkey", "-in", "key.pem", "-pubout", "-outform", "DER", "-out", "public.der");

        Assert.That(PublicKey.Parse(desk.Take("public.der")).Expect().Identity, Is.EqualTo(key.PublicKey.Identity));
    }

    /// <summary>One kind a family, since deriving the encryption key takes the time.</summary>
    [Test]
    public void OpenSsl_opens_our_key_files_and_our_PKCS_12([Values("rsa-2048", "ec-p256", "ed25519", "gost2012-256-b", "gost2012-512-c")] string kind)
    {
        using var desk = new Desk();
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse(kind).Expect());
        Assert.That(KeyFile.Write(Path.Combine(desk.Folder, "key.pem"), key, Passphrase), Is.Null);
        desk.Put("key.p12", Pkcs12.Write(key, [], Passphrase));

        OpenSsl.Do(desk, "pkey", "-in", "key.pem", "-passin", $"pass:{Passphrase}", "-pubout", "-outform", "DER", "-out", "file.der");
        OpenSsl.Do(desk, "pkcs12", "-in", "key.p12", "-passin", $"pass:{Passphrase}", "-noenc", "-out", "opened.pem");
        OpenSsl.Do(desk, "pkey", "-in", "opened.pem", "-pubout", "-outform", "DER", "-out", "p12.der");

        Assert.That(PublicKey.Parse(desk.Take("file.der")).Expect().Identity, Is.EqualTo(key.PublicKey.Identity));
        Assert.That(PublicKey.Parse(desk.Take("p12.der")).Expect().Identity, Is.EqualTo(key.PublicKey.Identity));
        Assert.That(OpenSsl.Run(desk, "pkcs12", "-in", "key.p12", "-passin", "pass:wrong", "-noenc", "-out", "wrong.pem").ExitCode, Is.Not.Zero);
    }

    /// <summary>How OpenSSL is asked to make a key of each kind.</summary>
    static readonly (string Kind, string[] Options)[] TheirKinds =
    [
        ("rsa-2048", ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]),
        ("ec-p256", ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]),
        ("ec-p384", ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"]),
        ("ec-p521", ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"]),
        ("ed25519", ["-algorithm", "ED25519"]),
        ("gost2012-256-a", ["-algorithm", "gost2012_256", "-pkeyopt", "paramset:TCA"]),
        ("gost2012-256-b", ["-algorithm", "gost2012_256", "-pkeyopt", "paramset:TCB"]),
        ("gost2012-256-c", ["-algorithm", "gost2012_256", "-pkeyopt", "paramset:TCC"]),
        ("gost2012-256-d", ["-algorithm", "gost2012_256", "-pkeyopt", "paramset:TCD"]),
        ("gost2012-256-cryptopro-a", ["-algorithm", "gost2012_256", "-pkeyopt", "paramset:A"]),
        ("gost2012-256-cryptopro-b", ["-algorithm", "gost2012_256", "-pkeyopt", "paramset:B"]),
        ("gost2012-256-cryptopro-c", ["-algorithm", "gost2012_256", "-pkeyopt", "paramset:C"]),
        ("gost2012-256-cryptopro-xcha", ["-algorithm", "gost2012_256", "-pkeyopt", "paramset:XA"]),
        ("gost2012-256-cryptopro-xchb", ["-algorithm", "gost2012_256", "-pkeyopt", "paramset:XB"]),
        ("gost2012-256-test", ["-algorithm", "gost2012_256", "-pkeyopt", "paramset:0"]),
        ("gost2012-512-a", ["-algorithm", "gost2012_512", "-pkeyopt", "paramset:A"]),
        ("gost2012-512-b", ["-algorithm", "gost2012_512", "-pkeyopt", "paramset:B"]),
        ("gost2012-512-c", ["-algorithm", "gost2012_512", "-pkeyopt", "paramset:C"]),
    ];

    static IEnumerable<TestCaseData> TheirKeys() => TheirKinds.Select(row => new TestCaseData(row.Kind, row.Options).SetArgDisplayNames(row.Kind));

    [TestCaseSource(nameof(TheirKeys))]
    public void We_read_the_keys_the_encrypted_keys_and_the_PKCS_12_of_OpenSsl(string kind, string[] options)
    {
        using var desk = new Desk();
        OpenSsl.Do(desk, ["genpkey", .. options, "-out", "key.pem"]);
        OpenSsl.Do(desk, "pkcs8", "-topk8", "-nocrypt", "-in", "key.pem", "-outform", "DER", "-out", "key.der");
        OpenSsl.Do(desk, "pkey", "-in", "key.pem", "-pubout", "-outform", "DER", "-out", "public.der");
        OpenSsl.Do(desk, "pkcs8", "-topk8", "-in", "key.pem", "-v2", "aes-256-cbc", "-passout", $"pass:{Passphrase}", "-out", "encrypted.pem");
        OpenSsl.Do(desk, "req", "-new", "-x509", "-key", "key.pem", "-subj", "/CN=Sample", "-out", "certificate.pem");
        OpenSsl.Do(desk, "pkcs12", "-export", "-inkey", "key.pem", "-in", "certificate.pem", "-passout", $"pass:{Passphrase}", "-out", "key.p12");
        Restrict(Path.Combine(desk.Folder, "encrypted.pem"));

        var publicKey = PublicKey.Parse(desk.Take("public.der")).Expect();
        using var plain = SoftwareKey.Parse(desk.Take("key.der")).Expect();
        using var encrypted = KeyFile.Read(Path.Combine(desk.Folder, "encrypted.pem"), Passphrase).Expect();
        var opened = Pkcs12.Read(desk.Take("key.p12"), Passphrase).Expect();
        using var bagged = opened.Key;

        Assert.That(publicKey.Algorithm.Name, Is.EqualTo(kind));
        foreach (var key in new[] { plain, encrypted, bagged })
            Assert.That(key.PublicKey.Identity, Is.EqualTo(publicKey.Identity));
        Assert.That(opened.Certificates, Has.Count.EqualTo(1));
    }

    [Test]
    public void Streebog_is_that_of_the_engine([Values("streebog256", "streebog512")] string name)
    {
        using var desk = new Desk();
        var digest = DigestAlgorithm.All.Single(a => a.Name == name);
        int[] lengths = [0, 1, 31, 32, 33, 62, 63, 64, 65, 127, 128, 129, 191, 192, 193, 1000, 100_000];
        // The second pattern carries through the whole of the checksum's addition, where implementations have erred.
        foreach (var pattern in new byte[] { 0x35, 0xff })
            foreach (var length in lengths)
            {
                var data = new byte[length];
                Array.Fill(data, pattern);
                desk.Put("data", data);
                OpenSsl.Do(desk, "dgst", $"-md_gost12_{8 * digest.Octets}", "-binary", "-out", "hash", "data");
                Assert.That(digest.Compute(data), Is.EqualTo(desk.Take("hash")), $"{length} octets of {pattern:x2}");
            }
    }

    static string[] Options(SignatureAlgorithm algorithm) => algorithm.Name switch
    {
        "ed25519" => [],
        "gost2012-256" => ["-digest", "md_gost12_256"],
        "gost2012-512" => ["-digest", "md_gost12_512"],
        var name when name.StartsWith("rsa-pss", StringComparison.Ordinal) =>
            ["-digest", algorithm.Digest.Name, "-pkeyopt", "rsa_padding_mode:pss", "-pkeyopt", "rsa_pss_saltlen:digest"],
        _ => ["-digest", algorithm.Digest.Name],
    };

    static void Restrict(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, PrivateFile.Mode);
    }
}
