using System.Text;
using System.Text.Json.Nodes;
using Ca.Cli.Desk;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Ocsp;
using Ca.Tests;
using static Ca.Tests.SampleAuthority;

namespace Ca.Cli.Tests.Verification;

public class VerifyCertificateTests
{
    static readonly SampleAuthority Anchor = Root("Корень");
    static readonly SampleAuthority Issuing = Anchor.Authority("Issuing");
    static readonly Certificate Citizen = Issuing.Person("Иванов Иван", change: c => c with
    {
        Extensions = Replace(c.Extensions,
            ExtensionWriter.ExtendedKeyUsage([Oids.ClientAuth]), ExtensionWriter.SubjectAlternativeName([GeneralName.Of(GeneralNameKind.Dns, "ivanov.ru")])),
    }).Certificate;

    static readonly string[] Verb = ["verify", "certificate"];

    Bench bench = null!;

    [SetUp]
    public void Open()
    {
        bench = new();
        bench.Clock.SetUtcNow(Now);
    }

    [TearDown]
    public void Close() => bench.Dispose();

    /// <summary>A case that passes, every member of the form given.</summary>
    static JsonObject Good => new()
    {
        ["id"] = "good",
        ["target"] = Base64(Citizen),
        ["anchors"] = new JsonArray(Base64(Anchor.Certificate)),
        ["untrusted"] = new JsonArray(Base64(Issuing.Certificate)),
        ["crls"] = new JsonArray(Convert.ToBase64String(Anchor.List().Encoded.Span)),
        ["ocsps"] = new JsonArray(Convert.ToBase64String(Issuing.Response(Citizen, CertificateStatus.Good).Encoded.Span)),
        ["at"] = "2026-06-01T12:00:00Z",
        ["policies"] = new JsonArray(Oids.AnyPolicy),
        ["requireExplicitPolicy"] = false,
        ["inhibitPolicyMapping"] = false,
        ["inhibitAnyPolicy"] = false,
        ["purpose"] = Oids.ClientAuth,
        ["purposeMatching"] = "namedByTarget",
        ["names"] = new JsonArray("ivanov.ru"),
        ["maxDepth"] = 1,
        ["revocation"] = "required",
        ["anchorConstraints"] = true,
    };

    [Test]
    public async Task A_case_with_every_member_passes()
    {
        var answer = (await bench.Batch(Verb, Good.ToJsonString())).Single();

        Assert.That(answer.AsObject().Select(m => m.Key), Is.EqualTo(new[] { "id", "indication", "subIndication", "path", "validPolicies", "findings" }));
        Assert.That((string?)answer["indication"], Is.EqualTo("TOTAL_PASSED"), answer.ToJsonString());
        Assert.That(answer["subIndication"], Is.Null);
        Assert.That(answer["path"]!.AsArray().Select(n => (string)n!), Is.EqualTo(new[] { Citizen.Fingerprint, Issuing.Certificate.Fingerprint, Anchor.Certificate.Fingerprint }));
        Assert.That(answer["findings"]!.AsArray(), Is.Empty);
    }

