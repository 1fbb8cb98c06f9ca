namespace Ca.Core.Registration;

/// <summary>What an officer may do.</summary>
public enum Role
{
    /// <summary>Submits applications, has approved certificates made, revokes.</summary>
    Registrar,
    /// <summary>Approves and rejects what others submitted.</summary>
    Approver,
    /// <summary>Revokes and blocks keys.</summary>
    Security,
    /// <summary>Reads everything and changes nothing.</summary>
    Auditor,
    /// <summary>Keeps the service running.</summary>
    Administrator,
}

/// <summary>A person who acts for the authority.</summary>
/// <param name="Id">The person, not the certificate: stays when the certificate is renewed.</param>
/// <param name="Name">As other officers know the person.</param>
/// <param name="Roles">What the person may do; an auditor has no other role.</param>
public sealed record Officer(string Id, string Name, IReadOnlySet<Role> Roles)
{
    /// <summary>Whether the officer has this role.</summary>
    public bool Is(Role role) => Roles.Contains(role);
}
