using Ca.Api.Http;
using Ca.Api.Issuers;

namespace Ca.Api.Status;

/// <summary>An issuer as relying parties see it.</summary>
sealed record IssuerView(string Name, string Subject, string Algorithm, string CertificateUrl, string CrlUrl, string OcspUrl, DateTimeOffset NotAfter)
{
    public static IssuerView Of(OnlineIssuer issuer) => new(
        issuer.Name,
        issuer.Certificate.Subject.ToString(),
        issuer.Key.PublicKey.Algorithm.Name,
        issuer.Issuer.Locations.CaIssuers[0],
        issuer.Issuer.Locations.Crl[0],
        issuer.Issuer.Locations.Ocsp[0],
        issuer.Certificate.Validity.NotAfter);
}

static class ListIssuers
{
    public static IResult Handle(IssuerList issuers) => Answer.Ok(issuers.All.Select(IssuerView.Of));
}
