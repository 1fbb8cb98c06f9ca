using System.Globalization;
using System.Text;
using Ca.Core.Cms;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Ca.Core.Signatures.Pdf;
using Ca.Core.Tests.Pdf;
using Ca.Tests;
using static Ca.Core.Tests.Pdf.HandmadePdf;
using static Ca.Tests.SampleAuthority;

namespace Ca.Core.Tests.Signatures.Pdf;

/// <summary>What a signature covers, and the ways of making it seem to cover more.</summary>
public class PdfSignatureTests
{
    static readonly SampleAuthority Authority = Root();
    static readonly CmsSigner Citizen = Authority.Person();
    static readonly byte[] Good = Sign(HandmadePdf.File());

    static byte[] Sign(byte[] file) => PadesSignature.Create(Citizen, file, new() { Time = Now, Reason = "Согласен", Location = "Томск" }).Expect();

    static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    static string Latin(byte[] octets) => Encoding.Latin1.GetString(octets);

    [Test]
    public void A_signature_of_ours_covers_the_whole_file([Values] bool isStream)
    {
        var file = Sign(HandmadePdf.File(isStream: isStream));
        var signature = PdfSignatures.Read(file).Expect().All.Single();
        Assert.That((signature.FieldName, signature.SubFilter, signature.CoversWholeFile, signature.Revision), Is.EqualTo(("Signature1", "ETSI.CAdES.detached", true, 2)));
        Assert.That((signature.Reason, signature.ClaimedTime), Is.EqualTo(("Согласен", Now)));
        Assert.That(signature.Findings, Is.Empty);

        var verdict = Verify(file).Signatures.Single();
        Assert.That(verdict.Indication, Is.EqualTo(Indication.TotalPassed), string.Join('\n', verdict.Findings));
        Assert.That((verdict.Format, verdict.Level, verdict.Intact), Is.EqualTo((SignatureFormat.Pades, SignatureLevel.Basic, true)));
        Assert.That(verdict.References.Single().Scope.Key, Is.EqualTo("Pdf.scope-whole"));
        Assert.That(verdict.ClaimedSigningTime, Is.EqualTo(Now));
    }

    [Test]
    public void Two_sign_one_after_the_other_and_both_pass()
    {
        var report = Verify(Sign(Good));

        Assert.That(report.Indication, Is.EqualTo(Indication.TotalPassed));
        Assert.That(report.Signatures.Select(s => s.References.Single().Scope.ToString()), Is.EqualTo(new[]
        {
            "revision 2 of the 3 that the file has, but for the signature itself", "the whole file but the signature itself",
        }));
        Assert.That(report.Signatures[0].Modifications.Single().Detail.ToString(), Does.Contain("Signature2").And.Contain("page 1"));
        Assert.That(report.Signatures[0].Modifications.Single().Detail.In(CultureInfo.GetCultureInfo("ru")), Does.Contain("страница 1").And.Contain("добавила подпись"));
    }

    [TestCaseSource(typeof(Ca.Core.Keys.KeyAlgorithm), nameof(Ca.Core.Keys.KeyAlgorithm.All))]
    public void Every_algorithm_signs(Ca.Core.Keys.KeyAlgorithm algorithm)
    {
        var file = PadesSignature.Create(Authority.Person(algorithm: algorithm.Name), HandmadePdf.File(), new() { Time = Now }).Expect();

        Assert.That(Verify(file).Indication, Is.EqualTo(Indication.TotalPassed));
    }

    [Test]
    public void A_file_that_its_author_has_closed_is_not_signed()
    {
        var objects = Objects();
        objects[Catalog] = objects[Catalog].Replace(">>", "/Perms << /DocMDP << /Reference [<< /TransformMethod /DocMDP /TransformParams << /P 1 >> >>] >> >> >>", StringComparison.Ordinal);

        Assert.That(PadesSignature.Create(Citizen, HandmadePdf.File(objects), new() { Time = Now }).Refused(out var why, out _) ? why.Sentence.Key : "", Is.EqualTo("Pdf.certified-final"));
    }

