using Ca.Api.Problems;
using Microsoft.Net.Http.Headers;

namespace Ca.Api.Status;

/// <summary>What cRLDistributionPoints points to: the file as it is published (RFC 2585 §3), never made for a request.</summary>
static class GetRevocationList
{
    public const string Type = "application/pkix-crl";

    /// <summary>A cache on the way may hide a newer list for so long; longer would make a list at once after a revocation pointless.</summary>
    static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);

    public static IResult Handle(string issuer, RevocationLists lists, OfflineIssuers offline, TimeProvider time, HttpResponse response)
    {
        if (lists.TryGet(issuer, out var list))
            return Give(list.Path, list.Published, time.GetUtcNow(), response);
        if (!offline.TryGet(issuer, out _))
            return Problem.Plain(StatusCodes.Status404NotFound);
        using var ofRoot = offline.OpenList(issuer);
        return Give(offline.ListOf(issuer), ofRoot is null ? null : PublishedList.Of(ofRoot.Header), time.GetUtcNow(), response);
    }

    static IResult Give(string path, PublishedList? published, DateTimeOffset now, HttpResponse response)
    {
        if (published is null)
            return Problem.Plain(StatusCodes.Status503ServiceUnavailable);
        Caching.Allow(response, now, published.NextUpdate, MaxAge);
        // Opened once: a swap meanwhile leaves this reader the old file, whole.
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true);
        return Results.Stream(file, Type, lastModified: published.ThisUpdate, entityTag: new EntityTagHeaderValue($"\"{published.Number:x}\""), enableRangeProcessing: true);
    }
}
