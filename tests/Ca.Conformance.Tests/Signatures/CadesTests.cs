using Ca.Core.Paths;
using Ca.Core.Signatures;

namespace Ca.Conformance.Tests.Signatures;

/// <summary>CAdES as it is found: detached and attached, of all levels.</summary>
public class CadesTests
{
    static readonly DateTimeOffset Today = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    static IEnumerable<TestCaseData> Documents => SignedDocument.Of("cades");

    [TestCaseSource(nameof(Documents))]
    public void A_signed_document_is_intact(SignedDocument document)
    {
        var report = Verify(document, document.Anchors);
        foreach (var s in report.Signatures)
            TestContext.Out.WriteLine($"{s.Format} {s.Level} {s.Indication} {s.SubIndication} intact {s.Intact}\n  {string.Join("\n  ", s.Findings.Select(f => $"{f.Rule.Id}: {f}"))}\n  stamps: {string.Join("\n    ", s.TimeStamps.Select(t => $"{t.Kind} {t.Time} {t.Indication} {string.Join("; ", t.Findings.Select(f => f.Rule.Id))}"))}");
        Assert.That(report.Signatures.Select(s => s.Intact), Is.All.True);
        var without = Verify(document, []);
        Assert.That(without.Signatures.Select(s => s.SubIndication), Is.All.EqualTo(SubIndication.NoCertificateChainFound));
    }

    static ValidationReport Verify(SignedDocument document, IReadOnlyList<TrustAnchor> anchors) => SignatureVerifier.Verify(
        new SignedFile(document.Bytes, document.Contents), new() { Anchors = anchors }, new() { Time = JudgementTime.DayOfChecking(Today) }).Expect();
}
