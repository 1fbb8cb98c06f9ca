namespace Ca.Api.TimeStamping;

static class TimeStampRoutes
{
    public static void AddTimeStamping(this IServiceCollection services)
    {
        services.AddSingleton<TimeStampUnits>().AddHostedService(all => all.GetRequiredService<TimeStampUnits>());
        services.AddHealthChecks().AddCheck<TimeStampHealth>("time-stamps");
    }

    public static void MapTimeStamping(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/tsa").WithTags("Time-stamps");
        group.MapPost("", AskTimeStamp.Post).Accepts<byte[]>(AskTimeStamp.RequestType, "*/*")
            .WithSummary("A time-stamp (RFC 3161), by GOST for a hash of GOST R 34.11-2012")
            .Produces(200, contentType: AskTimeStamp.ResponseType).ProducesProblem(404).ProducesProblem(429);
        group.MapPost("/{issuer}", AskTimeStamp.PostTo).Accepts<byte[]>(AskTimeStamp.RequestType, "*/*")
            .WithSummary("A time-stamp (RFC 3161) under this issuer")
            .Produces(200, contentType: AskTimeStamp.ResponseType).ProducesProblem(404).ProducesProblem(429);
    }
}
