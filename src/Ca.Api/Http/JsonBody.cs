using Ca.Api.Storage;
using Ca.Core;
using Ca.Core.Json;

namespace Ca.Api.Http;

/// <summary>A request's body, read strictly: an unknown or repeated property is refused, since it could mean something to its sender.</summary>
/// <param name="Value">What it says.</param>
/// <param name="Once">Whether the same request was carried out already.</param>
/// <param name="Earlier">What was answered to the same request before, or null: to be given again, whatever has changed since.</param>
sealed record JsonBody<T>(T Value, Once Once, IResult? Earlier) where T : notnull
{
    /// <summary>
    /// Reads it whole; Kestrel holds the route's limit of octets. Whether its Idempotency-Key was used for something else is asked before
    /// anything else is: a client that mixes its keys up has to hear that, also when the body is not one of ours.
    /// </summary>
    public static async Task<Outcome<JsonBody<T>>> Read(HttpContext http)
    {
        if (!http.Request.HasJsonContentType())
            throw new BadHttpRequestException("Not JSON.", StatusCodes.Status415UnsupportedMediaType);
        var body = await JsonBody.Octets(http);
        if (Once.Of(http, body).Refused(out var why, out var once))
            return why;
        Answer? answered = null;
        if (await once.Earlier(http.RequestServices.GetRequiredService<CaDbContext>()) is { } earlier && earlier.Refused(out why, out answered))
            return why;
        return StrictJson.Read<T>(body, body.Length).Refused(out why, out var value) ? why : new JsonBody<T>(value, once, answered);
    }
}

static class JsonBody
{
    /// <summary>All of the body.</summary>
    public static async Task<byte[]> Octets(HttpContext http)
    {
        using var bytes = new MemoryStream();
        await http.Request.Body.CopyToAsync(bytes, http.RequestAborted);
        return bytes.ToArray();
    }
}
