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

    /// <summary>For tests.</summary>
    public override string ToString() => $"{(IsAllowed ? "" : "!")}{Change} r{Revision} {Where}: {What}";
}

/// <summary>A difference between two revisions, before it is known who allows it.</summary>
/// <param name="Change">Of what kind.</param>
/// <param name="Page">From 1.</param>
/// <param name="ObjectNumber">The number of the object.</param>
/// <param name="Subject">The field's name, or the annotation's subtype.</param>
/// <param name="What">In words.</param>
sealed record PdfDifference(PdfChange Change, int? Page, int? ObjectNumber, string Subject, Sentence What);
