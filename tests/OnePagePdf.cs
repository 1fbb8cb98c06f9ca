using System.Text;

namespace Ca.Tests;

/// <summary>A PDF of one page, as small as it may be but for the spaces that are drawn on it. Linked into the projects that need one.</summary>
static class OnePagePdf
{
    public static byte[] File(int spaces = 1)
    {
        var text = new StringBuilder("%PDF-1.7\n");
        var places = new List<int>();
        void Put(string contents)
        {
            places.Add(text.Length);
            text.Append(null, $"{places.Count} 0 obj\n{contents}\nendobj\n");
        }
        Put("<</Type/Catalog/Pages 2 0 R>>");
        Put("<</Type/Pages/Kids[3 0 R]/Count 1>>");
        Put("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>");
        Put($"<</Length {spaces}>>\nstream\n{new string(' ', spaces)}\nendstream");
        var start = text.Length;
        text.Append(null, $"xref\n0 {places.Count + 1}\n0000000000 65535 f \n");
        foreach (var place in places)
            text.Append(null, $"{place:D10} 00000 n \n");
        text.Append(null, $"trailer\n<</Size {places.Count + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
