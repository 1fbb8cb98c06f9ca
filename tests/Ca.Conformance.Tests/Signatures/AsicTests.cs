using System.IO.Compression;
using Ca.Core.Paths;
using Ca.Core.Signatures;

namespace Ca.Conformance.Tests.Signatures;

/// <summary>Containers with CAdES and XAdES as they are found.</summary>
public class AsicTests
{
    static readonly DateTimeOffset Today = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    static int tampered;

    static IEnumerable<TestCaseData> Documents => SignedDocument.Of("asic-cades").Concat(SignedDocument.Of("asic-xades"));

    [OneTimeTearDown]
    public void Count() => TestContext.Progress.WriteLine($"# ASiC: {Documents.Count()} containers, {tampered} changes to them, all found");

    [TestCaseSource(nameof(Documents))]
    public void A_container_is_intact(SignedDocument document)
    {
        var outcome = SignatureVerifier.Verify(document.AsFile(), new() { Anchors = document.Anchors }, Inputs);

        var actual = outcome.Refused(out var why, out var report) ? why.Sentence.Key
            : report.Signatures.All(s => s.Intact) ? "intact" : "not intact";
        Exceptions.Hold("dss-signatures", document.Id, "intact", actual, report is null ? "" : Tell(report));
    }

    [TestCaseSource(nameof(Documents))]
    public void Without_an_anchor_nobody_is_believed(SignedDocument document)
    {
        if (SignatureVerifier.Verify(document.AsFile(), new() { Anchors = [] }, Inputs).Refused(out _, out var report))
            Assert.Ignore("It has no signature; see exceptions.json.");

        Assert.That(report.Signatures.Select(s => (s.Indication, s.SubIndication)),
            Is.All.EqualTo((Indication.Indeterminate, SubIndication.NoCertificateChainFound)), Tell(report));
    }

    [TestCaseSource(nameof(Documents))]
    public void What_was_changed_is_not_intact(SignedDocument document)
    {
        var files = Unpack(SignedDocument.Read(document.File));
        foreach (var (name, octets) in files.Where(f => !f.Key.EndsWith('/') && f.Key is not "mimetype" && !f.Key.EndsWith(".tst", StringComparison.Ordinal)))
        {
            // Of XAdES the files alone: XML may be changed where nothing is signed, and has tests of its own.
            if (name.Contains("Archive", StringComparison.Ordinal) || octets.Length == 0 || name.StartsWith("META-INF/", StringComparison.Ordinal) && IsXades(files))
                continue;
            var changes = name.EndsWith(".p7s", StringComparison.Ordinal)
                ? Tampering.Of(octets, [], []).Select(t => (t.What, Octets: t.File.Octets.ToArray()))
                : Enumerable.Range(0, 12).Select(i => i * octets.Length / 12).Distinct().Select(at => ($"octet {at}", Octets: Changed(octets, at)));
            foreach (var (what, changed) in changes)
            {
                tampered++;
                var report = SignatureVerifier.Verify(new SignedFile(Pack(files, name, changed), []), new() { Anchors = document.Anchors }, Inputs);
                Assert.That(report.Refused(out _, out var read) || read.Signatures.Any(s => !s.Intact), $"{name}: {what}");
            }
        }
    }

    static bool IsXades(Dictionary<string, byte[]> files) => files.Keys.Any(n => n.Contains("signatures", StringComparison.Ordinal));

    static byte[] Changed(byte[] octets, int at)
    {
        byte[] changed = [.. octets];
        changed[at] ^= 1;
        return changed;
    }

    static Dictionary<string, byte[]> Unpack(byte[] container)
    {
        using var archive = new ZipArchive(new MemoryStream(container));
        return archive.Entries.ToDictionary(e => e.FullName, e =>
        {
            using var stream = e.Open();
            using var octets = new MemoryStream();
            stream.CopyTo(octets);
            return octets.ToArray();
        });
    }

    static byte[] Pack(Dictionary<string, byte[]> files, string changed, byte[] by)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, octets) in files)
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(name == changed ? by : octets);
            }
        return stream.ToArray();
    }

    static PathInputs Inputs { get; } = new() { Time = JudgementTime.DayOfChecking(Today) };

    static string Tell(ValidationReport report) => string.Join('\n', report.Signatures.SelectMany(s => s.Findings));
}
