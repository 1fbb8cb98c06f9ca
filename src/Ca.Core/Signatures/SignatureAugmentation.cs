using Ca.Core.Certificates;
using Ca.Core.Paths;
using Ca.Core.Signatures.Cms;
using Ca.Core.Signatures.Pdf;
using Ca.Core.Signatures.Xml;

namespace Ca.Core.Signatures;

/// <summary>What a signature gets to come above B-B, and from whom; what came of it is judged before anybody else sees it.</summary>
public sealed record SignatureAugmentation
{
    /// <summary>B-T, B-LT or B-LTA.</summary>
    public required SignatureLevel Level { get; init; }

    /// <summary>The authority.</summary>
    public required TimeStampSource TimeStamps { get; init; }

    /// <summary>For B-LT and B-LTA: what the paths of signer and time-stamp authority are judged by.</summary>
    public CarriedMaterial Evidence { get; init; } = CarriedMaterial.None;

    /// <summary>The clock.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The file at the level, or why the level is not reached. A PDF has the time-stamp over its signature from <see cref="PadesSignature.Create"/>.</summary>
    /// <param name="format">CAdES, XAdES or PAdES.</param>
    /// <param name="signature">Of level B-B; of several signatures the last is the one that counts.</param>
    /// <param name="contents">What it is over, when that is not in the file.</param>
    public Outcome<byte[]> Raise(SignatureFormat format, byte[] signature, IReadOnlyList<SignedContent> contents)
    {
        if (Level >= SignatureLevel.LongTerm && Evidence.RevocationLists.Count + Evidence.OcspResponses.Count == 0)
            return new Refusal(RefusalCode.NotFound, "Signatures.no-evidence", Level.Word()!);
        Outcome<byte[]> raised = signature;
        if (Level >= SignatureLevel.Timed)
            raised = raised.Then(s => AddTimeStamp(format, s));
        if (Level >= SignatureLevel.LongTerm)
            raised = raised.Then(s => AddEvidence(format, s));
        if (Level >= SignatureLevel.Archived)
            raised = raised.Then(s => AddArchiveTimeStamp(format, s, contents));
        return raised.Then(s => Confirm(new(s, contents)) is { } why ? why : (Outcome<byte[]>)s);
    }

    Outcome<byte[]> AddTimeStamp(SignatureFormat format, byte[] signature) => format switch
    {
        SignatureFormat.Cades => CadesAugmentation.AddTimeStamps(signature, TimeStamps),
        SignatureFormat.Xades => XadesAugmentation.AddTimeStamp(signature, TimeStamps),
        SignatureFormat.Pades => signature,
        _ => WithoutLevels(format),
    };

    Outcome<byte[]> AddEvidence(SignatureFormat format, byte[] signature) => format switch
    {
        SignatureFormat.Cades => CadesAugmentation.AddEvidence(signature, Evidence),
        SignatureFormat.Xades => XadesAugmentation.AddEvidence(signature, Evidence),
        SignatureFormat.Pades => PadesAugmentation.AddEvidence(signature, Evidence),
        _ => WithoutLevels(format),
    };

    Outcome<byte[]> AddArchiveTimeStamp(SignatureFormat format, byte[] signature, IReadOnlyList<SignedContent> contents) => format switch
    {
        SignatureFormat.Cades => CadesAugmentation.AddArchiveTimeStamps(signature, contents is [var content, ..] ? content : null, TimeStamps),
        SignatureFormat.Xades => XadesAugmentation.AddArchiveTimeStamp(signature, contents, TimeStamps),
        SignatureFormat.Pades => PadesAugmentation.AddDocumentTimeStamp(signature, TimeStamps),
        _ => WithoutLevels(format),
    };

    static Refusal WithoutLevels(SignatureFormat format) => new(RefusalCode.Unsupported, "Signatures.no-levels", format.Word());

    /// <summary>
    /// Whoever trusts the tops of the paths must be able to judge the signature by what is in the file alone; below B-LT, that it is intact and of
    /// the level is enough. Who has made it should be the first to hear that it is not so.
    /// </summary>
    Refusal? Confirm(SignedFile file)
    {
        if (Last(file, []).Refused(out var why, out var verdict))
            return why;
        if (!verdict.Intact)
            return NotReached(verdict.Findings);
        if (verdict.Level != Level)
            return new(RefusalCode.NotAllowed, "Signatures.other-level", Level.Word()!, verdict.Level.Word() ?? "-");
        if (Level < SignatureLevel.LongTerm)
            return null;
        var paths = verdict.TimeStamps.Select(t => t.Path).Append(verdict.Path);
        if (Last(file, [.. paths.Where(p => p.Count > 0).Select(p => p[^1])]).Refused(out why, out verdict))
            return why;
        return NotReached([.. verdict.TimeStamps.SelectMany(t => t.Findings), .. verdict.Findings]);
    }

    Outcome<SignatureVerdict> Last(SignedFile file, IEnumerable<Certificate> tops)
    {
        var anchors = tops.Distinct().Select(TrustAnchor.Of).SelectMany(a => a.Refused(out _, out var anchor) ? [] : (TrustAnchor[])[anchor]).ToList();
        // A time-stamp of a clock that is a little ahead of ours is no lie.
        return SignatureVerifier.Verify(file, new() { Anchors = anchors }, new() { Time = JudgementTime.DayOfChecking(Now + MaxClockDifference) })
            .Then<SignatureVerdict>(report => report.Signatures[^1]);
    }

    /// <summary>What keeps a path from being good, if anything does.</summary>
    Refusal? NotReached(IEnumerable<Finding> findings) =>
        findings.MaxBy(f => f.Rule.Indication) is { Rule.Indication: not Indication.TotalPassed } finding
            ? new(RefusalCode.NotAllowed, "Signatures.level-not-reached", Level.Word()!, finding.Detail)
            : null;

    static TimeSpan MaxClockDifference { get; } = TimeSpan.FromMinutes(1);
}
