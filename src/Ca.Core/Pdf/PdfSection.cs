namespace Ca.Core.Pdf;

/// <summary>What a cross-reference says about one object.</summary>
/// <param name="Number">Of the object.</param>
/// <param name="Kind">Whether it is there, and how.</param>
/// <param name="Place">Where in the file, or in which object stream.</param>
/// <param name="Detail">The generation, or which in the object stream.</param>
readonly record struct PdfEntry(int Number, PdfEntryKind Kind, int Place, int Detail);

enum PdfEntryKind : byte
{
    Free,
    InUse,
    Compressed,
}

/// <summary>One cross-reference table (ISO 32000-2 §7.5.4) or stream (§7.5.8) with its trailer and the lines that end it.</summary>
sealed class PdfSection
{
    /// <summary>64 MiB hold 3.3 million lines of a table; no document has half a million objects.</summary>
    const int MaxEntries = 1_000_000;

    PdfSection(int start, PdfDictionary trailer, List<PdfEntry> entries)
    {
        Start = start;
        Trailer = trailer;
        Entries = entries;
    }

    /// <summary>Where it begins.</summary>
    public int Start { get; }

    public PdfDictionary Trailer { get; }

    /// <summary>Each object once.</summary>
    public IReadOnlyList<PdfEntry> Entries { get; private set; }

    /// <summary>Whether it is a stream; an update is written as what it updates.</summary>
    public bool IsStream { get; private init; }

    /// <summary>Behind <c>%%EOF</c>; null when it does not stand behind this section, as in front of a linearized file.</summary>
    public int? End { get; private init; }

    /// <summary>What stands between <c>startxref</c> and <c>%%EOF</c>.</summary>
    public int? Announced { get; private init; }

    /// <summary>The section at this place; null when there is none that can be read.</summary>
    public static PdfSection? Read(ReadOnlyMemory<byte> file, int place, PdfWork work, ref int entriesLeft)
    {
        var lexer = new PdfLexer(file.Span, place, work, isFile: true);
        lexer.SkipWhite();
        var start = lexer.Position;
        var left = Math.Min(entriesLeft, MaxEntries);
        var section = lexer.Keyword("xref"u8) ? Table(file, lexer, start, work, ref left) : Stream(file, start, work, ref left);
        entriesLeft = left;
        return section is not null && work.TakeOctets(Math.Max((section.End ?? start) - start, 0)) ? section : null;
    }

    static PdfSection? Table(ReadOnlyMemory<byte> file, PdfLexer lexer, int start, PdfWork work, ref int left)
    {
        var entries = new List<PdfEntry>();
        while (!lexer.Keyword("trailer"u8))
            if (!Subsection(ref lexer, entries, ref left))
                return null;
        lexer.SkipBlank();
        if (lexer.Object() is not PdfDictionary { HasDuplicates: false } trailer)
            return null;
        if (!Hybrid(file, trailer, entries, work, ref left) || !AreDistinct(entries))
            return null;
        var tail = Tail(lexer);
        return new(start, trailer, entries) { End = tail?.End, Announced = tail?.Announced };
    }

    static bool Subsection(ref PdfLexer lexer, List<PdfEntry> entries, ref int left)
    {
        if (!lexer.Natural(out var first) || !lexer.Natural(out var count) || first + count > PdfLexer.MaxObjectNumber + 1 || (left -= (int)count) < 0)
            return false;
        for (var number = (int)first; number < first + count; number++)
        {
            if (!lexer.Natural(out var place) || !lexer.Natural(out var generation))
                return false;
            if (lexer.Keyword("n"u8))
                entries.Add(new(number, PdfEntryKind.InUse, (int)place, (int)generation));
            else if (lexer.Keyword("f"u8))
                entries.Add(new(number, PdfEntryKind.Free, 0, 0));
            else
                return false;
        }
        return true;
    }

    /// <summary>A file for old and new programs (§7.5.8.4): what the table calls free may be in the stream that the trailer names.</summary>
    static bool Hybrid(ReadOnlyMemory<byte> file, PdfDictionary trailer, List<PdfEntry> entries, PdfWork work, ref int left)
    {
        if (trailer["XRefStm"] is PdfNull)
            return true;
        if (trailer["XRefStm"] is not PdfInteger { Value: >= 0 } place || place.Value >= file.Length
            || StreamEntries(file, (int)place.Value, work, ref left) is not { } stream)
            return false;
        var inTable = entries.Where(e => e.Kind != PdfEntryKind.Free).Select(e => e.Number).ToHashSet();
        var added = stream.Entries.Where(e => !inTable.Contains(e.Number)).ToList();
        var hidden = added.Select(e => e.Number).ToHashSet();
        entries.RemoveAll(e => hidden.Contains(e.Number));
        entries.AddRange(added);
        return true;
    }

