using Ca.Api.Certificates;
using Ca.Api.Http;
using Ca.Api.Officers;
using Ca.Core.Registration;

namespace Ca.Api.Applications;

static class ApplicationRoutes
{
    public static void AddApplications(this IServiceCollection services) => services.AddSingleton<ApplicationGates>();

    public static void MapApplications(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/applications").WithTags("Applications");
        group.MapPost("", SubmitApplication.Handle).Allow(Role.Registrar)
            .Describe<ApplicationView>("Lay a certification request before the approvers", 201).Accepts<SubmitApplication.Body>("application/json");
        group.MapGet("", ListApplications.Handle).Allow(Role.Registrar, Role.Approver, Role.Auditor)
            .Describe<Page<ApplicationView>>("Applications, the newest first", 200);
        group.MapGet("/{id:guid}", GetApplication.Handle).Allow(Role.Registrar, Role.Approver, Role.Auditor)
            .Describe<ApplicationView>("One application with what would be certified", 200);
        group.MapPost("/{id:guid}/approval", ApproveApplication.Handle).Allow(Role.Approver)
            .Describe<ApplicationView>("Agree to exactly the content that has this hash", 200).Accepts<ApproveApplication.Body>("application/json");
        group.MapPost("/{id:guid}/rejection", RejectApplication.Handle).Allow(Role.Approver)
            .Describe<ApplicationView>("End an application without a certificate", 200).Accepts<RejectApplication.Body>("application/json");
        group.MapPost("/{id:guid}/certificate", IssueCertificate.Handle).Allow(Role.Registrar, Role.Approver)
            .Describe<IssuedCertificate>("Make the certificate of an approved application", 201);
    }
}
