using System.Buffers;
using System.Globalization;
using System.Text;

namespace Ca.Core.Pdf;

/// <summary>
/// An incremental update (ISO 32000-2 §7.5.6): what is there stays octet for octet, and new objects, their cross-reference and a trailer are
/// written behind it. The cross-reference is of the kind that the newest revision has, as programs that read only one kind need (§7.5.8.4).
/// </summary>
sealed class PdfUpdate
{
    static readonly string[] Kept = ["Root", "Info", "ID"];

    readonly PdfRevision revision;
    readonly ArrayBufferWriter<byte> output = new();
    readonly SortedDictionary<int, (int Place, int Generation)> written = [];

    public PdfUpdate(PdfRevision revision)
    {
        this.revision = revision;
        output.Write(revision.File.Octets.Span);
        if (revision.File.Octets.Span[^1] is not ((byte)'\n' or (byte)'\r'))
            Write("\n");
        Next = revision.File.NextNumber;
    }

    int Next { get; set; }

    /// <summary>A number that no object has.</summary>
    public int NewNumber() => Next++;

    /// <summary>Writes an object under a new number, or anew under its own.</summary>
    /// <returns>Where its text begins.</returns>
    public int Add(int number, string text)
    {
        Begin(number);
        var place = output.WrittenCount;
        Write(text);
        Write("\nendobj\n");
        return place;
    }

    /// <summary>Writes a stream of these octets under a new number.</summary>
    public void Add(int number, ReadOnlySpan<byte> octets)
    {
        Begin(number);
        Write($"<< /Length {octets.Length} >>\nstream\n");
        output.Write(octets);
        Write("\nendstream\nendobj\n");
    }

    void Begin(int number)
    {
        var generation = revision.File.Find(number, revision.Index) is ({ Kind: PdfEntryKind.InUse } entry, _) ? entry.Detail : 0;
        written[number] = (output.WrittenCount, generation);
        Write($"{number} {generation} obj\n");
    }

    /// <summary>The whole file.</summary>
    public byte[] Finish()
    {
        if (revision.IsStream)
            WriteStream();
        else
            WriteTable();
        return output.WrittenSpan.ToArray();
    }

    void WriteTable()
    {
        var place = output.WrittenCount;
        Write("xref\n");
        foreach (var run in Runs())
        {
            Write($"{run[0]} {run.Count}\n");
            foreach (var number in run)
                Write($"{written[number].Place:D10} {written[number].Generation:D5} n\r\n");
        }
        Write($"trailer\n<< {Trailer(Next)} >>\nstartxref\n{place}\n%%EOF\n");
    }

    void WriteStream()
    {
        var number = NewNumber();
        var place = output.WrittenCount;
        written[number] = (place, 0);
        var index = string.Join(' ', Runs().Select(run => $"{run[0]} {run.Count}"));
        Write($"{number} 0 obj\n<< /Type /XRef /W [1 4 2] /Index [{index}] /Length {7 * written.Count} {Trailer(Next)} >>\nstream\n");
        Span<byte> row = stackalloc byte[7];
        foreach (var (at, generation) in written.Values)
        {
            row[0] = 1;
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(row[1..], at);
            System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(row[5..], (ushort)generation);
            output.Write(row);
        }
        Write($"\nendstream\nendobj\nstartxref\n{place}\n%%EOF\n");
    }

    string Trailer(int size)
    {
        var kept = Kept.Where(k => revision.Trailer[k] is not PdfNull).Select(k => $"/{k} {Text(revision.Trailer[k])}");
        return $"{string.Join(' ', kept)} /Size {size} /Prev {revision.CrossReference}";
    }

    List<List<int>> Runs()
    {
        var runs = new List<List<int>>();
        foreach (var number in written.Keys)
            if (runs is [.., var last] && last[^1] == number - 1)
                last.Add(number);
            else
                runs.Add([number]);
        return runs;
    }

    void Write(string text) => output.Write(Encoding.Latin1.GetBytes(text));

    /// <summary>A dictionary with some of its entries replaced.</summary>
    public static string Text(PdfDictionary dictionary, params ReadOnlySpan<(string Key, string Text)> others)
    {
        var entries = dictionary.Entries.ToDictionary(e => e.Key, e => Text(e.Value));
        foreach (var (key, text) in others)
            entries[key] = text;
        return $"<< {string.Join(' ', entries.Select(e => $"{Name(e.Key)} {e.Value}"))} >>";
    }

    /// <summary>A value as it is written.</summary>
    public static string Text(PdfValue value) => value switch
    {
        PdfBoolean boolean => boolean.Value ? "true" : "false",
        PdfInteger integer => integer.Value.ToString(CultureInfo.InvariantCulture),
        PdfReal real => Real(real.Value),
        PdfName name => Name(name.Value),
        PdfString text => $"<{Convert.ToHexString(text.Octets.Span)}>",
        PdfArray array => $"[{string.Join(' ', array.Items.Select(Text))}]",
        PdfDictionary dictionary => Text(dictionary, []),
        PdfReference reference => $"{reference.Number} {reference.Generation} R",
        _ => "null",
    };

    /// <summary>A text string (§7.9.2.2), in UTF-16 so that it may hold any script.</summary>
    public static string Text(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    /// <summary>Without an exponent, which PDF does not know.</summary>
    static string Real(double value)
    {
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        return shortest.Contains('E', StringComparison.Ordinal) ? value.ToString("F20", CultureInfo.InvariantCulture) : shortest;
    }

    static string Name(string name) => "/" + string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c.ToString() : $"#{(int)c:X2}"));
}
