using System.Globalization;
using System.Text;
using Ca.Conformance.Tests.Judges;

namespace Ca.Conformance.Tests.Signatures;

/// <summary>A PDF file with room for a signature of any kind, which qpdf may encrypt before others sign what it covers.</summary>
static class PdfByHand
{
    const string Number = "9999999999";
    const int Room = 8192;

    static readonly string Zeros = new('0', 2 * Room);

    /// <summary>A file of one page, whose signature has these entries besides its value, written anew by qpdf with these options.</summary>
    public static byte[] WithRoom(Desk desk, string entries, params string[] options)
    {
        desk.Put("plain.pdf", Encoding.Latin1.GetBytes(Plain(entries)));
        var answer = Tool.Run(desk, "qpdf", "qpdf", new Dictionary<string, string>(), [.. options, "plain.pdf", "room.pdf"]);
        Assert.That(answer.ExitCode, Is.Zero, answer.ToString());
        return desk.Take("room.pdf");
    }

    /// <summary>The file with its ByteRange filled in and the value that is made of what it covers.</summary>
    public static byte[] Sign(byte[] file, Func<byte[], byte[]> sign)
    {
        var text = Encoding.Latin1.GetString(file);
        var hole = text.IndexOf("<" + Zeros, StringComparison.Ordinal);
        var behind = hole + Zeros.Length + 2;
        var range = text.IndexOf(Number, StringComparison.Ordinal);
        var numbers = string.Create(CultureInfo.InvariantCulture, $"{hole} {behind} {file.Length - behind}");
        byte[] filled = [.. file];
        Encoding.Latin1.GetBytes(numbers.PadRight(3 * Number.Length + 2), filled.AsSpan(range));
        var value = Convert.ToHexString(sign([.. filled[..hole], .. filled[behind..]]));
        Encoding.Latin1.GetBytes(value, filled.AsSpan(hole + 1));
        return filled;
    }

    static string Plain(string entries)
    {
        var text = new StringBuilder("%PDF-1.7\n");
        var places = new List<int>();
        Put("<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]/SigFlags 3>>>>");
        Put("<</Type/Pages/Kids[3 0 R]/Count 1>>");
        Put("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>/Annots[5 0 R]>>");
        Put("<</Length 7>>\nstream\n0 0 m S\nendstream");
        Put("<</Type/Annot/Subtype/Widget/FT/Sig/T(Signed here)/Rect[0 0 0 0]/F 132/P 3 0 R/V 6 0 R>>");
        Put($"<</Type/Sig/Filter/Adobe.PPKLite/Reason(I agree)/M(D:20260601120000Z)/ByteRange[0 {Number} {Number} {Number}]/Contents<{Zeros}>{entries}>>");
        var start = text.Length;
        text.Append(CultureInfo.InvariantCulture, $"xref\n0 {places.Count + 1}\n0000000000 65535 f \n");
        foreach (var place in places)
            text.Append(CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n");
        return text.Append(CultureInfo.InvariantCulture, $"trailer\n<</Size {places.Count + 1}/Root 1 0 R/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]>>\nstartxref\n{start}\n%%EOF\n").ToString();

        void Put(string contents)
        {
            places.Add(text.Length);
            text.Append(CultureInfo.InvariantCulture, $"{places.Count} 0 obj\n{contents}\nendobj\n");
        }
    }
}
