namespace Ca.Core.Pdf;

/// <summary>Objects packed together (ISO 32000-2 §7.5.7), read one by one when they are asked for.</summary>
sealed class PdfObjectStream
{
    readonly ReadOnlyMemory<byte> data;
    readonly PdfWork work;
    readonly (int Number, int Place)[] index;
    readonly PdfValue?[] parsed;

    PdfObjectStream(ReadOnlyMemory<byte> data, PdfWork work, (int, int)[] index)
    {
        this.data = data;
        this.work = work;
        this.index = index;
        parsed = new PdfValue?[index.Length];
    }

    public static PdfObjectStream? Read(PdfDictionary dictionary, ReadOnlyMemory<byte> raw, PdfWork work)
    {
        if (dictionary["Type"] is not PdfName { Value: "ObjStm" } || dictionary.HasDuplicates
            || dictionary["N"] is not PdfInteger { Value: >= 0 } count || dictionary["First"] is not PdfInteger { Value: >= 0 } first
            || PdfFilters.Decode(raw, dictionary, work) is not { } data
            || first.Value > data.Length || count.Value > first.Value / 2
            || !work.TakeOctets((int)first.Value))
            return null;
        var lexer = new PdfLexer(data.Span[..(int)first.Value], 0, work, isFile: false);
        var index = new (int, int)[count.Value];
        for (var i = 0; i < index.Length; i++)
        {
            if (!lexer.Natural(out var number) || !lexer.Natural(out var place) || place >= data.Length - first.Value)
                return null;
            index[i] = ((int)number, (int)(first.Value + place));
        }
        return new(data, work, index);
    }

    /// <summary>The object at this index; null when it has another number or cannot be read.</summary>
    public PdfValue? Object(int number, int at)
    {
        if (at >= index.Length || index[at].Number != number)
            return null;
        return parsed[at] ??= new PdfLexer(data.Span, index[at].Place, work, isFile: false).Object() ?? new PdfUnreadable(-number);
    }
}
