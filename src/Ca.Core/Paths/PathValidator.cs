using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;

namespace Ca.Core.Paths;

/// <summary>RFC 5280 §6.1, whole, as a pure function: the same path, anchor, inputs and revocation evidence always give the same verdict.</summary>
public static class PathValidator
{
    /// <summary>Judges one path.</summary>
    /// <param name="anchor">Where it ends.</param>
    /// <param name="certificates">In the order of RFC 5280: the first is issued by the anchor, the last is the target.</param>
    /// <param name="material">Revocation lists and OCSP responses, and certificates and anchors of those who sign them.</param>
    /// <param name="inputs">The time judged at and the rest of §6.1.1.</param>
    public static PathVerdict Validate(
        TrustAnchor anchor, IReadOnlyList<Certificate> certificates, PathMaterial material, PathInputs inputs) =>
        Validate(anchor, certificates, inputs, new PathWork(material, inputs));

    internal static PathVerdict Validate(TrustAnchor anchor, IReadOnlyList<Certificate> certificates, PathInputs inputs, PathWork work)
    {
        ArgumentOutOfRangeException.ThrowIfZero(certificates.Count);
        var isAnchor = certificates is [var only] && only.Equals(anchor.Certificate);
        var state = new PathState(anchor, isAnchor ? 0 : certificates.Count, inputs, work);
        if (isAnchor)
            state.CheckTrustedTarget(anchor.Certificate);
        else
            state.Descend(certificates);

        IReadOnlyList<Certificate> shown = isAnchor ? certificates : [.. certificates.Reverse(), anchor.Certificate];
        var path = state.Holds ? new CertificationPath(anchor, certificates, state.WorkingKey, state.ValidPolicies) : null;
        return new(path, shown, state.Findings) { Evidence = state.Evidence };
    }
}

/// <summary>The state variables of RFC 5280 §6.1.2 on their way down the path.</summary>
sealed class PathState
{
    /// <summary>Extensions whose meaning this validation carries out, or that mean nothing to it (RFC 5280 §4.2).</summary>
    static readonly HashSet<string> Understood =
    [
        Oids.AuthorityKeyIdentifier, Oids.SubjectKeyIdentifier, Oids.KeyUsage, Oids.CertificatePolicies, Oids.PolicyMappings,
        Oids.SubjectAlternativeName, Oids.IssuerAlternativeName, Oids.BasicConstraints, Oids.NameConstraints, Oids.PolicyConstraints,
        Oids.ExtendedKeyUsage, Oids.CrlDistributionPoints, Oids.InhibitAnyPolicy, Oids.FreshestCrl, Oids.AuthorityInformationAccess,
        Oids.PrivateKeyUsagePeriod, Oids.NoRevocationAvailable,
    ];

    /// <summary>Policy qualifiers that RFC 5280 §4.2.1.4 defines: a pointer to a statement and a notice.</summary>
    static readonly HashSet<string> UnderstoodQualifiers = [Oids.CpsQualifier, Oids.UserNoticeQualifier];

    readonly TrustAnchor anchor;
    readonly int length;
    readonly PathInputs inputs;
    readonly PathWork work;
    readonly PolicyGraph policies = new();
    readonly List<NameSubtrees> nameConstraints = [];
    readonly List<Finding> findings = [];
    DistinguishedName workingIssuer;
    Certificate issuer;
    int explicitPolicy;
    int inhibitAnyPolicy;
    int policyMapping;
    int maxPathLength;

    /// <summary>§6.1.2.</summary>
    public PathState(TrustAnchor anchor, int length, PathInputs inputs, PathWork work)
    {
        this.anchor = anchor;
        this.length = length;
        this.inputs = inputs;
        this.work = work;
        workingIssuer = anchor.Name;
        issuer = anchor.Certificate;
        WorkingKey = anchor.Key;
        explicitPolicy = inputs.RequireExplicitPolicy ? 0 : length + 1;
        inhibitAnyPolicy = inputs.InhibitAnyPolicy ? 0 : length + 1;
        policyMapping = inputs.InhibitPolicyMapping ? 0 : length + 1;
        maxPathLength = length;
    }

