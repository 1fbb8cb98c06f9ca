namespace Ca.Core.Issuance;

/// <summary>Where an issuer's certificates say its status can be asked: absolute http URLs (RFC 5280 §4.2.1.13, §4.2.2.1).</summary>
/// <param name="Crl">Mirrors of the one CRL; certificates that carry CRLDistributionPoints need one at least.</param>
/// <param name="Ocsp">OCSP responders.</param>
/// <param name="CaIssuers">The issuer's own certificate, in DER.</param>
// Not https: checking that connection's certificate would need the very answer it carries (RFC 5280 §8).
public sealed record IssuerLocations(IReadOnlyList<string> Crl, IReadOnlyList<string> Ocsp, IReadOnlyList<string> CaIssuers)
{
    /// <summary>Nowhere.</summary>
    public static IssuerLocations None { get; } = new([], [], []);

    /// <summary>Whether certificates may point there.</summary>
    internal static bool IsHttp(string url) =>
        url.All(c => c is > ' ' and <= '~') && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp && uri.Host.Length > 0;
}