    [Test]
    public void A_refusal_of_the_time_stamping_authority_is_handed_on()
    {
        var details = new PadesDetails { Time = Now, TimeStamp = (_, _) => new Refusal(RefusalCode.Unavailable, "Pdf.no-header") };

        Assert.That(PadesSignature.Create(Citizen, HandmadePdf.File(), details).Refused(out var why, out _) ? why.Code : default, Is.EqualTo(RefusalCode.Unavailable));
    }

    [Test]
    public void A_file_without_a_signature_is_refused() =>
        Assert.That(PdfSignatures.Read(HandmadePdf.File()).Refused(out var why, out _) ? why.Sentence.Key : "", Is.EqualTo("Pdf.not-signed"));

    /// <summary>Universal signature forgery, signature wrapping and what is like them ("1 Trillion Dollar Refund", 2019).</summary>
    static IEnumerable<TestCaseData> Attacks()
    {
        TestCaseData Row(string name, string rule, Func<string, string> attack) => new TestCaseData(Latin(attack(Latin(Good))), rule).SetArgDisplayNames(name);
        // Numbers and names are exchanged within their room, so that the cross-reference stays right.
        string Range(string file, string range)
        {
            var start = file.IndexOf("/ByteRange [", StringComparison.Ordinal) + "/ByteRange ".Length;
            var length = "[0 0000000000 0000000000 0000000000]".Length;
            return file[..start] + range.PadRight(length) + file[(start + length)..];
        }
        var good = Latin(Good);
        var numbers = good[(good.IndexOf("/ByteRange [", StringComparison.Ordinal) + 12)..].Split(']')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray();
        string Numbers(int a, int b, int c, int d) => $"[{a} {b} {c} {d}]";

        yield return Row("no ByteRange", "byte-range", f => f.Replace("/ByteRange", "/ByteRangX", StringComparison.Ordinal));
        yield return Row("ByteRange null", "byte-range", f => Range(f, "null"));
        yield return Row("ByteRange empty", "byte-range", f => Range(f, "[]"));
        yield return Row("ByteRange of two numbers", "byte-range", f => Range(f, $"[0 {numbers[1]}]"));
        yield return Row("ByteRange that begins later", "byte-range", f => Range(f, Numbers(1, numbers[1] - 1, numbers[2], numbers[3])));
        yield return Row("ByteRange negative", "byte-range", f => Range(f, Numbers(0, -numbers[1], numbers[2], numbers[3])));
        yield return Row("ByteRange overlapping", "byte-range", f => Range(f, Numbers(0, numbers[2], numbers[1], numbers[3])));
        yield return Row("ByteRange behind the end", "byte-range", f => Range(f, Numbers(0, numbers[1], numbers[2], numbers[3] + 1)));
        yield return Row("ByteRange huge", "byte-range", f => Range(f, $"[0 {numbers[1]} {numbers[2]} 9999999999]"));
        yield return Row("ByteRange without a hole", "byte-range", f => Range(f, Numbers(0, numbers[1], numbers[1], numbers[3])));
        yield return Row("hole wider in front", "contents", f => Range(f, Numbers(0, numbers[1] - 1, numbers[2], numbers[3])));
        yield return Row("hole wider behind", "contents", f => Range(f, Numbers(0, numbers[1], numbers[2] + 1, numbers[3] - 1)));
        yield return Row("hole without its delimiters", "contents", f => Range(f, Numbers(0, numbers[1] + 1, numbers[2] - 1, numbers[3] + 1)));
        yield return Row("not to the end of the revision", "covers-no-revision", f => Range(f, Numbers(0, numbers[1], numbers[2], numbers[3] - 10)));
        yield return Row("no Contents", "contents", f => f.Replace("/Contents <", "/Contentx <", StringComparison.Ordinal));
        yield return Row("Contents cut short", "contents", f => f[..(numbers[1] + 40)] + ">".PadRight(numbers[2] - numbers[1] - 40) + f[numbers[2]..]);
        yield return Row("Contents empty", "contents", f => f[..(numbers[1] + 1)] + ">".PadRight(numbers[2] - numbers[1] - 1) + f[numbers[2]..]);
        yield return Row("something behind the CMS", "contents", f => f[..(numbers[2] - 5)] + "ABCD>" + f[numbers[2]..]);
        yield return Row("zeros instead of the CMS", "cms", f => f[..(numbers[1] + 1)] + new string('0', numbers[2] - numbers[1] - 2) + f[(numbers[2] - 1)..]);
        yield return Row("no DER in Contents", "cms", f => f[..(numbers[1] + 1)] + "0500".PadRight(numbers[2] - numbers[1] - 2, '0') + f[(numbers[2] - 1)..]);
        yield return Row("no BER in Contents", "contents", f => f[..(numbers[1] + 1)] + "30800484FFFFFFFF".PadRight(numbers[2] - numbers[1] - 2, '0') + f[(numbers[2] - 1)..]);
        yield return Row("another type", "signature-dictionary", f => f.Replace("/Type /Sig ", "/Type /Six ", StringComparison.Ordinal));
        yield return Row("an unknown sub-filter", "sub-filter", f => f.Replace("/ETSI.CAdES.detached", "/ETSI.XAdES.detached", StringComparison.Ordinal));
        yield return Row("no sub-filter", "sub-filter", f => f.Replace("/SubFilter", "/SubFiltex", StringComparison.Ordinal));
        yield return Row("ByteRange twice", "signature-dictionary", f => f.Replace("/Filter /Adobe.PPKLite ", "/ByteRange   [0 1 2 3] ", StringComparison.Ordinal));
        yield return Row("something else in the file", "content-changed", f => f.Replace("Pay 100", "Pay 900", StringComparison.Ordinal));
        yield return Row("another name for who asks", "content-changed", f => f.Replace("/M (D:2026", "/M (D:2025", StringComparison.Ordinal));
        yield return Row("another octet of the signature value", "signature-value", f => Flip(f, numbers));
    }

