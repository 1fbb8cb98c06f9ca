using Ca.Conformance.Tests.Objects;
using Ca.Core;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Ocsp;
using Ca.Core.Paths;
using Ca.Core.Requests;
using Ca.Core.Revocation;
using Ca.Core.Signatures;

namespace Ca.Conformance.Tests.Judges;

/// <summary>Our own verdicts, beside the others'.</summary>
sealed class CaJudge : Judge
{
    public override string Name => "Ca";

    public override bool Knows(ObjectKind kind, KeyAlgorithm algorithm) => true;

    public override bool Answers(Question question) => true;

    public override Verdict Ask(Question question)
    {
        var now = TimeProvider.System.GetUtcNow();
        return question.Kind switch
        {
            ObjectKind.Request => Verdict(CertificationRequest.Parse(question.Bytes), _ => "possession is proved"),
            ObjectKind.Certificate or ObjectKind.RevocationList => Path(question, now),
            ObjectKind.OcspResponse => Response(question, question.Later ? now.AddYears(1) : now),
            _ => Signature(question, now),
        };
    }

    static Verdict Path(Question question, DateTimeOffset now)
    {
        if (Certificate.Parse(question.LeafCertificate).Refused(out var why, out var leaf))
            return new(false, why.ToString());
        if (Material(question).Refused(out why, out var material))
            return new(false, why.ToString());
        var verdict = PathBuilder.Build(leaf, material, new() { Time = JudgementTime.DayOfChecking(now) });
        return new(verdict.Path is not null, string.Join(", ", verdict.Findings));
    }

    static Verdict Signature(Question question, DateTimeOffset now)
    {
        if (Material(question).Refused(out var why, out var material))
            return new(false, why.ToString());
        using var content = new MemoryStream(question.SignedContent);
        var report = SignatureVerifier.Verify(
            question.Bytes, question.Kind == ObjectKind.DetachedCms ? content : null, material, new() { Time = JudgementTime.DayOfChecking(now) });
        return report.Refused(out why, out var signed)
            ? new(false, why.ToString())
            : new(signed.Indication == Indication.TotalPassed, string.Join(", ", signed.Signatures.SelectMany(s => s.Findings)));
    }

    static Outcome<PathMaterial> Material(Question question)
    {
        if (Certificate.Parse(question.RootCertificate).Then(TrustAnchor.Of).Refused(out var why, out var anchor))
            return why;
        if (Certificate.Parse(question.IssuingCertificate).Refused(out why, out var issuing))
            return why;
        if (RevocationList.Parse(question.RootRevocationList).Refused(out why, out var ofRoot))
            return why;
        if (RevocationList.Parse(question.IssuingRevocationList).Refused(out why, out var ofIssuing))
            return why;
        return new PathMaterial { Anchors = [anchor], Certificates = [issuing], RevocationLists = [ofRoot, ofIssuing] };
    }

    static Verdict Response(Question question, DateTimeOffset at)
    {
        var issuing = Certificate.Parse(question.IssuingCertificate).Expect();
        var leaf = Certificate.Parse(question.LeafCertificate).Expect();
        if (OcspResponse.Parse(question.Bytes).Refused(out var why, out var response))
            return new(false, why.ToString());
        if (response.SignedBy(issuing, at).Refused(out why, out _))
            return new(false, why.ToString());
        var about = response.Responses.SingleOrDefault(r => r.Certificate.Names(issuing) && r.Certificate.SerialNumber == leaf.SerialNumber);
        return about is null
            ? new(false, "nothing is said of this certificate")
            : new(about.Status == CertificateStatus.Good && about.ThisUpdate <= at && at < about.NextUpdate, about.ToString());
    }

    static Verdict Verdict<T>(Outcome<T> outcome, Func<T, string> say) where T : notnull =>
        outcome.Refused(out var why, out var value) ? new(false, why.ToString()) : new(true, say(value));
}
