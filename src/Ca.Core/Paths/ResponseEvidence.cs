using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Ocsp;

namespace Ca.Core.Paths;

/// <summary>RFC 6960 §3.2: what OCSP responses say about one certificate, from those who may say it.</summary>
sealed class ResponseEvidence(PathInputs inputs, PathWork work)
{
    /// <summary>How long a response without nextUpdate is taken for current: a day, as mozilla::pkix and NSS take it.</summary>
    static readonly TimeSpan WithoutNextUpdate = TimeSpan.FromDays(1);

    public StatusAnswer About(Certificate certificate, Certificate issuer, PublicKey issuerKey)
    {
        Finding? stale = null, unauthorised = null;
        StatusAnswer? decided = null;
        foreach (var (response, single) in Candidates(certificate, issuer))
        {
            // An older response knows no better, but what it revokes for good stays revoked.
            if (decided is not null && !single.Status.IsFinal)
                continue;
            // Who signed is asked first: nobody else's words are even told.
            if (SignerOf(response, issuer, issuerKey) is not { } responder)
                unauthorised ??= PathRule.ResponseUnauthorised.Found(certificate.Subject, issuer.Subject);
            else if (!IsCurrent(response, single))
                stale ??= PathRule.ResponseStale.Found(certificate.Subject, issuer.Subject, $"{single.ThisUpdate:u}", $"{NextUpdate(single):u}");
            else if (single.Status.IsFinal)
                return new(Evidence(certificate, new(response, single, responder)), null);
            else if (single.Status == CertificateStatus.Unknown)
                decided = new(null, PathRule.StatusUnknown.Found(certificate.Subject, issuer.Subject));
            else if (single.Status is CertificateStatus.Revoked || RemembersExpired(single, certificate))
                decided = new(Evidence(certificate, new(response, single, responder)), null);
        }
        return decided ?? new(null, stale ?? unauthorised);
    }

    /// <summary>Those that name the certificate by this issuer's name and key and its number, the newest first.</summary>
    IEnumerable<StatusResponse> Candidates(Certificate certificate, Certificate issuer)
    {
        var hashes = new Dictionary<DigestAlgorithm, (byte[], byte[])>();
        return work.ResponsesAbout(certificate.SerialNumber).Where(r => Names(r.Single.Certificate));

        bool Names(CertificateId id)
        {
            if (id.Digest is not { } digest)
                return false;
            if (!hashes.TryGetValue(digest, out var ofIssuer))
                hashes[digest] = ofIssuer = CertificateId.Hashes(issuer, digest);
            return id.Names(ofIssuer);
        }
    }

    bool IsCurrent(OcspResponse response, SingleResponse single) =>
        response.ProducedAt <= inputs.Time.CheckedAt && inputs.IsFresh(single.ThisUpdate, NextUpdate(single));

    static DateTimeOffset NextUpdate(SingleResponse single) => single.NextUpdate
        ?? (single.ThisUpdate < DateTimeOffset.MaxValue - WithoutNextUpdate ? single.ThisUpdate + WithoutNextUpdate : single.ThisUpdate);

    /// <summary>After a certificate's end a responder may have forgotten it, unless its archive cutoff says that it has not (§4.4.4).</summary>
    static bool RemembersExpired(SingleResponse single, Certificate certificate) =>
        single.ThisUpdate <= certificate.Validity.NotAfter || single.ArchiveCutoff <= certificate.Validity.NotAfter;

    /// <summary>§4.2.2.2: the issuer itself, or whom the issuer itself has certified for OCSPSigning; else null. Nobody is trusted by local configuration.</summary>
    Certificate? SignerOf(OcspResponse response, Certificate issuer, PublicKey issuerKey)
    {
        if (response.Names(issuer) && work.IsSignedBy(response, issuerKey))
            return issuer;
        foreach (var responder in work.RespondersFor(response, issuer.Subject))
            if (response.Names(responder) && !responder.PublicKey.Refused(out _, out var key)
                && work.IsSignedBy(response, key) && IsDelegated(responder, TrustAnchor.Of(issuer, issuerKey), response))
                return responder;
        return null;
    }

    /// <summary>
    /// One step below the issuer, in its time, and not revoked unless its certificate says that nobody need ask (§4.2.2.2.1). What says
    /// so is evidence of others: a responder does not vouch for itself.
    /// </summary>
    bool IsDelegated(Certificate responder, TrustAnchor issuer, OcspResponse response)
    {
        if (work.StatusSigners.Contains(responder))
            return false;
        var sub = inputs.ForStatusSigner();
        // The later of both: a key whose time is over could date its responses back.
        if (response.ProducedAt > inputs.Time.At && !JudgementTime.Given(response.ProducedAt, inputs.Time.CheckedAt).Refused(out _, out var produced))
            sub = sub with { Time = produced };
        if (responder.Extension(Oids.OcspNoCheck) is not null)
            sub = sub with { Revocation = RevocationChecking.None };
        return work.WhileSigning(responder, () => PathValidator.Validate(issuer, [responder], sub, work).Path is not null);
    }

    static RevocationEvidence Evidence(Certificate certificate, UsedEvidence.Response used) => new()
    {
        Certificate = certificate,
        Source = EvidenceSource.OcspResponse,
        Status = used.About.Status,
        InvalidityDate = null,
        ThisUpdate = used.About.ThisUpdate,
        NextUpdate = used.About.NextUpdate,
        Used = [used],
    };
}
