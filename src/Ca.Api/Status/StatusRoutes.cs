using Ca.Api.Issuers;

namespace Ca.Api.Status;

static class StatusRoutes
{
    public static void AddStatus(this IServiceCollection services)
    {
        services.AddSingleton(RevocationListSchedule.Usual).AddSingleton<ServiceKeys>().AddSingleton<StatusRegister>().AddSingleton<RevocationLists>().AddSingleton<OfflineIssuers>();
        services.AddSingleton<RevocationListPublisher>().AddHostedService(all => all.GetRequiredService<RevocationListPublisher>());
        services.AddSingleton<Responders>().AddHostedService(all => all.GetRequiredService<Responders>());
        services.AddHealthChecks().AddCheck<StatusHealth>("status");
    }

    public static void MapStatus(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Status");
        group.MapGet("/api/v1/issuers", ListIssuers.Handle)
            .WithSummary("Issuers, and where their status is found").Produces<IReadOnlyList<IssuerView>>();
        group.MapMethods("/ca/{issuer}.cer", ["GET", "HEAD"], GetIssuerCertificate.Handle)
            .WithSummary("An issuer's certificate in DER").Produces(200, contentType: GetIssuerCertificate.Type).ProducesProblem(404);
        group.MapMethods("/crl/{issuer}.crl", ["GET", "HEAD"], GetRevocationList.Handle)
            .WithSummary("An issuer's revocation list in DER (RFC 5280 §5)").Produces(200, contentType: GetRevocationList.Type).ProducesProblem(404);
        group.MapGet("/ocsp/{issuer}/{**request}", AskOcsp.Get)
            .WithSummary("OCSP, the request in base64 in the path (RFC 6960 appendix A.1)").Produces(200, contentType: AskOcsp.ResponseType).ProducesProblem(404);
        group.MapPost("/ocsp/{issuer}", AskOcsp.Post).Accepts<byte[]>(AskOcsp.RequestType, "*/*")
            // What is too long is read no further than it may be, and answered as OCSP answers.
            .WithMetadata(new Microsoft.AspNetCore.Mvc.DisableRequestSizeLimitAttribute())
            .WithSummary("OCSP, the request in the body (RFC 6960 appendix A.1)").Produces(200, contentType: AskOcsp.ResponseType).ProducesProblem(404);
    }
}
