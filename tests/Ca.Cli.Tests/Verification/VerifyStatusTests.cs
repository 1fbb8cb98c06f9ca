using System.Text.Json.Nodes;
using Ca.Cli.Desk;
using Ca.Core.Certificates;
using Ca.Core.Ocsp;
using Ca.Core.Revocation;
using Ca.Tests;
using static Ca.Tests.SampleAuthority;

namespace Ca.Cli.Tests.Verification;

public class VerifyStatusTests
{
    static readonly SampleAuthority Issuer = Root();
    static readonly SampleAuthority Stranger = Root();
    static readonly Certificate Citizen = Issuer.Person().Certificate;
    static readonly (Certificate, DateTimeOffset, RevocationReason) Entry = (Citizen, Now.AddDays(-3), RevocationReason.KeyCompromise);
    static readonly CertificateStatus Held = new CertificateStatus.Revoked(Now.AddDays(-3), RevocationReason.CertificateHold);

    readonly Bench bench = new();

    [OneTimeSetUp]
    public void SetClock() => bench.Clock.SetUtcNow(Now);

    [OneTimeTearDown]
    public void Close() => bench.Dispose();

    static IEnumerable<TestCaseData> Rows()
    {
        yield return Row("good by a response", Case(ocsp: Issuer.Response(Citizen, CertificateStatus.Good)), "good", null);
        yield return Row("held by a response", Case(ocsp: Issuer.Response(Citizen, Held)), "revoked", "certificateHold");
        yield return Row("unknown by a response", Case(ocsp: Issuer.Response(Citizen, CertificateStatus.Unknown)), "unknown", "status-unknown");
        yield return Row("good by a list", Case(crl: Issuer.List()), "good", null);
        yield return Row("revoked by a list", Case(crl: Issuer.List(revoked: Entry)), "revoked", "keyCompromise");
        yield return Row("a delegate", Case(ocsp: Issuer.Response(Citizen, CertificateStatus.Good, new() { Signer = Issuer.Responder() })), "good", null);
        yield return Row("a stranger", Case(ocsp: Issuer.Response(Citizen, CertificateStatus.Good, new() { Signer = Stranger.Responder() })), "unknown", "response-unauthorised");
        yield return Row("a stranger's list", Case(crl: Stranger.List()), "unknown", "revocation-unauthorised");
        yield return Row("nothing", Case(), "unknown", "revocation-missing");
        yield return Row("too old", Case(ocsp: Issuer.Response(Citizen, CertificateStatus.Good), maxAge: 3599), "unknown", "response-stale");
        yield return Row("as old as allowed", Case(ocsp: Issuer.Response(Citizen, CertificateStatus.Good), maxAge: 3600), "good", null);
        yield return Row("of a later time", Case(ocsp: Issuer.Response(Citizen, CertificateStatus.Good), at: "2026-06-03T00:00:00Z"), "unknown", "response-stale");
        yield return Row("a newer response beside a list", Case(Issuer.Response(Citizen, CertificateStatus.Good), Issuer.List(revoked: (Citizen, Now.AddDays(-3), RevocationReason.CertificateHold))), "good", null);
        yield return Row("another issuer of the name", Case(ocsp: Issuer.Response(Citizen, CertificateStatus.Good), issuer: Stranger), "unknown", "certificate-signature");

        static TestCaseData Row(string name, JsonObject line, string status, string? reason) => new TestCaseData(line.ToJsonString(), status, reason).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Rows))]
    public async Task A_status_is_told_with_its_reason(string line, string status, string? reason)
    {
        var answer = (await bench.Batch(["verify", "status"], line)).Single();

        Assert.That(((string?)answer["id"], (string?)answer["status"], (string?)answer["reason"]), Is.EqualTo(("case", status, reason)), answer.ToJsonString());
        Assert.That(answer["detail"] is not null, Is.EqualTo(status == "unknown"));
        Assert.That(answer["revokedAt"] is not null, Is.EqualTo(status == "revoked"));
        Assert.That(answer["thisUpdate"] is null, Is.EqualTo(status == "unknown"));
    }

    [Test]
    public async Task What_cannot_be_read_is_refused()
    {
        foreach (var member in (string[])["certificate", "issuer", "ocsp", "crl"])
        {
            var line = Case(Issuer.Response(Citizen, CertificateStatus.Good));
            line[member] = "MAA=";
            Assert.That((string?)(await bench.Batch(["verify", "status"], line.ToJsonString())).Single()["refusal"]!["detail"], Does.Contain(member));
        }
    }

    [Test]
    public async Task From_files_it_says_the_same()
    {
        File.WriteAllText(bench.PathOf("citizen.pem"), Citizen.ToPem());
        File.WriteAllText(bench.PathOf("issuer.pem"), Issuer.Certificate.ToPem());
        File.WriteAllBytes(bench.PathOf("list.crl"), Issuer.List(revoked: Entry).Encoded.ToArray());
        string[] words = ["verify", "status", "@citizen.pem", "--issuer", "@issuer.pem", "--crl", "@list.crl"];

        Assert.That(await bench.Run(words), Is.EqualTo(ExitCode.Refused));
        Assert.That(bench.Out, Does.StartWith("Status: revoked (keyCompromise)\nRevoked on: 2026-05-29 12:00:00Z\n"));
        File.WriteAllBytes(bench.PathOf("list.crl"), Issuer.List().Encoded.ToArray());
        Assert.That((string?)(await bench.Json(words))["status"], Is.EqualTo("good"));
    }

    static JsonObject Case(OcspResponse? ocsp = null, RevocationList? crl = null, int? maxAge = null, string? at = null, SampleAuthority? issuer = null) => new()
    {
        ["id"] = "case",
        ["certificate"] = Convert.ToBase64String(Citizen.Encoded.Span),
        ["issuer"] = Convert.ToBase64String((issuer ?? Issuer).Certificate.Encoded.Span),
        ["ocsp"] = ocsp is null ? null : Convert.ToBase64String(ocsp.Encoded.Span),
        ["crl"] = crl is null ? null : Convert.ToBase64String(crl.Encoded.Span),
        ["at"] = at,
        ["maxAge"] = maxAge,
    };
}
