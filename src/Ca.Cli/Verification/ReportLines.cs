using System.Globalization;
using Ca.Cli.Desk;
using Ca.Core;
using Ca.Core.Signatures;

namespace Ca.Cli.Verification;

/// <summary>A report for people.</summary>
static class ReportLines
{
    public static IEnumerable<Line> Of(ReportDocument report)
    {
        for (var i = 0; i < report.Signatures.Count; i++)
            foreach (var line in Of(report.Signatures[i], (i + 1).ToString(CultureInfo.InvariantCulture)))
                yield return line;
        if (report.Policy is not { } policy)
            yield break;
        yield return new(Say("Verification.serves", policy.Title), policy.Fits ? Say("Verification.yes") : Say("Verification.no"));
        foreach (var breach in policy.Breaches.SelectMany(b => b))
            yield return Line.Of($"  – {breach.Detail} [{breach.Rule}, {breach.Clause}]");
    }

    static IEnumerable<Line> Of(SignatureDocument signature, string number)
    {
        var why = signature.SubIndication is { } sub ? $" / {sub}" : "";
        yield return new(Say("Verification.number", number), signature.Indication + why);
        yield return Line.Of("Verification.intact", signature.Intact ? Say("Verification.yes") : Say("Verification.no"));
        yield return Line.Of("Verification.algorithm", signature.Algorithm);
        yield return Line.Of("Verification.signer", signature.Signer is { } signer ? signer.Subject : Say("Verification.unknown"));
        foreach (var certificate in signature.Path.Skip(1))
            yield return Line.Of("Verification.above", certificate.Subject);
        foreach (var known in signature.Revocation)
            yield return Line.Of("Verification.evidence", Say(
                known.Sources[0].Source == SourceDocument.List ? "Verification.by-list" : "Verification.by-response", known.Subject, $"{known.Sources[0].ThisUpdate:u}"));
        yield return Line.Of("Verification.judged-at", Say(
            signature.JudgedAtSource switch { "DAY_OF_CHECKING" => "Verification.day-of-checking", "TRUSTED_TIME_STAMP" => "Verification.stamped", _ => "Verification.given" },
            $"{signature.JudgedAt:u}"));
        foreach (var finding in signature.Findings)
            yield return Line.Of($"  – {finding.Detail} [{finding.Rule}, {finding.Clause}]");
    }

    static Sentence Say(string key, params object[] arguments) => new(typeof(ReportLines).Assembly, key, arguments);
}
