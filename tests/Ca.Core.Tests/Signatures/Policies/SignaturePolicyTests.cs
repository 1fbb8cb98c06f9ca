using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Json;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Ca.Core.Signatures.Policies;
using Ca.Core.Signatures.Xml;
using Ca.Tests;
using static Ca.Tests.SampleAuthority;

namespace Ca.Core.Tests.Signatures.Policies;

public class SignaturePolicyTests
{
    const string Citizen = "C=RU, CN=Иванов Иван (образец), SN=Иванов, GN=Иван, SNILS=11223344595, INN=500100732259";
    const string Official = "C=RU, CN=Служба (образец), O=Служба (образец), SN=Петрова, GN=Анна, OGRN=1033899990013, SNILS=08765430200, INNLE=7707083893";
    const string System = "C=RU, CN=Система (образец), O=Служба (образец), OGRN=1033899990013, INN=007707083893";

    static readonly JsonNode Published = JsonNode.Parse(File.ReadAllText(Repository.File("docs", "signature-policy.schema.json")))!;
    static readonly SampleAuthority Authority = Root();

    static IEnumerable<string> Files => Directory.GetFiles(Repository.File("src", "Ca.Core", "Signatures", "Policies", "Shipped"), "*.json").Order();

    [Test]
    public void The_schema_has_the_properties_and_words_of_the_reader() => Assert.That(
        PublishedSchema.Shape(Published), Is.EqualTo(PublishedSchema.Shape(StrictJson.Options.GetJsonSchemaAsNode(typeof(PolicyFile)))));

    [Test]
    public void The_words_of_a_file_are_those_of_the_verdict()
    {
        Assert.That(Enum.GetNames<PolicyFile.Format>(), Is.EqualTo(Enum.GetNames<SignatureFormat>()));
        Assert.That(Enum.GetNames<PolicyFile.Level>(), Is.EqualTo(Enum.GetNames<SignatureLevel>()));
    }

    [TestCaseSource(nameof(Files))]
    public void A_shipped_policy_obeys_the_schema(string path) =>
        Assert.That(PublishedSchema.Complaints(JsonNode.Parse(File.ReadAllText(path)), Published, "$"), Is.Empty);

    [Test]
    public void The_sample_catalogue_has_ten_services_of_the_state_and_of_municipalities()
    {
        var all = SignaturePolicy.Shipped.Values;
        Assert.That(all.Count(), Is.EqualTo(10));
        Assert.That(all.Select(p => p.Government).Distinct(), Is.EquivalentTo(Enum.GetValues<Government>()));
        Assert.That(all.SelectMany(p => new[] { p.Title, p.Provider }).Select(b => b.In(CultureInfo.GetCultureInfo("ru"))), Has.All.Match("[а-я]"));
    }

    [TestCase("\"version\": 1", "\"version\": 0", "Signatures.policy-name")]
    [TestCase("building-permit", "Building", "Signatures.policy-name")]
    [TestCase("[\"cades\", \"xades\", \"pades\"]", "[]", "Signatures.policy-empty")]
    [TestCase("[\"cades\", \"xades\", \"pades\"]", "[\"cades\", \"cades\"]", "Signatures.policy-empty")]
    [TestCase("\"kind\": \"citizen\"", "\"kind\": \"citizen\", \"ogrn\": \"1033899990013\"", "Signatures.policy-citizen-ogrn")]
    [TestCase("\"kind\": \"official\"", "\"kind\": \"official\", \"ogrn\": \"1033899990014\"", "Persons.ogrn-check")]
    [TestCase("\"signers\"", "\"anchors\": [\"abc\"], \"signers\"", "Signatures.policy-anchor")]
    [TestCase("\"signers\"", "\"signer\"", "Json.not-of-the-form")]
    [TestCase("\"number\": \"inn\"", "\"number\": null", "Json.null")]
    public void What_contradicts_itself_is_refused(string old, string @new, string sentence)
    {
        var file = File.ReadAllText(Files.Single(f => Path.GetFileName(f) == "building-permit.json"));
        Assert.That(SignaturePolicy.Parse(Encoding.UTF8.GetBytes(file)).Refused(out _, out _), Is.False);

        Assert.That(file, Does.Contain(old));
        Assert.That(SignaturePolicy.Parse(Encoding.UTF8.GetBytes(file.Replace(old, @new, StringComparison.Ordinal))).Refused(out var why, out _) ? why.Sentence.Key : null, Is.EqualTo(sentence));
    }

