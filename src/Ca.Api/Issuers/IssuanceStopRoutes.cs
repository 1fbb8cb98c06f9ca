using Ca.Api.Http;
using Ca.Api.Officers;
using Ca.Core.Registration;

namespace Ca.Api.Issuers;

static class IssuanceStopRoutes
{
    public static void MapIssuanceStops(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/issuance-stops").WithTags("Issuers");
        group.MapGet("", ListIssuanceStops.Handle).Allow(Role.Administrator, Role.Security, Role.Auditor)
            .Describe<IReadOnlyList<IssuanceStopView>>("Issuers that sign nothing more, and why", 200);
        group.MapDelete("/{issuer}", LiftIssuanceStop.Handle).Allow(Role.Administrator)
            .Describe<IssuanceStopView>("Lift a stop after having looked", 200);
    }
}
