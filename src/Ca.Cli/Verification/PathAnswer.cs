using Ca.Cli.Desk;
using Ca.Core;
using Ca.Core.Paths;
using Ca.Core.Signatures;

namespace Ca.Cli.Verification;

/// <summary>A verdict on a certificate as it leaves us.</summary>
/// <param name="Indication">TOTAL_PASSED or INDETERMINATE.</param>
/// <param name="SubIndication">Why not passed; null when passed.</param>
/// <param name="Path">SHA-256 of the certificates from the target to the anchor's, or as far as the best attempt reached.</param>
/// <param name="ValidPolicies">Those that hold along the path; none without one.</param>
/// <param name="Findings">In the order of checking.</param>
sealed record PathAnswer(
    string Indication, string? SubIndication, IReadOnlyList<string> Path, IReadOnlyList<string> ValidPolicies, IReadOnlyList<FindingDocument> Findings)
{
    public static PathAnswer Of(PathVerdict verdict, IEnumerable<Finding> told, Terminal terminal) => new(
        verdict.Indication.Word(),
        verdict.SubIndication?.Word(),
        [.. verdict.Certificates.Select(c => c.Fingerprint)],
        [.. verdict.Path?.ValidPolicies.Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>()],
        [.. told.Concat(verdict.Findings).Select(f => new FindingDocument(f.Rule.Id, f.Rule.Clause, f.Rule.Indication.Word(), terminal.Say(f.Detail)))]);

    /// <summary>For people.</summary>
    public static IEnumerable<Line> Lines(PathVerdict verdict, Terminal terminal)
    {
        yield return Line.Of("Verification.verdict", verdict.Indication.Word() + (verdict.SubIndication is { } why ? $" / {why.Word()}" : ""));
        foreach (var (certificate, i) in verdict.Certificates.Select((c, i) => (c, i)))
            yield return Line.Of(i == 0 ? "Verification.certificate" : "Verification.above", certificate.Subject);
        foreach (var evidence in verdict.Evidence)
            yield return Line.Of("Verification.evidence", new Sentence(
                typeof(PathAnswer).Assembly, evidence.Source == EvidenceSource.OcspResponse ? "Verification.by-response" : "Verification.by-list",
                evidence.Certificate.Subject, $"{evidence.ThisUpdate:u}"));
        foreach (var finding in verdict.Findings)
            yield return Line.Of($"  – {terminal.Say(finding.Detail)} [{finding.Rule.Id}, {finding.Rule.Clause}]");
    }
}
