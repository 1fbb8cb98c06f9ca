namespace Ca.Api.Storage;

/// <summary>A signed verdict that somebody asked to be kept, until its time is over (docs/decisions/0017-kept-verdicts.md).</summary>
public sealed class KeptVerdict
{
    /// <summary>128 random bits in hex: whoever knows it may read.</summary>
    public required string Id { get; init; }

    /// <summary>Not given from here on, and deleted soon after.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>CMS SignedData in DER, with what was signed in it.</summary>
    public required byte[] SignedData { get; init; }

    /// <summary>What it takes of the room there is for all.</summary>
    public int Octets { get; private init; }

    /// <summary>One that is about to be kept.</summary>
    public static KeptVerdict Of(string id, DateTimeOffset expiresAt, byte[] signedData) =>
        // A row and its place in two indexes take some 200 octets; the smallest verdict has ten times that.
        // In whole seconds: what is read back is then what was written.
        new() { Id = id, ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(expiresAt.ToUnixTimeSeconds()), SignedData = signedData, Octets = signedData.Length + 256 };
}

/// <summary>What all kept verdicts take together: one row, changed with each that comes or goes, so that nothing has to be counted.</summary>
public sealed class VerdictRoom
{
    /// <summary>Of the one row there is.</summary>
    public const int Only = 1;

    public int Id { get; init; } = Only;

    public required long Octets { get; set; }
}
