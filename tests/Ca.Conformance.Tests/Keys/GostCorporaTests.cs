using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Keys;
using Ca.Tests;

namespace Ca.Conformance.Tests.Keys;

/// <summary>The objects of RFC 9215 appendix D and of TC26: their keys are read and their signatures verify.</summary>
public class GostCorporaTests
{
    [Test]
    public void The_objects_of_RFC_9215_appendix_D_are_signed_by_their_keys(
        [Values("D1", "D2", "D3")] string example, [Values("crt", "csr", "crl")] string kind)
    {
        var certificate = SignedObject.Read("rfc9215", $"{example}.crt.pem");
        var signed = SignedObject.Read("rfc9215", $"{example}.{kind}.pem");
        var key = PublicKey.Parse(certificate.SubjectPublicKeyInfo()).Expect();

        Assert.That(key.Verify(signed.Algorithm, signed.ToBeSigned.Span, signed.Signature.Span));
        Assert.That(key.Verify(signed.Algorithm, signed.ToBeSigned.Span[..^1], signed.Signature.Span), Is.False);
    }

    [TestCase("D1", "gost2012-256-test", "Keys.test-parameters")]
    [TestCase("D2", "gost2012-256-a", null)]
    [TestCase("D3", "gost2012-512-test", "Keys.test-parameters")]
    public void The_test_parameter_sets_are_read_and_refused_by_policy(string example, string kind, string? complaint)
    {
        var key = PublicKey.Parse(SignedObject.Read("rfc9215", $"{example}.crt.pem").SubjectPublicKeyInfo()).Expect();

        Assert.That(key.Algorithm.Name, Is.EqualTo(kind));
        Assert.That(KeyPolicy.Refuses(key)?.Sentence.Key, Is.EqualTo(complaint));
    }

    // Under the name of the root's key lies that of recipient256, in the samples as they were published.
    [TestCase("sender256")]
    [TestCase("sender512")]
    [TestCase("recipient256")]
    [TestCase("recipient512")]
    public void The_keys_of_TC26_belong_to_their_certificates_which_its_root_has_signed(string name)
    {
        var root = PublicKey.Parse(SignedObject.Read("tc26_cms", "root256_cert.pem").SubjectPublicKeyInfo()).Expect();
        var certificate = SignedObject.Read("tc26_cms", $"{name}_cert.pem");
        using var key = SoftwareKey.Parse(SignedObject.Der("tc26_cms", $"{name}_key.pem").Span).Expect();

        Assert.That(key.PublicKey.Identity, Is.EqualTo(PublicKey.Parse(certificate.SubjectPublicKeyInfo()).Expect().Identity));
        Assert.That(root.Verify(certificate.Algorithm, certificate.ToBeSigned.Span, certificate.Signature.Span));
    }

    /// <summary>What a certificate, a request and a revocation list have in common (RFC 5280 §4.1, RFC 2986 §4.2).</summary>
    sealed record SignedObject(ReadOnlyMemory<byte> ToBeSigned, SignatureAlgorithm Algorithm, ReadOnlyMemory<byte> Signature)
    {
        public static ReadOnlyMemory<byte> Der(params string[] path) => Pem.Unwrap(
            File.ReadAllBytes(Corpora.Require(["gost", .. path])), 100_000, "CERTIFICATE", "CERTIFICATE REQUEST", "X509 CRL", "PRIVATE KEY").Expect();

        public static SignedObject Read(params string[] path)
        {
            var reader = new AsnReader(Der(path), AsnEncodingRules.DER).ReadSequence();
            return new(reader.ReadEncodedValue(), SignatureAlgorithm.Parse(reader.ReadEncodedValue()).Expect(), reader.ReadBitString(out _));
        }

        /// <summary>Of a certificate.</summary>
        public ReadOnlyMemory<byte> SubjectPublicKeyInfo()
        {
            var fields = new AsnReader(ToBeSigned, AsnEncodingRules.DER).ReadSequence();
            // version, serialNumber, signature, issuer, validity, subject
            for (var i = 0; i < 6; i++)
                fields.ReadEncodedValue();
            return fields.ReadEncodedValue();
        }
    }
}
