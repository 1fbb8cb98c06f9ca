using static Ca.Core.Paths.SubIndication;
using static Ca.Core.Paths.ValidationRule;

namespace Ca.Core.Paths;

/// <summary>
/// What a path is held to, and what a breach comes to. A path that fails never fails a signature for good: other certificates, other
/// revocation lists or a proof of an earlier time might still save it (EN 319 102-1 §5.2.6.4), so every row is INDETERMINATE.
/// </summary>
public static class PathRule
{
    internal static readonly ValidationRule NoPath = Undecided("Paths.no-path", "EN 319 102-1 §5.2.6.4", NoCertificateChainFound);
    internal static readonly ValidationRule Budget = Undecided("Paths.budget", "CVE-2018-16875", CertificateChainGeneralFailure);
    internal static readonly ValidationRule AnchorTime = Undecided("Paths.anchor-time", "RFC 5914 §2.7", NoCertificateChainFound);
    internal static readonly ValidationRule AnchorPurpose = Undecided("Paths.anchor-purpose", "RFC 5914 §2.7", NoCertificateChainFound);
    internal static readonly ValidationRule MaxDepth = Undecided("Paths.max-depth", "EN 319 102-1 §5.1.4.2", ChainConstraintsFailure);
    internal static readonly ValidationRule Name = Undecided("Paths.name", "RFC 9525 §6, RFC 5280 §4.2.1.6", ChainConstraintsFailure);
    internal static readonly ValidationRule Signature = Undecided("Paths.certificate-signature", "RFC 5280 §6.1.3 (a)(1)", CertificateChainGeneralFailure);
    internal static readonly ValidationRule Algorithm = Undecided("Paths.certificate-algorithm", "RFC 5280 §6.1.3 (a)(1)", CryptoConstraintsFailure);
    internal static readonly ValidationRule Key = Undecided("Paths.certificate-key", "EN 319 102-1 §5.2.8", CryptoConstraintsFailure);
    internal static readonly ValidationRule KeyLength = Undecided("Paths.key-length", "EN 319 102-1 §5.2.8", CryptoConstraintsFailure);
    internal static readonly ValidationRule NotYetValid = Undecided("Paths.not-yet-valid", "RFC 5280 §6.1.3 (a)(2)", OutOfBoundsNoPoe);
    internal static readonly ValidationRule Expired = Undecided("Paths.expired", "RFC 5280 §6.1.3 (a)(2)", OutOfBoundsNoPoe);
    internal static readonly ValidationRule Revoked = Undecided("Paths.revoked", "RFC 5280 §6.1.3 (a)(3)", RevokedNoPoe);
    internal static readonly ValidationRule AuthorityRevoked = Undecided("Paths.authority-revoked", "RFC 5280 §6.1.3 (a)(3)", RevokedCaNoPoe);
    internal static readonly ValidationRule OnHold = Undecided("Paths.on-hold", "EN 319 102-1 §5.2.6.4", TryLater);
    internal static readonly ValidationRule RevocationMissing = Undecided("Paths.revocation-missing", "RFC 5280 §6.3.3", TryLater);
    internal static readonly ValidationRule RevocationStale = Undecided("Paths.revocation-stale", "EN 319 102-1 §5.2.5", TryLater);
    internal static readonly ValidationRule RevocationUnauthorised = Undecided("Paths.revocation-unauthorised", "RFC 5280 §6.3.3 (f), (g)", TryLater);
    internal static readonly ValidationRule ResponseUnauthorised = Undecided("Paths.response-unauthorised", "RFC 6960 §4.2.2.2", TryLater);
    internal static readonly ValidationRule ResponseStale = Undecided("Paths.response-stale", "RFC 6960 §4.2.2.1, EN 319 102-1 §5.2.5", TryLater);
    internal static readonly ValidationRule StatusUnknown = Undecided("Paths.status-unknown", "RFC 6960 §2.2", TryLater);
    internal static readonly ValidationRule RevocationNotShown = Told("Paths.revocation-not-shown", "RFC 5280 §6.3.3");
    internal static readonly ValidationRule RevokedLater = Told("Paths.revoked-later", "EN 319 102-1 §5.2.6.4");
    internal static readonly ValidationRule NameChaining = Undecided("Paths.name-chaining", "RFC 5280 §6.1.3 (a)(4)", CertificateChainGeneralFailure);
    internal static readonly ValidationRule NameConstraints = Undecided("Paths.name-constraints", "RFC 5280 §6.1.3 (b), (c)", CertificateChainGeneralFailure);
    internal static readonly ValidationRule Policy = Undecided("Paths.policy", "RFC 5280 §6.1.3 (f), §6.1.5", ChainConstraintsFailure);
    internal static readonly ValidationRule AnyPolicyMapped = Undecided("Paths.any-policy-mapped", "RFC 5280 §4.2.1.5, §6.1.4 (a)", CertificateChainGeneralFailure);
    internal static readonly ValidationRule NotAnAuthority = Undecided("Paths.not-an-authority", "RFC 5280 §6.1.4 (k)", CertificateChainGeneralFailure);
    internal static readonly ValidationRule PathLength = Undecided("Paths.path-length", "RFC 5280 §6.1.4 (l)", CertificateChainGeneralFailure);
    internal static readonly ValidationRule KeyUsage = Undecided("Paths.key-usage", "RFC 5280 §6.1.4 (n)", CertificateChainGeneralFailure);
    internal static readonly ValidationRule CriticalExtension = Undecided("Paths.critical-extension", "RFC 5280 §6.1.4 (o), §6.1.5 (f)", CertificateChainGeneralFailure);
    internal static readonly ValidationRule PolicyTwice = Undecided("Paths.policy-twice", "RFC 5280 §4.2.1.4", CertificateChainGeneralFailure);
    internal static readonly ValidationRule NamesConstrainedByNoAuthority = Undecided("Paths.names-constrained-by-no-authority", "RFC 5280 §4.2.1.10", CertificateChainGeneralFailure);
    internal static readonly ValidationRule NoRevocationMisplaced = Undecided("Paths.no-revocation-misplaced", "RFC 9608 §2, §3", CertificateChainGeneralFailure);
    internal static readonly ValidationRule NoRevocationAvailable = Told("Paths.no-revocation-available", "RFC 9608 §4");
    internal static readonly ValidationRule PurposeNotNamed = Undecided("Paths.purpose-not-named", "RFC 5280 §4.2.1.12", ChainConstraintsFailure);
    internal static readonly ValidationRule Purpose = Undecided("Paths.purpose", "RFC 5280 §4.2.1.12", ChainConstraintsFailure);
}
