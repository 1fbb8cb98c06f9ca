using Ca.Api.Http;
using Ca.Api.Officers;
using Ca.Core.Registration;

namespace Ca.Api.AuditEvents;

static class AuditEventRoutes
{
    public static void MapAuditEvents(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/audit/events").WithTags("Audit");
        group.MapGet("", ListAuditEvents.Handle).Allow(Role.Auditor)
            .Describe<Page<AuditEventView>>("The audit log, the oldest first; whole, as lines for ca audit verify, with Accept: application/jsonl", 200)
            .Produces(200, contentType: ListAuditEvents.Lines);
    }
}
