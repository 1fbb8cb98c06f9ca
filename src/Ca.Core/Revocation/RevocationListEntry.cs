using Ca.Core.Certificates;

namespace Ca.Core.Revocation;

/// <summary>One entry of a CRL (RFC 5280 §5.1.2.6 and §5.3), as it was read.</summary>
/// <param name="SerialNumber">userCertificate.</param>
/// <param name="RevokedAt">revocationDate.</param>
/// <param name="Reason">reasonCode; unspecified when it is absent, and beside <see cref="IsRemoval"/>.</param>
/// <param name="InvalidityDate">invalidityDate, or null.</param>
public sealed record RevocationListEntry(
    SerialNumber SerialNumber, DateTimeOffset RevokedAt, RevocationReason Reason, DateTimeOffset? InvalidityDate)
{
    /// <summary>removeFromCRL: a delta CRL takes the certificate off its base (RFC 5280 §5.3.1).</summary>
    public bool IsRemoval { get; init; }

    /// <summary>The name in certificateIssuer of this entry itself, or null (RFC 5280 §5.3.3: it also goes for the entries after it).</summary>
    public DistinguishedName? CertificateIssuer { get; init; }

    /// <summary>OID of a critical extension that we do not know; the whole list must then not be used (RFC 5280 §5.3). Null nearly always.</summary>
    public string? UnknownCriticalExtension { get; init; }
}
