using Ca.Core.Certificates;
using Ca.Core.Ocsp;

namespace Ca.Core.Paths;

/// <summary>Where it is known from.</summary>
public enum EvidenceSource
{
    /// <summary>A certificate revocation list.</summary>
    RevocationList,
    /// <summary>An OCSP response.</summary>
    OcspResponse,
}

/// <summary>What somebody with the authority for it has said of a certificate, and as of when.</summary>
public sealed record RevocationEvidence
{
    internal RevocationEvidence()
    {
    }

    /// <summary>Of which certificate.</summary>
    public required Certificate Certificate { get; init; }

    /// <summary>List or response.</summary>
    public required EvidenceSource Source { get; init; }

    /// <summary>Good or revoked, never unknown.</summary>
    public required CertificateStatus Status { get; init; }

    /// <summary>invalidityDate (RFC 5280 §5.3.2), or null.</summary>
    public required DateTimeOffset? InvalidityDate { get; init; }

    /// <summary>thisUpdate; where several lists were needed, of the oldest.</summary>
    public required DateTimeOffset ThisUpdate { get; init; }

    /// <summary>nextUpdate, or null.</summary>
    public required DateTimeOffset? NextUpdate { get; init; }

    /// <summary>Revoked or held.</summary>
    public bool IsRevoked => Status is CertificateStatus.Revoked;
}

/// <summary>What one source has to say: evidence, or what hinders it; neither where nothing is at hand.</summary>
readonly record struct StatusAnswer(RevocationEvidence? Evidence, Finding? Hindrance);
