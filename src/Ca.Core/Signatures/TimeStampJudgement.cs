using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Paths;
using Ca.Core.Signatures.Cms;
using Ca.Core.TimeStamping;

namespace Ca.Core.Signatures;

/// <summary>
/// What the time-stamps of a signature prove. The latest is judged at the time of checking; what it proves to have existed then is judged at
/// its time, and so on back to the signature: expired authorities and broken keys do no harm to what was stamped anew in time
/// (EN 319 102-1 §5.6.2.2 and §5.6.2.4).
/// </summary>
static class TimeStampJudgement
{
    /// <returns>A verdict for each, in the order of the file, and the earliest time at which the signature is proved to have existed.</returns>
    public static (IReadOnlyList<TimeStampVerdict> Verdicts, JudgementTime Time) Judge(CheckedSignature signature, PathInputs inputs, PathWork work)
    {
        var verdicts = new Dictionary<TimeStampClaim, TimeStampVerdict>(ReferenceEqualityComparer.Instance);
        var proved = inputs.Time;
        var covering = new List<(TimeStampClaim Claim, DateTimeOffset Time)>();
        foreach (var claim in signature.TimeStamps.OrderBy(c => c.Kind == TimeStampKind.Content).ThenByDescending(TimeOf))
        {
            // Until when this time-stamp, or what it has in the signature, is known to have existed.
            var known = claim.Kind == TimeStampKind.Content
                ? proved
                : covering.Where(c => c.Claim.Covers(claim)).Aggregate(inputs.Time, (latest, c) => JudgementTime.Proved(c.Time, latest));
            var verdict = verdicts[claim] = Judge(claim, inputs with { Time = known }, work);
            if (verdict.Indication != Indication.TotalPassed || verdict.Time is not { } time)
                continue;
            if (Covers(claim.Kind, signatureOnly: false))
                covering.Add((claim, time));
            if (Covers(claim.Kind, signatureOnly: true))
                proved = JudgementTime.Proved(time, proved);
        }
        return ([.. signature.TimeStamps.Select(c => verdicts[c])], proved);
    }

    static DateTimeOffset TimeOf(TimeStampClaim claim) => claim.Token.Refused(out _, out var token) ? DateTimeOffset.MinValue : token.Time;

    /// <summary>Whether such a time-stamp is over the signature value; or, asked for more, over the time-stamps before it too.</summary>
    static bool Covers(TimeStampKind kind, bool signatureOnly) => kind switch
    {
        TimeStampKind.Archive or TimeStampKind.Document or TimeStampKind.SignatureAndReferences or TimeStampKind.Container => true,
        TimeStampKind.Signature => signatureOnly,
        _ => false,
    };

    /// <summary>One time-stamp by itself.</summary>
    public static TimeStampVerdict Judge(TimeStampClaim claim, PathInputs inputs, PathWork work)
    {
        if (claim.Token.Refused(out var why, out var token))
            return new() { Kind = claim.Kind, Time = null, Authority = null, Path = [], Evidence = [], Findings = [SignatureRule.TimeStampUnread.Found(why.Sentence)] };

        var (check, findings) = Inspect(token, claim.Imprint(token), work.Certificates);
        if (token.Time > inputs.Time.CheckedAt)
            findings.Add(SignatureRule.TimeStampAhead.Found($"{token.Time:u}", $"{inputs.Time.CheckedAt.ToUniversalTime():u}"));
        var path = check.Signer is { } authority
            ? PathBuilder.Build(authority, new() { Time = inputs.Time, Purpose = Oids.TimeStamping, Revocation = inputs.Revocation, AnchorConstraints = inputs.AnchorConstraints }, work, anchor: null)
            : null;
        findings.AddRange(path?.Findings ?? []);
        if (check.Weakness is { } weakness)
            findings.Add(weakness);
        // Whoever can make two files of one hash has both of them stamped by the one token.
        if (!token.Digest.Refused(out _, out var digest) && digest == DigestAlgorithm.Sha1)
            findings.Add(SignatureRule.TimeStampOutdatedImprint.Found(digest.Name));
        return new()
        {
            Kind = claim.Kind,
            Time = token.Time,
            Authority = check.Signer,
            Path = path?.Certificates ?? [],
            Evidence = path?.Evidence ?? [],
            Findings = findings,
        };
    }

    /// <summary>What there is to say of a token whoever made it and whenever: its signature, what it is over, whether its certificate is for this.</summary>
    public static (CheckedSignature Check, List<Finding> Findings) Inspect(TimeStampToken token, byte[]? imprint, IReadOnlyList<Certificate> certificates)
    {
        var signed = token.SignedData;
        var check = new CmsVerification(signed.Signers[0], signed.ContentType, new CmsContent(signed.Content, []), [.. signed.Certificates, .. certificates]).Check();
        var findings = new List<Finding>(check.Findings);
        if (check.Level == SignatureLevel.None)
            findings.Add(SignatureRule.TimeStampAttributes.Found());
        if (imprint is null)
            findings.Add(SignatureRule.TimeStampUnbound.Found());
        else if (!token.Imprint.Span.SequenceEqual(imprint))
            findings.Add(SignatureRule.TimeStampImprint.Found());
        // A certificate that says nothing of purposes is good for any; not so for this one, or every subscriber could stamp.
        if (check.Signer is { } unit && !TimeStampAuthority.IsFor(unit))
            findings.Add(SignatureRule.TimeStampPurpose.Found(unit.Subject));
        return (check, findings);
    }
}
