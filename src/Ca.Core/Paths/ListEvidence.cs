using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Ocsp;
using Ca.Core.Revocation;

namespace Ca.Core.Paths;

/// <summary>RFC 5280 §6.3: what complete, partitioned, indirect and delta lists say about one certificate. Silence is never consent.</summary>
sealed class ListEvidence(TrustAnchor anchor, PathInputs inputs, PathWork work)
{
    public StatusAnswer About(Certificate certificate, Certificate issuer, PublicKey issuerKey)
    {
        var open = RevocationScope.AllReasons;
        RevocationList? stale = null;
        RevocationList? unauthorised = null;
        RevocationEvidence? oldest = null;
        var used = new List<UsedEvidence>();
        // A key that signs only lists is itself on the list that it signs (PKITS 4.5.6). That counts where nobody else says anything of it, and
        // so comes last: whoever has stolen such a key would have it say that nothing is amiss.
        var ofItself = new List<(ReasonFlags Reasons, RevocationList List, PublicKey Signer)>();
        foreach (var point in RevocationScope.Of(certificate))
            foreach (var list in Candidates(point, certificate))
            {
                var reasons = point.Reasons & (list.Header.IssuingDistributionPoint?.OnlySomeReasons ?? RevocationScope.AllReasons);
                if ((open & reasons) == 0)
                    continue;
                if (!IsCurrent(list))
                    stale ??= list;
                else if (SignerOf(list, issuer, issuerKey) is not { } signer)
                    unauthorised ??= list;
                else if (signer.IsItself)
                    ofItself.Add((reasons, list, signer.Key));
                else if (Take(reasons, list, signer.Key) is { } revoked)
                    return revoked;
            }
        foreach (var (reasons, list, signer) in ofItself)
            if ((open & reasons) != 0 && Take(reasons, list, signer) is { } revoked)
                return revoked;
        return open == 0 ? new(oldest! with { Used = used }, null) : new(null, Hindrance(certificate, stale, unauthorised));

        StatusAnswer? Take(ReasonFlags reasons, RevocationList list, PublicKey signer)
        {
            var evidence = Read(list, signer, certificate);
            if (evidence.IsRevoked)
                return new(evidence, null);
            if (!RemembersExpired(list, certificate))
                return null;
            open &= ~reasons;
            used.AddRange(evidence.Used);
            oldest = oldest is null || evidence.ThisUpdate < oldest.ThisUpdate ? evidence : oldest;
            return null;
        }
    }

    /// <summary>§6.3.3 (b): complete lists for this point and certificate, the newest first.</summary>
    IEnumerable<RevocationList> Candidates(RevocationScope point, Certificate certificate) => point.IssuersFor(certificate)
        .SelectMany(work.ListsOf)
        .Where(l => l.Header.DeltaBase is null && l.Header.UnknownCriticalExtensions.Count == 0
            && work.TakeNameComparisons(point.CountFor(l)) && point.IsServedBy(l, certificate))
        .OrderByDescending(l => l.Header.ThisUpdate)
        .ThenByDescending(l => l.Header.Number);

    bool IsCurrent(RevocationList list) => list.Header.NextUpdate is { } next && inputs.IsFresh(list.Header.ThisUpdate, next);

    /// <summary>A list issued after a certificate's end may have dropped its entry, unless it says that it keeps them (X.509, expiredCertsOnCRL).</summary>
    static bool RemembersExpired(RevocationList list, Certificate certificate) =>
        list.Header.ThisUpdate <= certificate.Validity.NotAfter || list.Header.ExpiredCertificatesSince <= certificate.Validity.NotAfter;

