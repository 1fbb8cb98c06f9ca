using System.Diagnostics;
using System.Globalization;
using System.Text;
using Ca.Core.Pdf;
using static Ca.Core.Tests.Pdf.HandmadePdf;

namespace Ca.Core.Tests.Pdf;

public class PdfFileTests
{
    static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    static string Latin(byte[] octets) => Encoding.Latin1.GetString(octets);

    static string Refusal(byte[] file) => PdfFile.Open(file).Refused(out var why, out _) ? why.Sentence.Key : "";

    [Test]
    public void A_file_is_read_from_a_table_and_from_streams([Values] bool isStream)
    {
        var file = PdfFile.Open(HandmadePdf.File(isStream: isStream)).Expect();

        Assert.That(file.Version, Is.EqualTo("1.7"));
        Assert.That(file.Revisions, Has.Count.EqualTo(1));
        Assert.That(file.Revisions[0].IsStream, Is.EqualTo(isStream));
        Assert.That(PdfPages.Of(file.Revisions[0]).Pages.Select(p => p.Number), Is.EqualTo(new[] { FirstPage, SecondPage }));
        Assert.That(PdfForm.Of(file.Revisions[0]).Fields.Select(f => (f.Name, f.Type)), Is.EqualTo(new[] { ("name", "Tx") }));
    }

    [Test]
    public void A_revision_sees_what_was_there_when_it_was_written()
    {
        var file = PdfFile.Open(Update(HandmadePdf.File(), new Dictionary<int, string> { [Info] = "<< /Title (Second) >>" })).Expect();
        string Title(int revision) => file.Revisions[revision].Dictionary(file.Revisions[revision].Trailer, "Info")!["Title"] is PdfString title ? PdfText.Of(title) : "";

        Assert.That(file.Revisions, Has.Count.EqualTo(2));
        Assert.That((Title(0), Title(1)), Is.EqualTo(("Order", "Second")));
    }

    [TestCase("(a\\(b\\)(c)\\\\\\101\\n\\\r\nx)", "a(b)(c)\\A\nx")]
    [TestCase("<41 4 2 4>", "AB@")]
    [TestCase("(\\7\\53\\0053)", "\a+\u00053")]
    public void Strings_are_read_as_7_3_4_says(string text, string expected) =>
        Assert.That(Latin(((PdfString)Value(text)!).Octets.ToArray()), Is.EqualTo(expected));

    [TestCase("/A#20B", "A B")]
    [TestCase("/A#2", "A#2")]
    [TestCase("/", "")]
    public void Names_are_read_as_7_3_5_says(string text, string expected) => Assert.That(((PdfName)Value(text)!).Value, Is.EqualTo(expected));

    [TestCase("123", 123L)]
    [TestCase("+017", 17L)]
    [TestCase("-98", -98L)]
    public void Integers_are_read(string text, long expected) => Assert.That(((PdfInteger)Value(text)!).Value, Is.EqualTo(expected));

    [TestCase("4.")]
    [TestCase("-.002")]
    [TestCase("99999999999999999999")]
    public void Other_numbers_are_reals(string text) => Assert.That(Value(text), Is.TypeOf<PdfReal>());

    [TestCase("--5")]
    [TestCase("(open")]
    [TestCase("<4G>")]
    [TestCase("<4")]
    [TestCase("[1 2")]
    [TestCase("<< /A 1")]
    [TestCase("<< 1 2 >>")]
    [TestCase("<< /A >>")]
    [TestCase("truer")]
    [TestCase("")]
    [TestCase("endobj")]
    public void What_is_no_value_is_none(string text) => Assert.That(Value(text), Is.Null);

    [Test]
    public void A_key_that_stands_there_twice_is_noticed() => Assert.That(((PdfDictionary)Value("<< /A 1 /A 2 >>")!).HasDuplicates);

    [TestCase(60, true)]
    [TestCase(70, false)]
    [TestCase(1_000_000, false)]
    public void Nesting_is_bounded(int depth, bool isRead) => Assert.That(Value(new string('[', depth) + new string(']', depth)) is not null, Is.EqualTo(isRead));

    static PdfValue? Value(string text) => new PdfLexer(Latin(text), 0, new PdfWork(text.Length), isFile: true).Object();

