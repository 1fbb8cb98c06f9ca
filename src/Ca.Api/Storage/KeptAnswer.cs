namespace Ca.Api.Storage;

/// <summary>What was answered to a request with an Idempotency-Key.</summary>
public sealed class KeptAnswer
{
    /// <summary>Long enough for any client that tries again; then the rows are deleted at the next start.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromDays(30);

    public required string Officer { get; init; }

    public required string Key { get; init; }

    public required string RequestHash { get; init; }

    public required int Status { get; init; }

    public string? Location { get; init; }

    public required byte[] Body { get; init; }

    public required DateTimeOffset KeptAt { get; init; }
}