    /// <summary>The last octet of the CMS is the signature value's.</summary>
    static string Flip(string file, int[] numbers)
    {
        var at = numbers[2] - 2;
        while (file[at] == '0')
            at--;
        return file[..at] + (file[at] == '1' ? '2' : '1') + file[(at + 1)..];
    }

    [TestCaseSource(nameof(Attacks))]
    public void A_signature_that_covers_less_than_it_seems_to_is_not_intact(byte[] file, string rule)
    {
        var verdict = Verify(file).Signatures.Single();

        Assert.That(verdict.Findings.Select(f => f.Rule.Id), Does.Contain(rule), string.Join('\n', verdict.Findings));
        Assert.That(verdict.Intact, Is.False);
        Assert.That(verdict.References.Single().Intact, Is.EqualTo(rule is "signature-value"));
        Assert.That(verdict.Indication, Is.Not.EqualTo(Indication.TotalPassed));
    }

    [Test]
    public void A_signature_wrapped_into_a_later_revision_is_found_out()
    {
        // SWA: the dictionary is written anew, its ByteRange still names the old octets, and between them the attacker has room.
        var text = Latin(Good);
        var start = text.IndexOf("<< /Type /Sig", StringComparison.Ordinal);
        var copy = text[start..text.IndexOf("\nendobj", start, StringComparison.Ordinal)];
        var file = Update(Good, new Dictionary<int, string> { [100] = copy, [Content] = Stream("BT (Evil) Tj ET") });

        var report = Verify(file);
        Assert.That(report.Signatures, Has.Count.EqualTo(2));
        Assert.That(report.Signatures.Select(s => s.Intact), Is.All.False);
        Assert.That(report.Signatures[0].Findings.Select(f => f.Rule.Id), Does.Contain("changed-after-signing"));
        Assert.That(report.Signatures[1].Findings.Select(f => f.Rule.Id), Does.Contain("contents"));
    }

