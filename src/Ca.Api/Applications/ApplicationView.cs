using Ca.Core.Registration;

namespace Ca.Api.Applications;

/// <summary>An application as officers read it: all that the approval will bind is here in words.</summary>
sealed record ApplicationView(
    Guid Id,
    ApplicationState State,
    string Profile,
    string Issuer,
    string Subject,
    string ContentHash,
    string KeyAlgorithm,
    string Validity,
    IReadOnlyList<ExtensionView> Extensions,
    string SubmittedBy,
    DateTimeOffset SubmittedAt,
    string? DecidedBy,
    DateTimeOffset? DecidedAt,
    string? RejectionReason,
    string? SerialNumber)
{
    public static ApplicationView Of(CertificateApplication application) => new(
        application.Id,
        application.State,
        application.Content.Profile.Name,
        application.Issuer,
        application.Content.Subject.ToString(),
        application.ContentHash.Hex,
        application.Content.PublicKey.Algorithm.Name,
        application.Content.Lifetime.ToString(),
        [.. application.Content.Extensions.Select(e => new ExtensionView(e.Oid, e.Critical, Convert.ToHexStringLower(e.Value.Span)))],
        application.SubmittedBy,
        application.SubmittedAt,
        application.DecidedBy,
        application.DecidedAt,
        application.RejectionReason,
        application.SerialNumber?.Hex);
}

/// <summary>An extension that will stand in the certificate; its value is DER in hex.</summary>
sealed record ExtensionView(string Oid, bool Critical, string Value);
