using Ca.Core.Pdf;

namespace Ca.Core.Signatures.Pdf;

/// <summary>
/// What a revision changed in the document that the one before it was: the two are walked side by side from the catalog, and whatever is
/// not known to be harmless is a change of what was signed ("Shadow Attacks", 2021: hiding, replacing and both by the means of an update).
/// </summary>
sealed class PdfDifferences
{
    /// <summary>A verdict is read by people; when there are more, the file was made anew.</summary>
    const int MaxDifferences = 200;

    /// <summary>Of a field, the entries that filling it in changes.</summary>
    static readonly string[] ValueKeys = ["V", "RV", "I", "TI"];

    /// <summary>Of a field, those that its widget has nothing to do with.</summary>
    static readonly string[] FieldKeys = ["FT", "T", "TU", "TM", "Ff", "DV", "AA", "Lock", "SV", "Opt", "MaxLen", "DA", "Q", "DS", "Parent"];

    /// <summary>Of a widget, those that show the value.</summary>
    static readonly string[] AppearanceKeys = ["AP", "AS", "MK"];

    readonly PdfLayout older;
    readonly PdfLayout newer;
    readonly PdfComparison strict;
    readonly PdfComparison loose;
    readonly List<PdfDifference> found = [];

    PdfDifferences(PdfLayout older, PdfLayout newer)
    {
        this.older = older;
        this.newer = newer;
        strict = new(older.Revision, newer.Revision, older.Pages.Nodes, newer.Pages.Nodes);
        loose = new(older.Revision, newer.Revision, older.Landmarks, newer.Landmarks);
    }

    /// <summary>At least one, if only that nothing was changed.</summary>
    public static IReadOnlyList<PdfDifference> Between(PdfLayout older, PdfLayout newer)
    {
        var differences = new PdfDifferences(older, newer);
        differences.CompareDocument();
        if (differences.found.Count == 0)
            differences.Add(PdfChange.Unused, null, null, "", new("Pdf.change-unused", newer.Revision.File.NamedBy(newer.Revision.Index).Count()));
        return differences.found;
    }

    void CompareDocument()
    {
        if (!loose.Same(older.Revision.Trailer["Info"], newer.Revision.Trailer["Info"]))
            Add(PdfChange.Metadata, null, Number(newer.Revision.Trailer["Info"]), "", new("Pdf.change-metadata"));
        if (older.Revision.Catalog is not { } was || newer.Revision.Catalog is not { } now)
        {
            Add(PdfChange.Document, null, Number(newer.Revision.Trailer["Root"]), "", new("Pdf.change-document", "Root"));
            return;
        }
        foreach (var key in was.Entries.Keys.Union(now.Entries.Keys).ToList())
            CompareCatalogEntry(key, was, now);
        if (AreAmbiguous(was, now))
            Add(PdfChange.Document, null, Number(newer.Revision.Trailer["Root"]), "", new("Pdf.change-document", "Root"));
        ComparePages();
        CompareForm(was, now);
    }

    void CompareCatalogEntry(string key, PdfDictionary was, PdfDictionary now)
    {
        if (key is "Pages" or "AcroForm" || loose.Same(was[key], now[key]))
            return;
        var number = Number(now[key]);
        switch (key)
        {
            case "DSS":
                Add(PdfChange.SecurityStore, null, number, "", new("Pdf.change-security-store"));
                break;
            case "Version" or "Extensions":
                Add(PdfChange.Technical, null, number, "", new("Pdf.change-technical", key));
                break;
            case "Metadata" or "PieceInfo":
                Add(PdfChange.Metadata, null, number, "", new("Pdf.change-metadata"));
                break;
            default:
                Add(PdfChange.Document, null, number, "", new("Pdf.change-document", key));
                break;
        }
    }

    void ComparePages()
    {
        var (was, now) = (older.Pages.Pages, newer.Pages.Pages);
        if (older.Pages.IsBroken || newer.Pages.IsBroken)
            Add(PdfChange.PageTree, null, null, "", new("Pdf.change-pages-unclear"));
        if (was.Count != now.Count)
            Add(PdfChange.PageTree, null, null, "", new("Pdf.change-page-count", was.Count, now.Count));
        for (var i = 0; i < Math.Min(was.Count, now.Count); i++)
        {
            var isSettled = ReferenceEquals(was[i].Dictionary, now[i].Dictionary) && newer.Revision.File.IsSettled(now[i].Dictionary);
            var keys = isSettled ? PdfPage.Inheritable : was[i].Entries.Keys.Union(now[i].Entries.Keys).Where(k => k != "Annots" || !AreArrays(was[i], now[i]));
            foreach (var key in keys)
                ComparePageEntry(key, i, was[i], now[i]);
            if (isSettled)
                continue;
            if (AreAmbiguous(was[i].Dictionary, now[i].Dictionary) || !Same(was[i].Oddities, now[i].Oddities))
                Add(PdfChange.Page, i + 1, now[i].Number, "", new("Pdf.change-page", "Annots"));
            CompareAnnotations(i + 1, was[i], now[i]);
        }
    }

