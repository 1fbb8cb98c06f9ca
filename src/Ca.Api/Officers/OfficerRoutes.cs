using Ca.Api.Http;
using Ca.Core.Registration;

namespace Ca.Api.Officers;

static class OfficerRoutes
{
    public static void MapOfficers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/officers").WithTags("Officers");
        group.MapGet("", ListOfficers.Handle).Allow(Role.Administrator, Role.Security, Role.Auditor)
            .Describe<IReadOnlyList<OfficerView>>("Certificates that open a role, did, or wait to", 200);
        group.MapPost("", ProposeOfficer.Handle).Allow(Role.Administrator)
            .Describe<OfficerView>("Propose that a certificate of the profile officer opens a role", 201).Accepts<ProposeOfficer.Body>("application/json");
        group.MapPost("/{fingerprint}/admission", AdmitOfficer.Handle).Allow(Role.Security)
            .Describe<OfficerView>("Agree: the certificate opens the role", 200);
        group.MapPost("/{fingerprint}/dismissal", DismissOfficer.Handle).Allow(Role.Administrator, Role.Security)
            .Describe<OfficerView>("End it: the certificate opens nothing from the next request on", 200);
    }
}
