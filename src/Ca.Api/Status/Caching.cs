using System.Globalization;

namespace Ca.Api.Status;

/// <summary>The headers of RFC 5019 §6.2, for answers that are good until a moment that they state themselves.</summary>
static class Caching
{
    public static void Allow(HttpResponse response, DateTimeOffset now, DateTimeOffset nextUpdate, TimeSpan most)
    {
        var left = nextUpdate - now;
        var age = left < TimeSpan.Zero ? TimeSpan.Zero : left < most ? left : most;
        response.Headers.CacheControl = string.Create(
            CultureInfo.InvariantCulture, $"max-age={(int)age.TotalSeconds}, public, no-transform, must-revalidate");
        response.Headers.Expires = (now + age).ToString("R", CultureInfo.InvariantCulture);
    }
}
