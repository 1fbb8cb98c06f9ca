using Ca.Core.Asn1;
using Ca.Core.Certificates;
using static Ca.Core.Issuance.Kinds;

namespace Ca.Core.Issuance;

/// <summary>Rules of the standard extensions (RFC 5280 §4.2), but for alternative names and extended key usage.</summary>
static class ExtensionRules
{
    static readonly string[] Known =
    [
        Oids.SubjectKeyIdentifier, Oids.KeyUsage, Oids.PrivateKeyUsagePeriod, Oids.SubjectAlternativeName, Oids.IssuerAlternativeName,
        Oids.BasicConstraints, Oids.NameConstraints, Oids.CrlDistributionPoints, Oids.CertificatePolicies, Oids.PolicyMappings,
        Oids.AuthorityKeyIdentifier, Oids.PolicyConstraints, Oids.ExtendedKeyUsage, Oids.FreshestCrl, Oids.InhibitAnyPolicy,
        Oids.AuthorityInformationAccess, Oids.OcspNoCheck, Oids.SubjectSignTool, Oids.IssuerSignTool, Oids.IdentificationKind,
    ];

    public static CertificateRule[] All { get; } =
    [
        new("critical-extensions-known", "RFC 5280 §4.2", Any, c => c.Extensions.All(e => !e.Critical || Known.Contains(e.Oid))),

        new("authority-basic-constraints-critical", "RFC 5280 §4.2.1.9", Authority, c => c.Extension(Oids.BasicConstraints)!.Critical),
        new("path-length-only-of-authority", "RFC 5280 §4.2.1.9", c => c.BasicConstraints?.PathLength is not null, Authority),
        new("certificate-signing-only-by-authority", "RFC 5280 §4.2.1.3", c => Has(c, KeyUsages.KeyCertSign), Authority),

        new("authority-key-usage-signs-certificates", "RFC 5280 §4.2.1.3", Authority, c => Has(c, KeyUsages.KeyCertSign)),
        new("key-usage-present", "ETSI EN 319 412-2 §4.3.2", Any, c => c.KeyUsage is not null),
        new("key-usage-critical", "RFC 5280 §4.2.1.3", c => c.KeyUsage is not null, c => c.Extension(Oids.KeyUsage)!.Critical),
        new("key-usage-has-a-bit", "RFC 5280 §4.2.1.3", c => c.KeyUsage is not null, c => c.KeyUsage != KeyUsages.None),
        new("encipher-only-with-key-agreement", "RFC 5280 §4.2.1.3", c => Has(c, KeyUsages.EncipherOnly) || Has(c, KeyUsages.DecipherOnly),
            c => Has(c, KeyUsages.KeyAgreement)),

        new("subject-key-id-present", "RFC 5280 §4.2.1.2", Any, c => c.SubjectKeyIdentifier is not null),
        new("subject-key-id-is-sha1-of-the-key", "RFC 5280 §4.2.1.2 (1)", c => c.SubjectKeyIdentifier is not null,
            c => c.PublicKey.Refused(out _, out var key) || c.SubjectKeyIdentifier!.Value.Span.SequenceEqual(key.KeyIdentifier)),
        new("subject-key-id-not-critical", "RFC 5280 §4.2.1.2", c => c.SubjectKeyIdentifier is not null, NotCritical(Oids.SubjectKeyIdentifier)),
        new("authority-key-id-present", "RFC 5280 §4.2.1.1", IssuedByAnother, c => c.AuthorityKeyIdentifier is not null),
        new("authority-key-id-names-the-key", "RFC 5280 §4.2.1.1", c => c.AuthorityKeyIdentifier is not null,
            c => c.AuthorityKeyIdentifier!.KeyIdentifier is { IsEmpty: false }),
        new("authority-key-id-issuer-and-serial-together", "X.509 §9.2.2.1", c => c.AuthorityKeyIdentifier is not null,
            c => c.AuthorityKeyIdentifier!.Issuer is null == c.AuthorityKeyIdentifier.SerialNumber is null),
        new("authority-key-id-not-critical", "RFC 5280 §4.2.1.1", c => c.AuthorityKeyIdentifier is not null, NotCritical(Oids.AuthorityKeyIdentifier)),

        new("policies-unique", "RFC 5280 §4.2.1.4", c => c.Policies is not null, c => c.Policies!.DistinctBy(p => p.Policy).Count() == c.Policies!.Count),
        new("policy-mappings-only-of-authority", "RFC 5280 §4.2.1.5", Present(Oids.PolicyMappings), Authority),
        new("name-constraints-only-of-authority", "RFC 5280 §4.2.1.10", Present(Oids.NameConstraints), Authority),
        new("name-constraints-critical", "RFC 5280 §4.2.1.10", Present(Oids.NameConstraints), c => c.Extension(Oids.NameConstraints)!.Critical),
        new("policy-constraints-critical", "RFC 5280 §4.2.1.11", Present(Oids.PolicyConstraints), c => c.Extension(Oids.PolicyConstraints)!.Critical),
        new("inhibit-any-policy-critical", "RFC 5280 §4.2.1.14", Present(Oids.InhibitAnyPolicy), c => c.Extension(Oids.InhibitAnyPolicy)!.Critical),

        new("crl-distribution-points-not-critical", "RFC 5280 §4.2.1.13", Present(Oids.CrlDistributionPoints), NotCritical(Oids.CrlDistributionPoints)),
        new("crl-distribution-points-name-a-place", "RFC 5280 §4.2.1.13", Present(Oids.CrlDistributionPoints),
            c => c.Extensions.DistributionPoints!.All(p => p.FullName is not null || p.NameRelativeToIssuer is not null || p.CrlIssuer is not null)),
        new("crl-distribution-points-over-http", "RFC 5280 §4.2.1.13, §8", Present(Oids.CrlDistributionPoints),
            c => c.CrlDistributionPoints!.All(IssuerLocations.IsHttp)),
        new("authority-information-access-not-critical", "RFC 5280 §4.2.2.1", Present(Oids.AuthorityInformationAccess), NotCritical(Oids.AuthorityInformationAccess)),
        new("authority-information-access-over-http", "RFC 5280 §4.2.2.1, §8", Present(Oids.AuthorityInformationAccess),
            c => c.AuthorityInformationAccess!.All(d => d.Location.Kind == GeneralNameKind.Uri && IssuerLocations.IsHttp(d.Location.Text))),
        new("revocation-can-be-asked", "ETSI EN 319 412-2 §4.3.11, §4.4.1", c => IssuedByAnother(c) && c.Extension(Oids.OcspNoCheck) is null,
            c => c.CrlDistributionPoints is { Count: > 0 } || c.AuthorityInformationAccess?.Any(d => d.Method == Oids.AccessOcsp) == true),

        new("private-key-usage-period-has-a-bound", "RFC 3280 §4.2.1.4", Present(Oids.PrivateKeyUsagePeriod),
            c => c.PrivateKeyUsagePeriod is { NotBefore: not null } or { NotAfter: not null }),
        new("private-key-usage-period-not-critical", "RFC 3280 §4.2.1.4", Present(Oids.PrivateKeyUsagePeriod), NotCritical(Oids.PrivateKeyUsagePeriod)),
        new("private-key-usage-period-within-validity", "RFC 3280 §4.2.1.4, order 795 of the FSB", Present(Oids.PrivateKeyUsagePeriod),
            c => !(c.PrivateKeyUsagePeriod!.NotBefore < c.Validity.NotBefore) && !(c.PrivateKeyUsagePeriod.NotAfter > c.Validity.NotAfter)),
    ];

    static bool Has(Certificate c, KeyUsages usage) => c.KeyUsage?.HasFlag(usage) == true;

    static Func<Certificate, bool> Present(string oid) => c => c.Extension(oid) is not null;

    static Func<Certificate, bool> NotCritical(string oid) => c => c.Extension(oid) is not { Critical: true };
}
