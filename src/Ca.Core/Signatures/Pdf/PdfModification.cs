using System.Text.Json;
using Ca.Core.Pdf;

namespace Ca.Core.Signatures.Pdf;

/// <summary>What a later revision of a PDF file did, from the harmless to what changes what a reader sees.</summary>
public enum PdfChange
{
    /// <summary>Wrote objects that nothing refers to.</summary>
    Unused,
    /// <summary>Named the version or the extensions that a later addition needs.</summary>
    Technical,
    /// <summary>Added or changed validation data: the document security store with certificates, revocation lists and responses.</summary>
    SecurityStore,
    /// <summary>Added a document time-stamp that is not seen on any page.</summary>
    DocumentTimeStamp,
    /// <summary>Added a signature, or signed a field that was there.</summary>
    Signature,
    /// <summary>Added a signature in a field of its own that shows something on a page.</summary>
    SeenSignature,
    /// <summary>Added a field for a signature to come.</summary>
    SignatureField,
    /// <summary>Changed what programs tell about the document: title, author, XMP.</summary>
    Metadata,
    /// <summary>Filled in a field of the form that was there.</summary>
    FormFilling,
    /// <summary>Added, changed or removed an annotation.</summary>
    Annotation,
    /// <summary>Changed the form otherwise: a field added, removed, moved, or shown otherwise than by its value.</summary>
    Form,
    /// <summary>Changed what is on a page.</summary>
    Page,
    /// <summary>Added, removed or reordered pages.</summary>
    PageTree,
    /// <summary>Changed something else of the document: actions, attachments, outlines, layers.</summary>
    Document,
    /// <summary>Octets behind the last revision, which belong to nothing.</summary>
    Unexplained,
}

/// <summary>Something that a revision after a signature changed.</summary>
/// <param name="Revision">From 1, as people count.</param>
/// <param name="Change">Of what kind.</param>
/// <param name="IsAllowed">Whether the signer allowed it; what is not fails the signature.</param>
/// <param name="Page">From 1; null when it is on no page.</param>
/// <param name="ObjectNumber">The number of the object; null when it has none.</param>
/// <param name="What">In words.</param>
public sealed record PdfModification(int Revision, PdfChange Change, bool IsAllowed, int? Page, int? ObjectNumber, Sentence What)
{
    /// <summary>Where, in words.</summary>
    public Sentence Where => (Page, ObjectNumber) switch
    {
        ({ } page, { } number) => new("Pdf.where-page-object", page, number),
        ({ } page, null) => new("Pdf.where-page", page),
        (null, { } number) => new("Pdf.where-object", number),
        _ => new("Pdf.where-document"),
    };

    /// <summary>Which revision, where and what, in words.</summary>
    public Sentence Detail => new("Pdf.change", Revision, Where, What);

    /// <summary><c>FORM_FILLING</c> and the like.</summary>
    public string Word => JsonNamingPolicy.SnakeCaseUpper.ConvertName(Change.ToString());

    /// <summary>For tests.</summary>
    public override string ToString() => $"{(IsAllowed ? "" : "!")}{Word} r{Revision} {Where}: {What}";
}

/// <summary>A difference between two revisions, before it is known who allows it.</summary>
/// <param name="Change">Of what kind.</param>
/// <param name="Page">From 1.</param>
/// <param name="ObjectNumber">The number of the object.</param>
/// <param name="Subject">The field's name, or the annotation's subtype.</param>
/// <param name="What">In words.</param>
sealed record PdfDifference(PdfChange Change, int? Page, int? ObjectNumber, string Subject, Sentence What);

/// <summary>What a signer allows to happen to the document afterwards (ISO 32000-2 §12.8.2.2, §12.8.2.4).</summary>
sealed class PdfPermissions
{
    /// <summary>
    /// Annotations that can lie over what was signed, as their purpose or since they bring what they show with them ("Attacks on PDF
    /// Certification", 2021): even who allows annotations does not mean these.
    /// </summary>
    static readonly string[] Covering = ["FreeText", "Stamp", "Redact", "Watermark", "Screen", "Movie", "3D", "RichMedia", "Projection", "PrinterMark", "TrapNet", "Widget", ""];

