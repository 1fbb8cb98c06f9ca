using Ca.Core.Certificates;
using Ca.Core.Paths;

namespace Ca.Core.Signatures;

/// <summary>
/// From what was made out about a signature to a verdict: what its time-stamps prove, whether its signer's certificate was good at that time
/// (EN 319 102-1 §5.3, §5.5 and §5.6: basic validation, validation with time, past signature validation). The same for every format.
/// </summary>
sealed class SignatureJudgement(PathInputs inputs, PathWork work)
{
    public SignatureVerdict Judge(CheckedSignature signature)
    {
        var findings = new List<Finding>(signature.Findings);
        var (stamps, time) = TimeStampJudgement.Judge(signature, inputs, work);
        findings.AddRange(Tell(signature, stamps, time));
        var path = signature.Signer is { } signer ? JudgeSigner(signer, time, findings) : null;
        // Acceptance comes last (§5.2.8): what is wrong with the chain is said first.
        if (signature.Weakness is { } weakness)
            findings.Add(weakness);

        var indication = findings.Select(f => f.Rule.Indication).DefaultIfEmpty().Max();
        return new()
        {
            Format = signature.Format,
            Level = signature.Level,
            Indication = indication,
            SubIndication = findings.FirstOrDefault(f => f.Rule.Indication == indication)?.Rule.SubIndication,
            Intact = signature.Intact,
            Extent = signature.Extent,
            References = signature.References,
            Modifications = signature.Modifications,
            Signer = signature.Signer,
            Algorithm = signature.Algorithm,
            ClaimedSigningTime = signature.ClaimedSigningTime,
            TimeStamps = stamps,
            Time = time,
            Path = path?.Certificates ?? [],
            Evidence = path?.Evidence ?? [],
            Findings = findings,
        };
    }

    IEnumerable<Finding> Tell(CheckedSignature signature, IReadOnlyList<TimeStampVerdict> stamps, JudgementTime time)
    {
        foreach (var stamp in stamps.Where(s => s.Indication != Indication.TotalPassed))
            yield return SignatureRule.TimeStampNotCounted.Found(stamp.Kind.Word(), stamp.Findings.First(f => f.Rule.SubIndication is not null).Detail);
        if (time.Source == JudgementTimeSource.TrustedTimeStamp)
            yield return SignatureRule.TimeProved.Found($"{time.At.ToUniversalTime():u}");
        else if (signature.ClaimedSigningTime is { } claimed)
            yield return SignatureRule.TimeClaimed.Found($"{claimed.ToUniversalTime():u}", $"{inputs.Time.At.ToUniversalTime():u}");
    }

    PathVerdict JudgeSigner(Certificate signer, JudgementTime time, List<Finding> findings)
    {
        var verdict = PathBuilder.Build(signer, inputs with { Time = time }, work, anchor: null);
        findings.AddRange(verdict.Findings);
        // What the certificate is for comes after whether there is a chain to it (EN 319 102-1 §5.2.6).
        if (signer.KeyUsage is { } usage && (usage & (KeyUsages.DigitalSignature | KeyUsages.NonRepudiation)) == 0)
            findings.Add(SignatureRule.KeyUsage.Found(signer.Subject));
        return verdict;
    }
}