    [TestCase("crls", "[]", "TRY_LATER", "revocation-missing")]
    [TestCase("ocsps", "null", "TRY_LATER", "revocation-missing")]
    [TestCase("untrusted", "[]", "NO_CERTIFICATE_CHAIN_FOUND", "no-path")]
    [TestCase("anchors", "[]", "NO_CERTIFICATE_CHAIN_FOUND", "no-path")]
    [TestCase("anchors", "[\"AAAA\"]", "NO_CERTIFICATE_CHAIN_FOUND", "unreadable")]
    [TestCase("at", "\"2026-06-01T10:00:00Z\"", "TRY_LATER", "response-stale")]
    [TestCase("at", "\"2036-06-01T12:00:00+03:00\"", "OUT_OF_BOUNDS_NO_POE", "expired")]
    [TestCase("requireExplicitPolicy", "true", "CHAIN_CONSTRAINTS_FAILURE", "policy")]
    [TestCase("purpose", "\"1.3.6.1.5.5.7.3.1\"", "CHAIN_CONSTRAINTS_FAILURE", "purpose")]
    [TestCase("purposeMatching", "\"namedThroughout\"", "CHAIN_CONSTRAINTS_FAILURE", "purpose-not-named")]
    [TestCase("names", "[\"ivanov.ru\", \"petrov.ru\"]", "CHAIN_CONSTRAINTS_FAILURE", "name")]
    [TestCase("maxDepth", "0", "CHAIN_CONSTRAINTS_FAILURE", "max-depth")]
    [TestCase("maxAge", "3599", "TRY_LATER", "revocation-stale")]
    public async Task Each_member_counts(string member, string value, string subIndication, string rule)
    {
        var changed = Good;
        changed[member] = JsonNode.Parse(value);

        var answer = (await bench.Batch(Verb, changed.ToJsonString())).Single();

        Assert.That((string?)answer["indication"], Is.EqualTo("INDETERMINATE"), answer.ToJsonString());
        Assert.That((string?)answer["subIndication"], Is.EqualTo(subIndication), answer.ToJsonString());
        var finding = answer["findings"]![0]!;
        Assert.That(finding.AsObject().Select(m => m.Key), Is.EqualTo(new[] { "rule", "clause", "indication", "detail" }));
        Assert.That((string?)finding["rule"], Is.EqualTo(rule));
    }

    [TestCase("none", null)]
    [TestCase("whenAvailable", "revocation-not-shown")]
    public async Task Without_evidence_it_passes_where_that_was_asked_and_is_told(string revocation, string? told)
    {
        var bare = Good;
        (bare["revocation"], bare["crls"], bare["ocsps"]) = (revocation, null, null);

        var answer = (await bench.Batch(Verb, bare.ToJsonString())).Single();

        Assert.That((string?)answer["indication"], Is.EqualTo("TOTAL_PASSED"), answer.ToJsonString());
        Assert.That((string?)answer["findings"]!.AsArray().FirstOrDefault()?["rule"], Is.EqualTo(told));
    }

    [Test]
    public async Task Constraints_of_the_anchor_bind_unless_they_are_not_to()
    {
        var root = Root("Narrow", change: c => c with { Extensions = Without(c.Extensions, "2.5.29.19") });
        var line = Good;
        (line["target"], line["anchors"], line["revocation"], line["purpose"], line["names"]) =
            (Base64(root.Person().Certificate), new JsonArray(Base64(root.Certificate)), "none", null, null);
        foreach (var (given, passes) in new[] { ("null", false), ("true", false), ("\"honoured\"", false), ("false", true), ("\"ignored\"", true) })
        {
            line["anchorConstraints"] = JsonNode.Parse(given);
            var answer = (await bench.Batch(Verb, line.ToJsonString())).Single();
            Assert.That((string?)answer["indication"], Is.EqualTo(passes ? "TOTAL_PASSED" : "INDETERMINATE"), given);
        }
    }

    [Test]
    public async Task A_piece_that_cannot_be_read_is_told_and_not_used()
    {
        var line = Good;
        line["crls"]!.AsArray().Insert(0, Convert.ToBase64String(Anchor.List().Encoded.Span[..^1]));

        var answer = (await bench.Batch(Verb, line.ToJsonString())).Single();

        Assert.That((string?)answer["indication"], Is.EqualTo("TOTAL_PASSED"));
        Assert.That((string?)answer["findings"]![0]!["detail"], Does.StartWith("crls[0] is not used."));
    }