    [TestCase(Citizen, "citizen", null, ExpectedResult = "")]
    [TestCase(Citizen, "official", null, ExpectedResult = "policy-signer")]
    [TestCase(Citizen, "system", null, ExpectedResult = "policy-signer")]
    [TestCase(Official, "official", null, ExpectedResult = "")]
    [TestCase(Official, "official", "1033899990013", ExpectedResult = "")]
    [TestCase(Official, "official", "1033899990024", ExpectedResult = "policy-signer")]
    [TestCase(Official, "citizen", null, ExpectedResult = "policy-signer")]
    [TestCase(Official, "system", null, ExpectedResult = "policy-signer")]
    [TestCase(System, "system", "1033899990013", ExpectedResult = "")]
    [TestCase(System, "system", "1033899990024", ExpectedResult = "policy-signer")]
    [TestCase(System, "official", null, ExpectedResult = "policy-signer")]
    [TestCase("C=RU, CN=Somebody", "citizen", null, ExpectedResult = "policy-signer")]
    public string Who_may_sign_is_told_by_the_subject(string subject, string kind, string? ogrn) =>
        Breaches(Policy(signer: ogrn is null ? $$"""{"kind":"{{kind}}"}""" : $$"""{"kind":"{{kind}}","ogrn":"{{ogrn}}"}"""), subject, []);

    [TestCase(Citizen, "snils", "112-233-445 95", ExpectedResult = "")]
    [TestCase(Citizen, "snils", "11223344595", ExpectedResult = "")]
    [TestCase(Citizen, "snils", "087-654-302 00", ExpectedResult = "policy-match")]
    [TestCase(Citizen, "snils", "11223344596", ExpectedResult = "policy-field-missing")]
    [TestCase(Citizen, "snils", null, ExpectedResult = "policy-field-missing")]
    [TestCase(Citizen, "inn", "500100732259", ExpectedResult = "")]
    [TestCase(Citizen, "inn", "7707083893", ExpectedResult = "policy-match")]
    [TestCase(Citizen, "ogrn", "1033899990013", ExpectedResult = "policy-match")]
    [TestCase(Official, "inn", "7707083893", ExpectedResult = "")]
    [TestCase(System, "inn", "7707083893", ExpectedResult = "")]
    [TestCase(System, "ogrn", "1033899990013", ExpectedResult = "")]
    public string A_number_must_be_the_one_of_the_application(string subject, string number, string? given) => Breaches(
        Policy(matches: $$"""{"number":"{{number}}","field":"applicant"}"""), subject, given is null ? [] : new() { ["applicant"] = given });

    [TestCase("snils", "СНИЛС")]
    [TestCase("inn", "ИНН")]
    [TestCase("ogrn", "ОГРН")]
    public void Numbers_and_laws_have_their_names_in_Russian(string number, string word)
    {
        var russian = CultureInfo.GetCultureInfo("ru");
        var report = Verify(Citizen, Content);
        var verdict = Policy(matches: $$"""{"number":"{{number}}","field":"applicant"}""").Judge(report, new Dictionary<string, string>());
        var document = ReportDocument.Of(report, russian, verdict);

        Assert.That(document.Policy!.Breaches.Single().Single().Detail, Does.Contain(word));
        Assert.That(document.Signatures.Single().Findings.Select(f => f.Clause), Has.Some.StartsWith("63-ФЗ, ст. 11 (2)"));
        Assert.That(ReportDocument.Of(report, CultureInfo.InvariantCulture).Signatures.Single().Findings.Select(f => f.Clause), Has.Some.StartsWith("63-FZ art. 11 (2)"));
    }

    [Test]
    public void Format_level_and_anchor_are_asked_for()
    {
        Assert.That(Breaches(Policy(formats: "\"xades\""), Citizen, []), Is.EqualTo("policy-format"));
        Assert.That(Breaches(Policy(level: "b-t"), Citizen, []), Is.EqualTo("policy-level"));
        Assert.That(Breaches(Policy(level: "b-b"), Citizen, []), Is.Empty);
        Assert.That(Breaches(Policy(anchor: Authority.Certificate.Fingerprint), Citizen, []), Is.Empty);
        Assert.That(Breaches(Policy(anchor: Root().Certificate.Fingerprint), Citizen, []), Is.EqualTo("policy-not-its-anchor"));
    }

