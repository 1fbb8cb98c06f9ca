using Ca.Api.Problems;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Serilog;

namespace Ca.Api.Hosting;

/// <summary>What any service has: health, measurements, its description, limits, and the way every request takes.</summary>
static class HostingRoutes
{
    public static void AddHosting(this IServiceCollection services, Settings settings)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddHealthChecks();
        services.AddSingleton<Metrics>();
        services.AddRateLimiter(limits => RequestLimits.Apply(limits, settings));
        services.AddEndpointsApiExplorer().AddSwaggerGen(ApiDescription.Configure);
    }

    public static void UseHosting(this WebApplication app)
    {
        app.UseSerilogRequestLogging(Logging.Configure);
        app.UseProblems();
        app.UseRouting();
        app.UseListeners();
        app.RememberRoute();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();
    }

    public static void MapHosting(this IEndpointRouteBuilder routes)
    {
        Health.Map(routes);
        Metrics.Map(routes);
        ApiDescription.Map(routes);
    }
}