    [TestCase("target", "\"AAAA\"", "target")]
    [TestCase("anchors", "[null]", "anchors")]
    [TestCase("at", "\"yesterday\"", "RFC 3339")]
    [TestCase("names", "[\"a b\"]", "a b")]
    [TestCase("names", "[null]", "null in names")]
    [TestCase("revocation", "\"perhaps\"", "$.revocation")]
    [TestCase("revocation", "0", "$.revocation")]
    [TestCase("anchorConstraints", "\"no\"", "anchorConstraints")]
    [TestCase("maxDepth", "\"1\"", "$.maxDepth")]
    [TestCase("purposeMatching", "\"named\"", "$.purposeMatching")]
    public async Task A_value_that_is_nothing_is_refused(string member, string value, string said)
    {
        var spoiled = Good;
        spoiled[member] = JsonNode.Parse(value);

        var answers = await bench.Batch(Verb, spoiled.ToJsonString(), Good.ToJsonString());

        Assert.That((string?)answers[0]["id"], Is.EqualTo("good"));
        Assert.That((string?)answers[0]["refusal"]!["detail"], Does.Contain(said));
        Assert.That((string?)answers[1]["indication"], Is.EqualTo("TOTAL_PASSED"));
    }

    [Test]
    public async Task From_files_it_says_the_same()
    {
        Put("citizen.pem", Citizen.ToPem());
        Put("issuing.pem", Issuing.Certificate.ToPem());
        Put("lists.pem", Pem.Write("X509 CRL", Anchor.List().Encoded.Span));
        File.WriteAllBytes(bench.PathOf("answer.der"), Issuing.Response(Citizen, CertificateStatus.Good).Encoded.ToArray());
        Directory.CreateDirectory(bench.PathOf("anchors"));
        Put("anchors/root.pem", Anchor.Certificate.ToPem());
        Put("anchors/root.json", """{"name": "Корень"}""");
        string[] words = [.. Verb, "@citizen.pem", "--anchors", "@anchors", "--untrusted", "@issuing.pem", "--crl", "@lists.pem", "--ocsp", "@answer.der"];

        Assert.That(await bench.Run([.. words, "--name", "ivanov.ru", "--purpose", Oids.ClientAuth, "--purpose-matching", "namedByTarget"]), Is.Zero, bench.Error + bench.Out);
        Assert.That(await bench.Run([.. words, "--purpose", Oids.ClientAuth, "--purpose-matching", "namedThroughout"]), Is.EqualTo(ExitCode.Refused));
        Assert.That(await bench.Run([.. words, "--name", "ivanov.ru", "--purpose", Oids.ClientAuth]), Is.Zero, bench.Error + bench.Out);
        Assert.That(bench.Out.Split('\n')[..4], Is.EqualTo(new[]
        {
            "Verdict: TOTAL_PASSED",
            "Certificate: C=RU, O=Sample, CN=Иванов Иван",
            "Certified by: C=RU, O=Sample, CN=Issuing",
            "Certified by: C=RU, O=Sample, CN=Корень",
        }));
        Assert.That(await bench.Run([.. words, "--name", "petrov.ru", "--json"]), Is.EqualTo(ExitCode.Refused));
        Assert.That((string?)JsonNode.Parse(bench.Out)!["findings"]![0]!["rule"], Is.EqualTo("name"));
        Put("anchors/root.json", """{"name": "Корень", "validUntil": "2025-01-01T00:00:00Z"}""");
        Assert.That(await bench.Run(words), Is.EqualTo(ExitCode.Refused));
        Assert.That(bench.Out, Does.Contain("anchor-time"));
    }

    [Test]
    public async Task Without_an_anchor_there_is_nothing_to_verify()
    {
        Put("citizen.pem", Citizen.ToPem());

        Assert.That(await bench.Run([.. Verb, "@citizen.pem"]), Is.EqualTo(ExitCode.Refused));
        Assert.That(bench.Error, Does.Contain("--anchors"));
    }

    void Put(string name, string text) => File.WriteAllText(bench.PathOf(name), text, new UTF8Encoding(false));

    static string Base64(Certificate certificate) => Convert.ToBase64String(certificate.Encoded.Span);
}
