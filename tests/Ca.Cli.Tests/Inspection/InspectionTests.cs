using System.Text.Json.Nodes;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Ocsp;
using Ca.Core.Requests;
using Ca.Core.Revocation;
using Ca.Tests;
using static Ca.Tests.SampleAuthority;

namespace Ca.Cli.Tests.Inspection;

public class InspectionTests
{
    static readonly SampleAuthority Authority = Root();
    static readonly CmsSigner Citizen = Authority.Person();
    static readonly CmsSigner Gost = Authority.Person("Citizen", "gost2012-256-b");

    readonly Bench bench = new();

    [OneTimeTearDown]
    public void Close() => bench.Dispose();

    static IEnumerable<TestCaseData> Objects()
    {
        yield return new("certificate", Citizen.Certificate.Encoded.ToArray(), "subject", "C=RU, O=Sample, CN=Citizen");
        yield return new("certificate", System.Text.Encoding.ASCII.GetBytes(Citizen.Certificate.ToPem()), "sha256", Citizen.Certificate.Fingerprint);
        yield return new("crl", Authority.List(revoked: (Citizen.Certificate, Now, RevocationReason.Superseded)).Encoded.ToArray(), "entries", "1");
        yield return new("request", CertificationRequest.Create(Authority.Key, Name("Asker"), []).Expect().Encoded.ToArray(), "keyAlgorithm", "ec-p256");
        yield return new("ocsp", Authority.Response(Citizen.Certificate, CertificateStatus.Good).Encoded.ToArray(), "responseStatus", "successful");
        yield return new("ocsp", OcspResponse.Of(OcspResponseStatus.TryLater), "responseStatus", "tryLater");
        yield return new("cms", CmsSignature.CreateDetached(Citizen, new MemoryStream("content"u8.ToArray()), Now), "attached", "false");
        yield return new("timestamp", SampleAuthority.TimeStamps(Authority.TimeStamper()).Stamp(DigestAlgorithm.Sha256, new byte[32], Now).Token, "digest", "sha256");
        yield return new("pdf", OnePagePdf.File(), "revisions", "1");
        yield return new("xml", "<?xml version=\"1.0\"?><a xmlns=\"urn:a\"><Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"/></a>"u8.ToArray(), "signatures", "1");
    }

    [TestCaseSource(nameof(Objects))]
    public async Task An_object_is_what_it_is_whether_named_or_guessed(string kind, byte[] data, string member, string value)
    {
        foreach (var named in new[] { kind, null })
        {
            var answer = (await Batch(named, data));
            Assert.That((string?)answer["kind"], Is.EqualTo(kind), answer.ToJsonString());
            Assert.That(answer[member]!.ToString(), Is.EqualTo(value));
        }
    }

    [Test]
    public async Task Who_has_signed_is_told_by_issuer_and_number_and_with_what()
    {
        var signer = (await Batch("cms", CmsSignature.CreateDetached(Gost, new MemoryStream("content"u8.ToArray()), Now)))["signers"]!.AsArray().Single()!;

        Assert.That((string?)signer["signer"], Is.EqualTo($"{Authority.Certificate.Subject}, {Gost.Certificate.SerialNumber}"));
        Assert.That((string?)signer["signatureAlgorithm"], Is.EqualTo("gost2012-256"));
    }

    [TestCase("certificate", "MAA=", "malformed")]
    [TestCase("crl", "MAA=", "malformed")]
    [TestCase("request", "MAA=", "malformed")]
    [TestCase("cms", "MAA=", "malformed")]
    [TestCase("ocsp", "MAA=", "malformed")]
    [TestCase("timestamp", "MAA=", "malformed")]
    [TestCase("xml", "PGE+", "malformed")]
    [TestCase("pdf", "JVBERi0xLjc=", "malformed")]
    [TestCase(null, "JVBERi0xLjc=", "malformed")]
    [TestCase(null, "MAA=", "unsupported")]
    [TestCase(null, "", "unsupported")]
    public async Task What_it_is_not_is_refused_with_a_type(string? kind, string data, string code) =>
        Assert.That((string?)(await Batch(kind, Convert.FromBase64String(data)))["refusal"]!["code"], Is.EqualTo(code));

    [Test]
    public async Task From_a_file_it_says_the_same()
    {
        File.WriteAllText(bench.PathOf("citizen.pem"), Citizen.Certificate.ToPem());

        Assert.That(await bench.Run("inspect", "@citizen.pem"), Is.Zero);
        Assert.That(bench.Out, Does.StartWith("Kind: certificate\nSubject: C=RU, O=Sample, CN=Citizen\n"));
        Assert.That((string?)(await bench.Json("inspect", "@citizen.pem", "--kind", "certificate"))["sha256"], Is.EqualTo(Citizen.Certificate.Fingerprint));
    }

    async Task<JsonNode> Batch(string? kind, byte[] data) => (await bench.Batch(
        ["inspect"], new JsonObject { ["id"] = 1, ["kind"] = kind, ["data"] = Convert.ToBase64String(data) }.ToJsonString())).Single();
}
