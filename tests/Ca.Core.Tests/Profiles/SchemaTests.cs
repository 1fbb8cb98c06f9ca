using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.RegularExpressions;
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
        // The exporter repeats a type by pointing to where it stands first.
        Assert.That(Shape(Published, Published), Is.EqualTo(Shape(reader, reader)));
    }

    [Test]
    public void The_schema_names_every_kind_of_key() => Assert.That(
        Published["properties"]!["keyAlgorithms"]!["items"]!["enum"]!.AsArray().Select(n => n!.GetValue<string>()),
        Is.EqualTo(KeyAlgorithm.All.Select(a => a.Name)));

    [Test]
    public void A_shipped_profile_obeys_the_schema([ValueSource(nameof(ShippedFiles))] string path) =>
        Assert.That(Complaints(JsonNode.Parse(File.ReadAllText(path)), Published, "$"), Is.Empty);

    [TestCase("\"version\": 1", "\"version\": 0", "$.version")]
    [TestCase("\"validity\": \"P15M\"", "\"validity\": \"15\"", "$.validity")]
    [TestCase("\"presence\": \"required\"", "\"presence\": \"needed\"", "$.subject[0].presence")]
    [TestCase("\"keyUsage\"", "\"keyUses\"", "$.extensions.keyUses")]
    public void The_schema_refuses_as_the_reader_does(string old, string @new, string where)
    {
        var spoilt = File.ReadAllText(ShippedFiles.Single(f => Path.GetFileName(f) == "citizen.json")).Replace(old, @new, StringComparison.Ordinal);

        Assert.That(Complaints(JsonNode.Parse(spoilt), Published, "$"), Does.Contain(where));
        Assert.That(CertificateProfile.Parse(System.Text.Encoding.UTF8.GetBytes(spoilt)).Refused(out _, out _), Is.True);
    }

    static IEnumerable<string> ShippedFiles => Directory.GetFiles(Repository.File("src", "Ca.Core", "Profiles", "Shipped"), "*.json").Order();

    /// <summary>One line for each property, with whether it must be there and what words it may have.</summary>
    static string Shape(JsonNode schema, JsonNode root, string path = "$")
    {
        while (schema["$ref"]?.GetValue<string>() is { } pointer)
            schema = pointer.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(root, (node, step) => node is JsonArray list ? list[int.Parse(step, null)]! : node[step]!);
        var lines = new List<string>();
        if (schema["enum"] is JsonArray words && path != "$.keyAlgorithms[]")
            lines.Add($"{path}: {string.Join(' ', words.Where(w => w is not null).Select(w => w!.ToString()).Order(StringComparer.Ordinal))}");
        if (schema["items"] is { } items)
            lines.Add(Shape(items, root, path + "[]"));
        if (schema["properties"] is JsonObject properties)
        {
            var required = schema["required"]?.AsArray().Select(n => n!.GetValue<string>()).ToHashSet() ?? [];
            foreach (var (name, property) in properties.OrderBy(p => p.Key, StringComparer.Ordinal))
            {
                lines.Add($"{path}.{name}{(required.Contains(name) ? " required" : "")}");
                lines.Add(Shape(property!, root, $"{path}.{name}"));
            }
        }
        return string.Join('\n', lines.Where(l => l.Length > 0));
    }

    /// <summary>Where the value breaks the schema: the keywords that ours uses and no others.</summary>
    static IEnumerable<string> Complaints(JsonNode? value, JsonNode schema, string path)
    {
        foreach (var (keyword, argument) in schema.AsObject())
        {
            var holds = (keyword, value) switch
            {
                ("type", _) => argument!.GetValue<string>() == TypeOf(value),
                ("enum", _) => argument!.AsArray().Any(word => JsonNode.DeepEquals(word, value)),
                ("pattern", _) => Regex.IsMatch(value!.GetValue<string>(), argument!.GetValue<string>()),
                ("minimum", _) => value!.GetValue<int>() >= argument!.GetValue<int>(),
                ("maximum", _) => value!.GetValue<int>() <= argument!.GetValue<int>(),
                ("minLength", _) => value!.GetValue<string>().Length >= argument!.GetValue<int>(),
                ("maxLength", _) => value!.GetValue<string>().Length <= argument!.GetValue<int>(),
                ("minItems", JsonArray list) => list.Count >= argument!.GetValue<int>(),
                ("uniqueItems", JsonArray list) => list.DistinctBy(n => n!.ToJsonString()).Count() == list.Count,
                ("required", JsonObject present) => argument!.AsArray().All(n => present.ContainsKey(n!.GetValue<string>())),
                ("additionalProperties" or "properties" or "items" or "description" or "title" or "$schema", _) => true,
                _ => throw new InvalidOperationException($"The schema uses {keyword}, which this test does not know."),
            };
            if (!holds)
                yield return path;
        }
        foreach (var (name, member) in value as JsonObject ?? [])
            if (schema["properties"]?[name] is { } property)
                foreach (var complaint in Complaints(member, property, $"{path}.{name}"))
                    yield return complaint;
            else
                yield return $"{path}.{name}";
        foreach (var (member, index) in (value as JsonArray ?? []).Select((n, i) => (n, i)))
            foreach (var complaint in Complaints(member, schema["items"]!, $"{path}[{index}]"))
                yield return complaint;
    }

    static string TypeOf(JsonNode? value) => value switch
    {
        JsonObject => "object",
        JsonArray => "array",
        _ => value!.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.String => "string",
            System.Text.Json.JsonValueKind.Number => "integer",
            _ => "boolean",
        },
    };
}
