using Ca.Core.Certificates;
using Ca.Core.Keys;

namespace Ca.Core.Profiles;

/// <summary>Who may sign what a profile admits.</summary>
/// <param name="SelfSigned">The certificate's own key and nobody else: a root.</param>
/// <param name="KeyFamilies">Families the issuer's key may be of; empty for any.</param>
/// <param name="Names">Subjects of the issuers; empty for any.</param>
public sealed record IssuerConstraint(bool SelfSigned, IReadOnlyList<KeyFamily> KeyFamilies, IReadOnlyList<DistinguishedName> Names)
{
    /// <summary>Whether the holder of this name and a key of this family may sign as an issuer of others.</summary>
    public bool Allows(DistinguishedName issuer, KeyFamily family) =>
        !SelfSigned
        && (KeyFamilies.Count == 0 || KeyFamilies.Contains(family))
        && (Names.Count == 0 || Names.Contains(issuer));
}
