using System.Numerics;
using System.Runtime.CompilerServices;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Ocsp;
using Ca.Core.Revocation;

namespace Ca.Core.Paths;

/// <summary>What one verdict has to work with and has worked out: the material by name, the signatures already checked, the budget left.</summary>
/// <remarks>Not safe for several threads; each verdict has its own.</remarks>
sealed class PathWork
{
    readonly ILookup<DistinguishedName, Certificate> bySubject;
    readonly ILookup<(DistinguishedName Subject, string Key), Certificate> byKey;
    readonly ILookup<DistinguishedName, RevocationList> byIssuer;
    readonly ILookup<SerialNumber, StatusResponse> bySerialNumber;
    readonly Lazy<ILookup<DistinguishedName, Certificate>> responders;
    readonly Dictionary<(object Signed, string Key), bool> checkedSignatures = [];
    readonly ConditionalWeakTable<PublicKey, string> identities = [];
    readonly HashSet<string> dsaKeys = [];
    readonly PathBudget budget;
    readonly CryptographicConstraints algorithms;
    int signatures;
    int candidates;
    int evidence;
    int nameComparisons;
    long signedOctets;

    public PathWork(PathMaterial material, PathInputs inputs)
    {
        budget = inputs.Budget;
        algorithms = inputs.Algorithms;
        Anchors = material.Anchors;
        Certificates = [.. material.Certificates.Distinct()];
        bySubject = Certificates.ToLookup(c => c.Subject);
        byKey = bySubject.SelectMany(g => g).Where(c => c.SubjectKeyIdentifier is not null)
            .ToLookup(c => (c.Subject, Convert.ToHexString(c.SubjectKeyIdentifier!.Value.Span)));
        byIssuer = material.RevocationLists.OrderByDescending(l => l.Header.ThisUpdate).ThenByDescending(l => l.Header.Number).ToLookup(l => l.Header.Issuer);
        bySerialNumber = material.OcspResponses
            .SelectMany(r => r.Responses, (response, single) => new StatusResponse(response, single))
            .OrderByDescending(s => s.Single.ThisUpdate)
            .ThenByDescending(s => s.Single.Status is CertificateStatus.Revoked)
            .ToLookup(s => s.Single.Certificate.SerialNumber);
        responders = new(() => bySubject.SelectMany(g => g).Where(MaySignResponses).ToLookup(c => c.Issuer));
    }

    public IReadOnlyList<TrustAnchor> Anchors { get; }

    public IReadOnlyList<Certificate> Certificates { get; }

    public int MaxDepth => budget.Depth;

    /// <summary>A bound was reached, and no more work is done: what was not found may still exist.</summary>
    public bool Exhausted { get; private set; }

    /// <summary>Some ways up were left out, for their length or their number: where no path is found, there may still be one.</summary>
    public bool Truncated { get; private set; }

    /// <summary>Signers of lists and of OCSP responses whose own revocation is being checked.</summary>
    public Stack<Certificate> StatusSigners { get; } = [];

    public IEnumerable<Certificate> Named(DistinguishedName subject) => bySubject[subject];

    /// <summary>The newest first, of equally new the one with the highest number, as far as the budget goes.</summary>
    public IEnumerable<RevocationList> ListsOf(DistinguishedName issuer) => byIssuer[issuer].TakeWhile(_ => TakeEvidence());

    /// <summary>What OCSP responses say of certificates with this number, whoever issued them; so with these.</summary>
    public IEnumerable<StatusResponse> ResponsesAbout(SerialNumber serialNumber) => bySerialNumber[serialNumber].TakeWhile(_ => TakeEvidence());

    /// <summary>Certificates for OCSPSigning that say they are from this issuer: first those that the response brings along, then others.</summary>
    public IEnumerable<Certificate> RespondersFor(OcspResponse response, DistinguishedName issuer) => response.Certificates
        .Where(c => MaySignResponses(c) && c.Issuer.Equals(issuer))
        .Concat(responders.Value[issuer])
        .TakeWhile(_ => TakeCandidate());

    /// <summary>A way up is left out.</summary>
    public void Truncate() => Truncated = true;

