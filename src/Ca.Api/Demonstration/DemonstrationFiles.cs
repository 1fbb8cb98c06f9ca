using Ca.Api.Storage;
using Ca.Core;

namespace Ca.Api.Demonstration;

/// <summary>Fills a directory with the demonstration authority.</summary>
static class DemonstrationFiles
{
    /// <returns>The refusal, or null when the directory is whole.</returns>
    public static async Task<Refusal?> Make(string data, Uri publicUrl, TimeProvider clock, CancellationToken cancellation)
    {
        foreach (var folder in new[] { "secrets", "issuers", "anchors", "officers", "tls", "ceremonies" })
            PrivateDirectory.Create(Path.Combine(data, folder));
        foreach (var hierarchy in new[] { Hierarchy.Gost, Hierarchy.Ec })
            if (await hierarchy.Make(data, publicUrl, clock, cancellation) is { } why)
                return why;
        return await DemonstrationCertificates.Make(data, clock.GetUtcNow(), cancellation);
    }
}