    /// <summary>P of the strictest that is in force: 1 no changes, 2 filling in and signing, 3 annotations too; null when nobody said.</summary>
    public required int? Level { get; init; }

    /// <summary>The fields that may not change: each All, Include or Exclude with names.</summary>
    public required IReadOnlyList<(string Action, IReadOnlySet<string> Fields)> Locks { get; init; }

    public bool Allow(PdfDifference difference) => difference.Change switch
    {
        PdfChange.Unused or PdfChange.Technical or PdfChange.SecurityStore or PdfChange.DocumentTimeStamp => true,
        PdfChange.Signature or PdfChange.SignatureField or PdfChange.Metadata => Level != 1,
        // Who certifies allows signing where there are fields for it; what a new field shows might cover the rest (sneaky signatures, 2021).
        PdfChange.SeenSignature => Level is null,
        PdfChange.FormFilling => Level != 1 && !Locks.Any(l => IsLocked(l.Action, l.Fields, difference.Subject)),
        PdfChange.Annotation => Level == 3 && !Covering.Contains(difference.Subject),
        _ => false,
    };

    /// <summary>A name means the field and those below it.</summary>
    static bool IsLocked(string action, IReadOnlySet<string> fields, string name)
    {
        var isNamed = fields.Contains(name);
        for (var dot = name.LastIndexOf('.'); !isNamed && dot > 0; dot = name.LastIndexOf('.', dot - 1))
            isNamed = fields.Contains(name[..dot]);
        return action switch { "Include" => isNamed, "Exclude" => !isNamed, _ => true };
    }

    /// <summary>What the signature in this field says, and the certification of the document as of its revision.</summary>
    public static PdfPermissions Of(PdfRevision revision, PdfField field, PdfDictionary signature)
    {
        var levels = new List<int>();
        var locks = new List<(string, IReadOnlySet<string>)>();
        Read(revision, signature, levels, locks);
        if (revision.Catalog is { } catalog && revision.Dictionary(catalog, "Perms") is { } permissions
            && revision.Dictionary(permissions, "DocMDP") is { } certification && !ReferenceEquals(certification, signature))
            Read(revision, certification, levels, []);
        if (revision.Dictionary(field.Dictionary, "Lock") is { } fieldLock)
        {
            AddLock(revision, fieldLock, locks);
            if (revision.Resolve(fieldLock["P"]) is PdfInteger { Value: >= 1 and <= 3 } level)
                levels.Add((int)level.Value);
        }
        return new() { Level = levels.Count > 0 ? levels.Min() : null, Locks = locks };
    }

    static void Read(PdfRevision revision, PdfDictionary signature, List<int> levels, List<(string, IReadOnlySet<string>)> locks)
    {
        foreach (var item in revision.Array(signature, "Reference"))
        {
            if (revision.Dictionary(item) is not { } reference)
                continue;
            var parameters = revision.Dictionary(reference, "TransformParams");
            if (revision.Name(reference, "TransformMethod") == "DocMDP")
                // 2 unless it says otherwise (§12.8.2.2.2); what is no level allows nothing.
                levels.Add(parameters is null || parameters["P"] is PdfNull ? 2 : revision.Resolve(parameters["P"]) is PdfInteger { Value: 2 or 3 } level ? (int)level.Value : 1);
            if (revision.Name(reference, "TransformMethod") == "FieldMDP" && parameters is not null)
                AddLock(revision, parameters, locks);
        }
    }

    static void AddLock(PdfRevision revision, PdfDictionary parameters, List<(string, IReadOnlySet<string>)> locks) => locks.Add((
        revision.Name(parameters, "Action") ?? "All",
        revision.Array(parameters, "Fields").Select(revision.Resolve).OfType<PdfString>().Select(PdfText.Of).ToHashSet()));
}
