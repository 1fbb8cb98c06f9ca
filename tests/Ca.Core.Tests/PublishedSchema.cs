using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Ca.Core.Tests;

/// <summary>A JSON Schema of ours, as far as ours go: what it says of the form, and where a file breaks it.</summary>
static class PublishedSchema
{
    /// <summary>One line for each property, with whether it must be there and what words it may have; of <paramref name="open"/> places the type leaves the words open.</summary>
    public static string Shape(JsonNode schema, params string[] open) => Shape(schema, schema, "$", open);

    static string Shape(JsonNode schema, JsonNode root, string path, string[] open)
    {
        // The exporter repeats a type by pointing to where it stands first.
        while (schema["$ref"]?.GetValue<string>() is { } pointer)
            schema = pointer.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(root, (node, step) => node is JsonArray list ? list[int.Parse(step, null)]! : node[step]!);
        var lines = new List<string>();
        if (schema["enum"] is JsonArray words && !open.Contains(path))
            lines.Add($"{path}: {string.Join(' ', words.Where(w => w is not null).Select(w => w!.ToString()).Order(StringComparer.Ordinal))}");
        if (schema["items"] is { } items)
            lines.Add(Shape(items, root, path + "[]", open));
        if (schema["properties"] is JsonObject properties)
        {
            var required = schema["required"]?.AsArray().Select(n => n!.GetValue<string>()).ToHashSet() ?? [];
            foreach (var (name, property) in properties.OrderBy(p => p.Key, StringComparer.Ordinal))
            {
                lines.Add($"{path}.{name}{(required.Contains(name) ? " required" : "")}");
                lines.Add(Shape(property!, root, $"{path}.{name}", open));
            }
        }
        return string.Join('\n', lines.Where(l => l.Length > 0));
    }

    /// <summary>Where the value breaks the schema: the keywords that ours uses and no others.</summary>
    public static IEnumerable<string> Complaints(JsonNode? value, JsonNode schema, string path)
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
