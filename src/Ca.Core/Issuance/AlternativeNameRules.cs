using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Profiles;

namespace Ca.Core.Issuance;

/// <summary>Rules of subjectAltName (RFC 5280 §4.2.1.6).</summary>
static class AlternativeNameRules
{
    public static CertificateRule[] All { get; } =
    [
        new("alternative-name-critical-when-subject-empty", "RFC 5280 §4.2.1.6", c => Present(c) && c.Subject.IsEmpty,
            c => c.Extension(Oids.SubjectAlternativeName)!.Critical),
        new("alternative-name-not-critical-beside-subject", "RFC 5280 §4.2.1.6", c => Present(c) && !c.Subject.IsEmpty,
            c => !c.Extension(Oids.SubjectAlternativeName)!.Critical),
        new("alternative-dns-name-in-preferred-syntax", "RFC 5280 §4.2.1.6, RFC 1123 §2.1", Present, Every(GeneralNameKind.Dns)),
        new("alternative-email-is-a-mailbox", "RFC 5280 §4.2.1.6", Present, Every(GeneralNameKind.Email)),
        new("alternative-uri-absolute", "RFC 5280 §4.2.1.6", Present, Every(GeneralNameKind.Uri)),
        new("alternative-address-of-4-or-16-octets", "RFC 5280 §4.2.1.6", Present, Every(GeneralNameKind.IpAddress)),
        new("alternative-directory-name-not-empty", "RFC 5280 §4.2.1.6", Present, Every(GeneralNameKind.Directory)),
    ];

    static bool Present(Certificate c) => c.SubjectAlternativeName is not null;

    static Func<Certificate, bool> Every(GeneralNameKind kind) =>
        c => c.SubjectAlternativeName!.All(n => n.Kind != kind || AlternativeNameSyntax.IsWellFormed(n));
}
