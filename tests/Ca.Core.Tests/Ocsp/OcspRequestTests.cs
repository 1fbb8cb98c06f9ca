using System.Formats.Asn1;
using System.Security.Cryptography;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Ocsp;
using Ca.Core.Tests.Revocation;

namespace Ca.Core.Tests.Ocsp;

public class OcspRequestTests
{
    static readonly TestIssuer Issuer = TestIssuer.Make();

    [OneTimeTearDown]
    public void Forget() => Issuer.Dispose();

    public static IEnumerable<DigestAlgorithm> Digests => CertificateId.Digests;

    [Test]
    public void What_is_written_is_read_again([ValueSource(nameof(Digests))] DigestAlgorithm digest, [Values(0, 1, 32, 128)] int nonce, [Values(1, 3, 100)] int count)
    {
        var made = OcspRequest.Create([.. Enumerable.Range(0, count).Select(_ => Id(digest))], RandomNumberGenerator.GetBytes(nonce));
        var read = OcspRequest.Parse(made.Encoded).Expect();
        Assert.Multiple(() =>
        {
            Assert.That(read.Certificates, Is.EqualTo(made.Certificates));
            Assert.That(read.Nonce.ToArray(), Is.EqualTo(made.Nonce.ToArray()));
            Assert.That(read.Certificates.All(c => c.Digest == digest && c.Names(Issuer.Certificate)));
        });
    }

    [Test]
    public void An_unknown_hash_is_read_and_names_nobody()
    {
        var request = Parse(w => List(w, () => CertId(w, "1.2.3")));
        Assert.That(request.Expect().Certificates.Single().Digest, Is.Null);
        Assert.That(request.Expect().Certificates.Single().Names(Issuer.Certificate), Is.False);
    }

    [Test]
    public void A_requestor_a_signature_and_extensions_that_are_not_critical_are_read_over() => Assert.That(Parse(w =>
    {
        using (w.PushSequence(Context(1)))
        using (w.PushSequence(Context(4)))
            w.WriteEncodedValue(Issuer.Certificate.Subject.Encoded.Span);
        List(w, () => CertId(w));
        using (w.PushSequence(Context(2)))
            CertificateExtensions.Write(w, [new("1.2.3", false, new byte[] { 5, 0 })]);
    }, w =>
    {
        using (w.PushSequence(Context(0)))
        using (w.PushSequence())
        {
            w.WriteEncodedValue(Issuer.Key.Algorithm.AlgorithmIdentifier.Span);
            w.WriteBitString([1]);
        }
    }).Refused(out _, out _), Is.False);

    [TestCase(0)]
    [TestCase(129)]
    public void A_nonce_of_another_length_is_refused(int length) =>
        Assert.That(Why(Nonce(w => w.WriteOctetString(new byte[length]))), Is.EqualTo("Ocsp.nonce-length"));

    [Test]
    public void A_nonce_that_is_no_OCTET_STRING_is_refused() => Assert.That(Why(Nonce(w => w.WriteInteger(5))), Is.EqualTo("Asn1.not-der"));

    [Test]
    public void More_certificates_than_a_hundred_are_refused() => Assert.That(
        Why(Parse(w => List(w, [.. Enumerable.Repeat(() => CertId(w), 101)]))), Is.EqualTo("Ocsp.too-many-certificates"));

    [Test]
    public void Nothing_asked_is_refused() => Assert.That(Why(Parse(w => List(w))), Is.EqualTo("Asn1.not-der"));

    [Test]
    public void A_critical_extension_that_we_do_not_know_is_refused() => Assert.That(Why(Parse(w =>
    {
        List(w, () => CertId(w));
        using (w.PushSequence(Context(2)))
            CertificateExtensions.Write(w, [new("1.2.3", true, new byte[] { 5, 0 })]);
    })), Is.EqualTo("Ocsp.unknown-critical-extension"));

    [Test]
    public void Another_version_is_refused() => Assert.That(Why(Parse(w =>
    {
        using (w.PushSequence(Context(0)))
            w.WriteInteger(1);
        List(w, () => CertId(w));
    })), Is.EqualTo("Asn1.not-der"));

    [Test]
    public void A_longer_request_than_we_read_is_refused() =>
        Assert.That(Why(OcspRequest.Parse(new byte[OcspRequest.MaxOctets + 1])), Is.EqualTo("Asn1.too-large"));

    static CertificateId Id(DigestAlgorithm digest) => CertificateId.Of(Issuer.Certificate, SerialNumber.Generate(), digest);

    static string? Why(Outcome<OcspRequest> outcome) => outcome.Refused(out var why, out _) ? why.Sentence.Key : null;

    static Outcome<OcspRequest> Nonce(Action<AsnWriter> value) => Parse(w =>
    {
        List(w, () => CertId(w));
        using (w.PushSequence(Context(2)))
            CertificateExtensions.Write(w, [new(Oids.OcspNonce, false, Der.Write(value))]);
    });

    static Outcome<OcspRequest> Parse(Action<AsnWriter> tbs, Action<AsnWriter>? behind = null) => OcspRequest.Parse(Der.Write(w =>
    {
        using (w.PushSequence())
        {
            using (w.PushSequence())
                tbs(w);
            behind?.Invoke(w);
        }
    }));

    static void List(AsnWriter w, params Action[] certificates)
    {
        using (w.PushSequence())
            foreach (var certificate in certificates)
                using (w.PushSequence())
                    certificate();
    }

    static void CertId(AsnWriter w, string digest = Oids.Sha1)
    {
        using (w.PushSequence())
        {
            using (w.PushSequence())
                w.WriteObjectIdentifier(digest);
            w.WriteOctetString(new byte[20]);
            w.WriteOctetString(new byte[20]);
            w.WriteInteger(5);
        }
    }

    static Asn1Tag Context(int number) => new(TagClass.ContextSpecific, number);
}
