using System.Security.Cryptography;

namespace Ca.Core.Profiles;

/// <summary>SHA-256 over a <see cref="CertificateContent"/>: what an approval binds, so that nothing else can be issued under it.</summary>
public readonly record struct ContentHash
{
    readonly string? hex;

    ContentHash(string hex) => this.hex = hex;

    /// <summary>64 digits of lower-case hex.</summary>
    public string Hex => hex ?? throw new InvalidOperationException("A content hash that was never made.");

    /// <summary>From hex as <see cref="Hex"/> writes it; upper case is read too.</summary>
    public static Outcome<ContentHash> Parse(string hex) =>
        hex.Length == 2 * SHA256.HashSizeInBytes && hex.All(char.IsAsciiHexDigit)
            ? new ContentHash(hex.ToLowerInvariant())
            : new Refusal(RefusalCode.Malformed, "Profiles.content-hash-form");

    /// <summary>The hex.</summary>
    public override string ToString() => Hex;

    internal static ContentHash Of(ReadOnlySpan<byte> encoded) => new(Convert.ToHexStringLower(SHA256.HashData(encoded)));
}
