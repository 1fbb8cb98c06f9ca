using System.Collections.Concurrent;
using Ca.Api.Issuers;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Paths;
using Ca.Core.Revocation;

namespace Ca.Api.Verifications;

/// <summary>
/// What the service verifies with: the anchors that the operator has laid into <c>anchors/*.pem</c> and <c>*.json</c>, its issuers'
/// certificates, and the revocation lists beside the anchors (<c>anchors/*.crl</c>, from the offline roots) and published by itself (<c>crl/*.crl</c>).
/// </summary>
sealed class VerificationMaterial
{
    readonly string[] listFolders;
    readonly IReadOnlyList<TrustAnchor> anchors;
    readonly IReadOnlyList<Certificate> certificates;

    // A list is read anew when its file is another: it is swapped by renaming, so its time or length changes.
    readonly ConcurrentDictionary<string, (DateTime Written, long Length, RevocationList? List)> lists = new();

    VerificationMaterial(string dataDirectory, IReadOnlyList<TrustAnchor> anchors, IReadOnlyList<Certificate> certificates)
    {
        listFolders = [Path.Combine(dataDirectory, "anchors"), Path.Combine(dataDirectory, "crl")];
        this.anchors = anchors;
        this.certificates = certificates;
    }

    /// <summary>Reads the anchors; one that cannot be read refuses the start, since verdicts without it would look like good ones.</summary>
    public static Outcome<VerificationMaterial> Load(string dataDirectory, IssuerList issuers)
    {
        if (TrustAnchorDirectory.Read(Path.Combine(dataDirectory, "anchors")).Refused(out var why, out var anchors))
            return new Refusal(RefusalCode.Unavailable, why.Sentence);
        return new VerificationMaterial(dataDirectory, anchors, [.. issuers.All.SelectMany(i => i.Chain.Prepend(i.Certificate))]);
    }

    /// <summary>The anchors and certificates of the start, the lists of this moment.</summary>
    public PathMaterial Now() => new()
    {
        Anchors = anchors,
        Certificates = certificates,
        RevocationLists = [.. listFolders.SelectMany(f => Files(f, "*.crl")).Select(List).OfType<RevocationList>()],
    };

    RevocationList? List(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            return null;
        if (lists.TryGetValue(path, out var known) && known.Written == file.LastWriteTimeUtc && known.Length == file.Length)
            return known.List;
        var list = InputFile.Read(path, Pem.MaxOctets(RevocationList.MaxOctets))
            .Then(bytes => RevocationList.ParsePemOrDer(bytes)).Refused(out _, out var read) ? null : read;
        lists[path] = (file.LastWriteTimeUtc, file.Length, list);
        return list;
    }

    static string[] Files(string folder, string pattern) => Directory.Exists(folder) ? Directory.GetFiles(folder, pattern) : [];
}
