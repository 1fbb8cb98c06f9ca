namespace Ca.Api.Storage;

/// <summary>An issuer that signs nothing more, since something impossible happened. An administrator looks, and lifts it.</summary>
public sealed record IssuanceStop(string Issuer, string Reason, DateTimeOffset StoppedAt);
