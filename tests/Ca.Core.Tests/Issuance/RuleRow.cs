using Ca.Core.Asn1;
using Ca.Core.Certificates;

namespace Ca.Core.Tests.Issuance;

/// <summary>A rule, a certificate that obeys it, and what makes it break the rule.</summary>
sealed record RuleRow(string Rule, Draft Good, Func<Draft, Draft> Spoil)
{
    public override string ToString() => Rule;

    public static IReadOnlyList<RuleRow> All { get; } =
    [
        // Basic fields
        new("version-3", Draft.Root, d => d with { Version = 1, Extensions = [] }),
        new("serial-positive", Draft.Root, d => d with { Serial = [0x8A, .. new byte[15]] }),
        new("serial-positive", Draft.Root, d => d with { Serial = [0] }),
        new("serial-at-most-20-octets", Draft.Root with { Serial = [0x4A, .. new byte[19]] }, d => d with { Serial = [0x4A, .. new byte[20]] }),
        new("serial-holds-64-random-bits", Draft.Root with { Serial = [0x4A, .. new byte[8]] }, d => d with { Serial = [0x4A, .. new byte[7]] }),
        new("signature-algorithms-equal", Draft.Root, d => d with { OuterAlgorithm = Algorithm(Oids.EcdsaWithSha384) }),
        new("signature-algorithm-exactly-encoded", Draft.Root, d => d.Signing(Algorithm(Oids.EcdsaWithSha256, 0x05, 0x00))),
        new("signature-algorithm-exactly-encoded", Draft.Root.Signing(Algorithm(Oids.Gost2012With256)), d => d.Signing(Algorithm(Oids.Gost2012With256, 0x05, 0x00))),
        new("signature-algorithm-exactly-encoded", Draft.Root, d => d.Signing(Algorithm(Oids.Sha1WithRsa, 0x05, 0x00))),
        new("issuer-not-empty", Draft.Server, d => d with { Issuer = Draft.Name() }),
        new("validity-does-not-end-before-it-begins", Draft.Root, d => d with { Times = [.. Draft.Utc("261123000000Z"), .. Draft.Utc("261122235959Z")] }),
        new("validity-in-utc-time-through-2049", Draft.Root, d => d with { Times = [.. Draft.Utc("261123000000Z"), .. Draft.Generalized("20271122235959Z")] }),
        new("validity-in-utc-time-through-2049", Draft.Root, d => d with { Times = [.. Draft.Generalized("20261123000000Z"), .. Draft.Utc("271122235959Z")] }),
        new("subject-of-authority-not-empty", Draft.Root, d => d.Named()),
        new("subject-named-somewhere", Draft.NamelessServer, d => d.Without(Oids.SubjectAlternativeName)),
        new("unique-identifiers-absent", Draft.Root, d => d with { UniqueIdentifiers = Draft.Tlv(0x81, 0, 1) }),
        new("unique-identifiers-absent", Draft.Root, d => d with { UniqueIdentifiers = Draft.Tlv(0x82, 0, 1) }),
        new("public-key-readable", Draft.Root, d => d with { SubjectPublicKeyInfo = EcKey(Draft.Oid(Oids.P384)) }),
        new("signature-not-empty", Draft.Root, d => d with { Signature = [] }),

        // Names
        new("name-attributes-are-text", Draft.Server, d => d.Named(("2.5.4.6", 0x13, "RU"), ("2.5.4.3", 0x04, "ca.example"))),
        new("name-directory-string-utf8-or-printable", Draft.Server, d => d.Named(("2.5.4.3", 0x16, "ca.example"))),
        new("name-directory-string-utf8-or-printable", Draft.Server.Named(("2.5.4.3", 0x13, "ca.example")), d => d.Named(("2.5.4.3", 0x14, "ca.example"))),
        new("name-printable-string-where-defined", Draft.Server, d => d.Named(("2.5.4.6", 0x0C, "RU"))),
        new("name-ia5-string-where-defined", Draft.Citizen, d => d.Named((Oids.EmailAddress, 0x0C, "ivan@example.ru"))),
        new("name-letters-of-their-string-type", Draft.Server, d => d.Named(("2.5.4.3", 0x13, "*.ca_example"))),
        new("name-letters-of-their-string-type", Draft.Citizen, d => d.Named((Oids.Snils, 0x12, "112-233-445 95"))),
        new("name-values-not-empty", Draft.Server, d => d.Named(("2.5.4.3", 0x0C, ""))),
        new("name-values-within-upper-bounds", Draft.Server.Named(("2.5.4.3", 0x0C, new string('я', 64))), d => d.Named(("2.5.4.3", 0x0C, new string('я', 65)))),
        new("name-country-two-capital-letters", Draft.Server, d => d.Named(("2.5.4.6", 0x13, "ru"))),
        new("name-country-two-capital-letters", Draft.Server, d => d with { Issuer = Draft.Name(("2.5.4.6", 0x13, "RUS")) }),
        new("name-without-hidden-characters", Draft.Server, d => d.Named(("2.5.4.3", 0x0C, "bank.example\0.evil.example"))),
        new("name-without-hidden-characters", Draft.Server, d => d.Named(("2.5.4.3", 0x0C, "ca\u202Eelpmaxe"))),
        new("name-values-without-outer-spaces", Draft.Server, d => d.Named(("2.5.4.3", 0x0C, "ca.example "))),
        new("name-attribute-types-once", Draft.Server.Named(("2.5.4.11", 0x0C, "A"), ("2.5.4.11", 0x0C, "B")), d => d.Named(("2.5.4.3", 0x0C, "A"), ("2.5.4.3", 0x0C, "B"))),
        new("name-email-address-is-a-mailbox", Draft.Citizen, d => d.Named((Oids.EmailAddress, 0x16, "Ivan <ivan@example.ru>"))),

        // Keys
        new("gost-parameters-present", Draft.Citizen, d => d with { SubjectPublicKeyInfo = GostKey() }),
        new("gost-parameters-present", Draft.Citizen, d => d with { SubjectPublicKeyInfo = GostKey([0x05, 0x00]) }),
        new("gost-digest-parameter-set-present-with-cryptopro-sets", Draft.Citizen.Certifying(Draft.GostCryptoPro),
            d => d with { SubjectPublicKeyInfo = GostKey(GostParameters(Oids.GostCryptoProA)) }),
        new("gost-digest-parameter-set-absent-with-tc26-sets-b-c-d", Draft.Citizen,
            d => d with { SubjectPublicKeyInfo = GostKey(GostParameters(Oids.Gost256B, Oids.Streebog256)) }),
        new("gost-digest-parameter-set-of-the-keys-length", Draft.Citizen,
            d => d with { SubjectPublicKeyInfo = GostKey(GostParameters(Oids.Gost256A, Oids.Streebog512)) }),
        new("gost-digest-parameter-set-of-the-keys-length", Draft.Citizen,
            d => d with { SubjectPublicKeyInfo = GostKey(GostParameters(Oids.Gost256A, Oids.Sha256)) }),
        new("gost-test-parameter-set-not-certified", Draft.Citizen,
            d => d with { SubjectPublicKeyInfo = GostKey(GostParameters(Oids.GostCryptoProTest, Oids.Streebog256)) }),
        new("gost-key-usage-encipher-only-or-decipher-only", Draft.Citizen,
            d => d.With(ExtensionWriter.KeyUsage(KeyUsages.KeyAgreement | KeyUsages.EncipherOnly | KeyUsages.DecipherOnly))),
        new("ec-curve-named-and-known", Draft.Root, d => d with { SubjectPublicKeyInfo = EcKey(Draft.Tlv(0x30, Draft.Tlv(0x02, 1))) }),
        new("ec-curve-named-and-known", Draft.Root, d => d with { SubjectPublicKeyInfo = EcKey(Draft.Oid("1.3.132.0.10")) }),
        new("ec-key-usage-without-encipherment", Draft.Server, d => d.With(ExtensionWriter.KeyUsage(KeyUsages.DigitalSignature | KeyUsages.KeyEncipherment))),
        new("ed25519-parameters-absent", Draft.Citizen.Certifying(Draft.Ed25519),
            d => d with { SubjectPublicKeyInfo = Spki(Algorithm(Oids.Ed25519, 0x05, 0x00), new byte[32]) }),
        new("ed25519-key-usage-signs-only", Draft.Citizen.Certifying(Draft.Ed25519),
            d => d.With(ExtensionWriter.KeyUsage(KeyUsages.DigitalSignature | KeyUsages.KeyAgreement))),
        new("rsa-parameters-null", Draft.TimeStamper, d => d with { SubjectPublicKeyInfo = Spki(Algorithm(Oids.RsaEncryption), RsaKey(256, 65537)) }),
        new("rsa-at-least-2048-bits", Draft.TimeStamper, d => d with { SubjectPublicKeyInfo = Spki(Algorithm(Oids.RsaEncryption, 0x05, 0x00), RsaKey(128, 65537)) }),
        new("rsa-exponent-odd-and-large", Draft.TimeStamper, d => d with { SubjectPublicKeyInfo = Spki(Algorithm(Oids.RsaEncryption, 0x05, 0x00), RsaKey(256, 3)) }),
        new("rsa-key-usage-without-agreement", Draft.TimeStamper, d => d.With(ExtensionWriter.KeyUsage(KeyUsages.DigitalSignature | KeyUsages.KeyAgreement))),

        // Extensions
        new("critical-extensions-known", Draft.Server, d => d.With(new("1.2.3.4", true, new byte[] { 0x05, 0x00 }))),
        new("authority-basic-constraints-critical", Draft.Root, d => d.Changing(Oids.BasicConstraints, NotCritical)),
        new("path-length-only-of-authority", Draft.Root, d => d.With(ExtensionWriter.BasicConstraints(new(false, 1)))),
        new("certificate-signing-only-by-authority", Draft.Root, d => d.With(ExtensionWriter.BasicConstraints(new(false, null)))),
        new("certificate-signing-only-by-authority", Draft.Root, d => d.Without(Oids.BasicConstraints)),
        new("authority-key-usage-signs-certificates", Draft.Root, d => d.With(ExtensionWriter.KeyUsage(KeyUsages.CrlSign))),
        new("authority-key-usage-signs-certificates", Draft.Root, d => d.Without(Oids.KeyUsage)),
        new("key-usage-present", Draft.Server, d => d.Without(Oids.KeyUsage)),
        new("key-usage-critical", Draft.Server, d => d.Changing(Oids.KeyUsage, NotCritical)),
        new("key-usage-has-a-bit", Draft.Server, d => d.With(ExtensionWriter.KeyUsage(KeyUsages.None))),
        new("encipher-only-with-key-agreement", Draft.Server.With(ExtensionWriter.KeyUsage(KeyUsages.KeyAgreement | KeyUsages.EncipherOnly)),
            d => d.With(ExtensionWriter.KeyUsage(KeyUsages.DigitalSignature | KeyUsages.DecipherOnly))),
        new("subject-key-id-present", Draft.Server, d => d.Without(Oids.SubjectKeyIdentifier)),
        new("subject-key-id-is-sha1-of-the-key", Draft.Server, d => d.With(ExtensionWriter.SubjectKeyIdentifier(new byte[20]))),
        new("subject-key-id-not-critical", Draft.Server, d => d.Changing(Oids.SubjectKeyIdentifier, Critical)),
        new("authority-key-id-present", Draft.Server, d => d.Without(Oids.AuthorityKeyIdentifier)),
        new("authority-key-id-names-the-key", Draft.Server, d => d.With(new(Oids.AuthorityKeyIdentifier, false, Draft.Tlv(0x30)))),
        new("authority-key-id-issuer-and-serial-together", Draft.Citizen,
            d => d.With(ExtensionWriter.AuthorityKeyIdentifier(new byte[20], null, SerialNumber.Parse("4a01").Expect()))),
        new("authority-key-id-not-critical", Draft.Server, d => d.Changing(Oids.AuthorityKeyIdentifier, Critical)),
        new("policies-unique", Draft.Citizen, d => d.With(ExtensionWriter.Policies(["1.2.3", "1.2.3"]))),
        new("policy-mappings-only-of-authority", Draft.Root.With(Mapping), d => Draft.Server.With(Mapping)),
        new("name-constraints-only-of-authority", Draft.Root.With(Constraints), d => Draft.Server.With(Constraints)),
        new("name-constraints-critical", Draft.Root.With(Constraints), d => d.Changing(Oids.NameConstraints, NotCritical)),
        new("policy-constraints-critical", Draft.Root.With(new(Oids.PolicyConstraints, true, Draft.Tlv(0x30, Draft.Tlv(0x80, 0)))),
            d => d.Changing(Oids.PolicyConstraints, NotCritical)),
        new("inhibit-any-policy-critical", Draft.Root.With(new(Oids.InhibitAnyPolicy, true, Draft.Tlv(0x02, 0))), d => d.Changing(Oids.InhibitAnyPolicy, NotCritical)),
        new("crl-distribution-points-not-critical", Draft.Server, d => d.Changing(Oids.CrlDistributionPoints, Critical)),
        new("crl-distribution-points-name-a-place", Draft.Server, d => d.With(new(Oids.CrlDistributionPoints, false, Draft.Tlv(0x30, Draft.Tlv(0x30, Draft.Tlv(0x81, 6, 0x40)))))),
        new("crl-distribution-points-over-http", Draft.Server, d => d.With(ExtensionWriter.CrlDistributionPoints(["https://ca.example/ca.crl"]))),
        new("crl-distribution-points-over-http", Draft.Server, d => d.With(ExtensionWriter.CrlDistributionPoints(["ldap://ca.example/"]))),
        new("authority-information-access-not-critical", Draft.Server, d => d.Changing(Oids.AuthorityInformationAccess, Critical)),
        new("authority-information-access-over-http", Draft.Server, d => d.With(ExtensionWriter.AuthorityInformationAccess(["https://ca.example/ocsp"], []))),
        new("revocation-can-be-asked", Draft.Server.Without(Oids.CrlDistributionPoints), d => d.Without(Oids.AuthorityInformationAccess)),
        new("private-key-usage-period-has-a-bound", Draft.Citizen, d => d.With(new(Oids.PrivateKeyUsagePeriod, false, Draft.Tlv(0x30)))),
        new("private-key-usage-period-not-critical", Draft.Citizen, d => d.Changing(Oids.PrivateKeyUsagePeriod, Critical)),
        new("private-key-usage-period-within-validity", Draft.Citizen, d => d.With(Usage(null, new(2027, 11, 23, 0, 0, 0, TimeSpan.Zero)))),
        new("private-key-usage-period-within-validity", Draft.Citizen, d => d.With(Usage(new(2026, 11, 22, 23, 59, 59, TimeSpan.Zero), null))),

        // Alternative names
        new("alternative-name-critical-when-subject-empty", Draft.NamelessServer, d => d.Changing(Oids.SubjectAlternativeName, NotCritical)),
        new("alternative-name-not-critical-beside-subject", Draft.Server, d => d.Changing(Oids.SubjectAlternativeName, Critical)),
        new("alternative-dns-name-in-preferred-syntax", Draft.Server, d => d.With(Alternative(GeneralNameKind.Dns, "ca_example"))),
        new("alternative-dns-name-in-preferred-syntax", Draft.Server, d => d.With(Alternative(GeneralNameKind.Dns, " "))),
        new("alternative-dns-name-in-preferred-syntax", Draft.Server, d => d.With(Alternative(GeneralNameKind.Dns, "-a.example"))),
        new("alternative-dns-name-in-preferred-syntax", Draft.Server, d => d.With(Alternative(GeneralNameKind.Dns, "a..example"))),
        new("alternative-dns-name-in-preferred-syntax", Draft.Server, d => d.With(Alternative(GeneralNameKind.Dns, "127.0.0.1"))),
        new("alternative-dns-name-in-preferred-syntax", Draft.Server, d => d.With(Alternative(GeneralNameKind.Dns, new string('a', 64) + ".example"))),
        new("alternative-email-is-a-mailbox", Draft.Citizen, d => d.With(Alternative(GeneralNameKind.Email, "ivan"))),
        new("alternative-email-is-a-mailbox", Draft.Citizen, d => d.With(Alternative(GeneralNameKind.Email, "i..van@example.ru"))),
        new("alternative-uri-absolute", Draft.Server, d => d.With(Alternative(GeneralNameKind.Uri, "/relative"))),
        new("alternative-address-of-4-or-16-octets", Draft.Server,
            d => d.With(ExtensionWriter.SubjectAlternativeName([new(GeneralNameKind.IpAddress, new byte[5])]))),
        new("alternative-directory-name-not-empty", Draft.Server,
            d => d.With(ExtensionWriter.SubjectAlternativeName([GeneralName.Of(DistinguishedName.Parse(Draft.Name()).Expect())]))),

        // Purposes
        new("extended-key-usage-any-not-critical", Draft.Citizen.With(ExtensionWriter.ExtendedKeyUsage([Oids.AnyExtendedKeyUsage])),
            d => d.Changing(Oids.ExtendedKeyUsage, Critical)),
        new("extended-key-usage-purposes-unique", Draft.Citizen, d => d.With(ExtensionWriter.ExtendedKeyUsage([Oids.ClientAuth, Oids.ClientAuth]))),
        new("server-purpose-with-fitting-key-usage", Draft.Server, d => d.With(ExtensionWriter.KeyUsage(KeyUsages.NonRepudiation))),
        new("client-purpose-with-fitting-key-usage", Draft.Citizen, d => d.With(ExtensionWriter.KeyUsage(KeyUsages.NonRepudiation))),
        new("mail-purpose-with-fitting-key-usage", Draft.Citizen, d => d.With(ExtensionWriter.KeyUsage(KeyUsages.CrlSign))),
        new("ocsp-purpose-with-fitting-key-usage", Draft.Responder, d => d.With(ExtensionWriter.KeyUsage(KeyUsages.KeyAgreement))),
        new("time-stamping-purpose-with-fitting-key-usage", Draft.TimeStamper, d => d.With(ExtensionWriter.KeyUsage(KeyUsages.KeyEncipherment))),
        new("server-has-alternative-name", Draft.Server, d => d.Without(Oids.SubjectAlternativeName)),
        new("server-common-name-among-alternative-names", Draft.Server, d => d.Named(("2.5.4.3", 0x0C, "other.example"))),
        new("server-common-name-among-alternative-names", Draft.Server.Named(("2.5.4.3", 0x0C, "127.0.0.1")), d => d.Named(("2.5.4.3", 0x0C, "127.0.0.2"))),
        new("ocsp-no-check-only-of-responder", Draft.Responder, d => Draft.Server.With(ExtensionWriter.OcspNoCheck())),
        new("ocsp-no-check-is-null", Draft.Responder, d => d.With(new(Oids.OcspNoCheck, false, new byte[] { 0x01, 0x01, 0xFF }))),
        new("ocsp-responder-revocation-decided", Draft.Responder, d => d.Without(Oids.OcspNoCheck)),
        new("ocsp-signing-alone", Draft.Responder, d => d.With(ExtensionWriter.ExtendedKeyUsage([Oids.OcspSigning, Oids.ClientAuth]))),
        new("time-stamping-alone", Draft.TimeStamper, d => d.With(ExtensionWriter.ExtendedKeyUsage([Oids.TimeStamping, Oids.ClientAuth]) with { Critical = true })),
        new("time-stamping-critical", Draft.TimeStamper, d => d.Changing(Oids.ExtendedKeyUsage, NotCritical)),

        // Persons
        new("person-has-country", Draft.Citizen, d => d.Named(("2.5.4.3", 0x0C, "Иванов"), ("2.5.4.4", 0x0C, "Иванов"), (Oids.Snils, 0x12, "11223344595"))),
        new("person-has-common-name", Draft.Citizen, d => d.Named(("2.5.4.6", 0x13, "RU"), ("2.5.4.4", 0x0C, "Иванов"), (Oids.Snils, 0x12, "11223344595"))),
        new("person-has-name-or-pseudonym", Draft.Citizen, d => d.Named(("2.5.4.6", 0x13, "RU"), ("2.5.4.3", 0x0C, "Иванов"), (Oids.Snils, 0x12, "11223344595"))),
        new("person-with-pseudonym-has-no-name", Draft.Pseudonymous, d => d.Named((Oids.Pseudonym, 0x0C, "Седьмой"), ("2.5.4.4", 0x0C, "Иванов"))),
        new("person-has-number", Draft.Citizen, d => d.Named(("2.5.4.6", 0x13, "RU"), ("2.5.4.3", 0x0C, "Иванов"), ("2.5.4.4", 0x0C, "Иванов"))),
        new("person-key-usage-signs", Draft.Citizen, d => d.With(ExtensionWriter.KeyUsage(KeyUsages.CrlSign))),
        new("numbers-in-numeric-strings", Draft.Citizen, d => d.Named((Oids.Snils, 0x0C, "11223344595"))),
        new("numbers-in-numeric-strings", Draft.Organization, d => d.Named((Oids.InnLegalEntity, 0x13, "7707083893"))),
        new("snils-right", Draft.Citizen, d => d.Named((Oids.Snils, 0x12, "11223344596"))),
        new("inn-right", Draft.Citizen, d => d.Named((Oids.Inn, 0x12, "500100732258"))),
        new("inn-right", Draft.Organization.Named((Oids.Inn, 0x12, "007710474375")), d => d.Named((Oids.Inn, 0x12, "7710474375"))),
        new("inn-of-legal-entity-right", Draft.Organization, d => d.Named((Oids.InnLegalEntity, 0x12, "7707083894"))),
        new("ogrn-right", Draft.Organization, d => d.Named((Oids.Ogrn, 0x12, "1027700132196"))),
        new("ogrnip-right", Draft.Trader, d => d.Named((Oids.Ogrnip, 0x12, "315774600002662"))),
        new("subject-sign-tool-1-to-200-characters", Draft.Citizen.With(ExtensionWriter.SubjectSignTool(new string('я', 200))),
            d => d.With(ExtensionWriter.SubjectSignTool(new string('я', 201)))),
        new("subject-sign-tool-not-critical", Draft.Citizen, d => d.Changing(Oids.SubjectSignTool, Critical)),
        new("issuer-sign-tool-within-lengths", Draft.Citizen, d => d.With(ExtensionWriter.IssuerSignTool(new("a", "b", new string('c', 101), "d")))),
        new("issuer-sign-tool-within-lengths", Draft.Citizen, d => d.With(ExtensionWriter.IssuerSignTool(new("a", "", "c", "d")))),
        new("issuer-sign-tool-not-critical", Draft.Citizen, d => d.Changing(Oids.IssuerSignTool, Critical)),
        new("identification-kind-0-to-3", Draft.Citizen.With(ExtensionWriter.IdentificationKind(3)), d => d.With(ExtensionWriter.IdentificationKind(4))),
        new("classes-of-tools-from-ks1-up", Draft.Citizen, d => d.With(ExtensionWriter.Policies(["1.2.643.100.113.2"]))),
        new("classes-of-tools-from-ks1-up", Draft.Citizen,
            d => d.With(ExtensionWriter.Policies([.. Enumerable.Range(1, 7).Select(n => $"1.2.643.100.113.{n}")]))),
    ];

