using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Ca.Core.Signatures.Asic;
using Ca.Core.Signatures.Xml;
using Ca.Tests;
using static Ca.Tests.SampleAuthority;

namespace Ca.Core.Tests.Signatures.Asic;

public class AsicTests
{
    const string Extended = "application/vnd.etsi.asic-e+zip";

    static readonly SampleAuthority Authority = Root();
    static readonly CmsSigner Citizen = Authority.Person();
    static readonly SampleStamper Stamper = SampleStamper.Of(Authority);
    static readonly byte[] Letter = "Прошу выдать"u8.ToArray();
    static readonly byte[] Plan = "план"u8.ToArray();

    [Test]
    public void A_signature_of_the_one_file_covers_it()
    {
        var verdict = Verify(Simple(Letter));
        Assert.That(verdict.Indication, Is.EqualTo(Indication.TotalPassed), string.Join('\n', verdict.Findings));
        Assert.That(verdict.References.Select(r => (r.Name, r.Intact)), Is.EqualTo(new[] { ("letter.txt", true) }));

        Assert.That(Verify(Simple(Plan)).SubIndication, Is.EqualTo(SubIndication.HashFailure));
    }

    static IEnumerable<TestCaseData> Manifests()
    {
        yield return new TestCaseData("as it should be", (Action<Dictionary<string, byte[]>>)(_ => { }), null, true);
        yield return new TestCaseData("a file changed", (Action<Dictionary<string, byte[]>>)(f => f["папка/plan.txt"] = Letter), SubIndication.HashFailure, false);
        yield return new TestCaseData("a file gone", (Action<Dictionary<string, byte[]>>)(f => f.Remove("папка/plan.txt")), SubIndication.SignedDataNotFound, false);
        yield return new TestCaseData("a list of others", (Action<Dictionary<string, byte[]>>)(f => f["META-INF/ASiCManifest.xml"] = Manifest("signature.p7s", ("letter.txt", Letter))), SubIndication.HashFailure, false);
        yield return new TestCaseData("a file added", (Action<Dictionary<string, byte[]>>)(f => f["extra.txt"] = Plan), null, true);
    }

    [TestCaseSource(nameof(Manifests))]
    public void A_signature_of_a_manifest_covers_every_file_in_it(string what, Action<Dictionary<string, byte[]>> change, SubIndication? why, bool intact)
    {
        var files = Listed();
        change(files);
        var verdict = Verify(Pack(files));

        Assert.That((verdict.SubIndication, verdict.Intact), Is.EqualTo((why, intact)), $"{what}\n{string.Join('\n', verdict.Findings)}");
        Assert.That(verdict.Findings.Any(f => f.Rule.Id == "unsigned-files"), Is.EqualTo(files.ContainsKey("extra.txt") || what == "a list of others"));
        Assert.That(verdict.Extent == SignatureExtent.Part, Is.EqualTo(verdict.Findings.Any(f => f.Rule.Id == "unsigned-files")));
        if (intact)
            Assert.That(verdict.References.Select(r => r.Name), Is.EqualTo(new[] { "META-INF/ASiCManifest.xml", "letter.txt", "папка/plan.txt" }));
    }

    [Test]
    public void What_a_changed_list_says_is_believed_of_no_file()
    {
        var files = Listed();
        files["META-INF/ASiCManifest.xml"] = Manifest("signature.p7s", ("letter.txt", Letter));

        Assert.That(Verify(Pack(files)).References.Select(r => r.Intact), Is.All.False);
    }

    [Test]
    public void A_time_stamp_over_a_manifest_counts_for_the_signature_that_it_lists([Values] bool changed)
    {
        var brief = Authority.Person(change: c => c with { Validity = new(Now.AddDays(-1), Now.AddDays(1)) });
        var files = Listed(brief);
        var archive = Manifest("timestamp.tst", ("META-INF/signature.p7s", files["META-INF/signature.p7s"]), ("META-INF/ASiCManifest.xml", files["META-INF/ASiCManifest.xml"]));
        files["META-INF/ASiCArchiveManifest.xml"] = archive;
        files["META-INF/timestamp.tst"] = Stamper.At(Now)(DigestAlgorithm.Sha256, SHA256.HashData(archive)).Expect().ToArray();
        if (changed)
            files["META-INF/ASiCArchiveManifest.xml"] = [.. archive, (byte)' '];

        var verdict = Verify(Pack(files), Now.AddDays(5));
        Assert.That((verdict.Intact, verdict.SubIndication), Is.EqualTo((true, changed ? SubIndication.OutOfBoundsNoPoe : (SubIndication?)null)), string.Join('\n', verdict.Findings));
        Assert.That(verdict.TimeStamps.Single().Kind, Is.EqualTo(TimeStampKind.Container));
    }

