using Microsoft.Net.Http.Headers;

namespace Ca.Api.Http;

/// <summary>In which of the forms that a resource has its reader wants it.</summary>
static class Accepted
{
    public const string Json = "application/json";

    /// <summary>The one that Accept likes best (RFC 9110 §12.5.1); the first when it does not say, null when it likes none.</summary>
    public static string? Of(HttpRequest request, params string[] forms)
    {
        if (request.Headers.Accept.Count == 0)
            return forms[0];
        return request.GetTypedHeaders().Accept
            .Where(a => a.Quality is null or > 0)
            .OrderByDescending(a => a.Quality ?? 1)
            .Select(a => forms.FirstOrDefault(f => MediaTypeHeaderValue.Parse(f).IsSubsetOf(a)))
            .FirstOrDefault(f => f is not null);
    }
}
