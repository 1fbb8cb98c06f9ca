using System.Net;
using Ca.Api.Problems;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Ca.Api.Hosting;

/// <summary>
/// Room for large uploads: bodies are spooled to a temporary folder as they arrive, so that all together, and those of one address, are
/// bounded before the first octet is read. Who finds no room is told to come again.
/// </summary>
/// <param name="total">Uploads at a time, of everybody.</param>
/// <param name="perAddress">Of one address: others find room however many that one holds.</param>
/// <param name="octets">Spooled at a time by uploads larger than <see cref="Small"/>.</param>
sealed class UploadRoom(int total, int perAddress, long octets) : IEndpointFilter
{
    /// <summary>Up to this many octets need no room: an application with its signature usually is smaller, and is not to wait for those that are not.</summary>
    const long Small = 1024 * 1024;

    /// <summary>What a client has to send at the least to go on holding its room: a large file in an hour, a small one in a minute.</summary>
    static readonly MinDataRate Slowest = new(bytesPerSecond: 16 * 1024, gracePeriod: TimeSpan.FromSeconds(10));

    readonly Lock gate = new();
    readonly Dictionary<IPAddress, int> byAddress = [];
    int uploads;
    long spooled;

    /// <summary>64 uploads, 8 of an address, a gibibyte.</summary>
    public static UploadRoom Usual() => new(64, 8, 1024 * 1024 * 1024);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        // Who does not say how much comes is taken for who sends as much as may come.
        var length = http.Request.ContentLength ?? http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? octets;
        if (!TryEnter(address, length))
        {
            http.Response.Headers.RetryAfter = "5";
            return Problem.Plain(StatusCodes.Status429TooManyRequests);
        }
        try
        {
            // HTTP/2 has one rate for the whole connection, which is not this request's to set.
            if (length > Small && HttpProtocol.IsHttp11(http.Request.Protocol) && http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
                rate.MinDataRate = Slowest;
            return await next(context);
        }
        finally
        {
            Leave(address, length);
        }
    }

    /// <summary>Takes room for an upload of so many octets; false when there is none.</summary>
    public bool TryEnter(IPAddress address, long length)
    {
        var room = length > Small ? length : 0;
        lock (gate)
        {
            var own = byAddress.GetValueOrDefault(address);
            if (uploads >= total || own >= perAddress || spooled + room > octets)
                return false;
            byAddress[address] = own + 1;
            uploads++;
            spooled += room;
            return true;
        }
    }

    /// <summary>Gives back what <see cref="TryEnter"/> took.</summary>
    public void Leave(IPAddress address, long length)
    {
        lock (gate)
        {
            if (byAddress[address] == 1)
                byAddress.Remove(address);
            else
                byAddress[address]--;
            uploads--;
            spooled -= length > Small ? length : 0;
        }
    }
}
