using Ca.Core;
using Ca.Core.Certificates;
using Ca.Core.Registration;

namespace Ca.Api.Officers;

/// <summary>
/// Which person comes with a certificate, and what the person may do: proposed by an administrator, admitted by security, dismissed by
/// either. A row, so that a role ends when somebody says so, and not when a certificate does (docs/decisions/0014-officers-come-and-go.md).
/// </summary>
public sealed class OfficerCertificate
{
    /// <summary>SHA-256 of the certificate.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The issuer, as the register calls it.</summary>
    public required string Issuer { get; init; }

    public required SerialNumber SerialNumber { get; init; }

    /// <summary>When the certificate ends, and the officer needs the next.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <inheritdoc cref="Officer.Id"/>
    public required string OfficerId { get; init; }

    /// <inheritdoc cref="Officer.Name"/>
    public required string Name { get; init; }

    /// <summary>One role a person: who needs two comes as two persons, and the second is somebody else's to appoint.</summary>
    public required Role Role { get; init; }

    /// <summary>Identifier of who asked for it; "ceremony" of the first ones.</summary>
    public required string ProposedBy { get; init; }

    public required DateTimeOffset ProposedAt { get; init; }

    /// <summary>Since when the certificate opens the role; null while it only waits.</summary>
    public DateTimeOffset? AdmittedAt { get; set; }

    public string? AdmittedBy { get; set; }

    /// <summary>Since when the certificate opens nothing any more; null while it does, or may yet.</summary>
    public DateTimeOffset? DismissedAt { get; set; }

    public string? DismissedBy { get; set; }

    public Officer Officer => new(OfficerId, Name, new HashSet<Role> { Role });

    /// <summary>Another pair of eyes than the administrator's, and not the one it is about, agrees.</summary>
    /// <returns>The refusal, or null when the certificate opens its role.</returns>
    public Refusal? Admit(Officer security, DateTimeOffset now)
    {
        if (DismissedAt is not null)
            return No(RefusalCode.WrongState, "Officers.dismissed-for-good");
        if (security.Id == ProposedBy || security.Id == OfficerId)
            return No(RefusalCode.Forbidden, "Officers.another-confirms");
        AdmittedAt = now;
        AdmittedBy = security.Id;
        return null;
    }

    /// <summary>One officer is enough to take power away, but for the power without which nobody could be admitted again.</summary>
    /// <param name="by">An administrator or security.</param>
    /// <param name="isLast">Whether no other certificate that works opens the same role.</param>
    /// <param name="now">The time from the clock.</param>
    /// <returns>The refusal, or null when the certificate opens nothing.</returns>
    public Refusal? Dismiss(Officer by, bool isLast, DateTimeOffset now)
    {
        if (isLast && AdmittedAt is not null && Role is Role.Administrator or Role.Security)
            return No(RefusalCode.WrongState, "Officers.last-one", Role.ToString().ToLowerInvariant());
        DismissedAt = now;
        DismissedBy = by.Id;
        return null;
    }

    static Refusal No(RefusalCode code, string key, params object[] arguments) =>
        new(code, new Sentence(typeof(OfficerCertificate).Assembly, key, arguments));
}
