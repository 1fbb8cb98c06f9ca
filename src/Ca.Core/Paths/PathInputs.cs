using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Revocation;

namespace Ca.Core.Paths;

/// <summary>Whether a path has to be shown not revoked.</summary>
public enum RevocationChecking
{
    /// <summary>Every certificate below the anchor; what is missing or stale leaves the verdict open.</summary>
    Required,
    /// <summary>Not at all: the caller answers for it.</summary>
    None,
}

/// <summary>What becomes of constraints in the certificate that an anchor came in (RFC 5937).</summary>
public enum AnchorConstraints
{
    /// <summary>They hold: the anchor must be an authority, and its path length, names, policies and key usage bind what is below.</summary>
    Honoured,
    /// <summary>The anchor is a name and a key and nothing else (RFC 5280 §6.1.1 (d)).</summary>
    Ignored,
}

/// <summary>The inputs of RFC 5280 §6.1.1 besides the path and the anchor.</summary>
public sealed record PathInputs
{
    static readonly IReadOnlySet<string> AnyPolicy = new HashSet<string> { Oids.AnyPolicy };

    /// <summary>The time judged at (b).</summary>
    public required JudgementTime Time { get; init; }

    /// <summary>user-initial-policy-set (c): any, unless told.</summary>
    public IReadOnlySet<string> InitialPolicies { get; init; } = AnyPolicy;

    /// <summary>initial-policy-mapping-inhibit (e).</summary>
    public bool InhibitPolicyMapping { get; init; }

    /// <summary>initial-explicit-policy (f).</summary>
    public bool RequireExplicitPolicy { get; init; }

    /// <summary>initial-any-policy-inhibit (g).</summary>
    public bool InhibitAnyPolicy { get; init; }

    /// <summary>OID of an extended key usage that the target, and any authority that restricts them, must allow; null for any.</summary>
    public string? Purpose { get; init; }

    /// <summary>Whether revocation is checked.</summary>
    public RevocationChecking Revocation { get; init; } = RevocationChecking.Required;

    /// <summary>Whether an anchor's own constraints bind.</summary>
    public AnchorConstraints AnchorConstraints { get; init; } = AnchorConstraints.Honoured;

    /// <summary>How much work the verdict may take.</summary>
    public PathBudget Budget { get; init; } = PathBudget.Default;
}

/// <summary>What a path may be built of.</summary>
public sealed record PathMaterial
{
    /// <summary>Where every path ends.</summary>
    public required IReadOnlyList<TrustAnchor> Anchors { get; init; }

    /// <summary>Certificates from anywhere: nothing is believed of them until a path is validated.</summary>
    public IReadOnlyList<Certificate> Certificates { get; init; } = [];

    /// <summary>Revocation lists from anywhere: nothing is believed of them until their signer's path is validated.</summary>
    public IReadOnlyList<RevocationList> RevocationLists { get; init; } = [];
}
