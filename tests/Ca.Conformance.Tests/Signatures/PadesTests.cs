using System.Formats.Asn1;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ca.Core.Certificates;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Ca.Tests;

namespace Ca.Conformance.Tests.Signatures;

/// <summary>
/// PDF files that were signed all over Europe, from the tests of the Commission's library DSS: each is intact, trusted only with its own
/// root, and no longer intact after anything that an attacker may do to it.
/// </summary>
public partial class PadesTests
{
    const string Suite = "dss-signatures";

    static readonly DateTimeOffset Day = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>One file and the roots that its signers' chains end at.</summary>
    public sealed record Sample(string Id, string File, IReadOnlyList<string> Roots)
    {
        public byte[] Read() => System.IO.File.ReadAllBytes(Corpora.Require([Suite, .. File.Split('/')]));

        public override string ToString() => Id;
    }

    static IReadOnlyList<Sample> Samples()
    {
        if (!Corpora.Has(Suite, "expected.json"))
            return [new("absent", "absent.pdf", [])];
        using var rows = JsonDocument.Parse(System.IO.File.ReadAllText(Corpora.Require(Suite, "expected.json")));
        return
        [
            .. rows.RootElement.EnumerateArray()
                .Where(r => r.GetProperty("format").GetString() == "pades")
                .Select(r => new Sample(r.GetProperty("id").GetString()!, r.GetProperty("file").GetString()!,
                    [.. new[] { "embedded_roots", "chain_tops" }.SelectMany(p => r.GetProperty(p).EnumerateArray()).Select(f => f.GetString()!)])),
        ];
    }

    [TestCaseSource(nameof(Samples))]
    public void A_file_is_intact_and_trusted_with_its_own_root_alone(Sample sample)
    {
        var alone = Verify(sample.Read(), []).Expect();
        var trusted = Verify(sample.Read(), sample.Roots).Expect();

        foreach (var (verdict, known) in alone.Signatures.Zip(trusted.Signatures))
        {
            TestContext.Progress.WriteLine($"{verdict.Format} {verdict.Level} {known.Indication} {known.SubIndication} {known.Time.Source} modifications: {verdict.Modifications.Count}");
            Exceptions.Hold("dss-pades", sample.Id, "intact", verdict.Intact && known.Intact ? "intact" : "not intact", string.Join('\n', verdict.Findings));
            Assert.That(verdict.Indication, Is.Not.EqualTo(Indication.TotalPassed));
            Exceptions.Hold("dss-pades-alone", sample.Id, "NO_CERTIFICATE_CHAIN_FOUND", verdict.SubIndication!.Value.Word(), string.Join('\n', verdict.Findings));
            if (sample.Roots.SelectMany(Anchor).Any())
                Assert.That(known.SubIndication, Is.Not.EqualTo(SubIndication.NoCertificateChainFound), string.Join('\n', known.Findings));
        }
    }

    /// <summary>The shadow attack "replace" (Mainka et al., NDSS 2021): a field's appearance is exchanged, its value stays.</summary>
    [Test]
    public void A_field_that_shows_something_else_than_when_it_was_signed_fails_the_signature_though_its_value_is_intact()
    {
        var verdict = Verify(new Sample("", "files/pades/validation/dss-2236/replace.pdf", []).Read(), []).Expect().Signatures.Single();

        Assert.That((verdict.Indication, verdict.SubIndication, verdict.Intact), Is.EqualTo((Indication.TotalFailed, SubIndication.FormatFailure, true)));
        Assert.That(verdict.Findings.Where(f => f.Rule.Indication == Indication.TotalFailed).Select(f => f.ToString()),
            Is.EqualTo(["changed-after-signing: Revision 2 of the file changed what was signed (page 1, object 26). It changed the field \"Text1\" otherwise than by filling it in: AP."]));
        Assert.That(verdict.Findings.Select(f => f.Rule.Id), Does.Contain("no-path"));
    }

    /// <summary>What their makers called them.</summary>
    [TestCase("doc-firmado-T.pdf", SignatureLevel.Timed)]
    [TestCase("doc-firmado-LT.pdf", SignatureLevel.LongTerm)]
    [TestCase("doc-firmado.pdf", SignatureLevel.Archived)]
    [TestCase("Test.signed_Certipost-2048-SHA512.extended-LTA.pdf", SignatureLevel.Archived)]
    [TestCase("pades-ltv-with-reason.pdf", SignatureLevel.Archived)]
    public void The_level_is_what_the_file_carries(string file, SignatureLevel level) =>
        Assert.That(Verify(new Sample("", $"files/pades/validation/{file}", []).Read(), []).Expect().Signatures[0].Level, Is.EqualTo(level));

