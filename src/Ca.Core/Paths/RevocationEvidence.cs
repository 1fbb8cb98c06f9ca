using Ca.Core.Certificates;
using Ca.Core.Ocsp;
using Ca.Core.Revocation;

namespace Ca.Core.Paths;

/// <summary>Where it is known from.</summary>
public enum EvidenceSource
{
    /// <summary>A certificate revocation list.</summary>
    RevocationList,
    /// <summary>An OCSP response.</summary>
    OcspResponse,
}

/// <summary>A signed statement that evidence was taken from.</summary>
public abstract record UsedEvidence
{
    /// <summary>A revocation list; of a delta list and its base each is one.</summary>
    /// <param name="Revocations">The list.</param>
    public sealed record List(RevocationList Revocations) : UsedEvidence;

    /// <summary>An OCSP response.</summary>
    /// <param name="Whole">The response.</param>
    /// <param name="About">What it says of the certificate.</param>
    /// <param name="Responder">The certificate by whose key it was accepted.</param>
    public sealed record Response(OcspResponse Whole, SingleResponse About, Certificate Responder) : UsedEvidence;
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

    /// <summary>Where it was taken from; several where partitioned lists, or a delta list and its base, say it together.</summary>
    public required IReadOnlyList<UsedEvidence> Used { get; init; }

    /// <summary>Revoked or held.</summary>
    public bool IsRevoked => Status is CertificateStatus.Revoked;

    /// <inheritdoc cref="CertificateStatus.IsFinal"/>
    internal bool IsFinal => Status.IsFinal;
}

/// <summary>What one source has to say: evidence, or what hinders it; neither where nothing is at hand.</summary>
readonly record struct StatusAnswer(RevocationEvidence? Evidence, Finding? Hindrance);
