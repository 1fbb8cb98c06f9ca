using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Ocsp;
using Ca.Core.Revocation;

namespace Ca.Core.Paths;

/// <summary>Whether a path has to be shown not revoked.</summary>
public enum RevocationChecking
{
    /// <summary>Every certificate below the anchor; what is missing or stale leaves the verdict open.</summary>
    Required,
    /// <summary>
    /// What is at hand decides; where nothing is, that is told and does not count. Evidence that is at hand but stale, of nobody with
    /// authority, or undecided leaves the verdict open all the same.
    /// </summary>
    WhenAvailable,
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

/// <summary>What it takes to be for a purpose (RFC 5280 §4.2.1.12).</summary>
public enum PurposeMatching
{
    /// <summary>A certificate is for every purpose that it does not exclude: without an extended key usage, or with anyExtendedKeyUsage, for all.</summary>
    Allowed,
    /// <summary>The target has to name it: who asks for a particular purpose may demand that it is indicated.</summary>
    NamedByTarget,
    /// <summary>So has every authority below the anchor (Baseline Requirements §7.1.2.10.6).</summary>
    NamedThroughout,
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

    /// <summary>Whether <see cref="Purpose"/> has to be named.</summary>
    public PurposeMatching PurposeMatching { get; init; }

    /// <summary>Names that the target must carry, every one.</summary>
    public IReadOnlyList<ExpectedName> Names { get; init; } = [];

    /// <summary>How many authorities may stand between the anchor and the target; null for as many as the budget has.</summary>
    public int? MaxDepth { get; init; }

    /// <summary>Whether revocation is checked.</summary>
    public RevocationChecking Revocation { get; init; } = RevocationChecking.Required;

    /// <summary>How old revocation evidence may be at the time judged at, whatever nextUpdate says; null for as old as that.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Whether an anchor's own constraints bind.</summary>
    public AnchorConstraints AnchorConstraints { get; init; } = AnchorConstraints.Honoured;

    /// <summary>How much work the verdict may take.</summary>
    public PathBudget Budget { get; init; } = PathBudget.Default;

    /// <summary>What may be relied on, by the knowledge of the day of checking.</summary>
    internal CryptographicConstraints Algorithms => new(Time.CheckedAt);

    /// <summary>
    /// Issued by the time of checking, and neither outdated nor too old at the time judged at. Evidence from after the time judged at is
    /// better than from before it: each revocation has its date.
    /// </summary>
    internal bool IsFresh(DateTimeOffset thisUpdate, DateTimeOffset nextUpdate) =>
        thisUpdate <= Time.CheckedAt && Time.At <= nextUpdate && !(Time.At - thisUpdate > MaxAge);

    /// <summary>For the path of who signed revocation evidence: the policies, names and purpose asked for are the target's (RFC 5280 §6.3.3 (f)).</summary>
    internal PathInputs ForStatusSigner() =>
        new() { Time = Time, AnchorConstraints = AnchorConstraints, Revocation = Revocation, MaxAge = MaxAge, Budget = Budget };
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

    /// <summary>OCSP responses from anywhere: nothing is believed of them until their signer's authority is shown.</summary>
    public IReadOnlyList<OcspResponse> OcspResponses { get; init; } = [];
}
