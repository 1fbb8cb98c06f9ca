namespace Ca.Core.Revocation;

/// <summary>
/// Why a certificate is revoked: CRLReason with its numbers (RFC 5280 §5.3.1). removeFromCRL (8) is not here, since it is no reason
/// but an instruction in a delta CRL: <see cref="RevocationListEntry.IsRemoval"/>.
/// </summary>
public enum RevocationReason
{
    /// <summary>unspecified: never written into a CRL, where the extension is left out instead.</summary>
    Unspecified = 0,
    /// <summary>keyCompromise: blocks the key for good.</summary>
    KeyCompromise = 1,
    /// <summary>cACompromise: the key of a certificate that is itself an authority's.</summary>
    CaCompromise = 2,
    /// <summary>affiliationChanged: name or other data of the subject changed.</summary>
    AffiliationChanged = 3,
    /// <summary>superseded: replaced by another certificate.</summary>
    Superseded = 4,
    /// <summary>cessationOfOperation: no longer needed for what it was issued for.</summary>
    CessationOfOperation = 5,
    /// <summary>certificateHold: suspended; the only one that is ever undone.</summary>
    CertificateHold = 6,
    /// <summary>privilegeWithdrawn: a right that the certificate states was taken back.</summary>
    PrivilegeWithdrawn = 9,
    /// <summary>aACompromise: as cACompromise, of an attribute authority.</summary>
    AaCompromise = 10,
}

/// <summary>Names of the reasons, as RFC 5280 §5.3.1 spells them.</summary>
public static class RevocationReasons
{
    static readonly (RevocationReason Reason, string Name)[] Names =
    [
        (RevocationReason.Unspecified, "unspecified"),
        (RevocationReason.KeyCompromise, "keyCompromise"),
        (RevocationReason.CaCompromise, "cACompromise"),
        (RevocationReason.AffiliationChanged, "affiliationChanged"),
        (RevocationReason.Superseded, "superseded"),
        (RevocationReason.CessationOfOperation, "cessationOfOperation"),
        (RevocationReason.CertificateHold, "certificateHold"),
        (RevocationReason.PrivilegeWithdrawn, "privilegeWithdrawn"),
        (RevocationReason.AaCompromise, "aACompromise"),
    ];

    /// <summary>All names, in the order of their numbers.</summary>
    public static IEnumerable<string> All => Names.Select(n => n.Name);

    /// <summary>The reason of this name; letter case does not matter, since caCompromise is the commoner spelling.</summary>
    public static Outcome<RevocationReason> Parse(string name)
    {
        foreach (var (reason, known) in Names)
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase))
                return reason;
        return new Refusal(RefusalCode.Malformed, "Revocation.unknown-reason", name, string.Join(", ", All));
    }

    /// <summary>The name of the reason.</summary>
    public static string Name(this RevocationReason reason) => Names.First(n => n.Reason == reason).Name;
}