    [Test]
    public void A_time_stamp_that_no_newer_one_lists_does_not_profit_from_it([Values] bool listed)
    {
        var brief = SampleStamper.Of(Authority, c => c with { Validity = new(Now.AddDays(-60), Now.AddDays(-10)) });
        var files = Listed();
        var older = Manifest("older.tst", Signature(files));
        files["META-INF/ASiCArchiveManifest1.xml"] = older;
        files["META-INF/older.tst"] = brief.At(Now.AddDays(-40))(DigestAlgorithm.Sha256, SHA256.HashData(older)).Expect().ToArray();
        var newer = Manifest("newer.tst", listed ? [Signature(files), ("META-INF/older.tst", files["META-INF/older.tst"])] : [Signature(files)]);
        files["META-INF/ASiCArchiveManifest2.xml"] = newer;
        files["META-INF/newer.tst"] = Stamper.At(Now.AddDays(-20))(DigestAlgorithm.Sha256, SHA256.HashData(newer)).Expect().ToArray();

        var inputs = At(Now) with { Revocation = RevocationChecking.None };
        var verdict = SignatureVerifier.Verify(new SignedFile(Pack(files), []), Material, inputs).Expect().Signatures.Single();
        Assert.That(verdict.TimeStamps.Select(s => s.Indication == Indication.TotalPassed), Is.EqualTo(new[] { listed, true }), string.Join('\n', verdict.Findings));
        Assert.That(verdict.Time.At, Is.EqualTo(Now.AddDays(listed ? -40 : -20)));

        static (string, byte[]) Signature(Dictionary<string, byte[]> files) => ("META-INF/signature.p7s", files["META-INF/signature.p7s"]);
    }

    [Test]
    public void A_file_whose_name_is_how_another_is_written_is_not_signed_with_it()
    {
        // The list has the file whose name really has a percent sign in it.
        var manifest = Manifest("signature.p7s", ("a%20b.txt", Letter));
        var files = new Dictionary<string, byte[]>
        {
            ["mimetype"] = Encoding.ASCII.GetBytes(Extended),
            ["a%20b.txt"] = Letter,
            ["META-INF/ASiCManifest.xml"] = manifest,
            ["META-INF/signature.p7s"] = CmsSignature.CreateDetached(Citizen, new MemoryStream(manifest), Now),
        };
        Assert.That(Verify(Pack(files)).Findings.Select(f => f.Rule.Id), Does.Not.Contain("unsigned-files"));
        files["a b.txt"] = Plan;
        Assert.That(Verify(Pack(files)).Findings.Single(f => f.Rule.Id == "unsigned-files").Detail.ToString(), Does.Contain("a b.txt"));
    }

    [Test]
    public void A_list_has_no_more_files_than_a_container()
    {
        var files = Listed();
        files["META-INF/ASiCManifest.xml"] = Manifest("signature.p7s", Enumerable.Repeat(("letter.txt", Letter), 1001));
        files["META-INF/signature.p7s"] = CmsSignature.CreateDetached(Citizen, new MemoryStream(files["META-INF/ASiCManifest.xml"]), Now);
        Assert.That(Verify(Pack(files)).Intact, Is.False);

        files["META-INF/ASiCManifest.xml"] = Manifest("signature.p7s", Enumerable.Repeat(("letter.txt", Letter), 1000));
        files["META-INF/signature.p7s"] = CmsSignature.CreateDetached(Citizen, new MemoryStream(files["META-INF/ASiCManifest.xml"]), Now);
        Assert.That(Verify(Pack(files)).Intact);
    }

    [Test]
    public void A_file_that_is_gone_is_not_intact_though_the_list_has_no_hash_of_it()
    {
        var files = Listed();
        var manifest = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(files["META-INF/ASiCManifest.xml"])
            .Replace(Convert.ToBase64String(SHA256.HashData(Plan)), "", StringComparison.Ordinal));
        files["META-INF/ASiCManifest.xml"] = manifest;
        files["META-INF/signature.p7s"] = CmsSignature.CreateDetached(Citizen, new MemoryStream(manifest), Now);
        files.Remove("папка/plan.txt");

