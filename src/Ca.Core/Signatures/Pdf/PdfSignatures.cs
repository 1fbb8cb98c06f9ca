using Ca.Core.Cms;
using Ca.Core.Pdf;

namespace Ca.Core.Signatures.Pdf;

/// <summary>The signatures of a PDF file (ISO 32000-2 §12.8), each with what it covers and what was done to the document after it.</summary>
public sealed class PdfSignatures
{
    /// <summary>As many as a CMS may have signers.</summary>
    const int MaxSignatures = CmsSignedData.MaxSigners;

    readonly PdfFile file;
    readonly Dictionary<int, PdfLayout> layouts = [];
    readonly Dictionary<int, IReadOnlyList<PdfDifference>> differences = [];

    PdfSignatures(PdfFile file) => this.file = file;

    /// <summary>In the order in which they were made; at least one.</summary>
    public IReadOnlyList<PdfSignature> All { get; private set; } = [];

    /// <summary>Validation data in the file; null when there is none.</summary>
    public PdfSecurityStore? SecurityStore { get; private set; }

    /// <summary>Reads the file; a refusal when it is no PDF file that can be read, or carries no signature.</summary>
    public static Outcome<PdfSignatures> Read(ReadOnlyMemory<byte> octets) => PdfFile.Open(octets).Then(Read);

    /// <summary>Reads the signatures of a file.</summary>
    public static Outcome<PdfSignatures> Read(PdfFile file)
    {
        var signatures = new PdfSignatures(file);
        var found = signatures.Find();
        if (found.Count > MaxSignatures)
            return new Refusal(RefusalCode.TooLarge, "Cms.too-many-signers", MaxSignatures);
        if (found.Count == 0)
            return file.Work.IsSpent ? PdfFile.TooComplex : new Refusal(RefusalCode.Malformed, "Pdf.not-signed");
        foreach (var signature in found)
            signatures.Examine(signature);
        signatures.SecurityStore = signatures.ReadStore();
        signatures.All = found;
        // What was left uncompared might be what matters.
        return file.Work.IsSpent ? PdfFile.TooComplex : signatures;
    }

    /// <summary>
    /// Every signed field, also one that a later revision took away: the newest revision that has it tells. Two fields may show the same
    /// signature; it is one.
    /// </summary>
    List<PdfSignature> Find()
    {
        var found = new List<PdfSignature>();
        var seen = new HashSet<PdfDictionary>();
        var places = new HashSet<Range>();
        foreach (var revision in file.Revisions.Reverse())
        {
            foreach (var field in PdfForm.Of(revision).Fields)
            {
                if (field.Type != "Sig" || revision.Resolve(field.Value) is not PdfDictionary dictionary || !seen.Add(dictionary) || found.Count > MaxSignatures)
                    continue;
                var signature = PdfSignature.Read(revision, field, dictionary);
                if (signature.Place is not { } place || places.Add(place))
                    found.Add(signature);
            }
        }
        return [.. found.OrderBy(s => s.Place?.Start.Value ?? int.MaxValue)];
    }

    void Examine(PdfSignature signature)
    {
        var modifications = new List<PdfModification>();
        for (var later = signature.Revision ?? file.Revisions.Count; later < file.Revisions.Count; later++)
            modifications.AddRange(Between(later).Select(d =>
                new PdfModification(later + 1, d.Change, signature.Permissions!.Allow(d), d.Page, d.ObjectNumber, d.What)));
        if (file.HasTrailingOctets)
            modifications.Add(new(file.Revisions.Count, PdfChange.Unexplained, false, null, null, new("Pdf.change-unexplained")));
        signature.Modifications = modifications;
        foreach (var modification in modifications)
            signature.Add(modification.IsAllowed ? PdfRule.Added : PdfRule.Changed, modification.Revision, modification.Where, modification.What);
    }

    /// <summary>What the revision with this index changed of the one before it.</summary>
    IReadOnlyList<PdfDifference> Between(int later)
    {
        if (!differences.TryGetValue(later, out var found))
            differences[later] = found = PdfDifferences.Between(Layout(later - 1), Layout(later));
        return found;
    }

    PdfLayout Layout(int revision)
    {
        if (!layouts.TryGetValue(revision, out var layout))
            layouts[revision] = layout = new(file.Revisions[revision]);
        return layout;
    }

    /// <summary>As the newest revision has it, dated by the newest that changed it.</summary>
    PdfSecurityStore? ReadStore()
    {
        if (PdfSecurityStore.Of(file.Revisions[^1]) is not { } store)
            return null;
        var first = All.Select(s => s.Revision).Min() ?? 1;
        for (var later = file.Revisions.Count - 1; later >= first; later--)
            if (Between(later).Any(d => d.Change == PdfChange.SecurityStore))
                return store with { Revision = later + 1 };
        return store with { Revision = first };
    }
}
