namespace Ca.Core.Audit;

/// <summary>What an event of the log can say that somebody did. Names are written in kebab-case and never change their meaning.</summary>
public enum AuditAct
{
    /// <summary>The online service began its work.</summary>
    ServiceStarted,
    /// <summary>A certificate application was submitted.</summary>
    ApplicationSubmitted,
    /// <summary>An application was approved; the fact <c>contentHash</c> says what exactly.</summary>
    ApplicationApproved,
    /// <summary>An application was rejected.</summary>
    ApplicationRejected,
    /// <summary>A serial number and a tbsCertificate are about to be signed: written before the key is used.</summary>
    IssuanceBegun,
    /// <summary>The certificate of that serial number exists.</summary>
    CertificateIssued,
    /// <summary>That serial number was reserved and will never be a certificate.</summary>
    CertificateNotIssued,
    /// <summary>Something impossible happened while signing: the issuer signs nothing more until an administrator has looked.</summary>
    IssuanceStopped,
    /// <summary>A certificate was revoked or held.</summary>
    CertificateRevoked,
    /// <summary>A hold ended and the certificate is good again.</summary>
    HoldReleased,
    /// <summary>A key will not be certified again.</summary>
    KeyBlocked,
    /// <summary>An administrator wishes a certificate to open a role.</summary>
    OfficerProposed,
    /// <summary>An officer got a role.</summary>
    OfficerAdmitted,
    /// <summary>A certificate opens nothing any more, or will not.</summary>
    OfficerDismissed,
    /// <summary>An administrator has looked, and an issuer that was stopped may sign again.</summary>
    IssuanceResumed,
    /// <summary>A revocation list of that number is about to be signed: written before the key is used.</summary>
    RevocationListBegun,
    /// <summary>A revocation list was signed and published.</summary>
    RevocationListIssued,
    /// <summary>A revocation that a published list states was taken over: the database, put back from a backup, did not know it.</summary>
    RevocationAdopted,
    /// <summary>A certificate that a ceremony made entered the register of the online service.</summary>
    CertificateRegistered,
    /// <summary>Time-stamps were signed: a batch, told by how many and a hash over their serial numbers.</summary>
    TimeStampsIssued,
    /// <summary>The clock can be trusted again, and time-stamps are signed: how long they were not, and why.</summary>
    TimeStampingResumed,
    /// <summary>A ceremony began.</summary>
    CeremonyBegun,
    /// <summary>A key was made.</summary>
    KeyGenerated,
    /// <summary>A ceremony ended.</summary>
    CeremonyEnded,
}

/// <summary>What happened, before it has its place in the log.</summary>
/// <remarks>
/// The log is never deleted from, so nothing in it may be about a person: what is acted on is named by an identifier, facts come from closed
/// vocabularies in ASCII, and what a person wrote or what names a person goes in as <see cref="Concerning"/>, a salted digest.
/// </remarks>
public sealed record AuditEntry
{
    /// <summary>When.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Who: an officer's identifier, or the part of the authority that acted by itself.</summary>
    public required string Actor { get; init; }

    /// <summary>What was done.</summary>
    public required AuditAct Act { get; init; }

    /// <summary>To what: the kind and the identifier, as in <c>application:0198…</c> or <c>certificate:ec/3f…</c>.</summary>
    public required string Target { get; init; }

    /// <summary>Particulars: profile, reason, a hash.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    /// <summary>The bytes that the act was about, bound by a salted digest; empty for none.</summary>
    public ReadOnlyMemory<byte> Concerning { get; init; }
}
