using System.Numerics;
using Ca.Core.Certificates;

namespace Ca.Core.Revocation;

/// <summary>What a CRL of ours says beside its entries.</summary>
public sealed record RevocationListContent
{
    /// <summary>The issuer's certificate: its subject, key identifier and key go into the list.</summary>
    public required Certificate Issuer { get; init; }

    /// <summary>CRLNumber: at most 20 octets, strictly rising (RFC 5280 §5.2.3).</summary>
    public required BigInteger Number { get; init; }

    /// <summary>thisUpdate.</summary>
    public required DateTimeOffset ThisUpdate { get; init; }

    /// <summary>nextUpdate: a list of ours always has one (RFC 5280 §5.1.2.5).</summary>
    public required DateTimeOffset NextUpdate { get; init; }

    /// <summary>
    /// expiredCertsOnCRL (X.509, 2.5.29.60): entries of certificates that expired since this moment are still in the list. Null when
    /// entries leave with their certificates. We keep them, and say so with the issuer's notBefore: a signed application is judged
    /// years after its signer's certificate expired, and a list that forgot the revocation would call the signature good.
    /// </summary>
    public DateTimeOffset? ExpiredCertificatesSince { get; init; }
}
