using System.Net;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using static Ca.Core.Issuance.Kinds;

namespace Ca.Core.Issuance;

/// <summary>Rules of extKeyUsage and of the certificates of servers, responders and time stampers.</summary>
static class PurposeRules
{
    const KeyUsages ServerUsages = KeyUsages.DigitalSignature | KeyUsages.KeyEncipherment | KeyUsages.KeyAgreement;
    const KeyUsages ClientUsages = KeyUsages.DigitalSignature | KeyUsages.KeyAgreement;
    const KeyUsages MailUsages = KeyUsages.DigitalSignature | KeyUsages.NonRepudiation | KeyUsages.KeyEncipherment | KeyUsages.KeyAgreement;
    const KeyUsages SigningUsages = KeyUsages.DigitalSignature | KeyUsages.NonRepudiation;

    public static CertificateRule[] All { get; } =
    [
        new("extended-key-usage-any-not-critical", "RFC 5280 §4.2.1.12", c => c.ExtendedKeyUsage?.Contains(Oids.AnyExtendedKeyUsage) == true,
            c => !c.Extension(Oids.ExtendedKeyUsage)!.Critical),
        new("extended-key-usage-purposes-unique", "RFC 5280 §4.2.1.12", c => c.ExtendedKeyUsage is not null,
            c => c.ExtendedKeyUsage!.Distinct().Count() == c.ExtendedKeyUsage!.Count),
        new("server-purpose-with-fitting-key-usage", "RFC 5280 §4.2.1.12", For(Oids.ServerAuth), Any(ServerUsages)),
        new("client-purpose-with-fitting-key-usage", "RFC 5280 §4.2.1.12", For(Oids.ClientAuth), Any(ClientUsages)),
        new("mail-purpose-with-fitting-key-usage", "RFC 5280 §4.2.1.12", For(Oids.EmailProtection), Any(MailUsages)),
        new("ocsp-purpose-with-fitting-key-usage", "RFC 5280 §4.2.1.12", For(Oids.OcspSigning), Any(SigningUsages)),
        new("time-stamping-purpose-with-fitting-key-usage", "RFC 5280 §4.2.1.12", For(Oids.TimeStamping), Any(SigningUsages)),

        new("server-has-alternative-name", "RFC 9525 §3", TlsServer,
            c => c.SubjectAlternativeName?.Any(n => n.Kind is GeneralNameKind.Dns or GeneralNameKind.IpAddress) == true),
        new("server-common-name-among-alternative-names", "CA/Browser Forum BR §7.1.4.3",
            c => TlsServer(c) && c.Subject[Oids.CommonName] is not null && c.SubjectAlternativeName is not null, CommonNameIsAlternative),

        new("ocsp-no-check-only-of-responder", "RFC 6960 §4.2.2.2.1", c => c.Extension(Oids.OcspNoCheck) is not null, OcspResponder),
        new("ocsp-no-check-is-null", "RFC 6960 §4.2.2.2.1", c => c.Extension(Oids.OcspNoCheck) is not null,
            c => c.Extension(Oids.OcspNoCheck)!.Value.Span is [0x05, 0x00]),
        new("ocsp-responder-revocation-decided", "RFC 6960 §4.2.2.2.1", OcspResponder,
            c => c.Extension(Oids.OcspNoCheck) is not null || c.CrlDistributionPoints is not null || c.AuthorityInformationAccess is not null),
        new("ocsp-signing-alone", "CA/Browser Forum BR §7.1.2.8.5", OcspResponder, c => c.ExtendedKeyUsage!.Count == 1),

        new("time-stamping-alone", "RFC 3161 §2.3", TimeStamper, c => c.ExtendedKeyUsage!.Count == 1),
        new("time-stamping-critical", "RFC 3161 §2.3", TimeStamper, c => c.Extension(Oids.ExtendedKeyUsage)!.Critical),
    ];

    static Func<Certificate, bool> For(string purpose) => c => EndEntity(c) && c.ExtendedKeyUsage?.Contains(purpose) == true;

    /// <summary>One of these bits at least: a purpose and a key usage that have nothing in common leave nothing to do.</summary>
    static Func<Certificate, bool> Any(KeyUsages usages) => c => c.KeyUsage is not { } usage || (usage & usages) != 0;

    static bool CommonNameIsAlternative(Certificate c)
    {
        var commonName = c.Subject[Oids.CommonName]!;
        return c.SubjectAlternativeName!.Any(n => n.Kind switch
        {
            GeneralNameKind.Dns => n.Text.Equals(commonName, StringComparison.OrdinalIgnoreCase),
            GeneralNameKind.IpAddress => n.Value.Length is 4 or 16 && new IPAddress(n.Value.Span).ToString() == commonName,
            _ => false,
        });
    }
}
