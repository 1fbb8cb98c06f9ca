using Ca.Core.Certificates;

namespace Ca.Core.Issuance;

/// <summary>One sentence of a standard which every certificate we sign must obey.</summary>
/// <param name="Id">Stable; reads as the sentence in short.</param>
/// <param name="Clause">Where the sentence stands.</param>
/// <param name="AppliesTo">The certificates it speaks of; of others it says nothing.</param>
/// <param name="Holds">Whether a certificate it speaks of obeys.</param>
public sealed record CertificateRule(string Id, string Clause, Func<Certificate, bool> AppliesTo, Func<Certificate, bool> Holds)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<CertificateRule> All { get; } =
    [
        .. FieldRules.All, .. NameRules.All, .. KeyRules.All, .. ExtensionRules.All, .. AlternativeNameRules.All, .. PurposeRules.All, .. PersonRules.All,
    ];

    /// <summary>The rules that this certificate breaks, in the order of <see cref="All"/>.</summary>
    // Every certificate we sign passes here, so no list is made for the nothing that is nearly always found.
    public static IReadOnlyList<CertificateRule> Broken(Certificate certificate)
    {
        List<CertificateRule>? broken = null;
        foreach (var rule in All)
            if (rule.AppliesTo(certificate) && !rule.Holds(certificate))
                (broken ??= []).Add(rule);
        return broken ?? (IReadOnlyList<CertificateRule>)[];
    }
}
