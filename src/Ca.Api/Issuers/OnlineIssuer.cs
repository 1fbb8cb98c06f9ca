using Ca.Core.Certificates;
using Ca.Core.Issuance;
using Ca.Core.Keys;

namespace Ca.Api.Issuers;

/// <summary>An issuer whose key this service holds.</summary>
public sealed record OnlineIssuer
{
    /// <summary>The name of its folder, which stands in URLs and in the register.</summary>
    public required string Name { get; init; }

    /// <summary>Signs certificates, which point to <see cref="PublicUrls"/>.</summary>
    public required Issuer Issuer { get; init; }

    /// <summary>Its certificate.</summary>
    public Certificate Certificate => Issuer.Certificate;

    /// <summary>The certificates above it, from its own issuer to the root.</summary>
    public required IReadOnlyList<Certificate> Chain { get; init; }

    /// <summary>Its key, which matches the certificate: for revocation lists. Certificates are signed by <see cref="Issuer"/> alone.</summary>
    public required SigningKey Key { get; init; }

    /// <summary>Whether it signs with GOST R 34.10-2012.</summary>
    public bool IsGost => IssuerList.IsGost(Key.PublicKey.Algorithm.Family);

    /// <summary>Names of the profiles it may issue under.</summary>
    public required IReadOnlyList<string> Profiles { get; init; }

    /// <summary>Where relying parties find what it publishes, nearest first.</summary>
    public required IReadOnlyList<Uri> PublicUrls { get; init; }

    /// <summary>The paths at which the public listener serves an issuer, below each of its public URLs.</summary>
    public static IssuerLocations LocationsOf(string name, IReadOnlyList<Uri> publicUrls)
    {
        IReadOnlyList<string> Below(string path) => [.. publicUrls.Select(url => $"{url.AbsoluteUri.TrimEnd('/')}/{path}")];
        return new(Below($"crl/{name}.crl"), Below($"ocsp/{name}"), Below($"ca/{name}.cer"));
    }
}