    [Test]
    public void What_fits_the_policy_and_does_not_hold_does_not_serve()
    {
        var policy = Policy();
        Assert.That(policy.Judge(Verify(Citizen, Content), new Dictionary<string, string>()).Fits);
        var broken = policy.Judge(Verify(Citizen, [.. Content, 1]), new Dictionary<string, string>());
        Assert.That(broken.Breaches.Single(), Is.Empty);
        Assert.That(broken.Fits, Is.False);
    }

    /// <summary>A good signature of the right person, under something else than the application.</summary>
    [Test]
    public void What_is_not_over_the_whole_application_does_not_serve()
    {
        var policy = Policy(formats: "\"cades\", \"xades\"", signer: """{"kind":"citizen"}""");
        var citizen = Signer(Citizen);
        var other = CmsSignature.CreateAttached(Signer(System), Content, Now);
        var counter = CmsSignature.CounterSign(other, 0, citizen, Now).Expect();
        Assert.That(BreachesOf(counter, []), Is.EqualTo(new[] { "policy-signer", "policy-indirect" }));

        var files = new Dictionary<string, Stream> { ["a.txt"] = new MemoryStream([1]), ["b.txt"] = new MemoryStream([2]) };
        var both = XadesSignature.CreateDetached(citizen, files, Now).Expect();
        Assert.That(BreachesOf(both, files), Is.EqualTo(new[] { "" }));
        files["c.txt"] = new MemoryStream([3]);
        Assert.That(BreachesOf(both, files), Is.EqualTo(new[] { "policy-part" }));
        var detached = CmsSignature.CreateDetached(citizen, new MemoryStream([2]), Now);
        Assert.That(BreachesOf(detached, files), Is.EqualTo(new[] { "policy-part" }));

        IEnumerable<string> BreachesOf(byte[] signature, Dictionary<string, Stream> beside)
        {
            var report = SignatureVerifier.Verify(new SignedFile(signature, [.. beside.Select(f => SignedContent.Of(f.Value, f.Key))]), Material, new() { Time = JudgementTime.DayOfChecking(Now) }).Expect();
            Assert.That(report.Indication, Is.EqualTo(Indication.TotalPassed), string.Join('\n', report.Signatures.SelectMany(s => s.Findings)));
            var verdict = policy.Judge(report, new Dictionary<string, string>());
            var breaches = verdict.Breaches.Select(b => string.Join(' ', b.Select(f => f.Rule.Id))).ToList();
            Assert.That(verdict.Fits, Is.EqualTo(breaches.Contains("")));
            return breaches;
        }
    }

    static readonly byte[] Content = "Прошу выдать"u8.ToArray();

    static string Breaches(SignaturePolicy policy, string subject, Dictionary<string, string> fields)
    {
        var verdict = policy.Judge(Verify(subject, Content), fields);
        var breaches = string.Join(' ', verdict.Breaches.Single().Select(b => b.Rule.Id));
        Assert.That(verdict.Fits, Is.EqualTo(breaches.Length == 0));
        return breaches;
    }

    static ValidationReport Verify(string subject, byte[] content)
    {
        return SignatureVerifier.Verify(
            CmsSignature.CreateDetached(Signer(subject), new MemoryStream(Content), Now), new MemoryStream(content), Material, new() { Time = JudgementTime.DayOfChecking(Now) }).Expect();
    }

    static CmsSigner Signer(string subject) => Authority.Person(change: c => c with { Subject = DistinguishedName.Parse(subject).Expect() });

    static PathMaterial Material { get; } = new() { Anchors = [TrustAnchor.Of(Authority.Certificate).Expect()], RevocationLists = [Authority.List()] };

    static SignaturePolicy Policy(
        string formats = "\"cades\"", string level = "none", string? anchor = null,
        string signer = """{"kind":"citizen"},{"kind":"official"},{"kind":"system"}""", string matches = "") => SignaturePolicy.Parse(Encoding.UTF8.GetBytes($$"""
        {
          "service": "sample", "version": 1, "government": "state", "title": {"en": "Sample", "ru": "Образец"}, "provider": {"en": "Body", "ru": "Орган"},
          "formats": [{{formats}}], "minimumLevel": "{{level}}", "anchors": [{{(anchor is null ? "" : $"\"{anchor}\"")}}], "signers": [{{signer}}], "matches": [{{matches}}]
        }
        """)).Expect();
}