    [TestCaseSource(nameof(Samples))]
    public void A_file_that_was_tampered_with_is_no_longer_intact(Sample sample)
    {
        var whole = sample.Read();
        var cases = 0;
        var refused = 0;
        foreach (var (what, bytes) in Mutations(whole))
        {
            cases++;
            if (Verify(bytes, []).Refused(out _, out var report))
                refused++;
            else
                Assert.That(report.Signatures[0].Intact, Is.False, $"{what}: {string.Join('\n', report.Signatures[0].Findings)}");
        }
        TestContext.Progress.WriteLine($"# tampered {sample.Id}: {cases} cases, {refused} refused, the rest not intact");
        Assert.That(cases, Is.GreaterThan(25));
    }

    [TestCaseSource(nameof(Samples))]
    public void A_harmless_revision_is_told_and_does_no_harm(Sample sample)
    {
        var whole = sample.Read();
        var before = Verify(whole, []).Expect();
        var after = Verify(Append(whole, (HighNumber, "(nothing refers to this)")), []).Expect();

        Assert.That(after.Signatures, Has.Count.EqualTo(before.Signatures.Count));
        foreach (var (old, young) in before.Signatures.Zip(after.Signatures))
        {
            Assert.That(young.Intact, Is.EqualTo(old.Intact), string.Join('\n', young.Findings));
            Assert.That(young.Modifications, Has.Count.EqualTo(old.Modifications.Count + 1));
            Assert.That(young.Modifications[^1].Allowed);
            Assert.That(young.Modifications[^1].Detail.ToString(), Does.Contain("changed nothing of what a reader sees"));
        }
    }

    const int HighNumber = 900_000;

    static IEnumerable<(string What, byte[] Bytes)> Mutations(byte[] whole)
    {
        // Of the first signature: what it covers, later ones cover too.
        var range = ByteRange().Matches(Latin(whole)).Select(Numbers)
            .Where(r => r[1] + r[3] > 0 && r[2] + r[3] <= whole.Length).MinBy(r => r[2] + r[3])!;
        var (hole, behind, end) = (range[1], range[2], range[2] + range[3]);

        for (var i = 0; i < 24; i++)
        {
            var at = (int)((long)i * (end - 1) / 23);
            if (at < hole || at >= behind)
                yield return ($"octet {at} changed", Changed(whole, at));
        }
        foreach (var (what, bytes) in CmsMutations(whole, hole, behind))
            yield return (what, bytes);
        foreach (var (what, bytes) in RangeMutations(whole, range))
            yield return (what, bytes);
        foreach (var (what, bytes) in Revisions(whole))
            yield return (what, bytes);
    }

    static int[] Numbers(Match range) => [.. new[] { "a", "b", "c", "d" }.Select(g => int.Parse(range.Groups[g].Value, CultureInfo.InvariantCulture))];

    static IEnumerable<(string, byte[])> CmsMutations(byte[] whole, int hole, int behind)
    {
        var cms = Convert.FromHexString(Latin(whole[(hole + 1)..(behind - 1)]));
        byte[] With(byte[] other) => [.. whole[..(hole + 1)], .. Encoding.ASCII.GetBytes(Convert.ToHexString([.. other, .. new byte[cms.Length - other.Length]])), .. whole[(behind - 1)..]];

        // The attributes of the signer come behind the certificates; those of its time-stamps come later still.
        var signer = SignerOf(cms);
        foreach (var oid in new[] { "06092A864886F70D010903", "06092A864886F70D010904", "06092A864886F70D010905", "060B2A864886F70D010910022F", "060B2A864886F70D010910020C" })
        {
            var at = cms.AsSpan(signer.Attributes).IndexOf(Convert.FromHexString(oid));
            if (at >= 0)
                yield return ($"attribute {oid} changed", With(Changed(cms, signer.Attributes.Start.Value + at + oid.Length / 2 + 5)));
        }
        yield return ("signature value changed", With(Changed(cms, signer.Value.End.Value - 1)));
        if (Swapped(cms) is { } swapped && swapped.Length <= cms.Length)
            yield return ("certificate swapped", With(swapped));
        yield return ("zeros instead of the signature", With(new byte[cms.Length]));
        yield return ("something behind the signature", [.. whole[..(behind - 3)], .. "AB>"u8, .. whole[behind..]]);
    }

    /// <summary>Where signedAttrs and signature of the first signer are.</summary>
    static (Range Attributes, Range Value) SignerOf(byte[] cms)
    {
        var set = new Position(cms, 0).Into().Skip(1).Into().Into();
        set = set.Skip(1).Skip(1).Skip(1);
        while (set.Tag is 0xA0 or 0xA1)
            set = set.Skip(1);
        var attributes = set.Into().Into().Skip(3);
        return attributes.Tag == 0xA0 ? (attributes.Whole, attributes.Skip(2).Whole) : (attributes.At..attributes.At, attributes.Skip(1).Whole);
    }

