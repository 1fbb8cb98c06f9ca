using Ca.Api.Issuers;
using Ca.Api.Storage;
using Ca.Core.Certificates;
using Ca.Core.Revocation;

namespace Ca.Api.Certificates;

/// <summary>What became of a serial number, as officers read it.</summary>
sealed record CertificateView(
    string SerialNumber,
    string State,
    string Issuer,
    string Subject,
    string Profile,
    string ProfileHash,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    Guid? ApplicationId,
    RevocationView? Revocation,
    string? Certificate)
{
    /// <summary>Answering a revocation for key compromise: serial numbers of the other certificates of the key, which ended with it.</summary>
    public IReadOnlyList<string>? AlsoRevoked { get; init; }

    /// <summary>Of a list: without the certificate itself.</summary>
    public static CertificateView Of(CertificateRecord record, Revocation? revocation) => new(
        record.SerialNumber.Hex,
        revocation is null ? StateOf(record) : revocation.IsHold ? "held" : "revoked",
        record.Issuer,
        record.Subject,
        record.Profile,
        record.ProfileHash,
        record.NotBefore,
        record.NotAfter,
        record.ApplicationId,
        revocation is null ? null : new(revocation.Reason.Name(), revocation.RevokedAt, revocation.InvalidityDate),
        null);

    /// <summary>With the certificate in PEM.</summary>
    public static CertificateView WithPem(CertificateRecord record, Revocation? revocation) =>
        Of(record, revocation) with { Certificate = record.Encoded is { } der ? Ca.Core.Asn1.Pem.Write("CERTIFICATE", der) : null };

    static string StateOf(CertificateRecord record) => record.State switch
    {
        CertificateState.Reserved => "reserved",
        CertificateState.Issued => "issued",
        CertificateState.Lost => "lost",
        _ => "not-issued",
    };
}

/// <summary>Why and since when a certificate is not good.</summary>
sealed record RevocationView(string Reason, DateTimeOffset RevokedAt, DateTimeOffset? InvalidityDate);

/// <summary>A certificate that was just made, with all that its holder needs: in PEM, the chain from the issuer to the root.</summary>
sealed record IssuedCertificate(
    string SerialNumber,
    string Certificate,
    IReadOnlyList<string> Chain,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    string Subject,
    string Issuer,
    string State)
{
    public static IssuedCertificate Of(Certificate certificate, OnlineIssuer issuer) => new(
        certificate.SerialNumber.Hex,
        certificate.ToPem(),
        [issuer.Certificate.ToPem(), .. issuer.Chain.Select(c => c.ToPem())],
        certificate.Validity.NotBefore,
        certificate.Validity.NotAfter,
        certificate.Subject.ToString(),
        certificate.Issuer.ToString(),
        "issued");
}
