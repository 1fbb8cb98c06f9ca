using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Ca.Core.Asn1;
using Ca.Core.Json;
using Ca.Core.Paths;
using Ca.Tests;
using static Ca.Tests.SampleAuthority;

namespace Ca.Core.Tests.Paths;

public class TrustAnchorDirectoryTests
{
    static readonly SampleAuthority Authority = Root();

    string folder = null!;

    [SetUp]
    public void Make()
    {
        folder = Directory.CreateTempSubdirectory("ca-anchors-").FullName;
        File.WriteAllText(PathOf("region.pem"), Authority.Certificate.ToPem());
    }

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [Test]
    public void An_anchor_is_read_with_what_the_operator_says_of_it()
    {
        Put("""{"$schema": "x", "name": "Region", "validFrom": "2020-01-01T00:00:00Z", "validUntil": "2030-01-01T00:00:00Z", "purposes": ["1.3.6.1.5.5.7.3.8"]}""");
        File.WriteAllText(PathOf("region.crl"), "left alone");

        var anchor = TrustAnchorDirectory.Read(folder).Expect().Single();

        Assert.That((anchor.Label, anchor.Certificate), Is.EqualTo(("Region", Authority.Certificate)));
        Assert.That((anchor.From.Year, anchor.Until.Year), Is.EqualTo((2020, 2030)));
        Assert.That(anchor.Purposes, Is.EqualTo(new[] { Oids.TimeStamping }));
    }

    [Test]
    public void A_directory_that_is_not_there_has_no_anchors() =>
        Assert.That(TrustAnchorDirectory.Read(PathOf("absent")).Expect(), Is.Empty);

    [TestCase("{}", "name")]
    [TestCase("""{"name": " "}""", "no name")]
    [TestCase("""{"name": "x", "until": "2030-01-01T00:00:00Z"}""", "until")]
    [TestCase("""{"name": "x", "validUntil": null}""", "null")]
    [TestCase("""{"name": "x", "validUntil": "2030-01-01"}""", "no time")]
    [TestCase("""{"name": "x", "validUntil": "2030-01-01T00:00:00+03:00"}""", "no time")]
    [TestCase("""{"name": "x", "validFrom": "2030-01-01T00:00:00Z", "validUntil": "2029-01-01T00:00:00Z"}""", "before that")]
    [TestCase("""{"name": "x", "purposes": []}""", "purposes")]
    [TestCase("""{"name": "x", "purposes": ["time-stamping"]}""", "purposes")]
    [TestCase("""{"name": "x", "purposes": ["1.2.3", "1.2.3"]}""", "purposes")]
    public void What_is_not_of_the_form_refuses_the_whole(string json, string said)
    {
        Put(json);

        Assert.That(TrustAnchorDirectory.Read(folder).Refused(out var why, out _));
        Assert.That(why!.Sentence.ToString(), Does.Contain(said).And.Contain("region"));
    }

    [Test]
    public void A_certificate_without_its_JSON_or_a_JSON_without_its_certificate_refuses_the_whole()
    {
        Assert.That(TrustAnchorDirectory.Read(folder).Refused(out var why, out _));
        Assert.That(why!.Sentence.Key, Is.EqualTo("Paths.anchor-alone"));

        Put("""{"name": "x"}""");
        File.Move(PathOf("region.pem"), PathOf("other.pem"));
        Assert.That(TrustAnchorDirectory.Read(folder).Refused(out why, out _));
        Assert.That(why!.Sentence.Key, Is.EqualTo("Paths.anchor-alone"));
    }

    [Test]
    public void Two_certificates_in_one_file_are_refused()
    {
        Put("""{"name": "x"}""");
        File.AppendAllText(PathOf("region.pem"), Root().Certificate.ToPem());

        Assert.That(TrustAnchorDirectory.Read(folder).Refused(out var why, out _));
        Assert.That(why!.Sentence.ToString(), Does.Contain("several"));
    }

    [TestCase("", null, null)]
    [TestCase("", Oids.ServerAuth, null)]
    [TestCase("""
        , "validUntil": "2026-06-01T12:00:00Z"
        """, null, null)]
    [TestCase("""
        , "validUntil": "2026-06-01T11:59:59Z"
        """, null, "anchor-time")]
    [TestCase("""
        , "validFrom": "2026-06-01T12:00:00Z"
        """, null, null)]
    [TestCase("""
        , "validFrom": "2026-06-01T12:00:01Z"
        """, null, "anchor-time")]
    [TestCase("""
        , "purposes": ["1.3.6.1.5.5.7.3.1"]
        """, Oids.ServerAuth, null)]
    [TestCase("""
        , "purposes": ["1.3.6.1.5.5.7.3.1"]
        """, Oids.ClientAuth, "anchor-purpose")]
    [TestCase("""
        , "purposes": ["1.3.6.1.5.5.7.3.1"]
        """, null, "anchor-purpose")]
    public void An_anchor_outside_its_bounds_is_not_used_and_the_finding_says_so(string bounds, string? purpose, string? rule)
    {
        Put($$"""{"name": "Region"{{bounds}}}""");
        var material = new PathMaterial { Anchors = TrustAnchorDirectory.Read(folder).Expect(), RevocationLists = [Authority.List()] };

        var verdict = PathBuilder.Build(Authority.Person().Certificate, material, new() { Time = JudgementTime.DayOfChecking(Now), Purpose = purpose });

        Assert.That(verdict.Findings.SingleOrDefault()?.Rule.Id, Is.EqualTo(rule));
        if (rule is null)
            return;
        Assert.That(verdict.SubIndication, Is.EqualTo(SubIndication.NoCertificateChainFound));
        Assert.That(verdict.Findings.Single().Detail.ToString(), Does.Contain("Region"));
    }

    [Test]
    public void Another_anchor_of_the_same_key_is_used_instead()
    {
        Put("""{"name": "Until yesterday", "validUntil": "2026-05-31T12:00:00Z"}""");
        File.Copy(PathOf("region.pem"), PathOf("since.pem"));
        File.WriteAllText(PathOf("since.json"), """{"name": "Since yesterday", "validFrom": "2026-05-31T12:00:00Z"}""");
        var material = new PathMaterial { Anchors = TrustAnchorDirectory.Read(folder).Expect(), RevocationLists = [Authority.List()] };

        Assert.That(PathBuilder.Build(Authority.Person().Certificate, material, new() { Time = JudgementTime.DayOfChecking(Now) }).Path!.Anchor.Label, Is.EqualTo("Since yesterday"));
    }

    [Test]
    public void The_published_schema_has_the_properties_of_the_reader()
    {
        var published = JsonNode.Parse(File.ReadAllText(Repository.File("docs", "trust-anchor.schema.json")))!;
        var reader = StrictJson.Options.GetJsonSchemaAsNode(typeof(TrustAnchorFile));

        Assert.That(published["properties"]!.AsObject().Select(p => p.Key), Is.EquivalentTo(reader["properties"]!.AsObject().Select(p => p.Key)));
        Assert.That(published["required"]!.ToJsonString(), Is.EqualTo(reader["required"]!.ToJsonString()));
        Assert.That((bool)published["additionalProperties"]!, Is.False);
    }

    string PathOf(string file) => Path.Combine(folder, file);

    void Put(string json) => File.WriteAllText(PathOf("region.json"), json);
}
