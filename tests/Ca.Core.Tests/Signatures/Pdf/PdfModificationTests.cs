using System.Text;
using Ca.Core.Cms;
using Ca.Core.Paths;
using Ca.Core.Pdf;
using Ca.Core.Signatures;
using Ca.Core.Signatures.Pdf;
using Ca.Core.Tests.Pdf;
using Ca.Tests;
using static Ca.Core.Tests.Pdf.HandmadePdf;
using static Ca.Tests.SampleAuthority;

namespace Ca.Core.Tests.Signatures.Pdf;

/// <summary>A signed file of two pages and a form, and what was done to it afterwards.</summary>
public class PdfModificationTests
{
    static readonly SampleAuthority Authority = Root();
    static readonly CmsSigner Citizen = Authority.Person();

    /// <summary>The numbers that our own signature takes in a file of <see cref="HandmadePdf"/>.</summary>
    const int Signature = 100, Field = 101;

    /// <summary>How the author allows changes: nothing said, or the levels of DocMDP.</summary>
    static byte[] Signed(int? level = null, string fieldLock = "", IReadOnlyDictionary<int, string>? objects = null, bool isStream = false)
    {
        var file = File(objects, isStream);
        return level is null && fieldLock == "" ? Sign(file) : SignCertifying(file, level, fieldLock);
    }

    static byte[] Sign(byte[] file) => PadesSignature.Create(Citizen, file, new() { Time = Now }).Expect();

    /// <summary>A signature by hand, since ours certifies nothing.</summary>
    static byte[] SignCertifying(byte[] file, int? level, string fieldLock, string reference = "")
    {
        const int room = 3000;
        if (level is not null)
            reference = $"/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P {level} /V /1.2 >> >>] ";
        var objects = Objects();
        var update = Update(file, new Dictionary<int, string>
        {
            [Signature] = $"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached {reference}/ByteRange [0 0000000000 0000000000 0000000000] /Contents <{new string('0', 2 * room)}> >>",
            [Field] = $"<< /Type /Annot /Subtype /Widget /FT /Sig /T (author) /Rect [0 0 0 0] /F 132 /V {Signature} 0 R {fieldLock} >>",
            [FirstPage] = objects[FirstPage].Replace("/Annots [", $"/Annots [{Field} 0 R ", StringComparison.Ordinal),
            [Form] = objects[Form].Replace("/Fields [", $"/SigFlags 3 /Fields [{Field} 0 R ", StringComparison.Ordinal),
            [Catalog] = level is null ? objects[Catalog] : objects[Catalog].Replace(">>", $"/Perms << /DocMDP {Signature} 0 R >> >>", StringComparison.Ordinal),
        });
        var text = Encoding.Latin1.GetString(update);
        var hole = text.IndexOf("/Contents <", StringComparison.Ordinal) + "/Contents ".Length;
        var behind = hole + 2 * room + 2;
        var range = $"[0 {hole} {behind} {update.Length - behind}]".PadRight("[0 0000000000 0000000000 0000000000]".Length);
        text = text.Replace("[0 0000000000 0000000000 0000000000]", range, StringComparison.Ordinal);
        var signed = Encoding.Latin1.GetBytes(text[..hole] + text[behind..]);
        var cms = Convert.ToHexString(CmsSignature.CreateDetached(Citizen, new MemoryStream(signed), Now));
        return Encoding.Latin1.GetBytes(text[..(hole + 1)] + cms.PadRight(2 * room, '0') + text[(behind - 1)..]);
    }

    sealed record Change(string Name, Func<byte[], byte[]> Apply, PdfChange Kind, int? Page = null)
    {
        public override string ToString() => Name;
    }

    static Change Writing(string name, PdfChange kind, int? page, params (int, string)[] objects) =>
        new(name, file => Update(file, objects.ToDictionary(o => o.Item1, o => o.Item2)), kind, page);

    static string Was(int number, string what, string by) => Objects()[number].Replace(what, by, StringComparison.Ordinal);