    /// <summary>
    /// Certificates of this one's issuer by name, those first whose key it names, and no more than the budget has candidates: who looks for
    /// the best among ten thousand of one name at every step does not end within milliseconds.
    /// </summary>
    public IReadOnlyList<Certificate> IssuersOf(Certificate below)
    {
        var named = below.AuthorityKeyIdentifier?.KeyIdentifier is { } key ? byKey[(below.Issuer, Convert.ToHexString(key.Span))] : [];
        var issuers = named.Concat(bySubject[below.Issuer]).Distinct().Take(budget.Candidates + 1).ToList();
        if (issuers.Count > budget.Candidates)
            Truncate();
        return issuers;
    }

    /// <summary>Judges a signer of revocation evidence; never deeper than a path may be.</summary>
    public bool WhileSigning(Certificate signer, Func<bool> judge)
    {
        if (StatusSigners.Count >= MaxDepth)
        {
            Exhausted = true;
            return false;
        }
        StatusSigners.Push(signer);
        var good = judge();
        StatusSigners.Pop();
        return good;
    }

    public bool TakeCandidate() => Take(ref candidates, 1, budget.Candidates);

    /// <summary>The purpose in words (RFC 6960 §4.2.2.2), and no key usage that forbids it (RFC 5280 §4.2.1.12).</summary>
    static bool MaySignResponses(Certificate certificate) => certificate.ExtendedKeyUsage?.Contains(Oids.OcspSigning) == true
        && (certificate.KeyUsage is not { } usage || (usage & (KeyUsages.DigitalSignature | KeyUsages.NonRepudiation)) != 0);

    bool TakeEvidence() => Take(ref evidence, 1, budget.Evidence);

    public bool TakeNameComparisons(int count) => Take(ref nameComparisons, count, budget.NameComparisons);

    /// <summary>Also where the algorithm is outdated: the path is followed, and the validator has its finding.</summary>
    public bool IsSignedBy(Certificate certificate, PublicKey key) =>
        IsSigned(certificate, certificate.TbsCertificate.Length, key, () => certificate.IsSignedEvenOutdatedBy(key));

    /// <summary>By an algorithm that may be relied on. So with OCSP responses.</summary>
    public bool IsSignedBy(RevocationList list, PublicKey key) => IsSigned(
        list, list.TbsCertList.Length, key, () => list.IsSignedEvenOutdatedBy(key) && algorithms.Refuses(list.Header.OuterSignatureAlgorithm) is null);

    public bool IsSignedBy(OcspResponse response, PublicKey key) => IsSigned(
        response, response.ResponseData.Length, key, () => response.IsSignedEvenOutdatedBy(key) && algorithms.Refuses(response.SignatureAlgorithm) is null);

    /// <summary>What is wrong with the key's numbers, as far as the budget goes.</summary>
    public Refusal? DefectOf(PublicKey key) => TakeDsaKey(key) ? key.Defect : null;

    bool IsSigned(object signed, int octets, PublicKey key, Func<bool> check)
    {
        var asked = (signed, IdentityOf(key));
        if (checkedSignatures.TryGetValue(asked, out var good))
            return good;
        if (!TakeDsaKey(key) || !Take(ref signatures, 1, budget.Signatures) || !Take(ref signedOctets, octets, budget.SignedOctets))
            return false;
        return checkedSignatures[asked] = check();
    }

    string IdentityOf(PublicKey key) => identities.GetValue(key, k => k.Identity);

    /// <summary>A key whose numbers take long to be checked, when it comes for the first time.</summary>
    bool TakeDsaKey(PublicKey key)
    {
        if (key.Algorithm.Family != KeyFamily.Dsa || dsaKeys.Contains(IdentityOf(key)))
            return true;
        if (dsaKeys.Count == budget.DsaKeys)
        {
            Exhausted = true;
            return false;
        }
        return dsaKeys.Add(IdentityOf(key));
    }

    bool Take<T>(ref T taken, T count, T bound) where T : IBinaryInteger<T>
    {
        if (taken > bound - count)
        {
            Exhausted = true;
            return false;
        }
        taken += count;
        return true;
    }
}

/// <summary>What a response says of one certificate.</summary>
sealed record StatusResponse(OcspResponse Response, SingleResponse Single);
