using Ca.Conformance.Tests.Judges;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;

namespace Ca.Conformance.Tests.Certificates;

/// <summary>OpenSSL and the platform read in our certificates what we have written, extension by extension.</summary>
public class OurCertificateTests
{
    [TestCase("ec-p256")]
    [TestCase("gost2012-256-b")]
    public void Others_read_what_we_write(string algorithm)
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse(algorithm).Expect());
        var name = DistinguishedName.Parse("C=RU, OGRN=1023801008648, INN=500100732259, CN=Проба").Expect();
        var tbs = new TbsCertificate
        {
            SerialNumber = SerialNumber.Parse("4b00000000000000000000000000000a").Expect(),
            SignatureAlgorithm = key.Algorithm.AlgorithmIdentifier,
            Issuer = name,
            Validity = new(new(2049, 12, 31, 0, 0, 0, TimeSpan.Zero), new(2050, 1, 1, 23, 59, 59, TimeSpan.Zero)),
            Subject = name,
            SubjectPublicKeyInfo = key.PublicKey.SubjectPublicKeyInfo,
            Extensions = CertificateExtensions.Of(
            [
                ExtensionWriter.BasicConstraints(new(true, 0)),
                ExtensionWriter.KeyUsage(KeyUsages.KeyCertSign | KeyUsages.CrlSign),
                ExtensionWriter.ExtendedKeyUsage([Oids.OcspSigning]),
                ExtensionWriter.SubjectKeyIdentifier(new byte[] { 0xAA, 0xBB }),
                ExtensionWriter.AuthorityKeyIdentifier(new byte[] { 0xAA, 0xBB }, name, SerialNumber.Parse("4b0a").Expect()),
                ExtensionWriter.CrlDistributionPoints(["http://a.example/ca.crl", "http://b.example/ca.crl"]),
                ExtensionWriter.AuthorityInformationAccess(["http://a.example/ocsp"], ["http://a.example/ca.cer"]),
                ExtensionWriter.Policies(["1.2.643.100.113.1"]),
                ExtensionWriter.IssuerSignTool(new("Tool one", "Tool two", "Document one", "Document two")),
                ExtensionWriter.OcspNoCheck(),
            ]).Expect(),
        }.Encode();
        var certificate = Certificate.Assemble(tbs, key.Algorithm.AlgorithmIdentifier.Span, key.Sign(tbs));
        using var desk = new Desk();
        desk.Put("certificate.pem", certificate.ToPem());

        var said = OpenSsl.Run(desk, "x509", "-in", "certificate.pem", "-noout", "-text", "-nameopt", "sep_comma_plus_space,sname,utf8").Said;
        Assert.Multiple(() =>
        {
            Assert.That(PlatformCertificate.Differences(certificate), Is.Empty);
            foreach (var line in (string[])
            [
                "Version: 3 (0x2)", "4b:00:00:00:00:00:00:00:00:00:00:00:00:00:00:0a", "Issuer: C=RU, OGRN=1023801008648, INN=500100732259, CN=Проба",
                "Not Before: Dec 31 00:00:00 2049 GMT", "Not After : Jan  1 23:59:59 2050 GMT", "CA:TRUE, pathlen:0", "Certificate Sign, CRL Sign", "OCSP Signing",
                "AA:BB", "keyid:AA:BB", "serial:4B:0A", "URI:http://a.example/ca.crl", "URI:http://b.example/ca.crl", "OCSP - URI:http://a.example/ocsp",
                "CA Issuers - URI:http://a.example/ca.cer", "Policy: Class of Signing Tool KC1", "Tool one", "Document two", "OCSP No Check",
            ])
                Assert.That(said, Does.Contain(line));
        });
    }
}
