using Ca.Core.Revocation;

namespace Ca.Core.Paths;

/// <summary>How much work a stranger's certificates may cause. A graph of same-named certificates has more paths than there are milliseconds.</summary>
public sealed record PathBudget
{
    /// <summary>Certificates below the anchor. GnuTLS stops at 16 (DEFAULT_MAX_VERIFY_DEPTH); real chains have under 6.</summary>
    public int Depth { get; init; } = 16;

    /// <summary>Signatures checked, of certificates, CRLs and OCSP responses, in one verdict: 100 in Go's crypto/x509 and in rustls-webpki (CVE-2018-16875).</summary>
    public int Signatures { get; init; } = 100;

    /// <summary>
    /// Keys of DSA verified with: before the first signature each costs two powers of 3072 bits, some 25 ms. As many as a path may have.
    /// </summary>
    public int DsaKeys { get; init; } = 16;

    /// <summary>
    /// Candidate issuers looked at. rustls-webpki takes 200,000 of its cheap steps; one of ours may carry a validation of the whole path,
    /// about 20 µs, and a verdict has to come within milliseconds.
    /// </summary>
    public int Candidates { get; init; } = 1_000;

    /// <summary>
    /// Octets under those signatures, twice the largest list that is read: a large list would else be hashed once for each certificate
    /// that has its issuer's name.
    /// </summary>
    public long SignedOctets { get; init; } = 2L * RevocationList.MaxOctets;

    /// <summary>
    /// Revocation lists and OCSP responses looked at, for each certificate and each of its distribution points anew: what an issuer with a
    /// thousand shards needs for a hundred of them, at some 100 ns each.
    /// </summary>
    public int Evidence { get; init; } = 100_000;

    /// <summary>Names compared with name constraints: as many as OpenSSL and BoringSSL make (NAME_CHECK_MAX).</summary>
    public int NameComparisons { get; init; } = 1 << 20;

    /// <summary>The bounds above.</summary>
    public static PathBudget Default { get; } = new();
}
