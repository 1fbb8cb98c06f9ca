using System.Text.Json.Serialization;

namespace Ca.Core.Signatures.Policies;

/// <summary>A signature policy as its file spells it; docs/signature-policy.schema.json says the same, and a test holds the two together.</summary>
sealed record PolicyFile
{
    /// <summary>Where an editor finds the schema; not read here.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    public required string Service { get; init; }

    public required int Version { get; init; }

    public required Government Government { get; init; }

    public required WordsFile Title { get; init; }

    public required WordsFile Provider { get; init; }

    public required IReadOnlyList<Format> Formats { get; init; }

    public Level MinimumLevel { get; init; } = Level.None;

    public IReadOnlyList<string> Anchors { get; init; } = [];

    public required IReadOnlyList<SignerFile> Signers { get; init; }

    public IReadOnlyList<MatchFile> Matches { get; init; } = [];

    public sealed record WordsFile
    {
        public required string En { get; init; }

        public required string Ru { get; init; }
    }

    public sealed record SignerFile
    {
        public required SignerKind Kind { get; init; }

        public string? Ogrn { get; init; }
    }

    public sealed record MatchFile
    {
        public required PersonNumber Number { get; init; }

        public required string Field { get; init; }
    }

    /// <summary>In the order of <see cref="SignatureFormat"/>.</summary>
    public enum Format
    {
        Cms,
        Cades,
        Xmldsig,
        Xades,
        Smev2,
        Smev3,
        Pdf,
        Pades,
    }

    /// <summary>In the order of <see cref="SignatureLevel"/>.</summary>
    public enum Level
    {
        None,
        [JsonStringEnumMemberName("b-b")]
        Basic,
        [JsonStringEnumMemberName("b-t")]
        Timed,
        [JsonStringEnumMemberName("b-lt")]
        LongTerm,
        [JsonStringEnumMemberName("b-lta")]
        Archived,
    }
}
