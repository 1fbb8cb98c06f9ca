using System.Text.Json.Serialization;

namespace Ca.Core.Paths;

/// <summary>What an operator says of a trust anchor: the JSON beside its certificate, by docs/trust-anchor.schema.json.</summary>
public sealed record TrustAnchorFile
{
    /// <summary>Larger ones are refused: a name, two times and some purposes.</summary>
    internal const int MaxOctets = 16 * 1024;

    /// <summary>Where an editor finds the schema.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>As findings call it.</summary>
    public required string Name { get; init; }

    /// <summary>The first second at which it is an anchor, in UTC as 2026-05-31T12:00:00Z; always when left out.</summary>
    public string? ValidFrom { get; init; }

    /// <summary>The last.</summary>
    public string? ValidUntil { get; init; }

    /// <summary>OIDs of the extended key usages that it is an anchor for; every one, and none asked for, when left out.</summary>
    public IReadOnlyList<string>? Purposes { get; init; }
}
