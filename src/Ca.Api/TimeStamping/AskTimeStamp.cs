using System.Diagnostics.Metrics;
using Ca.Api.Hosting;
using Ca.Api.Http;
using Ca.Api.Problems;
using Ca.Core;
using Ca.Core.TimeStamping;

namespace Ca.Api.TimeStamping;

/// <summary>
/// Time-stamps over HTTP (RFC 3161 §3.4). Whatever is asked, the answer is a TimeStampResp with HTTP 200: with a token, or with the failure that
/// the RFC has for it and a sentence in the caller's language.
/// </summary>
static class AskTimeStamp
{
    public const string RequestType = "application/timestamp-query";
    public const string ResponseType = "application/timestamp-reply";

    static readonly Counter<long> Answers = Metrics.Meter.CreateCounter<long>("ca.tsa.answers");

    /// <summary>By the unit that the hash asks for.</summary>
    public static async Task<IResult> Post(HttpContext http, TimeStampUnits units) => units.All.Any()
        ? Answer(http, units, await SmallBody.Read(http, TimeStampRequest.MaxOctets), units.For)
        : Problem.Plain(StatusCodes.Status404NotFound);

    /// <summary>By the unit of this issuer.</summary>
    public static async Task<IResult> PostTo(string issuer, HttpContext http, TimeStampUnits units) => units.TryGet(issuer, out var unit)
        ? Answer(http, units, await SmallBody.Read(http, TimeStampRequest.MaxOctets), _ => unit)
        : Problem.Plain(StatusCodes.Status404NotFound);

    static IResult Answer(HttpContext http, TimeStampUnits units, byte[]? octets, Func<TimeStampRequest, TimeStampUnit?> choose)
    {
        http.Response.Headers.CacheControl = "no-store";
        var rejection = Stamp(units, octets, choose, out var token);
        Answers.Add(1, new KeyValuePair<string, object?>("status", rejection?.Failure.ToString() ?? nameof(TimeStampStatus.Granted)));
        return Results.Bytes(rejection is null ? TimeStampResponse.Grant(token) : TimeStampResponse.Reject(rejection, Language.Of(http.Request)), ResponseType);
    }

    static TimeStampRejection? Stamp(TimeStampUnits units, byte[]? octets, Func<TimeStampRequest, TimeStampUnit?> choose, out byte[]? token)
    {
        token = null;
        if (octets is null)
            return new(TimeStampFailure.BadDataFormat, new Sentence(typeof(AskTimeStamp).Assembly, "TimeStamping.request-too-large", TimeStampRequest.MaxOctets));
        return TimeStampRequest.Parse(octets).Refused(out var why, out var request)
            ? TimeStampRejection.Of(why)
            : choose(request)!.Stamp(request, units.Clock, out token);
    }
}
