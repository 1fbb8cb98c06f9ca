using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Revocation;

namespace Ca.Core.Paths;

/// <summary>RFC 5280 §6.3: what complete, partitioned, indirect and delta lists say about one certificate. Silence is never consent.</summary>
sealed class RevocationCheck(TrustAnchor anchor, PathInputs inputs, PathWork work)
{
    /// <summary>Null when the certificate is shown not to be revoked; else what hinders, or what is to be told.</summary>
    public Finding? Of(Certificate certificate, Certificate issuer, PublicKey issuerKey, bool isTarget)
    {
        var open = RevocationScope.AllReasons;
        RevocationList? stale = null;
        foreach (var point in RevocationScope.Of(certificate))
            foreach (var list in Candidates(point, certificate))
            {
                var covered = open & point.Reasons & (list.Header.IssuingDistributionPoint?.OnlySomeReasons ?? RevocationScope.AllReasons);
                if (covered == 0)
                    continue;
                if (!IsCurrent(list))
                    stale ??= list;
                else if (SignerOf(list, issuer, issuerKey) is { } signer)
                {
                    if (Find(list, signer, certificate) is { } entry)
                        return Judge(certificate, entry, isTarget);
                    if (RemembersExpired(list, certificate))
                        open &= ~covered;
                }
            }
        return open == 0 ? null : Undecided(certificate, stale);
    }

    /// <summary>§6.3.3 (b): complete lists for this point and certificate, the newest first.</summary>
    IEnumerable<RevocationList> Candidates(RevocationScope point, Certificate certificate) => point.IssuersFor(certificate)
        .SelectMany(work.ListsOf)
        .Where(l => l.Header.DeltaBase is null && l.Header.UnknownCriticalExtensions.Count == 0 && point.IsServedBy(l, certificate))
        .OrderByDescending(l => l.Header.ThisUpdate);

    /// <summary>
    /// Issued by the time of checking, and not outdated at the time judged at. A list from after the time judged at is better evidence
    /// than one from before it: each entry has its date.
    /// </summary>
    bool IsCurrent(RevocationList list) =>
        list.Header.ThisUpdate <= inputs.Time.CheckedAt && list.Header.NextUpdate is { } next && inputs.Time.At <= next;

    /// <summary>A list issued after a certificate's end may have dropped its entry, unless it says that it keeps them (X.509, expiredCertsOnCRL).</summary>
    static bool RemembersExpired(RevocationList list, Certificate certificate) =>
        list.Header.ThisUpdate <= certificate.Validity.NotAfter || list.Header.ExpiredCertificatesSince <= certificate.Validity.NotAfter;

    /// <summary>(f) and (g): the key that signed the list, when it may: the issuer's own, or one whose path ends at the same anchor.</summary>
    PublicKey? SignerOf(RevocationList list, Certificate issuer, PublicKey issuerKey)
    {
        if (issuer.Subject.Equals(list.Header.Issuer) && MaySignLists(issuer) && work.IsSignedBy(list, issuerKey))
            return issuerKey;
        if (anchor.Name.Equals(list.Header.Issuer) && MaySignLists(anchor.Certificate) && work.IsSignedBy(list, anchor.Key))
            return anchor.Key;
        foreach (var signer in work.Named(list.Header.Issuer).Where(MaySignLists))
            if (work.TakeCandidate() && !signer.PublicKey.Refused(out _, out var key) && work.IsSignedBy(list, key) && HasPath(signer))
                return key;
        return null;
    }

    /// <summary>A version 1 anchor says nothing about its key.</summary>
    static bool MaySignLists(Certificate certificate) => certificate.KeyUsage is not { } usage || usage.HasFlag(KeyUsages.CrlSign);

    bool HasPath(Certificate signer)
    {
        // A key that signs only lists is itself on the list that it signs (PKITS 4.5.6): nothing else could say that it is revoked.
        if (work.ListSigners.Contains(signer))
            return true;
        work.ListSigners.Push(signer);
        // The policies and the purpose asked for are the target's (§6.3.3 (f)).
        var verdict = PathBuilder.Build(signer, new() { Time = inputs.Time, AnchorConstraints = inputs.AnchorConstraints }, work, anchor);
        work.ListSigners.Pop();
        return verdict.Path is not null;
    }

    /// <summary>(c), (h) to (k): a delta list speaks before its base.</summary>
    RevocationListEntry? Find(RevocationList list, PublicKey signer, Certificate certificate)
    {
        var delta = work.ListsOf(list.Header.Issuer)
            .Where(d => IsDeltaOf(d, list) && IsCurrent(d))
            .OrderByDescending(d => d.Header.Number)
            .FirstOrDefault(d => work.IsSignedBy(d, signer));
        if (delta?.Find(certificate.Issuer, certificate.SerialNumber) is { } change)
            return change.IsRemoval ? null : change;
        return list.Find(certificate.Issuer, certificate.SerialNumber);
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

    Finding Judge(Certificate certificate, RevocationListEntry entry, bool isTarget)
    {
        // A key that was lost before the authority heard of it was lost all the same (RFC 5280 §5.3.2).
        var since = entry.InvalidityDate is { } invalid && invalid < entry.RevokedAt ? invalid : entry.RevokedAt;
        if (inputs.Time.Source != JudgementTimeSource.DayOfChecking && since > inputs.Time.At)
            return PathRule.RevokedLater.Found(certificate.Subject, $"{since:u}", entry.Reason.Name(), $"{inputs.Time.At.ToUniversalTime():u}");
        if (entry.Reason == RevocationReason.CertificateHold)
            return PathRule.OnHold.Found(certificate.Subject, $"{since:u}");
        return (isTarget ? PathRule.Revoked : PathRule.AuthorityRevoked).Found(certificate.Subject, $"{since:u}", entry.Reason.Name());
    }

    static Finding Undecided(Certificate certificate, RevocationList? stale) => stale is null
        ? PathRule.RevocationMissing.Found(certificate.Subject, certificate.Issuer)
        : PathRule.RevocationStale.Found(
            certificate.Subject, certificate.Issuer, $"{stale.Header.ThisUpdate:u}", $"{stale.Header.NextUpdate:u}");
}