    /// <summary>What stands as Annots and is no list of annotations is compared like everything else.</summary>
    bool AreArrays(PdfPage was, PdfPage now) =>
        older.Revision.Resolve(was.Dictionary["Annots"]) is PdfArray or PdfNull && newer.Revision.Resolve(now.Dictionary["Annots"]) is PdfArray or PdfNull;

    void ComparePageEntry(string key, int index, PdfPage was, PdfPage now)
    {
        // What is drawn refers to no field and no annotation: whatever is declared one is followed here all the same.
        var comparison = key is "Resources" or "Contents" or "Annots" ? strict : loose;
        var (left, right) = (was.Entries.GetValueOrDefault(key) ?? PdfValue.Null, now.Entries.GetValueOrDefault(key) ?? PdfValue.Null);
        if (comparison.Same(left, right))
            return;
        if (key is "Metadata" or "PieceInfo" or "LastModified")
            Add(PdfChange.Metadata, index + 1, now.Number, "", new("Pdf.change-metadata"));
        else if (key is "Tabs")
            Add(PdfChange.Technical, index + 1, now.Number, "", new("Pdf.change-technical", key));
        else
            Add(PdfChange.Page, index + 1, Number(right) ?? now.Number, "", new("Pdf.change-page", key));
    }

    bool Same(IReadOnlyList<PdfValue> left, IReadOnlyList<PdfValue> right) =>
        left.Count == right.Count && left.Zip(right).All(p => strict.Same(p.First, p.Second));

    void CompareAnnotations(int page, PdfPage was, PdfPage now)
    {
        var before = was.Annotations.Where(a => a.Number is not null).ToDictionary(a => a.Number!.Value);
        var after = now.Annotations.Where(a => a.Number is not null).ToDictionary(a => a.Number!.Value);
        foreach (var (number, annotation) in after)
        {
            if (!before.TryGetValue(number, out var old))
                AnnotationAdded(page, annotation);
            else if (!(older.Form.Widgets.ContainsKey(number) && newer.Form.Widgets.ContainsKey(number)) && !SameAnnotation(old, annotation))
                Add(PdfChange.Annotation, page, number, Subtype(newer, annotation), new("Pdf.change-annotation-changed", Subtype(newer, annotation)));
        }
        foreach (var (number, annotation) in before.Where(b => !after.ContainsKey(b.Key)))
            Add(PdfChange.Annotation, page, number, Subtype(older, annotation), new("Pdf.change-annotation-removed", Subtype(older, annotation)));
        if (!before.Keys.Where(after.ContainsKey).SequenceEqual(after.Keys.Where(before.ContainsKey)))
            Add(PdfChange.Page, page, now.Number, "", new("Pdf.change-page", "Annots"));
        CompareDirectAnnotations(page, was, now);
    }

    /// <summary>Annotations without a number of their own are known by their place alone.</summary>
    void CompareDirectAnnotations(int page, PdfPage was, PdfPage now)
    {
        var (before, after) = (was.Annotations.Where(a => a.Number is null).ToList(), now.Annotations.Where(a => a.Number is null).ToList());
        for (var i = 0; i < Math.Max(before.Count, after.Count); i++)
        {
            if (i < before.Count && i < after.Count && SameAnnotation(before[i], after[i]))
                continue;
            var (layout, annotation) = i < after.Count ? (newer, after[i]) : (older, before[i]);
            Add(PdfChange.Annotation, page, now.Number, Subtype(layout, annotation), new("Pdf.change-annotation-changed", Subtype(layout, annotation)));
        }
    }

    bool SameAnnotation(PdfAnnotation was, PdfAnnotation now) =>
        loose.Same(was.Dictionary, now.Dictionary) && strict.Same(was.Dictionary["AP"], now.Dictionary["AP"]);

    void AnnotationAdded(int page, PdfAnnotation annotation)
    {
        var subtype = Subtype(newer, annotation);
        // A widget of a field is told of with the field.
        if (subtype != "Widget" || !newer.Form.Widgets.ContainsKey(annotation.Number!.Value) || older.Form.Widgets.ContainsKey(annotation.Number.Value))
            Add(PdfChange.Annotation, page, annotation.Number, subtype, new("Pdf.change-annotation-added", subtype));
    }

