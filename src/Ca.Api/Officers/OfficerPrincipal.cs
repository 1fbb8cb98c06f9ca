using System.Security.Claims;
using Ca.Core.Registration;
using Microsoft.AspNetCore.Authorization;

namespace Ca.Api.Officers;

/// <summary>An officer who has come through the officers' listener.</summary>
sealed class OfficerPrincipal(Officer officer) : ClaimsPrincipal(new ClaimsIdentity(
    [new(ClaimTypes.NameIdentifier, officer.Id), .. officer.Roles.Select(r => new Claim(ClaimTypes.Role, r.ToString()))],
    OfficerAuthentication.Name))
{
    public Officer Officer => officer;
}

static class OfficerRouting
{
    /// <summary>Recognises officers, and denies by default: a route that names neither roles nor "anybody" is closed to everybody.</summary>
    public static void AddOfficers(this IServiceCollection services)
    {
        // Without the cookies of AddAuthentication, and so without a key ring in the home directory that nothing here would use.
        services.AddAuthenticationCore(options =>
        {
            options.DefaultScheme = OfficerAuthentication.Name;
            options.AddScheme<OfficerAuthentication>(OfficerAuthentication.Name, null);
        });
        services.AddWebEncoders().AddTransient<OfficerAuthentication>();
        services.AddHealthChecks().AddCheck<OfficersHealth>("officers");
        // That no route was found, or one for another method, is not a secret.
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder()
            .RequireAssertion(context => (context.Resource as HttpContext)?.GetEndpoint() is not RouteEndpoint).Build());
    }

    /// <summary>Only officers with one of these roles.</summary>
    public static TBuilder Allow<TBuilder>(this TBuilder routes, params Role[] roles) where TBuilder : IEndpointConventionBuilder =>
        routes.RequireAuthorization(new AuthorizeAttribute { Roles = string.Join(',', roles) });

    /// <summary>Any officer.</summary>
    public static TBuilder AllowOfficers<TBuilder>(this TBuilder routes) where TBuilder : IEndpointConventionBuilder =>
        routes.Allow(Enum.GetValues<Role>());

    /// <summary>Who is acting, on a route that only officers reach.</summary>
    public static Officer Officer(this HttpContext context) => ((OfficerPrincipal)context.User).Officer;
}
