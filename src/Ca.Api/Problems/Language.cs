using System.Globalization;

namespace Ca.Api.Problems;

/// <summary>The language a caller reads, of the two that we speak.</summary>
static class Language
{
    static readonly CultureInfo Russian = CultureInfo.GetCultureInfo("ru");

    /// <summary>The better liked of Russian and English in Accept-Language (RFC 9110 §12.5.4); English when neither is named.</summary>
    public static CultureInfo Of(HttpRequest request)
    {
        var liked = request.GetTypedHeaders().AcceptLanguage
            .Where(l => l.Quality is null or > 0)
            .OrderByDescending(l => l.Quality ?? 1)
            .Select(l => l.Value.Value?.Split('-')[0].ToUpperInvariant())
            .FirstOrDefault(l => l is "RU" or "EN");
        return liked is "RU" ? Russian : CultureInfo.InvariantCulture;
    }
}
