using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Ca.Core.Json;
using Ca.Core.Keys;
using Ca.Core.Profiles;
using Ca.Tests;

namespace Ca.Core.Tests.Profiles;

/// <summary>The published schema and the reader say the same, and the shipped profiles obey the schema.</summary>
public class SchemaTests
{
    static readonly JsonNode Published = JsonNode.Parse(File.ReadAllText(Repository.File("docs", "certificate-profile.schema.json")))!;

    [Test]
    public void The_schema_has_the_properties_and_words_of_the_reader()
    {
        var reader = StrictJson.Options.GetJsonSchemaAsNode(typeof(ProfileFile));
        Assert.That(PublishedSchema.Shape(Published, "$.keyAlgorithms[]"), Is.EqualTo(PublishedSchema.Shape(reader)));
    }

    [Test]
    public void The_schema_names_every_kind_of_key() => Assert.That(
        Published["properties"]!["keyAlgorithms"]!["items"]!["enum"]!.AsArray().Select(n => n!.GetValue<string>()),
        Is.EqualTo(KeyAlgorithm.All.Select(a => a.Name)));

    [Test]
    public void A_shipped_profile_obeys_the_schema([ValueSource(nameof(ShippedFiles))] string path) =>
        Assert.That(PublishedSchema.Complaints(JsonNode.Parse(File.ReadAllText(path)), Published, "$"), Is.Empty);

    [TestCase("\"version\": 1", "\"version\": 0", "$.version")]
    [TestCase("\"validity\": \"P15M\"", "\"validity\": \"15\"", "$.validity")]
    [TestCase("\"presence\": \"required\"", "\"presence\": \"needed\"", "$.subject[0].presence")]
    [TestCase("\"keyUsage\"", "\"keyUses\"", "$.extensions.keyUses")]
    public void The_schema_refuses_as_the_reader_does(string old, string @new, string where)
    {
        var spoilt = File.ReadAllText(ShippedFiles.Single(f => Path.GetFileName(f) == "citizen.json")).Replace(old, @new, StringComparison.Ordinal);

        Assert.That(PublishedSchema.Complaints(JsonNode.Parse(spoilt), Published, "$"), Does.Contain(where));
        Assert.That(CertificateProfile.Parse(System.Text.Encoding.UTF8.GetBytes(spoilt)).Refused(out _, out _), Is.True);
    }

    static IEnumerable<string> ShippedFiles => Directory.GetFiles(Repository.File("src", "Ca.Core", "Profiles", "Shipped"), "*.json").Order();
}
