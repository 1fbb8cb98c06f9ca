using Ca.Core.Registration;

namespace Ca.Api.Officers;

/// <summary>Which person comes with a certificate, and what the person may do. A row, so that a role ends when an administrator says so.</summary>
public sealed class OfficerCertificate
{
    /// <summary>SHA-256 of the certificate.</summary>
    public required string Fingerprint { get; init; }

    /// <inheritdoc cref="Officer.Id"/>
    public required string OfficerId { get; init; }

    /// <inheritdoc cref="Officer.Name"/>
    public required string Name { get; init; }

    /// <summary>One role a person: who needs two comes as two persons, and the second is somebody else's to appoint.</summary>
    public required Role Role { get; init; }

    public required DateTimeOffset AdmittedAt { get; init; }

    /// <summary>Since when the certificate opens nothing any more; null while it does.</summary>
    public DateTimeOffset? DismissedAt { get; set; }

    public Officer Officer => new(OfficerId, Name, new HashSet<Role> { Role });
}
