using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ca.Api.Http;

/// <summary>An answer as octets, usually JSON, so that it can be kept with what it tells of and given again word for word.</summary>
sealed record Answer(int Status, string? Location, byte[] Body) : IResult
{
    public string MediaType { get; init; } = "application/json; charset=utf-8";

    public string CacheControl { get; init; } = "no-store";

    /// <summary>How everything here is written: names in camelCase, Cyrillic as itself.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    public static Answer Ok<T>(T body) => new(StatusCodes.Status200OK, null, JsonSerializer.SerializeToUtf8Bytes(body, Json));

    public static Answer Created<T>(string location, T body) =>
        new(StatusCodes.Status201Created, location, JsonSerializer.SerializeToUtf8Bytes(body, Json));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = MediaType;
        response.ContentLength = Body.Length;
        response.Headers.CacheControl = CacheControl;
        if (Location is not null)
            response.Headers.Location = Location;
        await response.Body.WriteAsync(Body, httpContext.RequestAborted);
    }
}
