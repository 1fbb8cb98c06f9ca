using Ca.Core;
using Ca.Core.Json;

namespace Ca.Api.Http;

/// <summary>A request's body, read strictly: an unknown or repeated property is refused, since it could mean something to its sender.</summary>
/// <param name="Value">What it says.</param>
/// <param name="Once">Whether the same request was carried out already.</param>
sealed record JsonBody<T>(T Value, Once Once) where T : notnull
{
    /// <summary>Reads it whole; Kestrel holds the route's limit of octets.</summary>
    public static async Task<Outcome<JsonBody<T>>> Read(HttpContext http)
    {
        if (!http.Request.HasJsonContentType())
            throw new BadHttpRequestException("Not JSON.", StatusCodes.Status415UnsupportedMediaType);
        using var bytes = new MemoryStream();
        await http.Request.Body.CopyToAsync(bytes, http.RequestAborted);
        var body = bytes.ToArray();
        if (StrictJson.Read<T>(body, body.Length).Refused(out var why, out var value))
            return why;
        if (Once.Of(http, body).Refused(out why, out var once))
            return why;
        return new JsonBody<T>(value, once);
    }
}
