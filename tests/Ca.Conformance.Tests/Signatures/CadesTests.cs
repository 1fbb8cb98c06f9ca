using Ca.Core.Paths;
using Ca.Core.Signatures;

namespace Ca.Conformance.Tests.Signatures;

/// <summary>CAdES as it is found: attached and detached, of all levels, some with SHA-1.</summary>
public class CadesTests
{
    static readonly DateTimeOffset Today = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    static int tampered;
    static int stampsSeen;

    static IEnumerable<TestCaseData> Documents => SignedDocument.Of("cades");

    [OneTimeTearDown]
    public void Count() => TestContext.Progress.WriteLine($"# CAdES: {Documents.Count()} documents, {tampered} changes to them, all found; {stampsSeen} time-stamps");

    [TestCaseSource(nameof(Documents))]
    public void A_signed_document_is_intact(SignedDocument document)
    {
        var report = Verify(document.AsFile(), document.Anchors);

        Assert.That(report.Signatures.Select(s => s.Intact), Is.All.True, Tell(report));
        // One signer has not signed for his certificate.
        Assert.That(report.Signatures.Select(s => s.Format), Is.All.EqualTo(document.Id == "cades/DSS1188Test" ? SignatureFormat.Cms : SignatureFormat.Cades));
        Assert.That(report.Signatures.SelectMany(s => s.References).Select(r => r.Intact), Is.All.True);
    }

    /// <summary>
    /// Time-stamps over something else, as the names of the documents say: copied from another signature, over certificates or lists that are not in
    /// the file; and one whose index of hashes is no sequence.
    /// </summary>
    static readonly Dictionary<string, string> Unbound = new()
    {
        ["cades/CAdESLevelLTAWithCopiedATSTTest"] = "ARCHIVE",
        ["cades/CAdESLevelLTAHashIndexWrongCertDigestTest"] = "ARCHIVE",
        ["cades/CAdESLevelLTAHashIndexRevValuesCRLDigestTest"] = "ARCHIVE",
        ["cades/DSS1956Test"] = "ARCHIVE",
    };

    [TestCaseSource(nameof(Documents))]
    public void A_time_stamp_is_over_what_it_should_be(SignedDocument document)
    {
        var stamps = Verify(document.AsFile(), document.Anchors).Signatures.SelectMany(s => s.TimeStamps).ToList();

        stampsSeen += stamps.Count;
        var unbound = stamps.Where(t => t.Findings.Any(f => f.Rule.Id is "time-stamp-unbound" or "time-stamp-imprint")).Select(t => t.Kind.Word());
        Assert.That(string.Join(", ", unbound), Is.EqualTo(Unbound.GetValueOrDefault(document.Id, "")), string.Join('\n', stamps.SelectMany(t => t.Findings)));
    }

    [TestCaseSource(nameof(Documents))]
    public void Without_an_anchor_nobody_is_believed(SignedDocument document)
    {
        var report = Verify(document.AsFile(), []);

        Assert.That(report.Signatures.Select(s => (s.Indication, s.SubIndication)),
            Is.All.EqualTo((Indication.Indeterminate, SubIndication.NoCertificateChainFound)), Tell(report));
    }

    [TestCaseSource(nameof(Documents))]
    public void What_was_changed_is_not_intact(SignedDocument document)
    {
        var signers = Verify(document.AsFile(), []).Signatures.Select(s => (s.Signer!, s.Format == SignatureFormat.Cades)).Distinct();
        foreach (var (what, file) in Tampering.Of(SignedDocument.Read(document.File), [.. document.Detached.Select(SignedDocument.Read)], signers))
        {
            tampered++;
            // A changed octet may also leave nothing that can be read.
            if (SignatureVerifier.Verify(file, new() { Anchors = document.Anchors }, Inputs).Refused(out _, out var report))
                continue;
            Assert.That(report.Signatures.Any(s => !s.Intact), $"{what}\n{Tell(report)}");
            Assert.That(report.Indication, Is.Not.EqualTo(Indication.TotalPassed), what);
        }
    }

    static PathInputs Inputs { get; } = new() { Time = JudgementTime.DayOfChecking(Today) };

    static ValidationReport Verify(SignedFile file, IReadOnlyList<TrustAnchor> anchors) =>
        SignatureVerifier.Verify(file, new() { Anchors = anchors }, Inputs).Expect();

    static string Tell(ValidationReport report) => string.Join('\n', report.Signatures.SelectMany(s => s.Findings));
}