    public PublicKey WorkingKey { get; private set; }

    public IReadOnlyList<Finding> Findings => findings;

    public IReadOnlyList<RevocationEvidence> Evidence { get; private set; } = [];

    public IReadOnlySet<string> ValidPolicies { get; private set; } = new HashSet<string>();

    public bool Holds => findings.TrueForAll(f => f.Rule.SubIndication is null);

    public void Descend(IReadOnlyList<Certificate> certificates)
    {
        CheckAnchor();
        if (inputs.MaxDepth < length - 1)
            Add(PathRule.MaxDepth, certificates[^1].Subject, length - 1, inputs.MaxDepth);
        if (inputs.AnchorConstraints == AnchorConstraints.Honoured)
            TakeAnchorConstraints(certificates[0]);
        for (var i = 0; i < length; i++)
        {
            var certificate = certificates[i];
            var isTarget = i == length - 1;
            Process(certificate, isTarget);
            if (isTarget)
                WrapUp(certificate);
            else
                Prepare(certificate, certificates[i + 1]);
            issuer = certificate;
        }
        // Last, and only for a path that holds: the signers of the lists cost further paths.
        if (Holds && inputs.Revocation != RevocationChecking.None)
            CheckRevocation(certificates);
    }

    /// <summary>A target that is trusted itself has no path; its own time and restrictions hold all the same.</summary>
    public void CheckTrustedTarget(Certificate certificate)
    {
        CheckAnchor();
        CheckCarriedNames(certificate);
        CheckTime(certificate);
        CheckExtensions(certificate);
        CheckTargetForm(certificate);
        CheckPurpose(certificate, isTarget: true);
        CheckKeyLength(certificate, WorkingKey);
        policies.Descend(PoliciesOf(certificate), anyPolicyCounts: inhibitAnyPolicy > 0);
        TakePolicyConstraints(certificate.Extensions);
        RequireInitialPolicies(certificate);
    }

    /// <summary>§6.1.3.</summary>
    void Process(Certificate certificate, bool isTarget)
    {
        CheckSignature(certificate);
        CheckTime(certificate);
        if (!certificate.Issuer.Equals(workingIssuer))
            Add(PathRule.NameChaining, certificate.Subject, certificate.Issuer, workingIssuer);
        if (isTarget || !certificate.IsSelfIssued)
            CheckNames(certificate);
        policies.Descend(PoliciesOf(certificate), inhibitAnyPolicy > 0 || !isTarget && certificate.IsSelfIssued);
        RequirePolicy(!policies.IsNull, certificate);
        CheckExtensions(certificate);
        CheckPurpose(certificate, isTarget);
    }

    /// <summary>§6.1.4.</summary>
    void Prepare(Certificate certificate, Certificate below)
    {
        MapPolicies(certificate);
        workingIssuer = certificate.Subject;
        TakeKey(certificate);
        TakeNameConstraints(certificate);
        if (!certificate.IsSelfIssued)
        {
            explicitPolicy = Lower(explicitPolicy);
            policyMapping = Lower(policyMapping);
            inhibitAnyPolicy = Lower(inhibitAnyPolicy);
        }
        TakePolicyConstraints(certificate.Extensions);
        CheckAuthority(certificate, below);
        if (!certificate.IsSelfIssued && maxPathLength-- == 0)
        {
            Add(PathRule.PathLength, certificate.Subject);
            maxPathLength = 0;
        }
        TakePathLength(certificate);
    }

    /// <summary>§6.1.5.</summary>
    void WrapUp(Certificate target)
    {
        CheckCarriedNames(target);
        CheckTargetForm(target);
        explicitPolicy = target.Extensions.PolicyConstraints?.RequireExplicitPolicy == 0 ? 0 : Lower(explicitPolicy);
        TakeKey(target);
        RequireInitialPolicies(target);
    }