    static Extension Mapping => new(Oids.PolicyMappings, true, Draft.Tlv(0x30, Draft.Tlv(0x30, [.. Draft.Oid("1.2.3"), .. Draft.Oid("1.2.4")])));

    static Extension Constraints => new(Oids.NameConstraints, true, Draft.Tlv(0x30, Draft.Tlv(0xA0, Draft.Tlv(0x30, Draft.Tlv(0x82, (byte)'a')))));

    static Extension Critical(Extension extension) => extension with { Critical = true };

    static Extension NotCritical(Extension extension) => extension with { Critical = false };

    static Extension Alternative(GeneralNameKind kind, string text) => ExtensionWriter.SubjectAlternativeName([GeneralName.Of(kind, text)]);

    static Extension Usage(DateTimeOffset? first, DateTimeOffset? last) => ExtensionWriter.PrivateKeyUsagePeriod(new(first, last));

    static byte[] Algorithm(string oid, params byte[] parameters) => Draft.Tlv(0x30, [.. Draft.Oid(oid), .. parameters]);

    static byte[] Spki(byte[] algorithm, byte[] key) => Draft.Tlv(0x30, [.. algorithm, .. Draft.Tlv(0x03, [0, .. key])]);

    static byte[] EcKey(byte[] parameters) => Spki(Algorithm(Oids.EcPublicKey, parameters), [4, .. new byte[64]]);

    static byte[] GostKey(params byte[] parameters) => Spki(Algorithm(Oids.Gost2012Key256, parameters), Draft.Tlv(0x04, new byte[64]));

    static byte[] GostParameters(params string[] oids) => Draft.Tlv(0x30, [.. oids.SelectMany(Draft.Oid)]);

    static byte[] RsaKey(int octets, int exponent) => Draft.Tlv(0x30,
        [.. Draft.Tlv(0x02, [0, 0xC1, .. new byte[octets - 2], 1]), .. Der.Write(writer => writer.WriteInteger(exponent))]);
}
