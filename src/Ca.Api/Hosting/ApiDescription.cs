using Ca.Api.Verifications;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Ca.Api.Hosting;

/// <summary><c>/openapi/v1.json</c> and <c>/swagger</c>: every route of both listeners, in every environment, so that nothing is hidden.</summary>
static class ApiDescription
{
    public static void Configure(SwaggerGenOptions options)
    {
        options.SwaggerDoc("v1", new OpenApiInfo { Title = "Ca", Version = "v1", Description = "A certification authority." });
        options.CustomSchemaIds(NameOf);
        options.SupportNonNullableReferenceTypes();
        options.NonNullableReferenceTypesAsRequired();
        options.AddSecurityDefinition("officer", new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.MutualTLS,
            Description = "A certificate that this authority issued to an officer.",
        });
        options.OperationFilter<Roles>();
        options.OperationFilter<VerificationRoutes.Form>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        // 3.1 is the first version that knows mutual TLS.
        routes.MapSwagger("/openapi/{documentName}.json", options => options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1);
        routes.MapSwaggerUI("swagger", ui => ui.SwaggerEndpoint("/openapi/v1.json", "Ca"));
    }

    /// <summary><c>SubmitApplicationBody</c>, <c>PageOfCertificateView</c>.</summary>
    static string NameOf(Type type) => type switch
    {
        { IsGenericType: true } => $"{type.Name.Split('`')[0]}Of{string.Join("And", type.GetGenericArguments().Select(NameOf))}",
        { DeclaringType: { } outer } => $"{outer.Name}{type.Name}",
        _ => type.Name,
    };

    /// <summary>Says of each operation which officers may use it.</summary>
    sealed class Roles : IOperationFilter
    {
        public void Apply(OpenApiOperation operation, OperationFilterContext context)
        {
            var roles = context.ApiDescription.ActionDescriptor.EndpointMetadata
                .OfType<Microsoft.AspNetCore.Authorization.IAuthorizeData>()
                .SelectMany(a => a.Roles?.Split(',') ?? []).ToArray();
            if (roles.Length > 0)
                operation.Security = [new() { [new("officer", context.Document)] = [.. roles] }];
        }
    }
}