    /// <summary>§6.1.5 (g).</summary>
    void RequireInitialPolicies(Certificate target)
    {
        ValidPolicies = policies.Intersect(inputs.InitialPolicies);
        RequirePolicy(ValidPolicies.Count > 0, target);
    }

    /// <summary>RFC 5937: what the anchor's certificate says binds as if it stood in the path; a version 1 certificate says nothing.</summary>
    void TakeAnchorConstraints(Certificate below)
    {
        if (anchor.Certificate.Version < 3)
            return;
        if (PoliciesOf(anchor.Certificate) is { } anchorPolicies)
            policies.Descend(anchorPolicies, anyPolicyCounts: true);
        MapPolicies(anchor.Certificate);
        TakeNameConstraints(anchor.Certificate);
        TakePolicyConstraints(anchor.Certificate.Extensions);
        CheckAuthority(anchor.Certificate, below);
        TakePathLength(anchor.Certificate);
        CheckExtensions(anchor.Certificate);
        CheckPurpose(anchor.Certificate, isTarget: false);
    }

    /// <summary>
    /// What the operator says of the anchor binds the target's path; who signs its revocation evidence ends at the same anchor. An anchor
    /// for some purposes is none for a path of which no purpose is asked.
    /// </summary>
    void CheckAnchor()
    {
        if (work.StatusSigners.Count > 0)
            return;
        if (!anchor.IsTrustedAt(inputs.Time.At))
            Add(PathRule.AnchorTime, anchor.Label, Show(anchor.From), Show(anchor.Until), Show(inputs.Time.At));
        if (!anchor.IsTrustedFor(inputs.Purpose))
            Add(PathRule.AnchorPurpose, anchor.Label, string.Join(", ", anchor.Purposes!));
    }

    void CheckCarriedNames(Certificate target)
    {
        foreach (var name in inputs.Names)
            if (!work.TakeNameComparisons(1 + (target.SubjectAlternativeName?.Count ?? 0)))
            {
                Add(PathRule.Budget, target.Subject);
                return;
            }
            else if (!name.IsCarriedBy(target))
                Add(PathRule.Name, target.Subject, name);
    }

    void CheckSignature(Certificate certificate)
    {
        if (inputs.Algorithms.Refuses(certificate.OuterSignatureAlgorithm) is { } why)
            Add(PathRule.Algorithm, certificate.Subject, why.Sentence);
        else if (!work.IsSignedBy(certificate, WorkingKey))
            Add(PathRule.Signature, certificate.Subject, issuer.Subject);
    }

    void CheckTime(Certificate certificate)
    {
        var at = inputs.Time.At;
        if (at < certificate.Validity.NotBefore)
            Add(PathRule.NotYetValid, certificate.Subject, Show(certificate.Validity.NotBefore), Show(at));
        else if (!certificate.Validity.Includes(at))
            Add(PathRule.Expired, certificate.Subject, Show(certificate.Validity.NotAfter), Show(at));
    }

    /// <summary>§6.1.3 (b) and (c): to be in the intersection of all permitted subtrees is to be allowed by each authority above.</summary>
    void CheckNames(Certificate certificate)
    {
        if (nameConstraints.Count == 0)
            return;
        foreach (var name in ConstrainedName.Of(certificate))
            foreach (var constraints in nameConstraints)
                if (!work.TakeNameComparisons(constraints.CountFor(name)))
                {
                    Add(PathRule.Budget, certificate.Subject);
                    return;
                }
                else if (!constraints.Allow(name))
                {
                    Add(PathRule.NameConstraints, certificate.Subject, name.ToString());
                    return;
                }
    }