    static PdfSection? Stream(ReadOnlyMemory<byte> file, int start, PdfWork work, ref int left)
    {
        if (StreamEntries(file, start, work, ref left) is not { } stream || !AreDistinct(stream.Entries))
            return null;
        var lexer = new PdfLexer(file.Span, stream.End, work, isFile: true);
        if (!lexer.Keyword("endobj"u8))
            return null;
        // Acrobat writes a trailer behind a stream too, for nobody to read: ISO 32000-2 §7.5.8.1 leaves it out.
        if (lexer.Keyword("trailer"u8))
        {
            lexer.SkipBlank();
            if (lexer.Object() is not PdfDictionary)
                return null;
        }
        var tail = Tail(lexer);
        return new(start, stream.Dictionary, stream.Entries) { IsStream = true, End = tail?.End, Announced = tail?.Announced };
    }

    static (PdfDictionary Dictionary, List<PdfEntry> Entries, int End)? StreamEntries(ReadOnlyMemory<byte> file, int start, PdfWork work, ref int left)
    {
        var lexer = new PdfLexer(file.Span, start, work, isFile: true);
        if (!lexer.ObjectHead(out _, out _)
            || lexer.Object() is not PdfStream { Dictionary: { HasDuplicates: false } dictionary } stream
            || dictionary["Type"] is not PdfName { Value: "XRef" }
            || dictionary["Length"] is not PdfInteger { Value: >= 0 } length
            || length.Value > file.Length - stream.Start)
            return null;
        lexer.Position = stream.Start + (int)length.Value;
        if (!lexer.Keyword("endstream"u8)
            || PdfFilters.Decode(file.Slice(stream.Start, (int)length.Value), dictionary, work) is not { } data
            || Rows(dictionary, data.Span, ref left) is not { } entries)
            return null;
        return (dictionary, entries, lexer.Position);
    }

    static List<PdfEntry>? Rows(PdfDictionary dictionary, ReadOnlySpan<byte> data, ref int left)
    {
        if (Naturals(dictionary["W"]) is not [<= 4 and var kind, <= 8 and var place, <= 8 and var detail] || place == 0)
            return null;
        var index = dictionary["Index"] is PdfNull ? Naturals(new PdfArray([new PdfInteger(0), dictionary["Size"]])) : Naturals(dictionary["Index"]);
        if (index is null || index.Count % 2 != 0)
            return null;
        var entries = new List<PdfEntry>();
        for (var i = 0; i < index.Count; i += 2)
        {
            if ((long)index[i] + index[i + 1] > PdfLexer.MaxObjectNumber + 1 || (left -= index[i + 1]) < 0 || (long)index[i + 1] * (kind + place + detail) > data.Length)
                return null;
            for (var number = index[i]; number < index[i] + index[i + 1]; number++)
            {
                entries.Add(Row(number, kind == 0 ? 1 : Number(data[..kind]), Number(data.Slice(kind, place)), Number(data.Slice(kind + place, detail))));
                data = data[(kind + place + detail)..];
            }
        }
        return entries;
    }

    /// <summary>A kind that is not known means null (§7.5.8.3), and so does a place outside of any file we read.</summary>
    static PdfEntry Row(int number, int kind, int place, int detail) => kind switch
    {
        1 => new(number, PdfEntryKind.InUse, place, detail),
        2 => new(number, PdfEntryKind.Compressed, place, detail),
        _ => new(number, PdfEntryKind.Free, 0, 0),
    };

    static int Number(ReadOnlySpan<byte> octets)
    {
        long value = 0;
        foreach (var octet in octets)
            value = Math.Min(value << 8 | octet, int.MaxValue);
        return (int)value;
    }

    static List<int>? Naturals(PdfValue value) =>
        value is PdfArray array && array.Items.All(i => i is PdfInteger { Value: >= 0 and <= PdfLexer.MaxObjectNumber + 1 })
            ? [.. array.Items.Select(i => (int)((PdfInteger)i).Value)]
            : null;

    /// <summary>An object that one section names twice is one that two programs see differently.</summary>
    static bool AreDistinct(List<PdfEntry> entries)
    {
        var seen = new HashSet<int>(entries.Count);
        return entries.TrueForAll(e => seen.Add(e.Number));
    }

    static (int End, int Announced)? Tail(PdfLexer lexer)
    {
        if (!lexer.Keyword("startxref"u8) || !lexer.Natural(out var announced))
            return null;
        lexer.SkipBlank();
        return lexer.EndOfFile() ? (lexer.Position, (int)announced) : null;
    }
}
