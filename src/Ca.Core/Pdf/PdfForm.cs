namespace Ca.Core.Pdf;

/// <summary>A field of the interactive form (ISO 32000-2 §12.7.4).</summary>
sealed class PdfField
{
    /// <summary>Of its object; null for a field that is written inside another.</summary>
    public required int? Number { get; init; }

    public required PdfDictionary Dictionary { get; init; }

    /// <summary>With the names of the fields above, joined by dots.</summary>
    public required string Name { get; init; }

    /// <summary>FT: Sig, Tx, Btn, Ch; inherited.</summary>
    public required string? Type { get; init; }

    /// <summary>V: inherited, as it stands there.</summary>
    public required PdfValue Value { get; init; }
}

/// <summary>A widget annotation and the field that it shows; a field may be its own widget.</summary>
sealed record PdfWidget(PdfField Field, PdfDictionary Dictionary);

/// <summary>The interactive form of one revision.</summary>
sealed class PdfForm
{
    const int MaxDepth = 32;

    readonly PdfRevision revision;
    readonly List<PdfField> fields = [];
    readonly Dictionary<int, PdfWidget> widgets = [];
    readonly HashSet<PdfField> groups = [];
    readonly HashSet<int> visited = [];

    PdfForm(PdfRevision revision) => this.revision = revision;

    /// <summary>Every field, also those that only group others.</summary>
    public IReadOnlyList<PdfField> Fields => fields;

    /// <summary>By their numbers.</summary>
    public IReadOnlyDictionary<int, PdfWidget> Widgets => widgets;

    /// <summary>Whether the field has others below it, and so is only their name.</summary>
    public bool IsGroup(PdfField field) => groups.Contains(field);

    public static PdfForm Of(PdfRevision revision)
    {
        var form = new PdfForm(revision);
        if (revision.Catalog is { } catalog && revision.Dictionary(catalog, "AcroForm") is { } acroForm)
            foreach (var field in revision.Array(acroForm, "Fields"))
                form.Walk(field, parent: null, depth: 0);
        return form;
    }

    void Walk(PdfValue value, PdfField? parent, int depth)
    {
        var number = (value as PdfReference)?.Number;
        if (depth > MaxDepth || !revision.File.Work.TakeComparison() || (number is { } n && !visited.Add(n)) || revision.Resolve(value) is not PdfDictionary dictionary)
            return;
        if (parent is not null && dictionary["T"] is PdfNull)
        {
            if (number is { } widget)
                widgets[widget] = new(parent, dictionary);
            return;
        }
        var field = new PdfField
        {
            Number = number,
            Dictionary = dictionary,
            Name = (parent is null ? "" : parent.Name + ".") + (revision.Resolve(dictionary["T"]) is PdfString name ? PdfText.Of(name) : ""),
            Type = revision.Name(dictionary, "FT") ?? parent?.Type,
            Value = dictionary["V"] is PdfNull ? parent?.Value ?? PdfValue.Null : dictionary["V"],
        };
        fields.Add(field);
        if (parent is not null)
            groups.Add(parent);
        if (number is { } own)
            widgets[own] = new(field, dictionary);
        foreach (var kid in revision.Array(dictionary, "Kids"))
            Walk(kid, field, depth + 1);
    }
}