    /// <summary>A place in BER of definite or indefinite length.</summary>
    readonly record struct Position(byte[] Bytes, int At)
    {
        public byte Tag => Bytes[At];

        public Range Whole => At..(At + Measure().Whole);

        public Position Into() => new(Bytes, At + Measure().Header);

        public Position Skip(int count) => count == 0 ? this : new Position(Bytes, At + Measure().Whole).Skip(count - 1);

        (int Header, int Whole) Measure()
        {
            AsnDecoder.ReadEncodedValue(Bytes.AsSpan(At), AsnEncodingRules.BER, out var header, out _, out var whole);
            return (header, whole);
        }
    }

    /// <summary>The same SignedData with another certificate in place of all that it carries.</summary>
    static byte[]? Swapped(byte[] cms)
    {
        try
        {
            var info = new AsnReader(cms.AsMemory(new Position(cms, 0).Whole), AsnEncodingRules.BER).ReadSequence();
            var type = info.ReadEncodedValue();
            var signed = info.ReadSequence(new(TagClass.ContextSpecific, 0)).ReadSequence();
            var parts = new List<ReadOnlyMemory<byte>>();
            while (signed.HasData)
                parts.Add(signed.ReadEncodedValue());
            var writer = new AsnWriter(AsnEncodingRules.BER);
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(type.Span);
                using (writer.PushSequence(new(TagClass.ContextSpecific, 0)))
                using (writer.PushSequence())
                    foreach (var part in parts)
                    {
                        if (part.Span[0] != 0xA0)
                        {
                            writer.WriteEncodedValue(part.Span);
                            continue;
                        }
                        using (writer.PushSetOf(new(TagClass.ContextSpecific, 0)))
                            writer.WriteEncodedValue(Stranger.Encoded.Span);
                    }
            }
            return writer.Encode();
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    static Certificate Stranger { get; } = SampleAuthority.Root("Stranger").Certificate;

    static IEnumerable<(string, byte[])> RangeMutations(byte[] whole, int[] range)
    {
        var match = ByteRange().Matches(Latin(whole)).First(m => Numbers(m).SequenceEqual(range));
        foreach (var (part, by) in new[] { (0, 1), (1, -1), (1, 1), (2, -1), (2, 1), (3, -1), (3, 1), (3, -20), (1, 100), (2, 100) })
        {
            var numbers = (int[])range.Clone();
            numbers[part] += by;
            if (part == 2)
                numbers[3] -= by;
            var text = string.Join(' ', numbers);
            if (text.Length <= match.Groups["numbers"].Length)
                yield return ($"ByteRange {text}", [.. whole[..match.Groups["numbers"].Index], .. Encoding.ASCII.GetBytes(text.PadRight(match.Groups["numbers"].Length)), .. whole[(match.Groups["numbers"].Index + match.Groups["numbers"].Length)..]]);
        }
    }

    static IEnumerable<(string, byte[])> Revisions(byte[] whole)
    {
        var root = int.Parse(Root().Matches(Latin(whole))[^1].Groups[1].Value, CultureInfo.InvariantCulture);
        const string evil = "<< /Type /Page /MediaBox [0 0 300 300] /Contents 900002 0 R >>";
        const string contents = "<< /Length 12 >>\nstream\nBT (Evil) Tj\nendstream";
        yield return ("a revision with other pages", Append(whole, (root, $"<< /Type /Catalog /Pages {HighNumber} 0 R >>"), (HighNumber, "<< /Type /Pages /Kids [900001 0 R] /Count 1 >>"), (900_001, evil), (900_002, contents)));
        yield return ("a revision without pages", Append(whole, (root, "<< /Type /Catalog >>")));
        yield return ("a revision without a catalogue", Append(whole, (root, "null")));
        if (Catalog(whole, root) is { } catalog)
        {
            yield return ("a revision with an action", Append(whole, (root, catalog.Insert(2, " /OpenAction << /S /URI /URI (http://evil) >> "))));
            yield return ("a revision with an attachment", Append(whole, (root, catalog.Insert(2, " /Names << /EmbeddedFiles << /Names [] >> >> "))));
        }
        foreach (var (number, page) in Pages(whole))
        {
            yield return ($"a revision with page {number} of other contents", Append(whole, (number, Contents().Replace(page, "/Contents 900002 0 R")), (900_002, contents)));
            yield return ($"a revision with page {number} turned", Append(whole, (number, Rotate().Replace(page, "").Insert(2, " /Rotate 90 "))));
            if (!page.Contains("/Annots", StringComparison.Ordinal))
                yield return ($"a revision with an annotation over page {number}", Append(whole, (number, page.Insert(2, " /Annots [900003 0 R] ")), (900_003, "<< /Type /Annot /Subtype /FreeText /Rect [0 0 300 300] >>")));
        }
        yield return ("octets behind the end", [.. whole, .. "BT (Evil) Tj"u8]);
        yield return ("an object behind the end, without a table", [.. whole, .. "5 0 obj\nnull\nendobj\n"u8]);
        yield return ("a trailer behind the end, without a table", [.. whole, .. Encoding.ASCII.GetBytes($"trailer\n<< /Root {HighNumber} 0 R >>\n%%EOF\n")]);
    }

    /// <summary>The catalogue as it stands in the file, unless it is packed.</summary>
    static string? Catalog(byte[] whole, int root)
    {
        var text = Latin(whole);
        var at = Regex.Matches(text, $@"(?<=[\r\n]){root} 0 obj\s*(?=<<)").LastOrDefault();
        return at is null ? null : text[(at.Index + at.Length)..].Split("endobj")[0].Trim();
    }

    /// <summary>Up to two pages that stand in the file once and unpacked.</summary>
    static IEnumerable<(int, string)> Pages(byte[] whole) => Page().Matches(Latin(whole))
        .Select(m => (Number: int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture), Text: m.Groups[2].Value.Trim()))
        .Where(p => PageType().IsMatch(p.Text) && Contents().IsMatch(p.Text))
        .GroupBy(p => p.Number).Select(g => g.Last()).Take(2);

