using Ca.Core.Pdf;

namespace Ca.Core.Signatures.Pdf;

/// <summary>
/// The document security store (EN 319 142-1 §5.4.2): what later verifiers need, put into the file by whoever had it. Nothing in it is
/// believed for being there. What VRI sorts by signature (§5.4.2.3) is a selection of the same.
/// </summary>
/// <param name="Certificates">DER, as it stands there.</param>
/// <param name="RevocationLists">DER.</param>
/// <param name="OcspResponses">DER.</param>
/// <param name="Vri">The signatures that it says validation data for: SHA-1 of their Contents in upper case hex.</param>
/// <param name="Revision">The newest revision that changed it; from 1.</param>
public sealed record PdfSecurityStore(
    IReadOnlyList<ReadOnlyMemory<byte>> Certificates,
    IReadOnlyList<ReadOnlyMemory<byte>> RevocationLists,
    IReadOnlyList<ReadOnlyMemory<byte>> OcspResponses,
    IReadOnlyList<string> Vri,
    int Revision)
{
    /// <summary>Four for each of 64 signatures and their time-stamps; as many lists and responses as certificates.</summary>
    const int MaxObjects = 512;

    /// <summary>Whether it holds anything to judge a revocation by.</summary>
    public bool HasRevocationData => RevocationLists.Count + OcspResponses.Count > 0;

    /// <summary>As this revision has it; null when it has none.</summary>
    internal static PdfSecurityStore? Of(PdfRevision revision)
    {
        if (revision.Catalog is not { } catalog || revision.Dictionary(catalog, "DSS") is not { } store)
            return null;
        var seen = new HashSet<int>();
        var vri = revision.Dictionary(store, "VRI");
        var entries = (vri?.Entries.Values.Select(revision.Dictionary).OfType<PdfDictionary>() ?? []).Take(MaxObjects).ToList();
        return new(
            Streams(revision, [(store, "Certs"), .. entries.Select(e => (e, "Cert"))], seen),
            Streams(revision, [(store, "CRLs"), .. entries.Select(e => (e, "CRL"))], seen),
            Streams(revision, [(store, "OCSPs"), .. entries.Select(e => (e, "OCSP"))], seen),
            vri is null ? [] : [.. vri.Entries.Keys.Where(k => k is not "Type").Take(MaxObjects)],
            revision.Index + 1);
    }

    static List<ReadOnlyMemory<byte>> Streams(PdfRevision revision, IEnumerable<(PdfDictionary Dictionary, string Key)> places, HashSet<int> seen)
    {
        var read = new List<ReadOnlyMemory<byte>>();
        foreach (var value in places.SelectMany(p => revision.Array(p.Dictionary, p.Key)))
        {
            if (read.Count == MaxObjects || !revision.File.Work.TakeComparison())
                break;
            if (revision.Resolve(value) is PdfStream stream && seen.Add(stream.Start)
                && revision.File.Data(stream, revision.Index) is { } raw
                && PdfFilters.Decode(raw, stream.Dictionary, revision.File.Work) is { } data)
                read.Add(data);
        }
        return read;
    }
}
