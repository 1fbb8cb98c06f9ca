namespace Ca.Core.Pdf;

/// <summary>A page of one revision (ISO 32000-2 §7.7.3.3).</summary>
sealed class PdfPage
{
    /// <summary>The attributes that a page takes from the nodes above it (§7.7.3.4).</summary>
    public static readonly string[] Inheritable = ["Resources", "MediaBox", "CropBox", "Rotate"];

    /// <summary>Of its object; null when it is written inside another.</summary>
    public required int? Number { get; init; }

    public required PdfDictionary Dictionary { get; init; }

    /// <summary>Every entry, the inherited ones too.</summary>
    public required IReadOnlyDictionary<string, PdfValue> Entries { get; init; }

    public required IReadOnlyList<PdfAnnotation> Annotations { get; init; }

    /// <summary>What stands among the annotations and is no dictionary: some program may still show it.</summary>
    public required IReadOnlyList<PdfValue> Oddities { get; init; }
}

/// <summary>An annotation (§12.5) with the number of its object, if it has one.</summary>
sealed record PdfAnnotation(int? Number, PdfDictionary Dictionary);

/// <summary>The pages of one revision in their order.</summary>
sealed class PdfPages
{
    const int MaxDepth = 64;

    readonly PdfRevision revision;
    readonly List<PdfPage> pages = [];
    readonly HashSet<int> nodes = [];
    readonly HashSet<int> annotated = [];

    PdfPages(PdfRevision revision) => this.revision = revision;

    public IReadOnlyList<PdfPage> Pages => pages;

    /// <summary>The numbers of pages and of the nodes above them.</summary>
    public IReadOnlySet<int> Nodes => nodes;

    /// <summary>The tree goes round in a circle, has a page or an annotation twice, is too deep or cannot be read: programs would show different pages.</summary>
    public bool IsBroken { get; private set; }

    public static PdfPages Of(PdfRevision revision)
    {
        var pages = new PdfPages(revision);
        if (revision.Catalog is { } catalog)
            pages.Walk(catalog["Pages"], new Dictionary<string, PdfValue>(), 0);
        return pages;
    }

    void Walk(PdfValue value, Dictionary<string, PdfValue> above, int depth)
    {
        var number = (value as PdfReference)?.Number;
        if (depth > MaxDepth || !revision.File.Work.TakeComparison() || (number is { } n && !nodes.Add(n)) || revision.Resolve(value) is not PdfDictionary node)
        {
            IsBroken = true;
            return;
        }
        if (revision.Resolve(node["Kids"]) is not PdfArray kids)
        {
            Add(number, node, above);
            return;
        }
        var inherited = new Dictionary<string, PdfValue>(above);
        foreach (var key in PdfPage.Inheritable)
            if (node[key] is not PdfNull)
                inherited[key] = node[key];
        foreach (var kid in kids.Items)
            Walk(kid, inherited, depth + 1);
    }

    void Add(int? number, PdfDictionary node, Dictionary<string, PdfValue> above)
    {
        var entries = new Dictionary<string, PdfValue>(above);
        foreach (var (key, value) in node.Entries)
            entries[key] = value;
        var (annotations, oddities) = Annotations(node);
        pages.Add(new() { Number = number, Dictionary = node, Entries = entries, Annotations = annotations, Oddities = oddities });
    }

    (List<PdfAnnotation>, List<PdfValue>) Annotations(PdfDictionary node)
    {
        var annotations = new List<PdfAnnotation>();
        var oddities = new List<PdfValue>();
        foreach (var item in revision.Array(node, "Annots"))
        {
            var number = (item as PdfReference)?.Number;
            if (!revision.File.Work.TakeComparison() || (number is { } own && !annotated.Add(own)))
            {
                IsBroken = true;
                break;
            }
            if (revision.Resolve(item) is PdfDictionary dictionary)
                annotations.Add(new(number, dictionary));
            else
                oddities.Add(item);
        }
        return (annotations, oddities);
    }
}