    static byte[] Append(byte[] whole, params (int Number, string Text)[] objects)
    {
        var text = new StringBuilder(Latin(whole)).Append('\n');
        var root = Root().Matches(Latin(whole))[^1].Value;
        var previous = StartXref().Matches(Latin(whole))[^1].Groups[1].Value;
        var table = new StringBuilder("xref\n");
        foreach (var (number, content) in objects)
        {
            table.Append(CultureInfo.InvariantCulture, $"{number} 1\n{text.Length:D10} 00000 n\r\n");
            text.Append(CultureInfo.InvariantCulture, $"{number} 0 obj\n{content}\nendobj\n");
        }
        var info = Information().Matches(Latin(whole)) is [.., var last] ? last.Value : "";
        var place = text.Length;
        text.Append(table).Append(CultureInfo.InvariantCulture, $"trailer\n<< {root} {info} /Size 900100 /Prev {previous} >>\nstartxref\n{place}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    static byte[] Changed(byte[] whole, int at)
    {
        byte[] changed = [.. whole];
        changed[at] ^= 0x01;
        return changed;
    }

    static string Latin(byte[] octets) => Encoding.Latin1.GetString(octets);

    /// <summary>One root of the corpus is not DER inside; nobody can be trusted by it here.</summary>
    static IEnumerable<TrustAnchor> Anchor(string file) =>
        Certificate.ParsePemOrDer(System.IO.File.ReadAllBytes(Corpora.Require([Suite, .. file.Split('/')]))).Then(TrustAnchor.Of).Refused(out _, out var anchor) ? [] : [anchor];

    static Core.Outcome<ValidationReport> Verify(byte[] file, IReadOnlyList<string> roots) => SignatureVerifier.Verify(
        file, null,
        new()
        {
            Anchors = [.. roots.SelectMany(Anchor)],
        },
        new() { Time = JudgementTime.DayOfChecking(Day) });

    [GeneratedRegex(@"/ByteRange\s*\[\s*(?<numbers>(?<a>0+)\s+(?<b>\d+)\s+(?<c>\d+)\s+(?<d>\d+)\s*)\]")]
    private static partial Regex ByteRange();

    [GeneratedRegex(@"/Root\s+(\d+)\s+0\s+R")]
    private static partial Regex Root();

    [GeneratedRegex(@"/Info\s+(\d+)\s+0\s+R")]
    private static partial Regex Information();

    [GeneratedRegex(@"startxref\s+(\d+)")]
    private static partial Regex StartXref();

    [GeneratedRegex(@"(?<=[\r\n])(\d+) 0 obj\s*(<<(?:(?!endobj|stream)[\s\S])*>>)\s*endobj")]
    private static partial Regex Page();

    [GeneratedRegex(@"/Type\s*/Page(?![a-zA-Z])")]
    private static partial Regex PageType();

    [GeneratedRegex(@"/Contents\s*(?:\[[^\]]*\]|\d+ 0 R)")]
    private static partial Regex Contents();

    [GeneratedRegex(@"/Rotate\s+-?\d+")]
    private static partial Regex Rotate();
}
