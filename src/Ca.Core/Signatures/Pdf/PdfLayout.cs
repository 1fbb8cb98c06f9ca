using Ca.Core.Pdf;

namespace Ca.Core.Signatures.Pdf;

/// <summary>Pages and form of one revision, and where on the pages the fields are.</summary>
sealed class PdfLayout
{
    readonly Dictionary<int, int> pageOfWidget = [];
    readonly ILookup<PdfField, int> widgetsOf;

    public PdfLayout(PdfRevision revision)
    {
        Revision = revision;
        Pages = PdfPages.Of(revision);
        Form = PdfForm.Of(revision);
        for (var i = 0; i < Pages.Pages.Count; i++)
            foreach (var annotation in Pages.Pages[i].Annotations)
                if (annotation.Number is { } number)
                    pageOfWidget[number] = i + 1;
        widgetsOf = Form.Widgets.ToLookup(w => w.Value.Field, w => w.Key);
        Landmarks = Pages.Nodes
            .Concat(pageOfWidget.Keys)
            .Concat(Form.Fields.Select(f => f.Number ?? 0))
            .Concat(Form.Widgets.Keys)
            .ToHashSet();
    }

    public PdfRevision Revision { get; }

    public PdfPages Pages { get; }

    public PdfForm Form { get; }

    /// <summary>The numbers of the objects that are compared by rules of their own: see <see cref="PdfComparison"/>.</summary>
    public IReadOnlySet<int> Landmarks { get; }

    /// <summary>From 1; null when it is on none.</summary>
    public int? PageOf(int widget) => pageOfWidget.TryGetValue(widget, out var page) ? page : null;

    /// <summary>Of the field's first widget.</summary>
    public int? PageOf(PdfField field) => widgetsOf[field].Select(PageOf).FirstOrDefault(p => p is not null);

    /// <summary>Whether a widget of the field has an appearance and a place for it.</summary>
    public bool IsSeen(PdfField field) => widgetsOf[field].Any(IsSeen);

    /// <summary>The same of one widget, by its number.</summary>
    public bool IsSeen(int widget) => Form.Widgets[widget].Dictionary is var dictionary && Revision.Resolve(dictionary["AP"]) is not PdfNull && HasArea(dictionary);

    bool HasArea(PdfDictionary widget)
    {
        var sides = Revision.Array(widget, "Rect").Select(Revision.Resolve).Select(s => s switch
        {
            PdfInteger i => (double)i.Value,
            PdfReal r => r.Value,
            _ => double.NaN,
        }).ToList();
        // What is no rectangle is drawn by each program in its own way.
        return sides.Count != 4 ? sides.Count != 0 : !(sides[0].Equals(sides[2]) || sides[1].Equals(sides[3]));
    }
}
