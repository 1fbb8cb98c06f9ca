using Ca.Api.Hosting;
using Ca.Api.Http;
using Ca.Core.Signatures;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Ca.Api.Verifications;

static class VerificationRoutes
{
    const string Name = "VerifySignature";
    const string BatchName = "VerifySignatures";

    public static void AddVerifications(this IServiceCollection services)
    {
        services.AddSingleton<VerdictSigners>().AddHostedService(all => all.GetRequiredService<VerdictSigners>());
        services.AddSingleton<VerdictShelf>().AddHostedService(all => all.GetRequiredService<VerdictShelf>());
        services.AddSingleton<VerdictLimit>().AddSingleton<VerdictKeeper>();
        services.AddHealthChecks().AddCheck<VerdictHealth>("verdicts");
    }

    public static void MapVerifications(this IEndpointRouteBuilder routes)
    {
        // One room for both: it is about the disk, not about the route.
        var room = UploadRoom.Usual();
        routes.MapPost("/api/v1/verifications", VerifySignature.Handle)
            .WithName(Name)
            .WithTags("Verifications")
            .WithSummary("Verify the signatures of a file: 200 with a report, whatever the verdict; a printed protocol for Accept: application/pdf")
            .WithMetadata(new RequestSizeLimitAttribute(VerificationForm.MaxRequestOctets))
            .RequireRateLimiting(RequestLimits.Verifications)
            .AddEndpointFilter(room)
            .WithDescription("With keep=true the verdict is signed and kept: 201, Location, and in the body what GET gives there.")
            .Produces<ReportDocument>(200, Accepted.Json, Protocol.MediaType)
            .Produces<KeptVerdictView>(201, Accepted.Json, Protocol.MediaType, KeptVerdictView.Cms.Split(';')[0])
            .ProducesProblem(400).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).ProducesProblem(429).ProducesProblem(503);
        routes.MapGet("/api/v1/verifications/{id}", GetVerdict.Handle)
            .WithTags("Verifications")
            .WithSummary("A kept verdict with its signature: JSON; for Accept: application/pdf a printed protocol, for application/pkcs7-mime the signed octets")
            .WithDescription("Whoever knows the address may read. The signed octets are CMS SignedData (RFC 5652) with the verdict inside, in JSON.")
            // A protocol costs as much to print as a file to verify.
            .RequireRateLimiting(RequestLimits.Verifications)
            .Produces<KeptVerdictView>(200, Accepted.Json, Protocol.MediaType, KeptVerdictView.Cms.Split(';')[0])
            .ProducesProblem(404).ProducesProblem(406).ProducesProblem(429);
        routes.MapPost("/api/v1/verifications/batch", VerifyBatch.Handle)
            .WithName(BatchName)
            .WithTags("Verifications")
            .WithSummary("Verify several files that carry what they sign: a report or a refusal for each, in order")
            .WithMetadata(new RequestSizeLimitAttribute(VerificationForm.MaxRequestOctets))
            .RequireRateLimiting(RequestLimits.Verifications)
            .AddEndpointFilter(room)
            .Produces<IReadOnlyList<BatchAnswer>>()
            .ProducesProblem(400).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).ProducesProblem(429);
        routes.MapGet("/api/v1/policies", ListPolicies.Handle)
            .WithTags("Verifications")
            .WithSummary("What each service asks of signatures")
            .Produces<IReadOnlyList<ListPolicies.View>>();
    }

    /// <summary>
    /// Describes the form. Said on the route itself, by <c>Accepts</c>, it would make the router answer 415 to another type before it is
    /// asked behind which listener the route is.
    /// </summary>
    public sealed class Form : IOperationFilter
    {
        public void Apply(OpenApiOperation operation, OperationFilterContext context)
        {
            // The platform knows one schema for a status, which is that of the JSON.
            foreach (var (type, answer) in operation.Responses?.Values.SelectMany(r => r.Content ?? new Dictionary<string, IOpenApiMediaType>()) ?? [])
                if (type == Protocol.MediaType || KeptVerdictView.Cms.StartsWith(type, StringComparison.Ordinal))
                    ((OpenApiMediaType)answer).Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
            if (operation.OperationId is not (Name or BatchName))
                return;
            var properties = new Dictionary<string, IOpenApiSchema>
            {
                ["signature"] = Part("binary", "The signed file: CMS in PEM, base64 or DER, XML, PDF, or a container of ASiC."),
                ["at"] = Part("date-time", "The time of signing, when something reliable says so."),
                ["policy"] = Part("service", "The service that has to act on it: the report then says whether the signatures serve for it."),
                ["fields"] = Part("json", "Fields of the application that the policy compares, as a JSON object of strings: {\"applicant.snils\": \"112-233-445 95\"}."),
            };
            if (operation.OperationId is Name)
            {
                properties["content"] = Part("binary", "What a detached signature is over; several, told apart by their file names, for formats that name what they sign.");
                properties["hash"] = Part("algorithm:hex", "A hash of the content instead of the content, as in streebog256:3f53…; once for each algorithm known.");
                properties["keep"] = Part("boolean", "true to have the verdict signed and kept for some weeks; the files are not. Its address is in Location, and is not to be guessed.");
            }
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, IOpenApiMediaType>
                {
                    ["multipart/form-data"] = new OpenApiMediaType
                    {
                        Schema = new OpenApiSchema
                        {
                            Type = JsonSchemaType.Object,
                            Required = new HashSet<string> { "signature" },
                            Properties = properties,
                        },
                    },
                },
            };
        }

        static OpenApiSchema Part(string format, string description) =>
            new() { Type = JsonSchemaType.String, Format = format, Description = description };
    }
}