    void CompareForm(PdfDictionary wasCatalog, PdfDictionary nowCatalog)
    {
        var (was, now) = (older.Revision.Dictionary(wasCatalog, "AcroForm"), newer.Revision.Dictionary(nowCatalog, "AcroForm"));
        foreach (var key in (was?.Entries.Keys ?? []).Union(now?.Entries.Keys ?? []).ToList())
            CompareFormEntry(key, was?[key] ?? PdfValue.Null, now?[key] ?? PdfValue.Null);
        if (was is not null && now is not null && AreAmbiguous(was, now))
            Add(PdfChange.Form, null, null, "", new("Pdf.change-form", "AcroForm"));
        CompareFields();
    }

    void CompareFormEntry(string key, PdfValue was, PdfValue now)
    {
        if (key is "Fields" or "SigFlags" || strict.Same(was, now))
            return;
        // A program that makes the appearances anew may show other than what stood there.
        var isHarmless = key switch
        {
            "NeedAppearances" => newer.Revision.Resolve(now) is not PdfBoolean { Value: true },
            "DR" => OnlyAdds(was, now),
            "DA" or "Q" => older.Revision.Resolve(was) is PdfNull,
            _ => false,
        };
        if (!isHarmless)
            Add(PdfChange.Form, null, Number(now), "", new("Pdf.change-form", key));
    }

    /// <summary>Fonts for the appearance of a signature are added to the form's resources; what was there stays as it was.</summary>
    bool OnlyAdds(PdfValue was, PdfValue now)
    {
        if (older.Revision.Dictionary(was) is not { } before)
            return true;
        if (newer.Revision.Dictionary(now) is not { } after || after.HasDuplicates)
            return false;
        return before.Entries.All(kind => strict.Same(kind.Value, after[kind.Key])
            || (older.Revision.Dictionary(kind.Value) is { } old && newer.Revision.Dictionary(after[kind.Key]) is { HasDuplicates: false } young
                && old.Entries.All(e => strict.Same(e.Value, young[e.Key]))));
    }

    void CompareFields()
    {
        var before = older.Form.Fields.Where(f => f.Number is not null).ToDictionary(f => f.Number!.Value);
        var after = newer.Form.Fields.Where(f => f.Number is not null).ToDictionary(f => f.Number!.Value);
        var filled = new HashSet<int>();
        foreach (var (number, field) in after)
            if (!before.TryGetValue(number, out var old))
                FieldAdded(field);
            else if (CompareField(old, field))
                filled.Add(number);
        foreach (var (number, field) in before.Where(b => !after.ContainsKey(b.Key)))
            Add(PdfChange.Form, older.PageOf(number), number, field.Name, new("Pdf.change-field-removed", field.Name));
        if (older.Form.Fields.Count(f => f.Number is null) is var direct && direct != newer.Form.Fields.Count(f => f.Number is null)
            || (direct > 0 && !SameDirectFields()))
            Add(PdfChange.Form, null, null, "", new("Pdf.change-form", "Fields"));
        CompareWidgets(before, filled);
    }

    bool SameDirectFields() =>
        older.Form.Fields.Where(f => f.Number is null).Zip(newer.Form.Fields.Where(f => f.Number is null)).All(p => loose.Same(p.First.Dictionary, p.Second.Dictionary));

    void FieldAdded(PdfField field)
    {
        if (newer.Form.IsGroup(field))
            return;
        var page = newer.PageOf(field);
        if (field.Type != "Sig")
        {
            Add(PdfChange.Form, page, field.Number, field.Name, new("Pdf.change-field-added", field.Name));
            return;
        }
        Add(SignatureChange(field), page, field.Number, field.Name, SignatureSentence(field));
    }

    /// <summary>
    /// A time-stamp is had for nothing, and an empty field says nothing of who put it there: with an appearance either could lie over what
    /// was signed. A signature shows whose it is, and is judged like every other.
    /// </summary>
    PdfChange SignatureChange(PdfField field) => newer.Revision.Dictionary(field.Value) switch
    {
        null => newer.IsSeen(field) ? PdfChange.Form : PdfChange.SignatureField,
        var value when newer.Revision.Name(value, "SubFilter") == PdfSignature.TimeStampFilter => newer.IsSeen(field) ? PdfChange.Form : PdfChange.DocumentTimeStamp,
        _ => newer.IsSeen(field) && !older.Form.Fields.Any(f => f.Number == field.Number) ? PdfChange.SeenSignature : PdfChange.Signature,
    };

    Sentence SignatureSentence(PdfField field) => SignatureChange(field) switch
    {
        PdfChange.SignatureField => new("Pdf.change-signature-field", field.Name),
        PdfChange.DocumentTimeStamp => new("Pdf.change-time-stamp", field.Name),
        PdfChange.Signature => new("Pdf.change-signature", field.Name),
        PdfChange.SeenSignature => new("Pdf.change-signature-seen", field.Name),
        _ => new("Pdf.change-field-seen", field.Name),
    };

