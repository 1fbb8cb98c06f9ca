using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;

namespace Ca.Core.Tests.Certificates;

public class CertificateTests
{
    readonly SoftwareKey key = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());

    [OneTimeTearDown]
    public void Forget() => key.Dispose();

    [Test]
    public void What_is_written_is_read_again()
    {
        var certificate = SampleCertificates.Sign(key);
        Assert.Multiple(() =>
        {
            Assert.That(certificate.Version, Is.EqualTo(3));
            Assert.That(certificate.SerialNumber.Hex, Is.EqualTo("4b00000000000000000000000000000001"));
            Assert.That(certificate.Issuer.Encoded.Span.SequenceEqual(SampleCertificates.Authority.Encoded.Span));
            Assert.That(certificate.Subject, Is.EqualTo(SampleCertificates.Citizen));
            Assert.That(certificate.Validity, Is.EqualTo(SampleCertificates.TwoThousandTwelve));
            Assert.That(certificate.PublicKey.Expect().Identity, Is.EqualTo(key.PublicKey.Identity));
            Assert.That(certificate.Extensions, Is.EqualTo(SampleCertificates.Extensions));
            Assert.That(certificate.BasicConstraints, Is.EqualTo(new BasicConstraints(true, 0)));
            Assert.That(certificate.KeyUsage, Is.EqualTo(KeyUsages.DigitalSignature | KeyUsages.NonRepudiation | KeyUsages.DecipherOnly));
            Assert.That(certificate.ExtendedKeyUsage, Is.EqualTo(new[] { Oids.ClientAuth, Oids.EmailProtection }));
            Assert.That(certificate.SubjectKeyIdentifier!.Value.ToArray(), Is.EqualTo(new byte[20]));
            Assert.That(certificate.AuthorityKeyIdentifier!.KeyIdentifier!.Value.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
            Assert.That(certificate.AuthorityKeyIdentifier.Issuer, Is.EqualTo(SampleCertificates.Authority));
            Assert.That(certificate.AuthorityKeyIdentifier.SerialNumber!.Value.Hex, Is.EqualTo("4a01"));
            Assert.That(certificate.CrlDistributionPoints, Is.EqualTo(new[] { "http://a.example/ca.crl", "http://b.example/ca.crl" }));
            Assert.That(certificate.AuthorityInformationAccess!.Select(a => $"{a.Method} {a.Location.Text}"),
                Is.EqualTo(new[] { $"{Oids.AccessOcsp} http://a.example/ocsp", $"{Oids.AccessCaIssuers} http://a.example/ca.cer" }));
            Assert.That(certificate.Policies!.Select(p => p.Policy), Is.EqualTo(new[] { "1.2.643.100.113.1", "1.2.643.100.113.2" }));
            Assert.That(certificate.PrivateKeyUsagePeriod!.NotAfter, Is.EqualTo(SampleCertificates.TwoThousandTwelve.NotAfter));
            Assert.That(certificate.SubjectAlternativeName!.Select(n => n.Kind), Is.EqualTo(new[]
            {
                GeneralNameKind.Dns, GeneralNameKind.Email, GeneralNameKind.Uri, GeneralNameKind.Directory, GeneralNameKind.IpAddress, GeneralNameKind.RegisteredId,
            }));
            Assert.That(certificate.SubjectAlternativeName![3].DirectoryName, Is.EqualTo(SampleCertificates.Authority));
            Assert.That(certificate.SubjectSignTool, Is.EqualTo("Средство подписи"));
            Assert.That(certificate.IssuerSignTool!.CaToolCertificate, Is.EqualTo("СФ/000-0002"));
            Assert.That(certificate.IdentificationKind, Is.Zero);
            Assert.That(certificate.Extension(Oids.OcspNoCheck)!.Value.ToArray(), Is.EqualTo(new byte[] { 5, 0 }));
            Assert.That(certificate.Fingerprint, Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(certificate.Encoded.Span))));
            Assert.That(Certificate.ParsePemOrDer(System.Text.Encoding.ASCII.GetBytes(certificate.ToPem())).Expect(), Is.EqualTo(certificate));
        });
    }

    [Test]
    public void What_the_platform_writes_is_read()
    {
        using var platformKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=Sample", platformKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        using var theirs = request.CreateSelfSigned(SampleCertificates.TwoThousandTwelve.NotBefore, SampleCertificates.TwoThousandTwelve.NotAfter);

        var ours = Certificate.Parse(theirs.RawData).Expect();
        Assert.Multiple(() =>
        {
            Assert.That(ours.IsSelfIssued);
            Assert.That(ours.IsSignedBy(ours.PublicKey.Expect()));
            Assert.That(ours.Validity, Is.EqualTo(SampleCertificates.TwoThousandTwelve));
            Assert.That(ours.BasicConstraints, Is.EqualTo(new BasicConstraints(false, null)));
        });
    }

    [Test]
    public void A_signature_is_by_the_key_that_made_it_and_by_no_other()
    {
        using var another = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());
        var certificate = SampleCertificates.Sign(key);
        var changed = certificate.Encoded.ToArray();
        changed[changed.AsSpan().IndexOf("11223344595"u8)] = (byte)'2';
        Assert.Multiple(() =>
        {
            Assert.That(certificate.IsSignedBy(key.PublicKey));
            Assert.That(certificate.IsSignedBy(another.PublicKey), Is.False);
            Assert.That(Certificate.Parse(changed).Expect().IsSignedBy(key.PublicKey), Is.False);
        });
    }

    // RFC 5280 §4.1.1.2: the two identifiers MUST be the same; CVE-2014-8275 is what comes of not comparing them.
    [Test]
    public void Both_algorithm_identifiers_are_the_same_in_what_is_signed_well()
    {
        var tbs = SampleCertificates.Sign(key, t => t with { SignatureAlgorithm = SignatureAlgorithm.Parse("ecdsa-sha384").Expect().AlgorithmIdentifier }).TbsCertificate;
        var certificate = Certificate.Assemble(tbs.Span, key.Algorithm.AlgorithmIdentifier.Span, key.Sign(tbs.Span));
        Assert.That(certificate.IsSignedBy(key.PublicKey), Is.False);
    }

    [TestCase("2049-12-31T23:59:59Z", "170D3439313233313233353935395A")]
    [TestCase("2050-01-01T00:00:00Z", "180F32303530303130313030303030305A")]
    [TestCase("1950-01-01T00:00:00Z", "170D3530303130313030303030305A")]
    [TestCase("9999-12-31T23:59:59Z", "180F39393939313233313233353935395A")]
    public void Time_is_written_as_RFC_5280_4_1_2_5_says(string moment, string hex)
    {
        var time = DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture);
        var certificate = SampleCertificates.Sign(key, t => t with { Validity = new(time, time) });
        Assert.That(Convert.ToHexString(certificate.TbsCertificate.Span), Does.Contain(hex + hex));
        Assert.That(certificate.Validity.NotAfter, Is.EqualTo(time));
        Assert.That(certificate.Validity.Includes(time));
        Assert.That(certificate.Validity.Includes(time.AddSeconds(-1)), Is.False);
    }

    [TestCase("170D3132303130313030303030305A", "2012-01-01T00:00:00Z")]
    [TestCase("180F32303132303130313030303030305A", "2012-01-01T00:00:00Z", Description = "GeneralizedTime before 2050 (PKITS 4.2.4)")]
    [TestCase("180F30303030303130313030303030305A", "0001-01-01T00:00:00Z", Description = "the year 0000")]
    [TestCase("170B313230313031303030305A", null, Description = "no seconds")]
    [TestCase("171131323031303130303030 30302B30333030", null, Description = "an offset")]
    [TestCase("170D3132313330313030303030305A", null, Description = "a thirteenth month")]
    [TestCase("170D3132303130313234303030305A", null, Description = "24 o'clock")]
    [TestCase("181132303132303130313030303030302E355A", null, Description = "a fraction")]
    [TestCase("180F3030303030303031303030303030 5A", null, Description = "the year 0000 without a month")]
    [TestCase("0C0D3132303130313030303030305A", null, Description = "a string")]
    public void Time_is_read_as_RFC_5280_4_1_2_5_says(string hex, string? moment)
    {
        var time = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        var outcome = Certificate.Parse((CertificateDraft.Plain(key) with { NotBefore = time }).Encode());
        Assert.That(outcome.Refused(out _, out var certificate), Is.EqualTo(moment is null));
        if (moment is not null)
            Assert.That(certificate!.Validity.NotBefore, Is.EqualTo(DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [TestCase("", 1, null, Description = "version 1, which is left out")]
    [TestCase("A003020101", 2, null)]
    [TestCase("A003020102", 3, null)]
    [TestCase("A003020100", 0, "Certificates.version-unknown", Description = "the default written")]
    [TestCase("A003020103", 0, "Certificates.version-unknown")]
    [TestCase("A0030201FF", 0, "Certificates.version-unknown")]
    [TestCase("A0050203010000", 0, "Certificates.version-unknown")]
    [TestCase("A00602047FFFFFFF", 0, "Certificates.version-unknown")]
    [TestCase("A0070205 0100000000", 0, "Asn1.not-der", Description = "a number no version has")]
    public void Versions_1_2_and_3_are_read(string hex, int version, string? complaint)
    {
        var bytes = (CertificateDraft.Plain(key) with { Version = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)) }).Encode();
        Assert.That(Certificate.Parse(bytes).Refused(out var why, out var certificate) ? why.Sentence.Key : null, Is.EqualTo(complaint));
        Assert.That(certificate?.Version ?? 0, Is.EqualTo(version));
        if (certificate is not null)
            Assert.That(certificate.IsSignedBy(key.PublicKey));
    }

    [Test]
    public void Extensions_are_of_version_3()
    {
        var extensions = Der.Write(w =>
        {
            using (w.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3)))
                CertificateExtensions.Write(w, SampleCertificates.Extensions);
        });
        byte[] uniqueIds = [0x81, 0x02, 0x00, 0xAA, 0x82, 0x02, 0x00, 0xBB];
        var third = CertificateDraft.Plain(key) with { Version = [0xA0, 3, 2, 1, 2] };
        var second = CertificateDraft.Plain(key) with { Version = [0xA0, 3, 2, 1, 1] };
        var first = CertificateDraft.Plain(key);
        Assert.Multiple(() =>
        {
            Assert.That(Complaint(third with { Behind = extensions }), Is.Null);
            Assert.That(Complaint(third with { Behind = [.. uniqueIds, .. extensions] }), Is.Null);
            Assert.That(Complaint(second with { Behind = uniqueIds }), Is.Null);
            Assert.That(Complaint(second with { Behind = extensions }), Is.EqualTo("Certificates.extensions-before-version-3"));
            Assert.That(Complaint(first with { Behind = extensions }), Is.EqualTo("Certificates.extensions-before-version-3"));
            Assert.That(Complaint(first with { Behind = uniqueIds }), Is.EqualTo("Asn1.not-der"), "unique identifiers came with version 2");
            Assert.That(Complaint(third with { Behind = [.. extensions, 5, 0] }), Is.EqualTo("Asn1.not-der"));
            Assert.That(Complaint(third with { Behind = [0xA3, 2, 0x30, 0] }), Is.EqualTo("Asn1.not-der"), "SIZE (1..MAX)");
        });
    }

    static string? Complaint(CertificateDraft draft) => Complaint(draft.Encode());

    static string? Complaint(byte[] der) => Certificate.Parse(der).Refused(out var why, out _) ? why.Sentence.Key : null;

    [TestCase("02010A", null)]
    [TestCase("0201FF", null, Description = "negative: read, since relying parties must tell such certificates apart; CertificateRules refuse it")]
    [TestCase("020100", null)]
    [TestCase("0200", "Asn1.not-der")]
    [TestCase("0202007F", "Asn1.not-der", Description = "not minimal")]
    [TestCase("0A0101", "Asn1.not-der", Description = "ENUMERATED")]
    public void A_serial_number_is_an_INTEGER(string hex, string? complaint) =>
        Assert.That(Complaint(CertificateDraft.Plain(key) with { SerialNumber = Convert.FromHexString(hex) }), Is.EqualTo(complaint));

    [Test]
    public void A_certificate_is_one_object_of_bounded_size()
    {
        var der = SampleCertificates.Sign(key).Encoded.ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(Complaint([.. der, 0]), Is.EqualTo("Asn1.trailing-bytes"));
            Assert.That(Complaint(der[..^1]), Is.EqualTo("Asn1.not-der"));
            Assert.That(Complaint([]), Is.EqualTo("Asn1.empty"));
            Assert.That(Complaint(new byte[Certificate.MaxOctets + 1]), Is.EqualTo("Asn1.too-large"));
        });
    }

    [Test]
    public void A_key_we_cannot_use_does_not_make_the_certificate_unreadable()
    {
        // Diffie-Hellman (RFC 3279 §2.3.3) and the like: the path must be judged, not crash.
        var spki = Convert.FromHexString("301130090607 2A8648CE3E0201 0304 00020103".Replace(" ", "", StringComparison.Ordinal));
        var certificate = SampleCertificates.Sign(key, t => t with { SubjectPublicKeyInfo = spki });
        Assert.That(certificate.PublicKey.Refused(out var why, out _));
        Assert.That(why!.Code, Is.EqualTo(RefusalCode.Unsupported));
    }

    [Test]
    public void The_key_is_read_once_for_all_threads()
    {
        var certificate = SampleCertificates.Sign(key);
        var keys = new object[16];
        Parallel.For(0, keys.Length, i => keys[i] = certificate.PublicKey.Expect());
        Assert.That(keys, Is.All.SameAs(keys[0]));
    }
}
