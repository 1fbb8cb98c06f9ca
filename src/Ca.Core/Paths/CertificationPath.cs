using Ca.Core.Certificates;
using Ca.Core.Keys;

namespace Ca.Core.Paths;

/// <summary>A path that was validated: RFC 5280 §6.1.6. Only <see cref="PathValidator"/> makes one, so to hold one is to have the proof.</summary>
public sealed class CertificationPath
{
    internal CertificationPath(TrustAnchor anchor, IReadOnlyList<Certificate> certificates, PublicKey targetKey, IReadOnlySet<string> validPolicies)
    {
        Anchor = anchor;
        Certificates = certificates;
        TargetKey = targetKey;
        ValidPolicies = validPolicies;
    }

    /// <summary>Where it ends.</summary>
    public TrustAnchor Anchor { get; }

    /// <summary>From the one that the anchor issued to the target; only the target when it is an anchor itself.</summary>
    public IReadOnlyList<Certificate> Certificates { get; }

    /// <summary>working_public_key: the target's.</summary>
    public PublicKey TargetKey { get; }

    /// <summary>The user-constrained policy set, in the policies of the anchor's domain.</summary>
    public IReadOnlySet<string> ValidPolicies { get; }
}

/// <summary>What became of a target: a path, or what was wrong with the best attempt at one.</summary>
public sealed record PathVerdict
{
    internal PathVerdict(CertificationPath? path, IReadOnlyList<Certificate> certificates, IReadOnlyList<Finding> findings)
    {
        Path = path;
        Certificates = certificates;
        Findings = findings;
    }

    /// <summary>The path; null unless <see cref="Indication"/> is TOTAL_PASSED.</summary>
    public CertificationPath? Path { get; }

    /// <summary>The chain that was judged, from the target to the anchor's certificate or as far as it reached.</summary>
    public IReadOnlyList<Certificate> Certificates { get; }

    /// <summary>What did not hold, in the order of checking, and what is only told.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>The revocation evidence that decided, from the anchor down; empty where a path did not come so far.</summary>
    public IReadOnlyList<RevocationEvidence> Evidence { get; internal init; } = [];

    /// <summary>TOTAL_PASSED or INDETERMINATE.</summary>
    public Indication Indication => Path is null ? Indication.Indeterminate : Indication.TotalPassed;

    /// <summary>Of the first rule that did not hold.</summary>
    public SubIndication? SubIndication => Findings.FirstOrDefault(f => f.Rule.SubIndication is not null)?.Rule.SubIndication;
}
