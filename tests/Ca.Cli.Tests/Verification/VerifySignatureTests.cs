using System.Globalization;
using System.Text.Json.Nodes;
using Ca.Cli.Desk;
using Ca.Core.Asn1;
using Ca.Core.Cms;
using Ca.Core.Revocation;
using Ca.Tests;

namespace Ca.Cli.Tests.Verification;

public class VerifySignatureTests
{
    static readonly SampleAuthority Anchor = SampleAuthority.Root("Корень");
    static readonly SampleAuthority Issuing = Anchor.Authority("Issuing");
    static readonly CmsSigner Citizen = Issuing.Person("Иванов Иван");

    static readonly string[] Usual = ["verify", "signature", "@signature", "--anchor", "@root.pem", "--crl", "@lists.pem"];

    Bench bench = null!;

    [SetUp]
    public void Open()
    {
        bench = new();
        bench.Clock.SetUtcNow(SampleAuthority.Now);
        Put("content", "content"u8);
        Put("signature", CmsSignature.CreateDetached(Citizen, new MemoryStream("content"u8.ToArray()), SampleAuthority.Now));
        Put("root.pem", System.Text.Encoding.ASCII.GetBytes(Anchor.Certificate.ToPem()));
        PutLists(Anchor.List(), Issuing.List());
    }

    [TearDown]
    public void Close() => bench.Dispose();

    [Test]
    public async Task A_good_signature_ends_with_0_and_is_told_line_by_line()
    {
        Assert.That(await bench.Run([.. Usual, "--content", "@content"]), Is.Zero, bench.Error + bench.Out);
        Assert.That(bench.Out.Split('\n')[..9], Is.EqualTo(new[]
        {
            "Signature 1: TOTAL_PASSED",
            "Content and signature intact: yes",
            "Algorithm: ecdsa-sha256",
            "Signer: C=RU, O=Sample, CN=Иванов Иван",
            "Certified by: C=RU, O=Sample, CN=Issuing",
            "Certified by: C=RU, O=Sample, CN=Корень",
            "Revocation: C=RU, O=Sample, CN=Issuing: by a revocation list of 2026-05-31 12:00:00Z",
            "Revocation: C=RU, O=Sample, CN=Иванов Иван: by a revocation list of 2026-05-31 12:00:00Z",
            "Judged at: 2026-06-01 12:00:00Z, the time of checking",
        }));
    }

    [Test]
    public async Task Whether_a_good_signature_serves_is_told_where_that_is_asked()
    {
        var person = Issuing.Person(change: c => c with { Subject = Core.Certificates.DistinguishedName.Parse("CN=Иванов (образец), SN=Иванов, SNILS=11223344595").Expect() });
        Put("signature", CmsSignature.CreateDetached(person, new MemoryStream("content"u8.ToArray()), SampleAuthority.Now));
        string[] asked = [.. Usual, "--content", "@content", "--policy", "birth-certificate-copy", "--field"];

        Assert.That(await bench.Run([.. asked, "applicant.snils=112-233-445 95"]), Is.Zero, bench.Error + bench.Out);
        Assert.That(bench.Out, Does.Contain("Serves for \"A second copy of a birth certificate\": yes"));
        Assert.That(await bench.Run([.. asked, "applicant.snils=087-654-302 00"]), Is.EqualTo(ExitCode.Refused));
        Assert.That(bench.Out, Does.Contain("TOTAL_PASSED").And.Contain("\": no").And.Contain("policy-match"));
        Assert.That(await bench.Run([.. asked, "applicant.snils"]), Is.EqualTo(ExitCode.Refused));
        Assert.That(bench.Error, Does.Contain("NAME=VALUE"));
        Assert.That(await bench.Run([.. Usual, "--policy", "nobodys"]), Is.EqualTo(ExitCode.Refused));
        Assert.That(bench.Error, Does.Contain("building-permit"));
    }

    [Test]
    public async Task In_Russian_it_says_the_same()
    {
        bench.Language = CultureInfo.GetCultureInfo("ru");

        Assert.That(await bench.Run([.. Usual, "--content", "@content"]), Is.Zero);
        Assert.That(bench.Out, Does.StartWith("Подпись 1: TOTAL_PASSED\nСодержимое и подпись не изменены: да\n"));
    }

    [Test]
    public async Task Json_has_the_verdict_for_machines()
    {
        var report = await bench.Json([.. Usual, "--content", "@content", "--at", "2026-05-31T15:00:00+03:00"]);

        Assert.That((string?)report["indication"], Is.EqualTo("TOTAL_PASSED"));
        var signature = report["signatures"]![0]!;
        Assert.That((string?)signature["judgedAt"], Is.EqualTo("2026-05-31T12:00:00+00:00"));
        Assert.That((string?)signature["judgedAtSource"], Is.EqualTo("GIVEN_BY_REQUESTER"));
        Assert.That((string?)signature["path"]![2]!["sha256"], Is.EqualTo(Anchor.Certificate.Fingerprint));
    }

