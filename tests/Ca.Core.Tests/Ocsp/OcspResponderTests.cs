using System.Security.Cryptography;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Ocsp;
using Ca.Core.Revocation;
using Ca.Core.Tests.Revocation;
using R = Ca.Core.Revocation.Revocation;

namespace Ca.Core.Tests.Ocsp;

public class OcspResponderTests
{
    static readonly DateTimeOffset Now = TestIssuer.Start.AddDays(5);
    static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static IEnumerable<string> Algorithms => ["ec-p256", "rsa-2048", "ed25519", "gost2012-256-b", "gost2012-512-a"];

    public static IEnumerable<DigestAlgorithm> Digests => CertificateId.Digests;

    [Test]
    public async Task Every_certificate_asked_about_is_answered([ValueSource(nameof(Algorithms))] string algorithm, [ValueSource(nameof(Digests))] DigestAlgorithm digest)
    {
        using var issuer = TestIssuer.Make(algorithm);
        using var other = TestIssuer.Make(algorithm);
        using var responder = new Desk(issuer);
        var revoked = new CertificateStatus.Revoked(Now.AddDays(-1), RevocationReason.KeyCompromise);
        var unspecified = new CertificateStatus.Revoked(Now.AddDays(-2), RevocationReason.Unspecified);
        CertificateStatus[] expected = [CertificateStatus.Good, revoked, unspecified, CertificateStatus.Unknown];
        var ids = expected.Select(_ => CertificateId.Of(issuer.Certificate, SerialNumber.Generate(), digest)).ToList();
        var bySerial = ids.Zip(expected).ToDictionary(p => p.First.SerialNumber, p => p.Second);
        var nonce = RandomNumberGenerator.GetBytes(32);

        var request = OcspRequest.Create([.. ids, CertificateId.Of(other.Certificate, ids[0].SerialNumber, digest)], nonce);
        var response = await responder.Ask(request, serial => bySerial[serial]);

        Assert.Multiple(() =>
        {
            Assert.That(response.Status, Is.EqualTo(OcspResponseStatus.Successful));
            Assert.That(response.ProducedAt, Is.EqualTo(Now));
            Assert.That(response.Nonce.ToArray(), Is.EqualTo(nonce));
            Assert.That(response.Responses.Select(r => r.Certificate), Is.EqualTo(request.Certificates));
            Assert.That(response.Responses.Select(r => r.Status), Is.EqualTo(expected.Append(CertificateStatus.Unknown)), "the other issuer's is unknown");
            Assert.That(response.Responses.Select(r => (r.ThisUpdate, r.NextUpdate)), Has.All.EqualTo((Now, (DateTimeOffset?)(Now + Hour))));
            Assert.That(response.SignedBy(issuer.Certificate, Now).Expect(), Is.EqualTo(responder.Responder.Certificate));
            Assert.That(response.SignedBy(other.Certificate, Now).Refused(out _, out _));
            Assert.That(response.SignedBy(issuer.Certificate, TestIssuer.Years.NotAfter.AddDays(1)).Refused(out _, out _), "an expired responder");
        });
    }

    [Test]
    public async Task The_CRL_and_OCSP_say_the_same_of_every_certificate()
    {
        using var issuer = TestIssuer.Make();
        using var responder = new Desk(issuer);
        var serials = Enumerable.Range(0, 120).Select(_ => SerialNumber.Generate()).OrderBy(s => s.Hex, StringComparer.Ordinal).ToList();
        var reasons = Enum.GetValues<RevocationReason>();
        var revocations = serials.Where((_, i) => i % 3 != 0)
            .Select((s, i) => R.Of("x", s, reasons[i % reasons.Length], Now.AddMinutes(-i)).Expect()).ToDictionary(r => r.SerialNumber);
        var path = Path.GetTempFileName();
        var content = new RevocationListContent { Issuer = issuer.Certificate, Number = 1, ThisUpdate = Now, NextUpdate = Now + Hour };
        await RevocationList.Write(path, content, revocations.Values.OrderBy(r => r.SerialNumber.Hex, StringComparer.Ordinal).ToAsyncEnumerable(), issuer.Key, default);
        var list = RevocationList.Parse(File.ReadAllBytes(path)).Expect();
        File.Delete(path);

        foreach (var chunk in serials.Chunk(OcspRequest.MaxCertificates))
        {
            var request = OcspRequest.Create([.. chunk.Select(s => CertificateId.Of(issuer.Certificate, s, DigestAlgorithm.Sha1))], default);
            var response = await responder.Ask(request, s => revocations.TryGetValue(s, out var r) ? new CertificateStatus.Revoked(r.RevokedAt, r.Reason) : CertificateStatus.Good);
            foreach (var single in response.Responses)
                Assert.That(ByList(single.Certificate.SerialNumber), Is.EqualTo(single.Status));
        }

        CertificateStatus ByList(SerialNumber serial) => list.Find(issuer.Certificate.Subject, serial) is { } entry
            ? new CertificateStatus.Revoked(entry.RevokedAt, entry.Reason)
            : CertificateStatus.Good;
    }