        var verdict = Verify(Pack(files));
        Assert.That((verdict.Intact, verdict.SubIndication), Is.EqualTo((false, SubIndication.SignedDataNotFound)));
        Assert.That(verdict.References.Select(r => r.Intact), Is.EqualTo(new[] { true, true, false }));
    }

    [Test]
    public void A_file_is_hashed_once_for_each_algorithm()
    {
        var container = AsicContainer.Read(Simple(Letter)).Expect();
        var digest = container.Digest("letter.txt", DigestAlgorithm.Sha256);

        Assert.That(digest, Is.EqualTo(SHA256.HashData(Letter)));
        Assert.That(container.Digest("letter.txt", DigestAlgorithm.Sha256), Is.SameAs(digest));
        Assert.That(container.Digest("letter.txt", DigestAlgorithm.Sha512), Is.EqualTo(SHA512.HashData(Letter)));
        Assert.That(container.Digest("another.txt", DigestAlgorithm.Sha256), Is.Null);
    }

    [Test]
    public void Where_nobody_has_signed_a_time_stamp_is_reported_itself([Values] bool listed, [Values] bool changed)
    {
        var manifest = Manifest("timestamp.tst", ("letter.txt", Letter), ("папка/plan.txt", Plan));
        var files = new Dictionary<string, byte[]>
        {
            ["mimetype"] = Encoding.ASCII.GetBytes(listed ? Extended : "application/vnd.etsi.asic-s+zip"),
            ["letter.txt"] = Letter,
            ["META-INF/timestamp.tst"] = Stamper.At(Now.AddDays(-1))(DigestAlgorithm.Sha256, SHA256.HashData(listed ? manifest : Letter)).Expect().ToArray(),
        };
        if (listed)
        {
            files["папка/plan.txt"] = Plan;
            files["META-INF/ASiCManifest.xml"] = manifest;
        }
        if (changed)
            files["letter.txt"] = Plan;

        var verdict = Verify(Pack(files));
        Assert.That((verdict.Intact, verdict.Indication), Is.EqualTo((!changed, changed ? Indication.TotalFailed : Indication.TotalPassed)), string.Join('\n', verdict.Findings));
        Assert.That(verdict.Findings[0].Rule.Id, Is.EqualTo("only-time-stamp"));
        Assert.That(verdict.References.Select(r => r.Name), Is.EqualTo(listed ? new[] { "META-INF/ASiCManifest.xml", "letter.txt", "папка/plan.txt" } : ["letter.txt"]));
        Assert.That(verdict.ClaimedSigningTime, Is.EqualTo(Now.AddDays(-1)));
        Assert.That(verdict.Extent, Is.EqualTo(SignatureExtent.Indirect));
    }

    /// <summary>As the signatures of one document do.</summary>
    [Test]
    public void Signatures_in_several_files_of_a_container_share_the_work_that_is_allowed()
    {
        var signed = Encoding.UTF8.GetString(XadesSignature.CreateDetached(Citizen, new Dictionary<string, Stream> { ["letter.txt"] = new MemoryStream(Letter) }, Now, "<a>", "</a>").Expect());
        var laborious = signed.Replace("<a>", $"<a>{string.Concat(Enumerable.Repeat("<b><b/></b>", 20_000))}", StringComparison.Ordinal)
            .Replace("</ds:SignedInfo>", "<ds:Reference URI=\"\"><ds:Transforms><ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><ds:XPath>count(//*//*//*//*) = 0</ds:XPath></ds:Transform></ds:Transforms>"
                + "<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue>AAAA</ds:DigestValue></ds:Reference></ds:SignedInfo>", StringComparison.Ordinal);
        var files = new Dictionary<string, byte[]> { ["letter.txt"] = Letter, ["META-INF/signatures2.xml"] = Encoding.UTF8.GetBytes(signed) };
        Assert.That(Verify(Pack(files)).Intact);

        files["META-INF/signatures1.xml"] = Encoding.UTF8.GetBytes(laborious);
        var verdicts = SignatureVerifier.Verify(new SignedFile(Pack(files), []), Material, At(Now)).Expect().Signatures;
        Assert.That(verdicts.Select(v => v.Findings.Any(f => f.Rule.Id == "xml-too-much-work")), Is.EqualTo(new[] { true, true }));
    }

    static IEnumerable<TestCaseData> Hostile()
    {
        yield return Row("no ZIP at all", "PK\u0003\u0004nonsense"u8.ToArray(), "not-zip");
        yield return Row("no signature", Pack(new() { ["letter.txt"] = Letter }), "no-signature-in-container");
        yield return Row("a time-stamp beside a signature that is none", Pack(new()
        {
            ["letter.txt"] = Letter,
            ["META-INF/signature.p7s"] = Letter,
            ["META-INF/timestamp.tst"] = Stamper.At(Now)(DigestAlgorithm.Sha256, SHA256.HashData(Letter)).Expect().ToArray(),
        }), null);
        yield return Row("a name that leads out", Pack(new() { ["../letter.txt"] = Letter }), "zip-name");
        yield return Row("an absolute name", Pack(new() { ["/etc/passwd"] = Letter }), "zip-name");
        yield return Row("a name of another system", Pack(new() { ["C:\\letter.txt"] = Letter }), "zip-name");
        yield return Row("a bomb", Pack(new() { ["letter.txt"] = new byte[20_000_000] }), "zip-bomb");
        yield return Row("a bomb of small pieces", Pack(Enumerable.Range(0, 100).ToDictionary(i => $"{i}", _ => new byte[1_000_000])), "zip-bomb");
        yield return Row("another name before the file", Patched(Simple(Letter), "letter.txt", "Letter.txt", last: false), "zip-two-readings");
        yield return Row("another name in the directory", Patched(Simple(Letter), "letter.txt", "Letter.txt", last: true), "zip-two-readings");
        yield return Row("a file inside another", Overlapping(), "zip-two-readings");
        yield return Row("a file before the first that the directory has", Unlisted("a.txt", "b.txt"), "zip-two-readings");
        yield return Row("a file between two that the directory has", Unlisted("b.txt", "c.txt"), "zip-two-readings");
        yield return Row("a file behind the last that the directory has", Unlisted("c.txt", null), "zip-two-readings");
        yield return Row("a second directory by ZIP64", TwoDirectories(), "not-zip");
        yield return Row("a directory with a record more than it says", Patched(Stored(("a.txt", Letter), ("b.txt", Letter)), "PK\u0005\u0006\0\0\0\0\u0002\0\u0002", "PK\u0005\u0006\0\0\0\0\u0001\0\u0001", last: true), "not-zip");
        yield return Row("names that differ in case", Pack(new() { ["letter.txt"] = Letter, ["Letter.TXT"] = Plan }), "zip-name-twice");
        yield return Row("too many files", Pack(Enumerable.Range(0, 1001).ToDictionary(i => $"{i}", _ => Letter)), "zip-too-many");
        yield return Row("a name twice", Twice(), "zip-name-twice");
        static TestCaseData Row(string what, byte[] octets, string? key) => new TestCaseData(octets, key).SetArgDisplayNames(what);
    }

    [TestCaseSource(nameof(Hostile))]
    public void A_container_that_is_none_or_does_harm_is_refused(byte[] octets, string? key)
    {
        Assert.That(SignatureVerifier.Verify(new SignedFile(octets, []), Material, At(Now)).Refused(out var why, out _));
        if (key is not null)
            Assert.That(why!.Sentence.Key, Is.EqualTo($"Signatures.{key}"));
    }

    static byte[] Simple(byte[] content) => Pack(new()
    {
        ["mimetype"] = "application/vnd.etsi.asic-s+zip"u8.ToArray(),
        ["letter.txt"] = content,
        ["META-INF/signature.p7s"] = CmsSignature.CreateDetached(Citizen, new MemoryStream(Letter), Now),
    });

    static Dictionary<string, byte[]> Listed(CmsSigner? signer = null)
    {
        var manifest = Manifest("signature.p7s", ("letter.txt", Letter), ("папка/plan.txt", Plan));
        return new()
        {
            ["mimetype"] = Encoding.ASCII.GetBytes(Extended),
            ["letter.txt"] = Letter,
            ["папка/plan.txt"] = Plan,
            ["META-INF/ASiCManifest.xml"] = manifest,
            ["META-INF/signature.p7s"] = CmsSignature.CreateDetached(signer ?? Citizen, new MemoryStream(manifest), Now),
        };
    }

    static byte[] Manifest(string signature, params IEnumerable<(string Name, byte[] Octets)> files) => Encoding.UTF8.GetBytes(
        $"""<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><asic:SigReference URI="META-INF/{signature}"/>"""
        + string.Concat(files.Select(f =>
            $"""<asic:DataObjectReference URI="{string.Join('/', f.Name.Split('/').Select(Uri.EscapeDataString))}"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>{Convert.ToBase64String(SHA256.HashData(f.Octets))}</ds:DigestValue></asic:DataObjectReference>"""))
        + "</asic:ASiCManifest>");

    static byte[] Pack(Dictionary<string, byte[]> files)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, octets) in files)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(octets);
            }
        return stream.ToArray();
    }

    /// <summary>With a name exchanged where it stands first, before the file, or last, in the directory.</summary>
    static byte[] Patched(byte[] zip, string name, string other, bool last)
    {
        var at = last ? zip.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes(name)) : zip.AsSpan().IndexOf(Encoding.ASCII.GetBytes(name));
        Encoding.ASCII.GetBytes(other).CopyTo(zip, at);
        return zip;
    }

    /// <summary>The octets of one file, header and all, are the contents of another that is not compressed.</summary>
    static byte[] Overlapping()
    {
        byte[] inner = Stored(("b.txt", Letter));
        inner = inner[..inner.AsSpan().IndexOf("PK\u0001\u0002"u8)];
        var zip = Stored(("a.txt", inner), ("b.txt", Letter));
        var record = zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        var inside = zip.AsSpan()[4..].IndexOf("PK\u0003\u0004"u8) + 4;
        BitConverter.TryWriteBytes(zip.AsSpan(record + 42), inside);
        return zip;
    }

    /// <summary>One of three files is there for programs that read from the front alone.</summary>
    static byte[] Unlisted(string name, string? next)
    {
        byte[] zip = Stored(("a.txt", Letter), ("b.txt", Letter), ("c.txt", Letter));
        int Record(string? of) => of is null
            ? zip.AsSpan().LastIndexOf("PK\u0005\u0006"u8)
            : zip.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes(of)) - 46;
        var (from, to, end) = (Record(name), Record(next), Record(null));
        BitConverter.TryWriteBytes(zip.AsSpan(end + 8), (ushort)2);
        BitConverter.TryWriteBytes(zip.AsSpan(end + 10), (ushort)2);
        BitConverter.TryWriteBytes(zip.AsSpan(end + 12), BitConverter.ToInt32(zip, end + 12) - (to - from));
        return [.. zip[..from], .. zip[to..]];
    }

    /// <summary>The end record names the directory of one file, and that of ZIP64, which counts where a number is all ones, that of another.</summary>
    static byte[] TwoDirectories()
    {
        var (one, other) = (Split("a.txt"), Split("b.txt"));
        BitConverter.TryWriteBytes(other.Records.AsSpan(42), one.Files.Length);
        using var zip = new MemoryStream();
        using var writer = new BinaryWriter(zip);
        writer.Write([.. one.Files, .. other.Files, .. one.Records]);
        var directory = zip.Length;
        writer.Write(other.Records);
        var end = zip.Length;
        writer.Write([.. "PK\u0006\u0006"u8, .. BitConverter.GetBytes(44L), 45, 0, 45, 0, .. new byte[8], .. BitConverter.GetBytes(1L), .. BitConverter.GetBytes(1L)]);
        writer.Write([.. BitConverter.GetBytes((long)other.Records.Length), .. BitConverter.GetBytes(directory)]);
        writer.Write([.. "PK\u0006\u0007"u8, 0, 0, 0, 0, .. BitConverter.GetBytes(end), 1, 0, 0, 0]);
        writer.Write([.. "PK\u0005\u0006"u8, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, .. BitConverter.GetBytes(one.Records.Length), .. BitConverter.GetBytes(one.Files.Length + other.Files.Length), 0, 0]);
        return zip.ToArray();

        static (byte[] Files, byte[] Records) Split(string name)
        {
            var zip = Stored((name, Letter));
            var (records, end) = (zip.AsSpan().IndexOf("PK\u0001\u0002"u8), zip.AsSpan().IndexOf("PK\u0005\u0006"u8));
            return (zip[..records], zip[records..end]);
        }
    }

    static byte[] Stored(params IEnumerable<(string Name, byte[] Octets)> files)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, octets) in files)
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(octets);
            }
        return stream.ToArray();
    }

    static byte[] Twice()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var octets in new[] { Letter, Plan })
            {
                using var entry = archive.CreateEntry("letter.txt").Open();
                entry.Write(octets);
            }
        return stream.ToArray();
    }

    static PathMaterial Material { get; } = new() { Anchors = [TrustAnchor.Of(Authority.Certificate).Expect()], RevocationLists = [Authority.List()] };

    static PathInputs At(DateTimeOffset now) => new() { Time = JudgementTime.DayOfChecking(now) };

    static SignatureVerdict Verify(byte[] container, DateTimeOffset? now = null) =>
        SignatureVerifier.Verify(new SignedFile(container, []), Material, At(now ?? Now)).Expect().Signatures.Single();
}
