using Ca.Core.Pdf;

namespace Ca.Core.Signatures.Pdf;

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