    /// <summary>§6.1.4 (o) and §6.1.5 (f); a critical policy must be understood with its qualifiers (§4.2.1.4).</summary>
    void CheckExtensions(Certificate certificate)
    {
        foreach (var extension in certificate.Extensions.Where(e => e.Critical))
            if (!Understood.Contains(extension.Oid))
                Add(PathRule.CriticalExtension, certificate.Subject, extension.Oid);
            else if (extension.Oid == Oids.CertificatePolicies && UnknownQualifier(certificate) is { } qualifier)
                Add(PathRule.CriticalExtension, certificate.Subject, qualifier);
        if (certificate.Policies?.GroupBy(p => p.Policy).FirstOrDefault(g => g.Count() > 1) is { } twice)
            Add(PathRule.PolicyTwice, certificate.Subject, twice.Key);
        if (certificate.Extension(Oids.NoRevocationAvailable) is { } never && !MaySayThatNothingIsRevoked(certificate, never))
            Add(PathRule.NoRevocationMisplaced, certificate.Subject);
    }

    /// <summary>RFC 9608 §2 and §3: not critical, of no authority, and with no pointer to what it says that there is not.</summary>
    static bool MaySayThatNothingIsRevoked(Certificate certificate, Extension never) =>
        !never.Critical && never.Value.Span is [0x05, 0x00]
        && certificate.BasicConstraints is not { IsAuthority: true }
        && certificate.Extension(Oids.CrlDistributionPoints) is null && certificate.Extension(Oids.FreshestCrl) is null
        && certificate.AuthorityInformationAccess?.Any(a => a.Method == Oids.AccessOcsp) != true;

    /// <summary>
    /// What §6.1 looks at in authorities above the target only and no certificate may have: policies mapped to or from anyPolicy (§4.2.1.5), name
    /// constraints of who certifies nobody (§4.2.1.10).
    /// </summary>
    void CheckTargetForm(Certificate target)
    {
        if (MapsAnyPolicy(target))
            Add(PathRule.AnyPolicyMapped, target.Subject);
        if (target.Extensions.NameConstraints is not null && target.BasicConstraints is not { IsAuthority: true })
            Add(PathRule.NamesConstrainedByNoAuthority, target.Subject);
    }

    static bool MapsAnyPolicy(Certificate certificate) =>
        certificate.Extensions.PolicyMappings?.Any(m => m.IssuerDomainPolicy == Oids.AnyPolicy || m.SubjectDomainPolicy == Oids.AnyPolicy) == true;

    static string? UnknownQualifier(Certificate certificate) => certificate.Policies!
        .Where(p => p.Qualifiers is not null)
        .SelectMany(p => QualifiersOf(p.Qualifiers!.Value))
        .FirstOrDefault(q => !UnderstoodQualifiers.Contains(q));

    /// <summary>Told once, of the certificate where the last policy was lost.</summary>
    void RequirePolicy(bool holds, Certificate certificate)
    {
        if (explicitPolicy == 0 && !holds && !findings.Exists(f => f.Rule == PathRule.Policy))
            Add(PathRule.Policy, certificate.Subject);
    }

    static HashSet<string>? PoliciesOf(Certificate certificate) => certificate.Policies?.Select(p => p.Policy).ToHashSet();

    static List<string> QualifiersOf(ReadOnlyMemory<byte> qualifiers)
    {
        var ids = new List<string>();
        for (var all = new AsnReader(qualifiers, AsnEncodingRules.DER).ReadSequence(); all.HasData;)
            ids.Add(all.ReadSequence().ReadObjectIdentifier());
        return ids;
    }

    /// <summary>An authority that names purposes restricts those of the certificates below it, as CA programs have it (Baseline Requirements §7.1.2.2).</summary>
    void CheckPurpose(Certificate certificate, bool isTarget)
    {
        if (inputs.Purpose is not { } purpose)
            return;
        if (certificate.ExtendedKeyUsage is { } usages && !usages.Contains(purpose) && !usages.Contains(Oids.AnyExtendedKeyUsage))
            Add(PathRule.Purpose, certificate.Subject, purpose);
        else if (HasToNamePurpose(certificate, isTarget) && certificate.ExtendedKeyUsage?.Contains(purpose) != true)
            Add(PathRule.PurposeNotNamed, certificate.Subject, purpose);
    }

