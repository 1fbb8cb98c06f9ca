using Ca.Core.Certificates;
using Ca.Core.Keys;

namespace Ca.Core.Issuance;

/// <summary>One sentence of a standard about a certificate and the certificate of its issuer; a root is its own.</summary>
/// <param name="Id">Stable; reads as the sentence in short.</param>
/// <param name="Clause">Where the sentence stands.</param>
/// <param name="Holds">Whether the two, the issued one first, obey.</param>
public sealed record ChainRule(string Id, string Clause, Func<Certificate, Certificate, bool> Holds)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ChainRule> All { get; } =
    [
        new("issuer-is-issuers-subject-byte-for-byte", "RFC 5280 §4.1.2.4",
            (c, issuer) => c.Issuer.Encoded.Span.SequenceEqual(issuer.Subject.Encoded.Span)),
        new("authority-key-id-is-issuers-subject-key-id", "RFC 5280 §4.2.1.1",
            (c, issuer) => c.AuthorityKeyIdentifier?.KeyIdentifier is not { } id || issuer.SubjectKeyIdentifier is not { } key || id.Span.SequenceEqual(key.Span)),
        new("authority-certificate-is-issuers", "RFC 5280 §4.2.1.1",
            (c, issuer) => c.AuthorityKeyIdentifier?.SerialNumber is not { } serial
                || (serial == issuer.SerialNumber && issuer.Issuer.Equals(c.AuthorityKeyIdentifier.Issuer))),
        new("issuer-is-authority", "RFC 5280 §6.1.4 (k)",
            (_, issuer) => issuer.BasicConstraints is { IsAuthority: true }),
        new("issuer-may-sign-certificates", "RFC 5280 §6.1.4 (n)",
            (_, issuer) => issuer.KeyUsage is not { } usage || usage.HasFlag(KeyUsages.KeyCertSign)),
        new("path-length-of-issuer-allows-authorities", "RFC 5280 §4.2.1.9",
            (c, issuer) => c.BasicConstraints is not { IsAuthority: true } || c.IsSelfIssued || issuer.BasicConstraints?.PathLength is not 0),
        new("path-length-under-issuers", "RFC 5280 §4.2.1.9",
            (c, issuer) => c.IsSelfIssued || c.BasicConstraints?.PathLength is not { } own || issuer.BasicConstraints?.PathLength is not { } above || own < above),
        new("ends-not-after-issuer", "RFC 5280 §6.1.3 (a)(2)",
            (c, issuer) => c.Validity.NotAfter <= issuer.Validity.NotAfter),
        new("begins-not-before-issuer", "RFC 5280 §6.1.3 (a)(2)",
            (c, issuer) => c.Validity.NotBefore >= issuer.Validity.NotBefore),
        new("signed-within-private-key-usage-period-of-issuer", "RFC 3280 §4.2.1.4",
            (c, issuer) => issuer.PrivateKeyUsagePeriod is not { } period
                || (!(c.Validity.NotBefore < period.NotBefore) && !(c.Validity.NotBefore > period.NotAfter))),
        new("signature-algorithm-of-issuers-key", "RFC 5280 §4.1.1.2",
            (c, issuer) => !SignatureAlgorithm.Parse(c.InnerSignatureAlgorithm).Refused(out _, out var algorithm)
                && !issuer.PublicKey.Refused(out _, out var key) && algorithm.Family == key.Algorithm.Family),
        new("subject-key-not-issuers", "63-FZ art. 13(2): a public key is unique in the register",
            (c, issuer) => c.IsSelfIssued || !c.SubjectPublicKeyInfo.Span.SequenceEqual(issuer.SubjectPublicKeyInfo.Span)),
    ];

    /// <summary>The rules that the two break, in the order of <see cref="All"/>.</summary>
    public static IReadOnlyList<ChainRule> Broken(Certificate certificate, Certificate issuer)
    {
        List<ChainRule>? broken = null;
        foreach (var rule in All)
            if (!rule.Holds(certificate, issuer))
                (broken ??= []).Add(rule);
        return broken ?? (IReadOnlyList<ChainRule>)[];
    }
}
