using System.Globalization;
using System.IO.Compression;
using System.Text;
using Ca.Core.Pdf;

namespace Ca.Core.Tests.Pdf;

/// <summary>PDF files written line by line, so that a test can write any of them wrong: objects by number, in one or more revisions.</summary>
static class HandmadePdf
{
    public const int Catalog = 1, Pages = 2, FirstPage = 3, SecondPage = 4, Content = 5, Resources = 6, Font = 7, Info = 8, Form = 9, TextField = 10, Metadata = 11;

    /// <summary>Two pages with contents, resources, a form with a text field, metadata.</summary>
    public static SortedDictionary<int, string> Objects() => new()
    {
        [Catalog] = $"<< /Type /Catalog /Pages {Pages} 0 R /AcroForm {Form} 0 R /Metadata {Metadata} 0 R >>",
        [Pages] = $"<< /Type /Pages /Kids [{FirstPage} 0 R {SecondPage} 0 R] /Count 2 /MediaBox [0 0 300.5 400] /Resources {Resources} 0 R >>",
        [FirstPage] = $"<< /Type /Page /Parent {Pages} 0 R /Contents {Content} 0 R /Annots [{TextField} 0 R] >>",
        [SecondPage] = $"<< /Type /Page /Parent {Pages} 0 R /Contents {Content} 0 R >>",
        [Content] = Stream("BT /F1 12 Tf 50 300 Td (Pay 100 roubles) Tj ET"),
        [Resources] = $"<< /Font << /F1 {Font} 0 R >> >>",
        [Font] = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        [Info] = "<< /Title (Order) >>",
        [Form] = $"<< /Fields [{TextField} 0 R] /DR << /Font << /F1 {Font} 0 R >> >> /DA (/F1 10 Tf) >>",
        [TextField] = $"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /Rect [10 10 100 30] /P {FirstPage} 0 R /V (Ivan) /AP << /N {Content} 0 R >> >>",
        [Metadata] = Stream("<x:xmpmeta/>", "/Type /Metadata /Subtype /XML "),
    };

    public static string Stream(string data, string entries = "") => $"<< {entries}/Length {data.Length} >>\nstream\n{data}\nendstream";

    /// <summary>The file of one revision.</summary>
    public static byte[] File(IReadOnlyDictionary<int, string>? objects = null, bool isStream = false, string trailer = "")
    {
        var all = objects ?? Objects();
        return isStream ? WithStreams(all) : Update(Encoding.Latin1.GetBytes("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n"), all, previous: null, $"/Info {Info} 0 R {trailer}");
    }

    /// <summary>The file with a further revision.</summary>
    public static byte[] Update(byte[] file, IReadOnlyDictionary<int, string> objects, string trailer = "")
    {
        var newest = PdfFile.Open(file).Expect().Revisions[^1];
        var kept = newest.Trailer["Info"] is PdfReference && !trailer.Contains("/Info", StringComparison.Ordinal) ? $"/Info {Info} 0 R " : "";
        return Update(file, objects, newest.CrossReference, kept + trailer);
    }

    /// <summary>The file with a further revision that says what it wants.</summary>
    public static byte[] Update(byte[] file, IReadOnlyDictionary<int, string> objects, int? previous, string trailer, int root = Catalog)
    {
        var output = new StringBuilder(Encoding.Latin1.GetString(file));
        var places = new SortedDictionary<int, int>();
        foreach (var (number, text) in objects)
        {
            places[number] = output.Length;
            output.Append(CultureInfo.InvariantCulture, $"{number} 0 obj\n{text}\nendobj\n");
        }
        var place = output.Length;
        output.Append("xref\n");
        if (previous is null)
            output.Append("0 1\n0000000000 65535 f\r\n");
        foreach (var (number, at) in places)
            output.Append(CultureInfo.InvariantCulture, $"{number} 1\n{at:D10} 00000 n\r\n");
        output.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Root {root} 0 R /Size 100 {(previous is { } p ? $"/Prev {p} " : "")}{trailer} >>\nstartxref\n{place}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(output.ToString());
    }

    /// <summary>All objects but streams in one object stream, and a cross-reference stream with a predictor.</summary>
    static byte[] WithStreams(IReadOnlyDictionary<int, string> objects)
    {
        const int packed = 50, reference = 51;
        var output = new StringBuilder("%PDF-1.7\n");
        var rows = new SortedDictionary<int, (byte Kind, int Place, byte Detail)>();
        var (index, body, count) = (new StringBuilder(), new StringBuilder(), (byte)0);
        foreach (var (number, text) in objects)
        {
            if (text.Contains("\nstream\n", StringComparison.Ordinal))
            {
                rows[number] = (1, output.Length, 0);
                output.Append(CultureInfo.InvariantCulture, $"{number} 0 obj\n{text}\nendobj\n");
                continue;
            }
            rows[number] = (2, packed, count++);
            index.Append(CultureInfo.InvariantCulture, $"{number} {body.Length} ");
            body.Append(text).Append('\n');
        }
        rows[packed] = (1, output.Length, 0);
        var data = Deflate(Encoding.Latin1.GetBytes(index.ToString() + body));
        output.Append(CultureInfo.InvariantCulture, $"{packed} 0 obj\n<< /Type /ObjStm /N {count} /First {index.Length} /Filter /FlateDecode /Length {data.Length} >>\nstream\n{Encoding.Latin1.GetString(data)}\nendstream\nendobj\n");
        var place = output.Length;
        rows[reference] = (1, place, 0);
        var table = Deflate(Up([.. rows.Values.Select(r => new byte[] { r.Kind, (byte)(r.Place >> 8), (byte)(r.Place & 0xFF), r.Detail })]));
        output.Append(CultureInfo.InvariantCulture, $"{reference} 0 obj\n<< /Type /XRef /Root {Catalog} 0 R /Info {Info} 0 R /Size 100 /W [1 2 1] /Index [{string.Join(' ', rows.Keys.Select(n => $"{n} 1"))}] ");
        output.Append(CultureInfo.InvariantCulture, $"/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 4 >> /Length {table.Length} >>\nstream\n{Encoding.Latin1.GetString(table)}\nendstream\nendobj\nstartxref\n{place}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(output.ToString());
    }

    public static byte[] Deflate(byte[] data)
    {
        using var output = new MemoryStream();
        using (var deflate = new ZLibStream(output, CompressionLevel.SmallestSize))
            deflate.Write(data);
        return output.ToArray();
    }

    /// <summary>PNG's predictor Up, as most programs write cross-reference streams with.</summary>
    static byte[] Up(byte[][] rows) =>
        [.. rows.SelectMany((row, i) => row.Select((octet, j) => unchecked((byte)(octet - (i == 0 ? 0 : rows[i - 1][j])))).Prepend((byte)2))];
}
