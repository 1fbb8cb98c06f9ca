using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Ocsp;
using Ca.Core.Revocation;

namespace Ca.Core.Paths;

/// <summary>
/// Whether one certificate of a path is revoked, by lists and OCSP responses together: what revokes for good decides, whatever came after it, and else
/// the newer evidence.
/// </summary>
sealed class RevocationCheck(TrustAnchor anchor, PathInputs inputs, PathWork work)
{
    /// <summary>What decided of each certificate, in the order of asking.</summary>
    public List<RevocationEvidence> Decided { get; } = [];

    /// <summary>Null when the certificate is shown not to be revoked; else what hinders, or what is to be told.</summary>
    public Finding? Of(Certificate certificate, Certificate issuer, PublicKey issuerKey, bool isTarget)
    {
        var answer = About(certificate, issuer, issuerKey);
        if (answer.Evidence is { } evidence)
            Decided.Add(evidence);
        if (answer.Evidence is { Status: CertificateStatus.Revoked revoked } revoking)
            return Judge(certificate, revoked, revoking.InvalidityDate, isTarget);
        // What was not looked at may be newer.
        if (work.Exhausted)
            return PathRule.Budget.Found(certificate.Subject);
        return answer.Evidence is not null ? null : NotAvailable(certificate) ?? answer.Hindrance ?? Missing(certificate);
    }

    /// <summary>
    /// That the certificate itself says that its authority never tells whether it is revoked, as of one that lives for hours (RFC 9608 §4): then nothing is
    /// asked for. Evidence that it is revoked counts all the same.
    /// </summary>
    public static Finding? NotAvailable(Certificate certificate) =>
        certificate.Extension(Oids.NoRevocationAvailable) is null ? null : PathRule.NoRevocationAvailable.Found(certificate.Subject, certificate.Issuer);

    /// <summary>The evidence of the two sources that decides; of equally new, what revokes.</summary>
    public StatusAnswer About(Certificate certificate, Certificate issuer, PublicKey issuerKey)
    {
        var lists = new ListEvidence(anchor, inputs, work).About(certificate, issuer, issuerKey);
        var responses = new ResponseEvidence(inputs, work).About(certificate, issuer, issuerKey);
        return (lists.Evidence, responses.Evidence) switch
        {
            (null, null) => responses.Hindrance is null ? lists : responses,
            (null, not null) => responses,
            (not null, null) => lists,
            ({ } list, { } response) when list.IsFinal != response.IsFinal => list.IsFinal ? lists : responses,
            ({ } list, { } response) when list.ThisUpdate == response.ThisUpdate => list.IsRevoked ? lists : responses,
            ({ } list, { } response) => list.ThisUpdate > response.ThisUpdate ? lists : responses,
        };
    }

    Finding Judge(Certificate certificate, CertificateStatus.Revoked revoked, DateTimeOffset? invalidityDate, bool isTarget)
    {
        // A key that was lost before the authority heard of it was lost all the same (RFC 5280 §5.3.2).
        var since = invalidityDate is { } invalid && invalid < revoked.At ? invalid : revoked.At;
        if (inputs.Time.Source != JudgementTimeSource.DayOfChecking && since > inputs.Time.At)
            return PathRule.RevokedLater.Found(certificate.Subject, $"{since:u}", revoked.Reason.Name(), $"{inputs.Time.At.ToUniversalTime():u}");
        if (revoked.Reason == RevocationReason.CertificateHold)
            return PathRule.OnHold.Found(certificate.Subject, $"{since:u}");
        return (isTarget ? PathRule.Revoked : PathRule.AuthorityRevoked).Found(certificate.Subject, $"{since:u}", revoked.Reason.Name());
    }

    Finding Missing(Certificate certificate) =>
        (inputs.Revocation == RevocationChecking.WhenAvailable ? PathRule.RevocationNotShown : PathRule.RevocationMissing)
            .Found(certificate.Subject, certificate.Issuer);
}
