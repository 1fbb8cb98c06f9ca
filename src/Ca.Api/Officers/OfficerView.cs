using Ca.Core.Registration;

namespace Ca.Api.Officers;

/// <summary>A certificate and the role it opens, opened, or waits to.</summary>
sealed record OfficerView(
    string Fingerprint,
    string State,
    string Officer,
    string Name,
    Role Role,
    string Issuer,
    string SerialNumber,
    DateTimeOffset NotAfter,
    string ProposedBy,
    DateTimeOffset ProposedAt,
    string? AdmittedBy,
    DateTimeOffset? AdmittedAt,
    string? DismissedBy,
    DateTimeOffset? DismissedAt)
{
    public static OfficerView Of(OfficerCertificate row) => new(
        row.Fingerprint,
        row.DismissedAt is not null ? "dismissed" : row.AdmittedAt is not null ? "admitted" : "proposed",
        row.OfficerId,
        row.Name,
        row.Role,
        row.Issuer,
        row.SerialNumber.Hex,
        row.NotAfter,
        row.ProposedBy,
        row.ProposedAt,
        row.AdmittedBy,
        row.AdmittedAt,
        row.DismissedBy,
        row.DismissedAt);
}