    [TestCase("changed", "TOTAL_FAILED", "HASH_FAILURE", "content-changed")]
    [TestCase("no content", "INDETERMINATE", "SIGNED_DATA_NOT_FOUND", "no-content")]
    [TestCase("no lists", "INDETERMINATE", "TRY_LATER", "revocation-missing")]
    [TestCase("revoked", "INDETERMINATE", "REVOKED_NO_POE", "revoked")]
    [TestCase("expired", "INDETERMINATE", "OUT_OF_BOUNDS_NO_POE", "expired")]
    [TestCase("another anchor", "INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND", "no-path")]
    public async Task What_is_not_good_ends_with_2(string what, string indication, string subIndication, string rule)
    {
        string[] words = [.. Usual, "--content", "@content"];
        switch (what)
        {
            case "changed":
                Put("content", "Content"u8);
                break;
            case "no content":
                words = Usual;
                break;
            case "no lists":
                words = [.. Usual[..5], "--content", "@content"];
                break;
            case "revoked":
                PutLists(Anchor.List(), Issuing.List(revoked: (Citizen.Certificate, SampleAuthority.Now.AddDays(-1), RevocationReason.KeyCompromise)));
                break;
            case "expired":
                bench.Clock.SetUtcNow(SampleAuthority.Now.AddYears(3));
                break;
            default:
                Put("root.pem", System.Text.Encoding.ASCII.GetBytes(SampleAuthority.Root("Корень").Certificate.ToPem()));
                break;
        }

        Assert.That(await bench.Run([.. words, "--json"]), Is.EqualTo(ExitCode.Refused));
        var signature = JsonNode.Parse(bench.Out)!["signatures"]![0]!;
        Assert.That((string?)signature["indication"], Is.EqualTo(indication));
        Assert.That((string?)signature["subIndication"], Is.EqualTo(subIndication));
        Assert.That(signature["findings"]!.AsArray().Select(f => (string?)f!["rule"]), Does.Contain(rule));
    }

    [Test]
    public async Task A_chain_may_come_beside_the_signature_in_DER_and_PEM()
    {
        Put("signature", CmsSignature.CreateDetached(Citizen with { Chain = [] }, new MemoryStream("content"u8.ToArray()), SampleAuthority.Now));
        Put("issuing.der", Issuing.Certificate.Encoded.Span);

        Assert.That(await bench.Run([.. Usual, "--content", "@content"]), Is.EqualTo(ExitCode.Refused));
        Assert.That(await bench.Run([.. Usual, "--content", "@content", "--untrusted", "@issuing.der", "@root.pem"]), Is.Zero, bench.Out);
    }

    [TestCase("is no time", "--at", "yesterday")]
    [TestCase("is no time", "--at", "10/11")]
    [TestCase("is no time", "--at", "12:00")]
    [TestCase("is no time", "--at", "2026-05-31")]
    [TestCase("is no time", "--at", "31.05.2026")]
    [TestCase("ahead of the clock", "--at", "2036-01-01T00:00:00Z")]
    [TestCase("absent", "--content", "@absent")]
    [TestCase("content", "--untrusted", "@content")]
    public async Task What_cannot_be_used_is_refused_in_one_line(string said, params string[] more)
    {
        Assert.That(await bench.Run([.. Usual, .. more]), Is.EqualTo(ExitCode.Refused));
        Assert.That(bench.Error.Trim(), Does.Contain(said).And.Not.Contain("\n"));
        Assert.That(bench.Out, Is.Empty);
    }

    [Test]
    public async Task Without_an_anchor_there_is_nothing_to_verify()
    {
        Assert.That(await bench.Run("verify", "signature", "@signature"), Is.EqualTo(ExitCode.Refused));
        Assert.That(bench.Error, Does.StartWith("No trust anchor is given."));
    }

    [TestCase("sha256:ED7002B439E9AC845F22357D822BAC1444730FBDB6016D3EC9432297B9EC9F73", null)]
    [TestCase("sha256:0000000000000000000000000000000000000000000000000000000000000000", "content-changed")]
    [TestCase("sha512:b2d1d285b5199c85f988d03649c37e44fd3dde01e5d69c50fef90651962f48110e9340b60d49a479c4c0b53f5f07d690686dd87d2481937a512e8b85ee7c617f", "no-hash")]
    public async Task A_hash_stands_for_the_content(string hash, string? rule)
    {
        Assert.That(await bench.Run([.. Usual, "--hash", hash, "--json"]), Is.EqualTo(rule is null ? ExitCode.Done : ExitCode.Refused), bench.Error);
        if (rule is not null)
            Assert.That(JsonNode.Parse(bench.Out)!["signatures"]![0]!["findings"]!.AsArray().Select(f => (string?)f!["rule"]), Does.Contain(rule));
    }