    static IEnumerable<TestCaseData> Damaged()
    {
        TestCaseData Row(string name, string key, Func<string, string> damage) => new TestCaseData(Latin(damage(Latin(HandmadePdf.File()))), key).SetArgDisplayNames(name);
        yield return Row("nothing", "Pdf.no-header", _ => "");
        yield return Row("no PDF", "Pdf.no-header", f => f[1..]);
        yield return Row("something before it", "Pdf.no-header", f => "\n" + f);
        yield return Row("cut off", "Pdf.no-cross-reference", f => f[..^40]);
        yield return Row("a startxref into nowhere", "Pdf.cross-reference", f => f.Replace("startxref\n", "startxref\n9", StringComparison.Ordinal));
        yield return Row("a startxref elsewhere", "Pdf.cross-reference", f => f.Replace("startxref\n", "startxref\n0 %", StringComparison.Ordinal));
        yield return Row("no trailer", "Pdf.cross-reference", f => f.Replace("trailer", "triler", StringComparison.Ordinal));
        yield return Row("no end", "Pdf.cross-reference", f => f.Replace("%%EOF", "%%EOD", StringComparison.Ordinal));
        yield return Row("an object named twice", "Pdf.cross-reference", f => f.Replace("trailer", "7 1\n0000000020 00000 n\r\ntrailer", StringComparison.Ordinal));
        yield return Row("a million entries announced", "Pdf.cross-reference", f => f.Replace("0 1\n", "0 1000001\n", StringComparison.Ordinal));
        yield return Row("a Prev to itself", "Pdf.revisions", f => f.Replace("/Size", $"/Prev {f.IndexOf("xref\n0", StringComparison.Ordinal)} /Size", StringComparison.Ordinal));
        yield return Row("a Prev that is negative", "Pdf.cross-reference", f => f.Replace("/Size", "/Prev -1 /Size", StringComparison.Ordinal));
        yield return Row("a Prev into nowhere", "Pdf.cross-reference", f => f.Replace("/Size", "/Prev 5 /Size", StringComparison.Ordinal));
        yield return Row("encrypted, as nobody knows", "Pdf.encryption-unknown", f => f.Replace("/Size", "/Encrypt << >> /Size", StringComparison.Ordinal));
        yield return Row("a trailer that says something twice", "Pdf.cross-reference", f => f.Replace("/Size", "/Root 5 0 R /Size", StringComparison.Ordinal));
        yield return Row("a hybrid's stream that is none", "Pdf.cross-reference", f => f.Replace("/Size", "/XRefStm 20 /Size", StringComparison.Ordinal));
    }

    [TestCaseSource(nameof(Damaged))]
    public void A_damaged_file_is_refused_and_never_repaired(byte[] file, string key) => Assert.That(Refusal(file), Is.EqualTo(key).Or.EqualTo(key == "Pdf.cross-reference" ? "Pdf.too-complex" : key));

    [Test]
    public void A_circle_of_revisions_is_refused()
    {
        var file = Latin(Update(HandmadePdf.File(), new Dictionary<int, string> { [20] = "1" }));
        var (first, second) = (file.IndexOf("xref\n0", StringComparison.Ordinal), file.LastIndexOf("\nxref", StringComparison.Ordinal) + 1);
        // The older trailer has as much room as the number needs.
        var at = file.IndexOf("/Size 100", first, StringComparison.Ordinal);
        var circle = file[..at] + $"/Prev {second}".PadRight(9) + file[(at + 9)..];

        Assert.That(Refusal(Latin(circle)), Is.EqualTo("Pdf.revisions"));
    }

    [Test]
    public void Too_many_revisions_are_refused()
    {
        var text = new StringBuilder(Latin(HandmadePdf.File()));
        var previous = text.ToString().IndexOf("xref\n0", StringComparison.Ordinal);
        for (var i = 0; i < 300; i++)
        {
            var at = text.Length;
            text.Append(CultureInfo.InvariantCulture, $"xref\n0 0\ntrailer\n<< /Root 1 0 R /Size 50 /Prev {previous} >>\nstartxref\n{at}\n%%EOF\n");
            previous = at;
        }
        Assert.That(Refusal(Latin(text.ToString())), Is.EqualTo("Pdf.too-many-revisions"));
    }

