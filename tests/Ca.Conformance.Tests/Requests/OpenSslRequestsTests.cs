using Ca.Conformance.Tests.Judges;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Requests;

namespace Ca.Conformance.Tests.Requests;

/// <summary>Requests with everything that an applicant puts into them, beside the bare ones of the matrix: OpenSSL's read by us, ours by OpenSSL.</summary>
public class OpenSslRequestsTests
{
    const string Name = "C=RU, ST=38 Иркутская область, O=Правительство, SN=Иванов, GN=Иван Иванович, SNILS=11223344595, INN=500100732259, OGRN=1023801008648, CN=Иванов Иван";

    [TestCase("-sha256")]
    [TestCase("-sha384")]
    [TestCase("-sha512")]
    [TestCase("-newhdr")]
    [TestCase("-sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest")]
    [TestCase("-sha512 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest")]
    public void What_OpenSSL_asks_for_is_read(string options)
    {
        using var desk = new Desk();
        OpenSsl.Do(desk, ["req", "-new", "-newkey", "rsa:2048", "-noenc", "-keyout", "key.pem", "-utf8", "-out", "request.pem",
            "-subj", "/" + Name.Replace(", ", "/", StringComparison.Ordinal),
            "-addext", "subjectAltName=DNS:example.ru,email:ivan@example.ru,IP:127.0.0.1", "-addext", "keyUsage=critical,digitalSignature,nonRepudiation",
            .. options.Split(' ')]);

        var request = CertificationRequest.Parse(desk.Take("request.pem")).Expect();
        Assert.Multiple(() =>
        {
            Assert.That(request.Subject.ToString(), Is.EqualTo(Name));
            Assert.That(request.Subject, Is.EqualTo(DistinguishedName.Parse(Name).Expect()));
            Assert.That(request.Subject.Encoded.ToArray(), Is.EqualTo(DistinguishedName.Parse(Name).Expect().Encoded.ToArray()), "in the same string types");
            Assert.That(request.Extensions.KeyUsage, Is.EqualTo(KeyUsages.DigitalSignature | KeyUsages.NonRepudiation));
            Assert.That(request.Extensions.SubjectAlternativeName!.Select(n => n.Kind), Is.EqualTo(new[] { GeneralNameKind.Dns, GeneralNameKind.Email, GeneralNameKind.IpAddress }));
        });
    }

    [TestCase("rsa:2048", "-sha1", "Requests.weak-digest")]
    [TestCase("rsa:2048", "-md5", "Requests.weak-digest")]
    [TestCase("rsa:2048", "-sha1 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:20", "Requests.weak-digest")]
    [TestCase("rsa:2048", "-sha224", "Requests.algorithm-of-the-past")]
    [TestCase("ec:p256.pem", "-sha1", "Requests.weak-digest")]
    [TestCase("ec:p256.pem", "-sha256", null)]
    public void A_weak_hash_is_refused_by_name(string newKey, string options, string? complaint)
    {
        using var desk = new Desk();
        OpenSsl.Do(desk, "genpkey", "-genparam", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "p256.pem");
        OpenSsl.Do(desk, ["req", "-new", "-newkey", newKey, "-noenc", "-keyout", "key.pem", "-subj", "/CN=Sample", "-out", "request.pem", .. options.Split(' ')]);

        Assert.That(CertificationRequest.Parse(desk.Take("request.pem")).Refused(out var why, out _) ? why.Sentence.Key : null, Is.EqualTo(complaint));
    }

    [Test]
    public void A_number_in_another_string_type_than_its_own_is_read()
    {
        using var desk = new Desk();
        // OpenSSL 3.0 knows OGRNIP and writes it as a UTF8String.
        OpenSsl.Do(desk, "req", "-new", "-newkey", "rsa:2048", "-noenc", "-keyout", "key.pem", "-subj", "/OGRNIP=304500116000157", "-out", "request.pem");

        var request = CertificationRequest.Parse(desk.Take("request.pem")).Expect();
        Assert.That(request.Subject, Is.EqualTo(DistinguishedName.Parse("OGRNIP=304500116000157").Expect()));
        Assert.That(request.Subject.Attributes.Single().StringType, Is.EqualTo(NameStringType.Utf8));
    }

    // One length of RSA: the name and the extensions do not depend on it, and long keys take seconds to make.
    static IEnumerable<string> KeyAlgorithms => KeyAlgorithm.All.Where(a => a.Family != KeyFamily.Rsa || a.Bits == 2048).Select(a => a.Name);

    [TestCaseSource(nameof(KeyAlgorithms))]
    public void What_we_ask_for_OpenSSL_reads(string algorithm)
    {
        using var desk = new Desk();
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse(algorithm).Expect());
        var request = CertificationRequest.Create(key, DistinguishedName.Parse(Name).Expect(),
        [
            ExtensionWriter.KeyUsage(KeyUsages.DigitalSignature | KeyUsages.NonRepudiation),
            ExtensionWriter.SubjectAlternativeName([GeneralName.Of(GeneralNameKind.Dns, "example.ru"), GeneralName.Of(DistinguishedName.Parse("CN=Sample").Expect())]),
            ExtensionWriter.PrivateKeyUsagePeriod(new(new(2012, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2013, 3, 31, 23, 59, 59, TimeSpan.Zero))),
            ExtensionWriter.SubjectSignTool("Sign tool"),
        ]).Expect();
        desk.Put("request.pem", request.ToPem());

        var said = OpenSsl.Run(desk, "req", "-in", "request.pem", "-noout", "-verify", "-text", "-subject", "-nameopt", "sep_comma_plus_space,sname,utf8").Said;
        Assert.Multiple(() =>
        {
            Assert.That(said, Does.Contain("verify OK"));
            Assert.That(said, Does.Contain($"subject={Name}"));
            Assert.That(said, Does.Contain("Digital Signature, Non Repudiation"));
            Assert.That(said, Does.Contain("DNS:example.ru, DirName:/CN=Sample"));
            Assert.That(said, Does.Contain("Not Before: Jan  1 00:00:00 2012 GMT, Not After: Mar 31 23:59:59 2013 GMT"));
            Assert.That(said, Does.Contain("Sign tool"));
        });
    }
}
