using Ca.Core.Revocation;

namespace Ca.Core.Ocsp;

/// <summary>CertStatus (RFC 6960 §2.2).</summary>
public abstract record CertificateStatus
{
    CertificateStatus()
    {
    }

    /// <summary>Issued, and not revoked.</summary>
    public static CertificateStatus Good { get; } = new GoodStatus();

    /// <summary>Never issued, or only reserved: an authority that says "good" there vouches for an intruder's certificate (DigiNotar, 2011).</summary>
    public static CertificateStatus Unknown { get; } = new UnknownStatus();

    /// <summary>Revoked or held.</summary>
    /// <param name="At">revocationTime.</param>
    /// <param name="Reason">revocationReason; left out when it is unspecified.</param>
    public sealed record Revoked(DateTimeOffset At, RevocationReason Reason) : CertificateStatus;

    /// <summary>Revoked for good: what is on hold may be released, nothing else ends a revocation (RFC 5280 §5.3.1).</summary>
    internal bool IsFinal => this is Revoked { Reason: not RevocationReason.CertificateHold };

    sealed record GoodStatus : CertificateStatus;

    sealed record UnknownStatus : CertificateStatus;
}