    [TestCase("is no hash", "--hash", "md5:00")]
    [TestCase("is no hash", "--hash", "sha256:0")]
    [TestCase("32 octets", "--hash", "sha256:00")]
    [TestCase("have the name content", "--content", "@content", "--content", "@content")]
    public async Task What_is_no_hash_or_no_name_is_refused(string said, params string[] more)
    {
        Assert.That(await bench.Run([.. Usual, .. more]), Is.EqualTo(ExitCode.Refused));
        Assert.That(bench.Error, Does.Contain(said));
    }

    [Test]
    public async Task A_batch_answers_every_case_in_its_order_whatever_is_in_it()
    {
        var signature = Convert.ToBase64String(File.ReadAllBytes(bench.PathOf("signature")));
        var anchors = new JsonArray(Convert.ToBase64String(Anchor.Certificate.Encoded.Span));
        var lists = new JsonArray([.. new[] { Anchor.List(), Issuing.List() }.Select(l => JsonValue.Create(Convert.ToBase64String(l.Encoded.Span)))]);
        JsonObject Case(string id, Action<JsonObject>? change = null)
        {
            var one = new JsonObject
            {
                ["id"] = id,
                ["signature"] = signature,
                ["contents"] = new JsonObject { ["letter.txt"] = Convert.ToBase64String("content"u8) },
                ["anchors"] = anchors.DeepClone(),
                ["untrusted"] = new JsonArray(),
                ["crls"] = lists.DeepClone(),
                ["ocsps"] = new JsonArray(),
                ["at"] = "2026-06-01T12:00:00Z",
                ["policy"] = null,
            };
            change?.Invoke(one);
            return one;
        }
        var answers = await bench.Batch(["verify", "signature"],
            Case("good").ToJsonString(),
            Case("changed", c => c["contents"] = new JsonObject { ["letter.txt"] = Convert.ToBase64String("Content"u8) }).ToJsonString(),
            Case("absent", c => c["contents"] = new JsonObject { ["letter.txt"] = null }).ToJsonString(),
            Case("no contents", c => c["contents"] = null).ToJsonString(),
            Case("no signature at all", c => c["signature"] = Convert.ToBase64String("nonsense"u8)).ToJsonString(),
            Case("no base64", c => c["signature"] = "%").ToJsonString(),
            Case("for a service", c => c["policy"] = "birth-certificate-copy").ToJsonString(),
            Case("for no service", c => c["policy"] = "no-such-service").ToJsonString(),
            Case("for half a character").ToJsonString().Replace("\"policy\":null", "\"policy\":\"\\ud800\"", StringComparison.Ordinal),
            "{",
            Case("no anchors", c => c["anchors"] = new JsonArray()).ToJsonString());

        Assert.That(answers.Select(Tell), Is.EqualTo(new[]
        {
            "good: TOTAL_PASSED , letter.txt True",
            "changed: TOTAL_FAILED HASH_FAILURE, letter.txt False",
            "absent: INDETERMINATE SIGNED_DATA_NOT_FOUND, letter.txt False",
            "no contents: INDETERMINATE SIGNED_DATA_NOT_FOUND, content False",
            "no signature at all: malformed",
            "no base64: malformed",
            "for a service: TOTAL_PASSED , letter.txt True",
            "for no service: notFound",
            "for half a character: notFound",
            ": malformed",
            "no anchors: INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND, letter.txt True",
        }));
        Assert.That((bool?)answers[6]["policy"]!["fits"], Is.Not.Null);
    }

    static string Tell(JsonNode answer)
    {
        if (answer["refusal"] is { } refusal)
            return $"{(string?)answer["id"]}: {(string?)refusal["code"]}";
        var signature = answer["signatures"]![0]!;
        var reference = signature["references"]![0]!;
        return $"{(string?)answer["id"]}: {(string?)signature["indication"]} {(string?)signature["subIndication"]}, {(string?)reference["name"]} {(bool?)reference["intact"]}";
    }

    void Put(string name, ReadOnlySpan<byte> contents) => File.WriteAllBytes(bench.PathOf(name), contents);

    void PutLists(params RevocationList[] lists) =>
        File.WriteAllText(bench.PathOf("lists.pem"), string.Concat(lists.Select(l => Pem.Write("X509 CRL", l.Encoded.Span))));
}
