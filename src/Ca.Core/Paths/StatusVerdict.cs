using Ca.Core.Certificates;
using Ca.Core.Ocsp;
using Ca.Core.Revocation;

namespace Ca.Core.Paths;

/// <summary>What lists and OCSP responses say of one certificate, whoever may trust its issuer: evidence, or why there is none.</summary>
public sealed record StatusVerdict
{
    /// <summary>Good or revoked, and as of when; null when neither can be told.</summary>
    public RevocationEvidence? Evidence { get; private init; }

    /// <summary>Why it cannot be told; null when it can.</summary>
    public Finding? Hindrance { get; private init; }

    /// <summary>Asks the evidence about a certificate of this issuer.</summary>
    /// <param name="certificate">Of the issuer: that the issuer has signed it is checked, since a number alone is anybody's.</param>
    /// <param name="issuer">Its key is believed here.</param>
    /// <param name="responses">Signed by the issuer or by a responder that it has certified.</param>
    /// <param name="lists">Signed by the issuer.</param>
    /// <param name="inputs">The time judged at, and how old evidence may be.</param>
    /// <returns>A refusal when the issuer's key is of no kind that we can verify with.</returns>
    public static Outcome<StatusVerdict> Of(
        Certificate certificate, Certificate issuer, IReadOnlyList<OcspResponse> responses, IReadOnlyList<RevocationList> lists, PathInputs inputs)
    {
        if (TrustAnchor.Of(issuer).Refused(out var why, out var anchor))
            return why;
        var work = new PathWork(new() { Anchors = [anchor], OcspResponses = responses, RevocationLists = lists }, inputs);
        if (!certificate.Issuer.Equals(issuer.Subject))
            return Unknown(PathRule.NameChaining.Found(certificate.Subject, certificate.Issuer, issuer.Subject));
        if (inputs.Algorithms.Refuses(certificate.OuterSignatureAlgorithm) is { } refused)
            return Unknown(PathRule.Algorithm.Found(certificate.Subject, refused.Sentence));
        if (!work.IsSignedBy(certificate, anchor.Key))
            return Unknown(PathRule.Signature.Found(certificate.Subject, issuer.Subject));
        var answer = new RevocationCheck(anchor, inputs, work).About(certificate, issuer, anchor.Key);
        if (answer.Evidence is { } evidence && (evidence.IsRevoked || !work.Exhausted))
            return new StatusVerdict { Evidence = evidence };
        return Unknown(work.Exhausted
            ? PathRule.Budget.Found(certificate.Subject)
            : RevocationCheck.NotAvailable(certificate) ?? answer.Hindrance ?? PathRule.RevocationMissing.Found(certificate.Subject, certificate.Issuer));
    }

    static Outcome<StatusVerdict> Unknown(Finding hindrance) => new StatusVerdict { Hindrance = hindrance };
}