    /// <summary>(f) and (g): the key that signed the list, when it may: the issuer's own, or one whose path ends at the same anchor.</summary>
    ListSigner? SignerOf(RevocationList list, Certificate issuer, PublicKey issuerKey)
    {
        if (issuer.Subject.Equals(list.Header.Issuer) && MaySignLists(issuer) && work.IsSignedBy(list, issuerKey))
            return new(issuerKey, IsItself: false);
        if (anchor.Name.Equals(list.Header.Issuer) && MaySignLists(anchor.Certificate) && work.IsSignedBy(list, anchor.Key))
            return new(anchor.Key, IsItself: false);
        foreach (var signer in work.Named(list.Header.Issuer).TakeWhile(_ => work.TakeCandidate()).Where(MaySignLists))
            if (!signer.PublicKey.Refused(out _, out var key) && work.IsSignedBy(list, key))
                if (work.StatusSigners.Contains(signer))
                    return new(key, IsItself: true);
                else if (HasPath(signer))
                    return new(key, IsItself: false);
        return null;
    }

    /// <summary>Who signed a list.</summary>
    /// <param name="Key">Its key.</param>
    /// <param name="IsItself">Its own status is what is being asked.</param>
    readonly record struct ListSigner(PublicKey Key, bool IsItself);

    /// <summary>A version 1 anchor says nothing about its key.</summary>
    static bool MaySignLists(Certificate certificate) => certificate.KeyUsage is not { } usage || usage.HasFlag(KeyUsages.CrlSign);

    bool HasPath(Certificate signer) =>
        work.WhileSigning(signer, () => PathBuilder.Build(signer, inputs.ForStatusSigner(), work, anchor).Path is not null);

    /// <summary>(c), (h) to (k): a delta list speaks before its base.</summary>
    RevocationEvidence Read(RevocationList list, PublicKey signer, Certificate certificate)
    {
        var delta = work.ListsOf(list.Header.Issuer)
            .Where(d => IsDeltaOf(d, list) && IsCurrent(d))
            .OrderByDescending(d => d.Header.Number)
            .FirstOrDefault(d => work.IsSignedBy(d, signer));
        var entry = list.Find(certificate.Issuer, certificate.SerialNumber);
        if (delta?.Find(certificate.Issuer, certificate.SerialNumber) is not { } change)
            return Evidence(delta ?? list, entry);
        if (!change.IsRemoval)
            return Evidence(delta, change);
        // It has been released from hold, or its time was over (§5.3.1): then what the base says stands, as does what is for good.
        var released = delta.Header.ThisUpdate <= certificate.Validity.NotAfter && entry?.Reason is null or RevocationReason.CertificateHold;
        return Evidence(delta, released ? null : entry);

        RevocationEvidence Evidence(RevocationList newest, RevocationListEntry? entry) => new()
        {
            Certificate = certificate,
            Source = EvidenceSource.RevocationList,
            Status = entry is null ? CertificateStatus.Good : new CertificateStatus.Revoked(entry.RevokedAt, entry.Reason),
            InvalidityDate = entry?.InvalidityDate,
            ThisUpdate = newest.Header.ThisUpdate,
            NextUpdate = newest.Header.NextUpdate,
            Used = delta is null ? [new UsedEvidence.List(list)] : [new UsedEvidence.List(delta), new UsedEvidence.List(list)],
        };
    }

    static bool IsDeltaOf(RevocationList delta, RevocationList list) =>
        delta.Header.DeltaBase <= list.Header.Number
        && delta.Header.Number >= list.Header.Number
        && delta.Header.UnknownCriticalExtensions.Count == 0
        && SameExtension(Oids.IssuingDistributionPoint, delta, list)
        && SameExtension(Oids.AuthorityKeyIdentifier, delta, list);

    static bool SameExtension(string oid, RevocationList one, RevocationList other) =>
        ValueOf(oid, one).AsSpan().SequenceEqual(ValueOf(oid, other));

    static byte[]? ValueOf(string oid, RevocationList list) => list.Header.Extensions.FirstOrDefault(e => e.Oid == oid)?.Value.ToArray();

    static Finding? Hindrance(Certificate certificate, RevocationList? stale, RevocationList? unauthorised) =>
        stale is not null ? PathRule.RevocationStale.Found(
            certificate.Subject, certificate.Issuer, $"{stale.Header.ThisUpdate:u}", $"{stale.Header.NextUpdate:u}")
        : unauthorised is not null ? PathRule.RevocationUnauthorised.Found(certificate.Subject, certificate.Issuer)
        : null;
}
