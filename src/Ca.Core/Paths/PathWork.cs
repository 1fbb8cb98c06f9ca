using System.Runtime.CompilerServices;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Revocation;

namespace Ca.Core.Paths;

/// <summary>What one verdict has to work with and has worked out: the material by name, the signatures already checked, the budget left.</summary>
/// <remarks>Not safe for several threads; each verdict has its own.</remarks>
sealed class PathWork
{
    readonly ILookup<DistinguishedName, Certificate> bySubject;
    readonly ILookup<DistinguishedName, RevocationList> byIssuer;
    readonly Dictionary<(object Signed, string Key), bool> checkedSignatures = [];
    readonly ConditionalWeakTable<PublicKey, string> identities = [];
    readonly PathBudget budget;
    int signatures;
    int candidates;
    int nameComparisons;

    public PathWork(PathMaterial material, PathBudget budget)
    {
        this.budget = budget;
        Anchors = material.Anchors;
        Certificates = [.. material.Certificates.Distinct()];
        bySubject = Certificates.ToLookup(c => c.Subject);
        byIssuer = material.RevocationLists.ToLookup(l => l.Header.Issuer);
    }

    public IReadOnlyList<TrustAnchor> Anchors { get; }

    public IReadOnlyList<Certificate> Certificates { get; }

    public int MaxDepth => budget.Depth;

    /// <summary>A bound was reached: what was not found may still exist.</summary>
    public bool Exhausted { get; private set; }

    /// <summary>Signers of lists whose own revocation is being checked.</summary>
    public Stack<Certificate> ListSigners { get; } = [];

    public IEnumerable<Certificate> Named(DistinguishedName subject) => bySubject[subject];

    public IEnumerable<RevocationList> ListsOf(DistinguishedName issuer) => byIssuer[issuer];

    public bool TakeCandidate() => Take(ref candidates, 1, budget.Candidates);

    public bool TakeNameComparisons(int count) => Take(ref nameComparisons, count, budget.NameComparisons);

    public bool IsSignedBy(Certificate certificate, PublicKey key) => IsSigned(certificate, key, () => certificate.IsSignedBy(key));

    public bool IsSignedBy(RevocationList list, PublicKey key) => IsSigned(list, key, () => list.IsSignedBy(key));

    bool IsSigned(object signed, PublicKey key, Func<bool> check)
    {
        var asked = (signed, identities.GetValue(key, k => k.Identity));
        if (checkedSignatures.TryGetValue(asked, out var good))
            return good;
        if (!Take(ref signatures, 1, budget.Signatures))
            return false;
        return checkedSignatures[asked] = check();
    }

    bool Take(ref int taken, int count, int bound)
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