    [Test]
    public void Objects_that_are_not_where_they_should_be_are_unreadable_and_no_more()
    {
        var file = Latin(HandmadePdf.File()).Replace("5 0 obj", "5 0 obx", StringComparison.Ordinal).Replace("7 0 obj", "9 0 obj", StringComparison.Ordinal).Replace("6 0 obj", "6 1 obj", StringComparison.Ordinal);
        var revision = PdfFile.Open(Latin(file)).Expect().Revisions[0];

        foreach (var number in new[] { 5, 6, 7 })
            Assert.That(revision.Resolve(new PdfReference(number, 0)), Is.TypeOf<PdfUnreadable>());
        Assert.That(revision.Resolve(new PdfReference(9999, 0)), Is.SameAs(PdfValue.Null));
    }

    [Test]
    public void A_bomb_of_deflate_is_given_up()
    {
        var bomb = Latin(Deflate(new byte[300 * 1024 * 1024]));
        var objects = Objects();
        for (var i = 60; i < 80; i++)
            objects[i] = Stream(bomb, "/Type /ObjStm /N 1 /First 10 /Filter /FlateDecode ");
        var file = PdfFile.Open(HandmadePdf.File(objects)).Expect();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();

        var streams = Enumerable.Range(60, 20).Select(i => (PdfStream)file.Revisions[0].Resolve(new PdfReference(i, 0))).ToList();
        foreach (var stream in streams)
        {
            Assert.That(PdfFilters.Decode(file.Data(stream, 0)!.Value, stream.Dictionary, file.Work), Is.Null);
        }
        Assert.That(file.Work.IsSpent);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(400L * 1024 * 1024));
        Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(30)));
    }

    [Test]
    public void One_long_string_is_not_read_from_each_of_its_octets()
    {
        // 100,000 objects, each a place in the same string, whose end is 8 MiB away.
        const int objects = 100_000;
        var text = new StringBuilder("%PDF-1.7\n");
        var places = new List<int>();
        for (var i = 0; i < objects; i++)
        {
            places.Add(text.Length);
            text.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj (");
        }
        text.Append('x', 8 * 1024 * 1024);
        var at = text.Length;
        text.Append(CultureInfo.InvariantCulture, $"\nxref\n1 {objects}\n");
        foreach (var place in places)
            text.Append(CultureInfo.InvariantCulture, $"{place:D10} 00000 n\r\n");
        text.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Root << /Pages << /Kids [{string.Join(' ', Enumerable.Range(1, objects).Select(n => $"{n} 0 R"))}] >> >> >>\nstartxref\n{at + 1}\n%%EOF\n");
        var file = PdfFile.Open(Latin(text.ToString())).Expect();
        var started = Stopwatch.GetTimestamp();

        Assert.That(PdfPages.Of(file.Revisions[0]).IsBroken);
        Assert.That(file.Work.IsSpent);
        Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(30)));
    }

    [Test]
    public void A_linearized_file_is_one_revision()
    {
        // Annex F: the table of the first page in front, pointing forward to the table of the rest.
        var head = "%PDF-1.7\n";
        var catalog = "1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n";
        const string table = "xref\n1 1\n{0:D10} 00000 n\r\ntrailer\n<< /Root 1 0 R /Size 3 /Prev {1:D10} >>\nstartxref\n0\n%%EOF\n";
        var first = head.Length;
        var at = first + string.Format(null, table, 0, 0).Length;
        var pages = at + catalog.Length;
        var rest = "2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n";
        var text = head + string.Format(null, table, at, pages + rest.Length) + catalog + rest
            + $"xref\n0 1\n0000000000 65535 f\r\n2 1\n{pages:D10} 00000 n\r\ntrailer\n<< /Size 3 >>\nstartxref\n{first}\n%%EOF\n";
        var file = PdfFile.Open(Latin(text)).Expect();

        Assert.That(file.Revisions, Has.Count.EqualTo(1));
        Assert.That(file.Revisions[0].End, Is.EqualTo(text.Length - 1));
        Assert.That(file.Revisions[0].Dictionary(file.Revisions[0].Catalog!, "Pages"), Is.Not.Null);
    }

    [Test]
    public void A_stream_that_asks_for_a_dictionary_of_its_own_is_refused()
    {
        var text = Latin(HandmadePdf.File(isStream: true));
        // 32 KiB of window, and FDICT with a check that is right, where the writer has put another header.
        var asking = text.Replace("\nstream\nx\u00da", "\nstream\nx\u00bb", StringComparison.Ordinal);

        Assert.That(asking, Is.Not.EqualTo(text));
        Assert.That(PdfFile.Open(Latin(asking)).Refused(out var why, out _) ? why.Code : default, Is.EqualTo(RefusalCode.Malformed));
    }
}