    bool HasToNamePurpose(Certificate certificate, bool isTarget) => inputs.PurposeMatching switch
    {
        PurposeMatching.NamedByTarget => isTarget,
        PurposeMatching.NamedThroughout => isTarget || certificate != anchor.Certificate,
        _ => false,
    };

    void CheckKeyLength(Certificate certificate, PublicKey key)
    {
        if (inputs.Algorithms.AreTooShort(key.Algorithm))
            Add(PathRule.KeyLength, certificate.Subject, key.Algorithm.Bits, inputs.Algorithms.LeastModulusBits);
    }

    /// <summary>(k) and (n).</summary>
    void CheckAuthority(Certificate certificate, Certificate below)
    {
        if (certificate.BasicConstraints is not { IsAuthority: true })
            Add(PathRule.NotAnAuthority, certificate.Subject, below.Subject);
        if (certificate.KeyUsage is { } usage && !usage.HasFlag(KeyUsages.KeyCertSign))
            Add(PathRule.KeyUsage, certificate.Subject);
    }

    void CheckRevocation(IReadOnlyList<Certificate> certificates)
    {
        var key = anchor.Key;
        var above = anchor.Certificate;
        var check = new RevocationCheck(anchor, inputs, work);
        Evidence = check.Decided;
        foreach (var certificate in certificates)
        {
            if (check.Of(certificate, above, key, isTarget: certificate == certificates[^1]) is { } finding)
                findings.Add(finding);
            if (!Holds)
                return;
            (above, key) = (certificate, certificate.KeyUnder(key).Expect());
        }
    }

    /// <summary>§6.1.4 (a) and (b).</summary>
    void MapPolicies(Certificate certificate)
    {
        var mappings = (certificate.Extensions.PolicyMappings ?? []).ToLookup(m => m.IssuerDomainPolicy, m => m.SubjectDomainPolicy);
        if (MapsAnyPolicy(certificate))
            Add(PathRule.AnyPolicyMapped, certificate.Subject);
        else if (policyMapping > 0)
            policies.Map(mappings);
        else
            policies.Drop(mappings);
    }

    /// <summary>(d) to (f). A key that cannot be used stops here: what is below cannot be signed by it.</summary>
    void TakeKey(Certificate certificate)
    {
        if (certificate.KeyUnder(WorkingKey).Refused(out var why, out var key) || (why = work.DefectOf(key)) is not null)
        {
            Add(PathRule.Key, certificate.Subject, why.Sentence);
            return;
        }
        CheckKeyLength(certificate, key);
        WorkingKey = key;
    }

    /// <summary>(g).</summary>
    void TakeNameConstraints(Certificate certificate)
    {
        if (certificate.Extensions.NameConstraints is { } constraints)
            nameConstraints.Add(new(constraints));
    }

    /// <summary>(i) and (j).</summary>
    void TakePolicyConstraints(CertificateExtensions extensions)
    {
        explicitPolicy = int.Min(explicitPolicy, extensions.PolicyConstraints?.RequireExplicitPolicy ?? int.MaxValue);
        policyMapping = int.Min(policyMapping, extensions.PolicyConstraints?.InhibitPolicyMapping ?? int.MaxValue);
        inhibitAnyPolicy = int.Min(inhibitAnyPolicy, extensions.InhibitAnyPolicy ?? int.MaxValue);
    }

    /// <summary>(m).</summary>
    void TakePathLength(Certificate certificate) =>
        maxPathLength = int.Min(maxPathLength, certificate.BasicConstraints?.PathLength ?? int.MaxValue);

    void Add(ValidationRule rule, params object[] arguments) => findings.Add(rule.Found(arguments));

    static int Lower(int counter) => int.Max(counter - 1, 0);

    static string Show(DateTimeOffset time) => $"{time.ToUniversalTime():u}";
}
