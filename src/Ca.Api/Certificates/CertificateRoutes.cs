using Ca.Api.Http;
using Ca.Api.Officers;
using Ca.Core.Registration;

namespace Ca.Api.Certificates;

static class CertificateRoutes
{
    public static void MapCertificates(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/certificates").WithTags("Certificates");
        group.MapGet("", ListCertificates.Handle).AllowOfficers()
            .Describe<Page<CertificateView>>("Certificates, the newest first, by subject, serial number or state", 200);
        group.MapGet("/{serialNumber}", GetCertificate.Handle).AllowOfficers()
            .Describe<CertificateView>("One certificate in JSON, DER or PEM", 200)
            .Produces(200, contentType: GetCertificate.Der).Produces(200, contentType: GetCertificate.Pem);
        group.MapPost("/{serialNumber}/revocation", RevokeCertificate.Handle).Allow(Role.Registrar, Role.Security)
            .Describe<CertificateView>("Revoke or hold a certificate", 200).Accepts<RevokeCertificate.Body>("application/json");
        group.MapDelete("/{serialNumber}/hold", ReleaseHold.Handle).Allow(Role.Registrar, Role.Security)
            .Describe<CertificateView>("End a hold", 200);
    }
}