    /// <summary>What is in the file once it is signed, with something replaced.</summary>
    static string SignedPage(string more) => $"<< /Type /Page /Parent {Pages} 0 R /Contents {Content} 0 R /Annots [{TextField} 0 R {Field} 0 R {more}] >>";

    static IEnumerable<Change> VisibleChanges()
    {
        yield return Writing("other contents", PdfChange.Page, 1, (Content, Stream("BT /F1 12 Tf 50 300 Td (Pay 900 roubles) Tj ET")));
        yield return Writing("contents elsewhere", PdfChange.Page, 2, (SecondPage, Was(SecondPage, $"/Contents {Content}", "/Contents 40")), (40, Stream("BT (Evil) Tj ET")));
        yield return Writing("contents of the same text under another filter", PdfChange.Page, 1, (Content, Stream("4254>", "/Filter /ASCIIHexDecode ")));
        yield return Writing("another font", PdfChange.Page, 1, (Font, Was(Font, "Helvetica", "Symbol")));
        yield return Writing("other resources for all pages", PdfChange.Page, 1, (Resources, $"<< /Font << /F1 {Font} 0 R /F2 {Font} 0 R >> >>"));
        yield return Writing("the length of a stream", PdfChange.Page, 1, (Content, Stream("BT /F1 12 Tf 50 300 Td (Pay 10) Tj ET")));
        yield return Writing("a page turned", PdfChange.Page, 2, (SecondPage, Was(SecondPage, "/Type /Page", "/Type /Page /Rotate 180")));
        yield return Writing("a page cropped for all", PdfChange.Page, 1, (Pages, Was(Pages, "[0 0 300.5 400]", "[0 0 300.5 200]")));
        yield return Writing("an action on a page", PdfChange.Page, 2, (SecondPage, Was(SecondPage, "/Type /Page", "/Type /Page /AA << /O << /S /JavaScript /JS (x) >> >>")));
        yield return Writing("a page more", PdfChange.PageTree, null, (Pages, Was(Pages, $"{SecondPage} 0 R]", $"{SecondPage} 0 R 40 0 R]")), (40, Objects()[SecondPage]));
        yield return Writing("a page less", PdfChange.PageTree, null, (Pages, Was(Pages, $"{SecondPage} 0 R]", "]")));
        yield return Writing("pages exchanged", PdfChange.Annotation, 2, (Pages, Was(Pages, $"[{FirstPage} 0 R {SecondPage} 0 R]", $"[{SecondPage} 0 R {FirstPage} 0 R]")));
        yield return Writing("pages in a circle", PdfChange.PageTree, null, (Pages, Was(Pages, $"{SecondPage} 0 R]", $"{Pages} 0 R]")));
        yield return Writing("another tree of pages", PdfChange.Page, 1, (Catalog, Was(Catalog, $"/Pages {Pages}", "/Pages 40")), (40, Was(Pages, $"[{FirstPage} 0 R {SecondPage} 0 R]", "[41 0 R 42 0 R]")), (41, $"<< /Type /Page /Contents 43 0 R >>"), (42, "<< /Type /Page >>"), (43, Stream("BT (Evil) Tj ET")));
        yield return Writing("an attachment", PdfChange.Document, null, (Catalog, Was(Catalog, "/Type /Catalog", "/Type /Catalog /Names << /EmbeddedFiles << /Names [] >> >>")));
        yield return Writing("an action on opening", PdfChange.Document, null, (Catalog, Was(Catalog, "/Type /Catalog", "/Type /Catalog /OpenAction << /S /URI /URI (http://evil) >>")));
        yield return Writing("layers", PdfChange.Document, null, (Catalog, Was(Catalog, "/Type /Catalog", "/Type /Catalog /OCProperties << /OCGs [] /D << >> >>")));
        yield return Writing("a catalogue that says something twice", PdfChange.Document, null, (Catalog, Was(Catalog, "/Type /Catalog", $"/Type /Catalog /Pages 40 0 R")));
        yield return Writing("another catalogue", PdfChange.Document, null, (Catalog, "null"));
        yield return Writing("a page that says something twice", PdfChange.Page, 2, (SecondPage, Was(SecondPage, "/Type /Page", "/Type /Page /Contents 5 0 R")));
        yield return Writing("an annotation that is a stream", PdfChange.Page, 1, (FirstPage, SignedPage("40 0 R")), (40, Stream("BT ET")));
        yield return Writing("contents declared an annotation and a field of a signature", PdfChange.Page, 1,
            (Content, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (evil) >>"), (FirstPage, SignedPage($"{Content} 0 R")), (Form, SignedForm($"{Content} 0 R")));
        yield return Writing("a form of XFA", PdfChange.Form, null, (Form, SignedForm("", "/XFA (x)")));
        yield return Writing("appearances made anew", PdfChange.Form, null, (Form, SignedForm("", "/NeedAppearances true")));
        yield return Writing("another font for the form", PdfChange.Form, null, (Form, SignedForm("").Replace($"/F1 {Font} 0 R", "/F1 40 0 R", StringComparison.Ordinal)), (40, Was(Font, "Helvetica", "Symbol")));
        yield return Writing("a field more", PdfChange.Form, 1, (40, Was(TextField, "(name)", "(more)")), (FirstPage, SignedPage("40 0 R")), (Form, SignedForm("40 0 R")));
        yield return Writing("a field less", PdfChange.Form, 1, (Form, SignedForm("").Replace($"{TextField} 0 R ", "", StringComparison.Ordinal)));
        yield return Writing("a field moved", PdfChange.Form, 1, (TextField, Was(TextField, "[10 10 100 30]", "[10 200 100 230]")));
        yield return Writing("a field that shows another value than its own", PdfChange.Form, 1, (TextField, Was(TextField, $"/N {Content} 0 R", "/N 40 0 R")), (40, Stream("BT (Evil) Tj ET")));
        yield return Writing("a field renamed", PdfChange.Form, 1, (TextField, Was(TextField, "(name)", "(sum)")));
        yield return Writing("the signature taken away", PdfChange.Form, 1, (Field, "<< /Type /Annot /Subtype /Widget /FT /Sig /T <FEFF005300690067006E006100740075007200650031> /F 132 /Rect [0 0 0 0] /P 3 0 R >>"));
        yield return Writing("the field of the signature taken away", PdfChange.Form, 1, (Form, Objects()[Form]));
        yield return Writing("an empty signature field that lies over the page", PdfChange.Form, 1,
            (40, $"<< /Type /Annot /Subtype /Widget /FT /Sig /T (over) /Rect [0 0 300 400] /AP << /N {Content} 0 R >> >>"), (FirstPage, SignedPage("40 0 R")), (Form, SignedForm("40 0 R")));
        yield return Writing("a time-stamp that lies over the page", PdfChange.Form, 1,
            (40, $"<< /Type /Annot /Subtype /Widget /FT /Sig /T (over) /V << /SubFilter /ETSI.RFC3161 >> /Rect [0 0 300 400] /AP << /N {Content} 0 R >> >>"), (FirstPage, SignedPage("40 0 R")), (Form, SignedForm("40 0 R")));
        yield return Writing("a certification afterwards", PdfChange.Document, null, (Catalog, Was(Catalog, "/Type /Catalog", $"/Type /Catalog /Perms << /DocMDP {Signature} 0 R >>")));
        yield return new("octets behind the end", file => [.. file, .. "BT (Evil) Tj ET"u8], PdfChange.Unexplained);
        yield return new("a trailer without a table behind the end", file => [.. file, .. "5 0 obj\nnull\nendobj\ntrailer\n<< /Root 1 0 R >>\n"u8], PdfChange.Unexplained);
    }

    static string SignedForm(string fields, string entries = "") =>
        $"<< /Fields [{TextField} 0 R {Field} 0 R {fields}] /SigFlags 3 /DR << /Font << /F1 {Font} 0 R >> >> /DA (/F1 10 Tf) {entries} >>";

    static IEnumerable<Change> HarmlessChanges()
    {
        yield return Writing("objects that nothing refers to", PdfChange.Unused, null, (40, "(nothing)"));
        yield return Writing("the same contents written anew", PdfChange.Unused, null, (Content, Objects()[Content]));
        yield return Writing("the same page written anew with its resources under another number", PdfChange.Unused, null, (Pages, Was(Pages, $"/Resources {Resources} 0 R", "/Resources 40 0 R")), (40, Objects()[Resources]));
        yield return Writing("validation data", PdfChange.SecurityStore, null, (Catalog, Was(Catalog, "/Type /Catalog", "/Type /Catalog /DSS << /Certs [40 0 R] >>")), (40, Stream("30")));
        yield return Writing("extensions", PdfChange.Technical, null, (Catalog, Was(Catalog, "/Type /Catalog", "/Type /Catalog /Extensions << /ADBE << /BaseVersion /1.7 /ExtensionLevel 8 >> >>")));
        yield return Writing("another title", PdfChange.Metadata, null, (Info, "<< /Title (Other) >>"));
        yield return Writing("other XMP", PdfChange.Metadata, null, (Metadata, Stream("<x:other/>", "/Type /Metadata /Subtype /XML ")));
        yield return Writing("a field filled in", PdfChange.FormFilling, 1, (TextField, Was(TextField, "(Ivan)", "(Peter)").Replace($"/N {Content} 0 R", "/N 40 0 R", StringComparison.Ordinal)), (40, Stream("BT (Peter) Tj ET")));
        yield return Writing("an empty signature field", PdfChange.SignatureField, 1, (40, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (next) /Rect [0 0 0 0] >>"), (FirstPage, SignedPage("40 0 R")), (Form, SignedForm("40 0 R")));
        yield return Writing("a font more for the form", PdfChange.Unused, null, (Form, SignedForm("").Replace("/Font << ", "/Font << /F2 7 0 R ", StringComparison.Ordinal)));
        yield return new("another signature", Sign, PdfChange.Signature);
    }

    [TestCaseSource(nameof(VisibleChanges))]
    public void A_change_of_what_was_signed_fails(object row)
    {
        var change = (Change)row;
        foreach (var isStream in new[] { false, true })
        {
            var file = change.Apply(Signed(isStream: isStream));
            var signature = Read(file);
            Assert.That(signature.Modifications.Any(m => m.Change == change.Kind && !m.IsAllowed && m.Page == change.Page), Is.True, string.Join('\n', signature.Modifications));

            var verdict = Verify(file);
            Assert.That(verdict.Indication, Is.EqualTo(Indication.TotalFailed), string.Join('\n', verdict.Findings));
            Assert.That(verdict.SubIndication, Is.EqualTo(SubIndication.FormatFailure));
            Assert.That(verdict.Intact, Is.EqualTo(signature.Modifications.All(m => m.IsAllowed || m.Change == PdfChange.Form)));
        }
    }

    [TestCaseSource(nameof(HarmlessChanges))]
    public void A_harmless_change_is_told(object row)
    {
        var change = (Change)row;
        foreach (var isStream in new[] { false, true })
        {
            var file = change.Apply(Signed(isStream: isStream));
            var signature = Read(file);
            Assert.That(signature.Modifications.Select(m => (m.Change, m.IsAllowed)), Is.EqualTo(new[] { (change.Kind, true) }), string.Join('\n', signature.Modifications));

            var verdict = Verify(file);
            Assert.That(verdict.Indication, Is.EqualTo(Indication.TotalPassed), string.Join('\n', verdict.Findings));
            Assert.That(verdict.Intact);
            Assert.That(verdict.Modifications, Has.Count.EqualTo(1));
            Assert.That(verdict.Extent, Is.EqualTo(change.Kind == PdfChange.FormFilling ? SignatureExtent.Part : SignatureExtent.Whole));
            Assert.That(verdict.Findings.Select(f => f.Rule.Id), Does.Contain("added-after-signing").And.Contain("earlier-revision"));
        }
    }

    static Change Annotated(string subtype) => Writing(subtype, PdfChange.Annotation, 1, (40, $"<< /Type /Annot /Subtype /{subtype} /Rect [0 0 300 400] >>"), (FirstPage, CertifiedPage("40 0 R")));

    static string CertifiedPage(string more) => $"<< /Type /Page /Parent {Pages} 0 R /Contents {Content} 0 R /Annots [{Field} 0 R {TextField} 0 R {more}] >>";

    static string CertifiedForm(string fields) =>
        $"<< /SigFlags 3 /Fields [{Field} 0 R {TextField} 0 R {fields}] /DR << /Font << /F1 {Font} 0 R >> >> /DA (/F1 10 Tf) >>";

    [Test]
    public void Who_certifies_says_what_may_come_after()
    {
        var certified = Objects()[Catalog].Replace(">>", $"/Perms << /DocMDP {Signature} 0 R >> >>", StringComparison.Ordinal);
        var rows = new (Change Change, string Allowed)[]
        {
            // P:                                     none 1 2 3
            (Writing("unused", PdfChange.Unused, null, (40, "(x)")), "yyyy"),
            (Writing("DSS", PdfChange.SecurityStore, null, (Catalog, certified.Replace("/Type", "/DSS << >> /Type", StringComparison.Ordinal))), "-yyy"),
            (Writing("title", PdfChange.Metadata, null, (Info, "<< >>")), "ynyy"),
            (Writing("filled in", PdfChange.FormFilling, 1, (TextField, Was(TextField, "(Ivan)", "(Peter)"))), "ynyy"),
            (Writing("signature field", PdfChange.SignatureField, 1, (40, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (next) /Rect [0 0 0 0] >>"), (FirstPage, CertifiedPage("40 0 R")), (Form, CertifiedForm("40 0 R"))), "ynyy"),
            (Writing("time-stamp", PdfChange.DocumentTimeStamp, 1, (40, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (next) /V << /SubFilter /ETSI.RFC3161 >> /Rect [0 0 0 0] >>"), (FirstPage, CertifiedPage("40 0 R")), (Form, CertifiedForm("40 0 R"))), "yyyy"),
            (Writing("signature", PdfChange.Signature, 1, (40, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (next) /V << /SubFilter /ETSI.CAdES.detached >> /Rect [0 0 0 0] >>"), (FirstPage, CertifiedPage("40 0 R")), (Form, CertifiedForm("40 0 R"))), "ynyy"),
            (Writing("signature that is seen", PdfChange.SeenSignature, 1, (40, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (next) /V << /SubFilter /ETSI.CAdES.detached >> /Rect [0 0 9 9] /AP << /N 5 0 R >> >>"), (FirstPage, CertifiedPage("40 0 R")), (Form, CertifiedForm("40 0 R"))), "ynnn"),
            (Annotated("Text"), "nnny"),
            (Annotated("Highlight"), "nnny"),
            (Annotated("FreeText"), "nnnn"),
            (Annotated("Stamp"), "nnnn"),
            (Annotated("Redact"), "nnnn"),
            (Writing("contents", PdfChange.Page, 1, (Content, Stream("BT ET"))), "nnnn"),
        };
        foreach (var (change, allowed) in rows)
            foreach (var (level, expected) in new int?[] { null, 1, 2, 3 }.Zip(allowed).Where(r => r.Second != '-'))
            {
                var signature = Read(change.Apply(Signed(level, level is null ? "/TU (x)" : "")));
                Assert.That(signature.Permissions!.Level, Is.EqualTo(level));
                Assert.That(signature.IsCertification, Is.EqualTo(level is not null));
                Assert.That(signature.Modifications.Where(m => m.Change == change.Kind).Select(m => m.IsAllowed).Distinct(), Is.EqualTo(new[] { expected == 'y' }), $"{change}, P {level}: {string.Join('\n', signature.Modifications)}");
            }
    }

    /// <summary>Who left a field to be signed left it no place on the page: what lies there now is new.</summary>
    [TestCase("[0 0 300 400] /AP << /N 5 0 R >>", true)]
    [TestCase("[0 0 0 0] /AP << /N 5 0 R >>", false)]
    [TestCase("[0 0 300 400]", false)]
    public void A_place_for_a_signature_that_comes_with_it_is_seen(string widget, bool seen)
    {
        const int empty = 40, kid = 60;
        var prepared = Update(File(null, false), new Dictionary<int, string>
        {
            [empty] = "<< /FT /Sig /T (next) >>",
            [Form] = Objects()[Form].Replace("/Fields [", $"/Fields [{empty} 0 R ", StringComparison.Ordinal),
        });
        var signed = Update(Sign(prepared), new Dictionary<int, string>
        {
            [empty] = $"<< /FT /Sig /T (next) /V << /SubFilter /ETSI.CAdES.detached >> /Kids [{kid} 0 R] >>",
            [kid] = $"<< /Type /Annot /Subtype /Widget /Parent {empty} 0 R /Rect {widget} >>",
            [FirstPage] = SignedPage($"{kid} 0 R"),
        });

        var changes = Read(signed).Modifications.Select(m => m.Change).ToList();
        Assert.That(changes, Does.Contain(PdfChange.Signature));
        Assert.That(changes.Contains(PdfChange.SeenSignature), Is.EqualTo(seen), string.Join('\n', Read(signed).Modifications));
    }

    [TestCase("/Action /All", false)]
    [TestCase("/Action /Include /Fields [(name)]", false)]
    [TestCase("/Action /Include /Fields [(other)]", true)]
    [TestCase("/Action /Exclude /Fields [(name)]", true)]
    [TestCase("/Action /Exclude /Fields [(other)]", false)]
    [TestCase("/Action /Include /Fields [(other)] /P 1", false)]
    public void A_lock_keeps_fields_from_being_filled_in(string entries, bool allowed)
    {
        var file = Update(Signed(fieldLock: $"/Lock << /Type /SigFieldLock {entries} >>"), new Dictionary<int, string> { [TextField] = Was(TextField, "(Ivan)", "(Peter)") });

        Assert.That(Read(file).Modifications.Single().IsAllowed, Is.EqualTo(allowed));
    }

    [TestCase("/Action /All", false)]
    [TestCase("/Action /Include /Fields [(name)]", false)]
    [TestCase("/Action /Exclude /Fields [(name)]", true)]
    public void What_FieldMDP_names_is_locked_too(string parameters, bool allowed)
    {
        var reference = $"/Reference [<< /Type /SigRef /TransformMethod /FieldMDP /TransformParams << /Type /TransformParams {parameters} /V /1.2 >> >>] ";
        var file = Update(SignCertifying(File(), null, "", reference), new Dictionary<int, string> { [TextField] = Was(TextField, "(Ivan)", "(Peter)") });

        Assert.That(Read(file).Modifications.Single().IsAllowed, Is.EqualTo(allowed));
        Assert.That(Verify(file).Indication, Is.EqualTo(allowed ? Indication.TotalPassed : Indication.TotalFailed));
    }

    [Test]
    public void What_is_drawn_is_compared_though_it_is_declared_a_page_an_annotation_or_a_field()
    {
        // The resources' XObjects are at once a page whose annotations are "Annots", and a field whose date is "M": neither is looked at there.
        var objects = Objects();
        objects[Resources] = $"<< /Font << /F1 {Font} 0 R >> /XObject 30 0 R >>";
        objects[30] = "<< /Annots 31 0 R /M 31 0 R /T (drawn) >>";
        objects[31] = Stream("BT (Good) Tj ET", "/Type /XObject /Subtype /Form ");
        objects[32] = Stream("BT (Evil) Tj ET", "/Type /XObject /Subtype /Form ");
        objects[Pages] = objects[Pages].Replace($"{SecondPage} 0 R]", $"{SecondPage} 0 R 30 0 R]", StringComparison.Ordinal);
        objects[Form] = objects[Form].Replace("/Fields [", "/Fields [30 0 R ", StringComparison.Ordinal);
        var signed = Sign(File(objects));

        foreach (var evil in new[] { "<< /Annots 32 0 R /M 31 0 R /T (drawn) >>", "<< /Annots 31 0 R /M 32 0 R /T (drawn) >>" })
            Assert.That(Read(Update(signed, new Dictionary<int, string> { [30] = evil })).Modifications.Any(m => !m.IsAllowed && m.Change is PdfChange.Page or PdfChange.Form), Is.True, evil);
    }

    [Test]
    public void A_large_file_of_many_revisions_is_compared_in_no_time()
    {
        var objects = Objects();
        var kids = new StringBuilder();
        for (var i = 0; i < 4_000; i++)
        {
            objects[1000 + i] = $"<< /Type /Page /Parent {Pages} 0 R /Contents {21_000 + i} 0 R /A [{string.Join(' ', Enumerable.Range(0, 40))}] >>";
            objects[21_000 + i] = Stream("BT ET");
            kids.Append(System.Globalization.CultureInfo.InvariantCulture, $"{1000 + i} 0 R ");
        }
        objects[Pages] = objects[Pages].Replace($"{SecondPage} 0 R]", $"{SecondPage} 0 R {kids}]", StringComparison.Ordinal).Replace("/Count 2", "/Count 4002", StringComparison.Ordinal);
        var file = Sign(File(objects));
        for (var i = 0; i < 10; i++)
            file = Update(file, new Dictionary<int, string> { [Info] = $"<< /Title ({i}) >>" });
        var started = System.Diagnostics.Stopwatch.GetTimestamp();

        Assert.That(Read(file).Modifications.Select(m => m.Change), Is.All.EqualTo(PdfChange.Metadata).And.Exactly(10).Items);
        Assert.That(System.Diagnostics.Stopwatch.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(30)));
    }

    [Test]
    public void A_change_and_its_undoing_are_both_seen()
    {
        var changed = Update(Signed(), new Dictionary<int, string> { [Content] = Stream("BT (Evil) Tj ET") });
        var undone = Update(changed, new Dictionary<int, string> { [Content] = Objects()[Content] });

        Assert.That(Read(undone).Modifications.Where(m => m.Page == 2).Select(m => (m.Revision, m.Change, m.IsAllowed)), Is.EqualTo(new[] { (3, PdfChange.Page, false), (4, PdfChange.Page, false) }));
    }

    [Test]
    public void An_object_that_was_missing_when_signed_cannot_be_filled_in_later()
    {
        // The signed table names a place behind the file's end, where the attacker then writes the page's contents.
        var objects = Objects();
        objects[SecondPage] = objects[SecondPage].Replace($"/Contents {Content}", "/Contents 40", StringComparison.Ordinal);
        var file = Encoding.Latin1.GetString(File(objects));
        var place = file.Length;
        var named = file.Replace("xref\n0 1\n", $"xref\n40 1\n{place + 40_000:D10} 00000 n\r\n0 1\n", StringComparison.Ordinal);
        var signed = Sign(Encoding.Latin1.GetBytes(named));
        var padded = signed.Concat(Encoding.Latin1.GetBytes(new string('\n', place + 40_000 - signed.Length))).Concat("40 0 obj\n<< /Length 2 >>\nstream\nBT\nendstream\nendobj\n"u8.ToArray()).ToArray();
        var filled = Update(padded, new Dictionary<int, string> { [41] = "null" }, PdfFile.Open(signed).Expect().Revisions[^1].CrossReference, "");

        Assert.That(signed, Has.Length.LessThan(place + 40_000));
        Assert.That(PdfFile.Open(filled).Expect().Revisions[^1].Resolve(new PdfReference(40, 0)), Is.SameAs(PdfValue.Null));
    }

    static PathInputs Inputs { get; } = new() { Time = JudgementTime.DayOfChecking(Now), Revocation = RevocationChecking.None };

    static PdfSignature Read(byte[] file) => PdfSignatures.Read(file).Expect().All[0];

    static SignatureVerdict Verify(byte[] file) =>
        SignatureVerifier.Verify(file, null, new() { Anchors = [TrustAnchor.Of(Authority.Certificate).Expect()] }, Inputs).Expect().Signatures[0];
}