    [Test]
    public void A_responder_needs_the_issuers_own_authorisation()
    {
        using var issuer = TestIssuer.Make();
        using var other = TestIssuer.Make();
        var (good, key) = issuer.IssueResponder();
        var extensions = good.Extensions.Where(e => e.Oid != Oids.AuthorityKeyIdentifier).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(Why(other.Certificate, good, key), Is.EqualTo("Ocsp.not-delegated"));
            Assert.That(Why(issuer.Certificate, issuer.Certificate, issuer.Key), Is.EqualTo("Ocsp.not-delegated"));
            Assert.That(Why(issuer.Certificate, Without(Oids.ExtendedKeyUsage), key), Is.EqualTo("Ocsp.not-delegated"));
            Assert.That(Why(issuer.Certificate, Without(Oids.OcspNoCheck), key), Is.EqualTo("Ocsp.no-nocheck"));
            Assert.That(Why(issuer.Certificate, good, other.Key), Is.EqualTo("Ocsp.other-key"));
            Assert.That(Why(issuer.Certificate, good, key), Is.Null);
        });

        Certificate Without(string oid) => issuer.Issue("CN=Sample OCSP", key.PublicKey, [.. extensions.Where(e => e.Oid != oid)]);

        static string? Why(Certificate issuer, Certificate certificate, SigningKey key) =>
            OcspResponder.Create(issuer, certificate, key).Refused(out var why, out _) ? why.Sentence.Key : null;
    }

    [Test]
    public async Task A_response_with_any_changed_octet_is_refused_or_signed_by_nobody()
    {
        using var issuer = TestIssuer.Make();
        using var responder = new Desk(issuer);
        var request = OcspRequest.Create([CertificateId.Of(issuer.Certificate, SerialNumber.Generate(), DigestAlgorithm.Sha1)], new byte[16]);
        var bytes = await responder.AskBytes(request, _ => CertificateStatus.Good);
        var certificate = bytes.AsSpan().IndexOf(responder.Responder.Certificate.Encoded.Span);
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= (byte)(1 << RandomNumberGenerator.GetInt32(8));
            Assert.That(
                OcspResponse.Parse(changed).Refused(out _, out var response) || response.SignedBy(issuer.Certificate, Now).Refused(out _, out _),
                $"octet {i}, certificate from {certificate}");
        }
    }

    [Test]
    public void A_bare_status_is_read_again([Values] OcspResponseStatus status)
    {
        if (status == OcspResponseStatus.Successful)
            Assert.That(OcspResponse.Parse(OcspResponse.Of(status)).Refused(out _, out _), "without its answer");
        else
            Assert.That(OcspResponse.Parse(OcspResponse.Of(status)).Expect().Status, Is.EqualTo(status));
    }

    [Test]
    public void malformedRequest_has_five_octets() => Assert.That(OcspResponse.Of(OcspResponseStatus.MalformedRequest), Is.EqualTo(Convert.FromHexString("30030A0101")));

    sealed class Desk : IDisposable
    {
        readonly SoftwareKey key;

        public Desk(TestIssuer issuer)
        {
            (var certificate, key) = issuer.IssueResponder();
            Responder = OcspResponder.Create(issuer.Certificate, certificate, key).Expect();
        }

        public OcspResponder Responder { get; }

        public async Task<OcspResponse> Ask(OcspRequest request, Func<SerialNumber, CertificateStatus> status) =>
            OcspResponse.Parse(await AskBytes(request, status)).Expect();

        public async Task<byte[]> AskBytes(OcspRequest request, Func<SerialNumber, CertificateStatus> status) =>
            await Responder.Respond(OcspRequest.Parse(request.Encoded).Expect(), (s, _) => ValueTask.FromResult(status(s)), Now, Hour, default);

        public void Dispose() => key.Dispose();
    }
}