    [Test]
    public void A_revision_that_leaves_the_signed_one_out_of_the_chain_is_found_out()
    {
        // The new revision builds on the first one, as if the signed one had never been, and takes its field along.
        var first = Ca.Core.Pdf.PdfFile.Open(Good).Expect().Revisions[0].CrossReference;
        var text = Latin(Good);
        string Copy(int number) => text[(text.IndexOf($"\n{number} 0 obj\n", StringComparison.Ordinal) + $"\n{number} 0 obj\n".Length)..].Split("\nendobj")[0];
        var objects = new Dictionary<int, string> { [101] = Copy(101), [Form] = Objects()[Form].Replace("/Fields [", "/Fields [101 0 R ", StringComparison.Ordinal) };
        var file = Update(Good, objects, first, "");
        // Object 100 itself is named where it stands in the signed revision.
        var at = Latin(file).LastIndexOf("xref\n9 1", StringComparison.Ordinal);
        var named = Latin(file)[..at] + $"xref\n100 1\n{text.IndexOf("100 0 obj", StringComparison.Ordinal):D10} 00000 n\r\n" + Latin(file)[(at + 5)..];

        var verdict = Verify(Latin(named)).Signatures.Single();
        Assert.That(verdict.Findings.Select(f => f.Rule.Id), Does.Contain("covers-no-revision"), string.Join('\n', verdict.Findings));
        Assert.That(verdict.Intact, Is.False);
    }

    [Test]
    public void The_security_store_is_read_with_what_VRI_sorts_by_signature()
    {
        var compressed = Latin(Deflate("crl"u8.ToArray()));
        var file = Update(Good, new Dictionary<int, string>
        {
            [Catalog] = Objects()[Catalog].Replace("/Type /Catalog", "/Type /Catalog /DSS << /Certs [40 0 R 40 0 R] /CRLs 44 0 R /VRI << /ABCD << /Cert [41 0 R 40 0 R] /OCSP [43 0 R] >> >> >>", StringComparison.Ordinal),
            [40] = Stream("one"),
            [41] = Stream("two"),
            [42] = Stream(compressed, "/Filter [/FlateDecode] "),
            [43] = Stream("ocsp"),
            [44] = "[42 0 R 9999 0 R 5 0 R]",
        });
        var store = PdfSignatures.Read(file).Expect().SecurityStore!;
        string[] Texts(IEnumerable<ReadOnlyMemory<byte>> all) => [.. all.Select(o => Latin(o.ToArray()))];

        Assert.That(Texts(store.Certificates), Is.EqualTo(new[] { "one", "two" }));
        Assert.That(Texts(store.RevocationLists)[0], Is.EqualTo("crl"));
        Assert.That(Texts(store.OcspResponses), Is.EqualTo(new[] { "ocsp" }));
        Assert.That((store.Vri, store.Revision, store.HasRevocationData), Is.EqualTo((new[] { "ABCD" }, 3, true)));
    }

    [Test]
    public void A_file_of_60_MiB_is_signed_and_verified_in_bounded_memory()
    {
        var objects = Objects();
        objects[Content] = Stream(new string('x', 60 * 1024 * 1024));
        var signed = Sign(HandmadePdf.File(objects));
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.That(Verify(signed).Indication, Is.EqualTo(Indication.TotalPassed));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(4 * 1024 * 1024));
    }

    [Test]
    public void Every_octet_outside_of_the_signature_is_signed()
    {
        var free = new List<int>();
        var text = Latin(Good);
        var hole = text.IndexOf("/Contents <", text.IndexOf("/SubFilter", StringComparison.Ordinal), StringComparison.Ordinal) + "/Contents ".Length;
        var behind = text.IndexOf('>', hole) + 1;
        var tried = 0;
        foreach (var at in Enumerable.Range(0, Good.Length).Where(i => i < hole || i >= behind))
        {
            byte[] changed = [.. Good];
            changed[at] ^= 0x01;
            tried++;
            if (!SignatureVerifier.Verify(changed, null, Material, Inputs).Refused(out _, out var report) && report.Signatures.Any(s => s.Intact))
                free.Add(at);
        }
        TestContext.Progress.WriteLine($"# PDF octets changed one by one: {tried}, each found");
        Assert.That(free, Is.Empty);
    }

    static PathInputs Inputs { get; } = new() { Time = JudgementTime.DayOfChecking(Now), Revocation = RevocationChecking.None };

    static PathMaterial Material => new() { Anchors = [TrustAnchor.Of(Authority.Certificate).Expect()] };

    static ValidationReport Verify(byte[] file) => SignatureVerifier.Verify(file, null, Material, Inputs).Expect();
}