    /// <summary>Whether the field was filled in or signed now, so that its appearance changes with it.</summary>
    bool CompareField(PdfField was, PdfField now)
    {
        var page = newer.PageOf(now);
        foreach (var key in FieldKeys.Where(k => !loose.Same(was.Dictionary[k], now.Dictionary[k])))
            if (key != "Ff" || !OnlyLocks(was.Dictionary[key], now.Dictionary[key]))
                Add(PdfChange.Form, page, now.Number, now.Name, new("Pdf.change-field", now.Name, key));
        if (AreAmbiguous(was.Dictionary, now.Dictionary) || was.Name != now.Name || was.Type != now.Type)
            Add(PdfChange.Form, page, now.Number, now.Name, new("Pdf.change-field", now.Name, "T"));
        var isChanged = !loose.Same(was.Value, now.Value) || ValueKeys.Any(k => !loose.Same(was.Dictionary[k], now.Dictionary[k]));
        if (!isChanged)
            return false;
        if (now.Type != "Sig")
            Add(PdfChange.FormFilling, page, now.Number, now.Name, new("Pdf.change-form-filling", now.Name));
        else if (older.Revision.Resolve(was.Value) is PdfNull)
            Add(SignatureChange(now), page, now.Number, now.Name, SignatureSentence(now));
        else
        {
            Add(PdfChange.Form, page, now.Number, now.Name, new("Pdf.change-signature-replaced", now.Name));
            return false;
        }
        return true;
    }

    /// <summary>Signing with a lock makes other fields read-only.</summary>
    bool OnlyLocks(PdfValue was, PdfValue now)
    {
        const int readOnly = 1;
        var before = older.Revision.Resolve(was) is PdfInteger old ? old.Value : 0;
        return newer.Revision.Resolve(now) is PdfInteger after && after.Value == (before | readOnly);
    }

    void CompareWidgets(Dictionary<int, PdfField> before, HashSet<int> filled)
    {
        foreach (var (number, widget) in newer.Form.Widgets)
        {
            var field = widget.Field;
            var isFilled = field.Number is { } own && filled.Contains(own);
            if (older.Form.Widgets.TryGetValue(number, out var old))
                CompareWidget(number, old, widget, isFilled);
            else if (field.Number is not { } known || !before.ContainsKey(known))
                continue;
            else if (!isFilled || field.Type != "Sig")
                Add(PdfChange.Form, newer.PageOf(number), number, field.Name, new("Pdf.change-field", field.Name, "Kids"));
            // Whoever left the field to be signed left it no place on the page.
            else if (newer.IsSeen(number))
                Add(PdfChange.SeenSignature, newer.PageOf(number), number, field.Name, new("Pdf.change-signature-seen", field.Name));
        }
        foreach (var (number, widget) in older.Form.Widgets.Where(w => !newer.Form.Widgets.ContainsKey(w.Key)))
            Add(PdfChange.Form, older.PageOf(number), number, widget.Field.Name, new("Pdf.change-field", widget.Field.Name, "Kids"));
    }

    void CompareWidget(int number, PdfWidget was, PdfWidget now, bool isFilled)
    {
        var field = now.Field;
        if (AreAmbiguous(was.Dictionary, now.Dictionary))
            Add(PdfChange.Form, newer.PageOf(number), number, field.Name, new("Pdf.change-field", field.Name, "Kids"));
        foreach (var key in was.Dictionary.Entries.Keys.Union(now.Dictionary.Entries.Keys))
        {
            if (key is "Kids" or "P" || ValueKeys.Contains(key) || (FieldKeys.Contains(key) && field.Number == number)
                || (key is "M" && newer.Revision.Resolve(now.Dictionary[key]) is PdfString or PdfNull)
                || (key is "AP" ? strict : loose).Same(was.Dictionary[key], now.Dictionary[key]))
                continue;
            // Signing sets the flags Print and Locked.
            if (isFilled && (AppearanceKeys.Contains(key) || (key is "F" && field.Type == "Sig")))
                continue;
            Add(PdfChange.Form, newer.PageOf(number), number, field.Name, new("Pdf.change-field", field.Name, key));
        }
    }

    /// <summary>A key there twice, in what was written anew: only the first was compared.</summary>
    static bool AreAmbiguous(PdfDictionary was, PdfDictionary now) => !ReferenceEquals(was, now) && (was.HasDuplicates || now.HasDuplicates);

    static string Subtype(PdfLayout layout, PdfAnnotation annotation) => layout.Revision.Name(annotation.Dictionary, "Subtype") ?? "";

    static int? Number(PdfValue value) => (value as PdfReference)?.Number;

    void Add(PdfChange change, int? page, int? number, string subject, Sentence what)
    {
        if (found.Count < MaxDifferences || !found.Exists(f => f.Change == change))
            found.Add(new(change, page, number, subject, what));
    }
}
