using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Ca.Core.Ceremonies;
using Ca.Core.Json;
using Ca.Tests;

namespace Ca.Core.Tests.Ceremonies;

public class CeremonyScriptTests
{
    static readonly string[] Samples = ["root.json", "subordinate.json", "revocation-list.json"];

    [TestCaseSource(nameof(Samples))]
    public void A_sample_is_a_script(string sample) => Assert.That(Read(Sample(sample)), Is.Null);

    [TestCaseSource(nameof(Samples))]
    public void Whatever_is_left_out_is_missed(string sample)
    {
        foreach (var name in Sample(sample).AsObject().Select(p => p.Key).Where(name => name != "key"))
        {
            var script = Sample(sample);
            script.AsObject().Remove(name);
            Assert.That(Read(script)?.Code, Is.EqualTo(RefusalCode.Malformed), name);
        }
    }

    [TestCaseSource(nameof(Samples))]
    public void An_unknown_property_is_refused_by_its_place(string sample)
    {
        var script = Sample(sample);
        script["participants"]![0]!["organisation"] = "x";

        Assert.That(Read(script)?.Sentence.ToString(), Does.Contain("$.participants[0].organisation"));
    }

    [TestCase("""{"kind":"root","kind":"root"}""")]
    [TestCase("""{"kind":"root","title":"a","title":"b"}""")]
    [TestCase("""{"kind":"rot"}""")]
    [TestCase("""{"kind":0}""")]
    [TestCase("""{"title":"a"}""")]
    [TestCase("""[]""")]
    [TestCase("""{}""")]
    [TestCase("")]
    [TestCase("null")]
    [TestCase("{\"kind\":\"root\" // no\n}")]
    public void What_is_no_script_is_refused(string json) =>
        Assert.That(CeremonyScript.Parse(System.Text.Encoding.UTF8.GetBytes(json)).Refused(out _, out _), Is.True);

    [Test]
    public void Null_stands_nowhere([Values("title", "participants", "key")] string property)
    {
        var script = Sample("root.json");
        script[property] = null;

        Assert.That(Read(script)?.Sentence.Key, Is.EqualTo("Json.null"));
    }

    [Test]
    public void A_long_script_is_refused_before_it_is_read() =>
        Assert.That(CeremonyScript.Parse(new byte[CeremonyScript.MaxOctets + 1]).Refused(out var why, out _) ? why.Code : default, Is.EqualTo(RefusalCode.TooLarge));

    [TestCase("[]")]
    [TestCase("""[{"role":"witness","name":"А"}]""")]
    [TestCase("""[{"role":"witness","name":"А"},{"role":"administrator","name":"А"}]""")]
    [TestCase("""[{"role":"operator","name":"А"},{"role":"administrator","name":"Б"}]""")]
    public void Two_people_are_needed_and_one_of_them_a_witness(string participants)
    {
        var script = Sample("root.json");
        script["participants"] = JsonNode.Parse(participants);

        Assert.That(Read(script)?.Sentence.Key, Is.EqualTo("Ceremonies.too-few-participants"));
    }

    [TestCase("")]
    [TestCase("  ")]
    [TestCase("two\nlines")]
    [TestCase("\u001b[2J")]
    public void A_name_is_a_line(string name)
    {
        var script = Sample("root.json");
        script["participants"]![0]!["name"] = name;

        Assert.That(Read(script)?.Sentence.Key, Is.EqualTo("Ceremonies.not-a-line"));
    }

    [Test]
    public void The_published_schema_says_what_the_types_say()
    {
        var published = JsonNode.Parse(File.ReadAllText(Repository.File("docs", "ceremony-script.schema.json")))!;
        var types = StrictJson.Options.GetJsonSchemaAsNode(typeof(CeremonyScript));

        Assert.That(Canonical(published, published), Is.EqualTo(Canonical(types, types)));
    }

    static JsonNode Sample(string name) => JsonNode.Parse(File.ReadAllText(Repository.File("certs-sample", "gost", name)))!;

    static Refusal? Read(JsonNode script) =>
        CeremonyScript.Parse(System.Text.Encoding.UTF8.GetBytes(script.ToJsonString())).Refused(out var why, out _) ? why : null;

    /// <summary>A schema without what is only for readers, references put in, members sorted; null is nowhere, so the types' "or null" falls away.</summary>
    static string Canonical(JsonNode schema, JsonNode root) => schema switch
    {
        JsonObject o when o["$ref"] is { } reference => Canonical(At(root, (string)reference!), root),
        JsonObject o => "{" + string.Join(",", o
            .Where(p => p.Key is not ("$schema" or "$defs" or "description" or "format") && !(p.Key == "title" && p.Value is JsonValue))
            .OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => $"{p.Key}:{Value(p.Key, p.Value!, root)}")) + "}",
        JsonArray a => "[" + string.Join(",", a.Where(i => i is not null).Select(i => Canonical(i!, root)).Order(StringComparer.Ordinal)) + "]",
        _ => schema.ToJsonString(),
    };

    static string Value(string key, JsonNode value, JsonNode root) =>
        key == "type" && value is JsonArray types ? types.Select(t => t!.ToJsonString()).Single(t => t != "\"null\"") : Canonical(value, root);

    /// <summary>What a JSON pointer (RFC 6901) of ours points at.</summary>
    static JsonNode At(JsonNode root, string pointer) => pointer.Split('/').Skip(1).Aggregate(
        root, (node, name) => node is JsonArray array ? array[int.Parse(name, null)]! : node[name]!);
}
