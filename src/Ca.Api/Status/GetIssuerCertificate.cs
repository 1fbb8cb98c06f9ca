using Ca.Api.Issuers;
using Ca.Api.Problems;
using Microsoft.Net.Http.Headers;

namespace Ca.Api.Status;

/// <summary>What caIssuers points to: one certificate in DER (RFC 5280 §4.2.2.1, RFC 2585 §3).</summary>
static class GetIssuerCertificate
{
    public const string Type = "application/pkix-cert";

    public static IResult Handle(string issuer, IssuerList issuers, OfflineIssuers offline, HttpResponse response)
    {
        var certificate = issuers.TryGet(issuer, out var found) ? found.Certificate : null;
        if (certificate is null && !offline.TryGet(issuer, out certificate))
            return Problem.Plain(StatusCodes.Status404NotFound);
        response.Headers.CacheControl = "public, max-age=86400";
        return Results.Bytes(certificate.Encoded, Type, entityTag: new EntityTagHeaderValue($"\"{certificate.Fingerprint}\""));
    }
}
