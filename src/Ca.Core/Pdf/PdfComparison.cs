namespace Ca.Core.Pdf;

/// <summary>
/// Whether two revisions mean the same by two values, with all that these refer to. Objects that a revision compares by rules of their own
/// (pages, annotations, fields) are landmarks: a reference to one is the same as a reference to the same one, and nothing behind it counts.
/// What is a landmark in one revision alone is none: else whatever is declared a field would no longer be compared.
/// </summary>
/// <param name="older">Of two revisions, this one.</param>
/// <param name="newer">And the other.</param>
/// <param name="oldMarks">Numbers of the older one's objects that nothing is followed behind.</param>
/// <param name="newMarks">And the newer one's.</param>
sealed class PdfComparison(PdfRevision older, PdfRevision newer, IReadOnlySet<int> oldMarks, IReadOnlySet<int> newMarks)
{
    /// <summary>Pairs of objects that are known to be the same. What only looked the same in a comparison that failed is forgotten.</summary>
    readonly HashSet<(int, int)> same = [];

    /// <summary>Also false when the work is spent.</summary>
    public bool Same(PdfValue left, PdfValue right)
    {
        var assumed = new HashSet<(int, int)>();
        var open = new Stack<(PdfValue Left, PdfValue Right)>();
        open.Push((left, right));
        while (open.TryPop(out var pair))
            if (!newer.File.Work.TakeComparison() || !Step(pair.Left, pair.Right, open, assumed))
                return false;
        same.UnionWith(assumed);
        return true;
    }

    /// <summary>Whether the two are alike themselves; what is in them is left to be compared.</summary>
    bool Step(PdfValue left, PdfValue right, Stack<(PdfValue, PdfValue)> open, HashSet<(int, int)> assumed)
    {
        if (left is PdfReference one && right is PdfReference other && one.Number == other.Number && one.Generation == other.Generation
            && newer.File.Settled.Contains(one.Number))
            return true;
        var oldMark = left is PdfReference { Number: var from } && oldMarks.Contains(from) ? from : 0;
        var newMark = right is PdfReference { Number: var to } && newMarks.Contains(to) ? to : 0;
        if (oldMark != 0 || newMark != 0)
            return oldMark == newMark;
        if (left is PdfReference a && right is PdfReference b && (same.Contains((a.Number, b.Number)) || !assumed.Add((a.Number, b.Number))))
            return true;
        return (older.Resolve(left), newer.Resolve(right)) switch
        {
            (PdfNull, PdfNull) => true,
            (PdfBoolean x, PdfBoolean y) => x.Value == y.Value,
            (PdfInteger x, PdfInteger y) => x.Value == y.Value,
            (PdfReal x, PdfReal y) => x.Value.Equals(y.Value),
            (PdfInteger x, PdfReal y) => y.Value.Equals(x.Value),
            (PdfReal x, PdfInteger y) => x.Value.Equals(y.Value),
            (PdfName x, PdfName y) => x.Value == y.Value,
            (PdfString x, PdfString y) => x.Octets.Span.SequenceEqual(y.Octets.Span),
            (PdfUnreadable x, PdfUnreadable y) => x.Place == y.Place,
            (PdfArray x, PdfArray y) => Arrays(x.Items, y.Items, open),
            (PdfDictionary x, PdfDictionary y) => Dictionaries(x, y, open, lengthCounts: true),
            (PdfStream x, PdfStream y) => Streams(x, y, open),
            _ => false,
        };
    }

    static bool Arrays(IReadOnlyList<PdfValue> left, IReadOnlyList<PdfValue> right, Stack<(PdfValue, PdfValue)> open)
    {
        if (left.Count != right.Count)
            return false;
        for (var i = 0; i < left.Count; i++)
            open.Push((left[i], right[i]));
        return true;
    }

    static bool Dictionaries(PdfDictionary left, PdfDictionary right, Stack<(PdfValue, PdfValue)> open, bool lengthCounts)
    {
        // With a key there twice, whoever reads the other one reads something that was not compared.
        if ((left.HasDuplicates || right.HasDuplicates) && !ReferenceEquals(left, right))
            return false;
        foreach (var (key, value) in left.Entries)
            if (lengthCounts || key != "Length")
                open.Push((value, right[key]));
        foreach (var (key, value) in right.Entries)
            if (!left.Entries.ContainsKey(key))
                open.Push((PdfValue.Null, value));
        return true;
    }

    /// <summary>Data is compared as it stands in the file, decrypted: data encoded otherwise is taken for other data.</summary>
    bool Streams(PdfStream left, PdfStream right, Stack<(PdfValue, PdfValue)> open)
    {
        if (!Dictionaries(left.Dictionary, right.Dictionary, open, lengthCounts: false))
            return false;
        if (left.Start == right.Start)
            return older.File.LengthOf(left, older.Index) == newer.File.LengthOf(right, newer.Index);
        return older.File.Data(left, older.Index) is { } one && newer.File.Data(right, newer.Index) is { } other
            && newer.File.Work.TakeOctets(Math.Min(one.Length, other.Length)) && one.Span.SequenceEqual(other.Span);
    }
}
