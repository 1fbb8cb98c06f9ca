using System.Text;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Profiles;
using Ca.Core.Requests;
using static Ca.Core.Tests.Issuance.Hierarchy;

namespace Ca.Core.Tests.Profiles;

public class AdmissionTests
{
    static readonly CertificateProfile CitizenProfile = CertificateProfile.Shipped["citizen"];
    static readonly CertificateProfile Server = CertificateProfile.Shipped["tls-server"];

    [Test]
    public void A_subject_is_written_in_the_order_and_the_string_types_of_the_profile()
    {
        var asked = Name("INN=500100732259, SNILS=11223344595, C=RU, GN=Иван, SN=Иванов, CN=Ivanov");

        var content = CitizenProfile.Admit(Request(asked)).Expect();

        Assert.That(content.Subject.ToString(), Is.EqualTo("CN=Ivanov, SN=Иванов, GN=Иван, C=RU, SNILS=11223344595, INN=500100732259"));
        Assert.That(content.Subject.Attributes.Select(a => a.StringType), Is.EqualTo(new[]
        {
            NameStringType.Utf8, NameStringType.Utf8, NameStringType.Utf8, NameStringType.Printable, NameStringType.Numeric, NameStringType.Numeric,
        }));
    }

    [Test]
    public void What_is_fixed_need_not_be_asked_for() =>
        Assert.That(CitizenProfile.Admit(Request(Name("INN=500100732259, SNILS=11223344595, GN=Иван, SN=Иванов, CN=Иванов"))).Expect().Subject[Oids.Country], Is.EqualTo("RU"));

    [Test]
    public void A_registrar_states_the_subject_in_place_of_the_request()
    {
        var content = CitizenProfile.Admit(Request(Name("CN=whoever, O=whatever")), CitizenName).Expect();

        Assert.That(content.Subject, Is.EqualTo(CitizenName));
    }

    [TestCase("CN=И, SN=И, GN=И, C=RU, SNILS=11223344595, INN=500100732259, O=Правительство", "Profiles.attribute-not-allowed")]
    [TestCase("CN=И, SN=И, GN=И, C=RU, SNILS=11223344595, INN=500100732259, 1.2.3.4=x", "Profiles.attribute-not-allowed")]
    [TestCase("CN=И, CN=Й, SN=И, GN=И, C=RU, SNILS=11223344595, INN=500100732259", "Profiles.attribute-twice")]
    [TestCase("CN=И, GN=И, C=RU, SNILS=11223344595, INN=500100732259", "Profiles.attribute-missing")]
    [TestCase("CN=И, SN=И, GN=И, C=KZ, SNILS=11223344595, INN=500100732259", "Profiles.attribute-fixed")]
    [TestCase("CN=И, SN=И, GN=И, C=RU, SNILS=11223344596, INN=500100732259", "Persons.snils-check")]
    [TestCase("CN=И, SN=И, GN=И, C=RU, SNILS=11223344595, INN=500100732258", "Persons.inn-check")]
    [TestCase("CN=И, SN=И, GN=И, C=RU, SNILS=11223344595, INN=007710474375", "Profiles.inn-of-a-person")]
    [TestCase("CN=И, SN=ИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИИ, GN=И, C=RU, SNILS=11223344595, INN=500100732259", "Profiles.attribute-length")]
    [TestCase("", "Profiles.attribute-missing")]
    public void A_subject_that_the_profile_does_not_name_is_refused(string subject, string complaint) =>
        Assert.That(Complaint(CitizenProfile.Admit(Request(Name(subject)))), Is.EqualTo(complaint));

    [Test]
    public void An_organizations_number_may_be_padded_as_in_2012()
    {
        var json = """
            { "name": "body", "version": 1, "keyAlgorithms": ["ec-p256"], "validity": "P1Y",
              "subject": [ { "attribute": "INN", "presence": "required", "check": "inn-legal-padded" }, { "attribute": "OGRN", "presence": "optional", "check": "ogrn" },
                           { "attribute": "INNLE", "presence": "optional", "check": "inn-legal" }, { "attribute": "OGRNIP", "presence": "optional", "check": "ogrnip" } ],
              "extensions": { "keyUsage": ["digital-signature"] } }
            """;
        var profile = CertificateProfile.Parse(Encoding.UTF8.GetBytes(json)).Expect();

        Assert.Multiple(() =>
        {
            Assert.That(profile.Admit(CitizenKey.PublicKey, Name("INN=007710474375, OGRN=1047702026701, INNLE=7710474375")).Expect().Subject[Oids.Inn], Is.EqualTo("007710474375"));
            Assert.That(Complaint(profile.Admit(CitizenKey.PublicKey, Name("INN=500100732259"))), Is.EqualTo("Profiles.inn-of-an-organization"));
            Assert.That(Complaint(profile.Admit(CitizenKey.PublicKey, Name("INN=007710474375, OGRN=1047702026702"))), Is.EqualTo("Persons.ogrn-check"));
            Assert.That(Complaint(profile.Admit(CitizenKey.PublicKey, Name("INN=007710474375, OGRNIP=315774600002662"))), Is.EqualTo("Persons.ogrnip-check"));
        });
    }

    [Test]
    public void A_kind_of_key_that_the_profile_does_not_name_is_refused()
    {
        using var key = Key("ed25519");

        Assert.That(Complaint(CertificateProfile.Shipped["officer"].Admit(key.PublicKey, Name("C=RU, CN=Officer"))), Is.EqualTo("Profiles.key-algorithm"));
    }

    [Test]
    public void Nothing_that_the_request_asks_for_reaches_the_content_unless_the_profile_names_it()
    {
        var plain = CitizenProfile.Admit(Request(CitizenName)).Expect();
        Extension[] asked =
        [
            ExtensionWriter.BasicConstraints(new(false, null)),
            ExtensionWriter.KeyUsage(KeyUsages.KeyCertSign | KeyUsages.CrlSign | KeyUsages.KeyEncipherment),
            ExtensionWriter.ExtendedKeyUsage([Oids.TimeStamping, Oids.OcspSigning, Oids.AnyExtendedKeyUsage]),
            ExtensionWriter.SubjectKeyIdentifier(new byte[20]),
            ExtensionWriter.AuthorityKeyIdentifier(new byte[20]),
            ExtensionWriter.Policies(["1.2.643.100.113.1", "2.5.29.32.0"]),
            ExtensionWriter.CrlDistributionPoints(["http://evil.example/crl"]),
            ExtensionWriter.AuthorityInformationAccess(["http://evil.example/ocsp"], []),
            ExtensionWriter.SubjectSignTool("Чужое средство"),
            ExtensionWriter.IssuerSignTool(new("a", "b", "c", "d")),
            ExtensionWriter.IdentificationKind(3),
            ExtensionWriter.OcspNoCheck(),
            ExtensionWriter.PrivateKeyUsagePeriod(new(Now, Now.AddYears(10))),
            .. Enumerable.Range(1, 100).Select(n => new Extension($"1.2.3.{n}", false, new byte[] { 0x05, 0x00 })),
        ];

        var content = CitizenProfile.Admit(Request(CitizenName, asked)).Expect();

        Assert.That(content.Hash, Is.EqualTo(plain.Hash));
        Assert.That(content.Extensions, Is.EqualTo(plain.Extensions));
    }

    [Test]
    public void Who_asks_to_be_an_authority_is_refused() =>
        Assert.That(Complaint(CitizenProfile.Admit(Request(CitizenName, ExtensionWriter.BasicConstraints(new(true, null))))), Is.EqualTo("Profiles.authority-asked"));

    [Test]
    public void A_critical_extension_that_the_certificate_would_not_have_is_refused() =>
        Assert.That(Complaint(CitizenProfile.Admit(Request(CitizenName, new Extension("1.2.3.4", true, new byte[] { 0x05, 0x00 })))), Is.EqualTo("Profiles.critical-extension-asked"));

    [Test]
    public void Alternative_names_are_taken_in_the_kinds_and_numbers_of_the_profile()
    {
        var names = new[] { Dns("ca.example"), Dns("www.ca.example"), new GeneralName(GeneralNameKind.IpAddress, new byte[] { 127, 0, 0, 1 }) };

        var content = Server.Admit(Request(Name("CN=ca.example"), ExtensionWriter.SubjectAlternativeName(names))).Expect();
        var nameless = Server.Admit(Request(Name(""), ExtensionWriter.SubjectAlternativeName(names))).Expect();

        Assert.That(CertificateExtensions.Of(content.Extensions).Expect().SubjectAlternativeName, Is.EqualTo(names));
        Assert.That(content.Extensions.Single(e => e.Oid == Oids.SubjectAlternativeName).Critical, Is.False);
        Assert.That(nameless.Extensions.Single(e => e.Oid == Oids.SubjectAlternativeName).Critical, Is.True, "RFC 5280 §4.2.1.6");
    }

    [Test]
    public void Other_alternative_names_are_refused() => Assert.Multiple(() =>
    {
        string? Asking(params GeneralName[] names) => Complaint(Server.Admit(Request(Name("CN=ca.example"), ExtensionWriter.SubjectAlternativeName(names))));

        Assert.That(Asking(Dns("ca.example"), GeneralName.Of(GeneralNameKind.Email, "a@ca.example")), Is.EqualTo("Profiles.alternative-name-not-allowed"));
        Assert.That(Asking(Dns("*.ca.example")), Is.EqualTo("Profiles.alternative-name-malformed"));
        Assert.That(Asking([.. Enumerable.Range(0, 101).Select(n => Dns($"n{n}.example"))]), Is.EqualTo("Profiles.alternative-name-count"));
        Assert.That(Complaint(Server.Admit(Request(Name("CN=ca.example")))), Is.EqualTo("Profiles.alternative-name-count"));
        Assert.That(Complaint(CertificateProfile.Shipped["officer"].Admit(Request(Name("C=RU, CN=O"), ExtensionWriter.SubjectAlternativeName([Dns("a.example")])))),
            Is.EqualTo("Profiles.alternative-name-not-allowed"));
    });

    [Test]
    public void Somebody_has_to_be_named()
    {
        var json = """{ "name": "any", "version": 1, "keyAlgorithms": ["ec-p256"], "validity": "P1D", "subject": [], "extensions": { "keyUsage": ["digital-signature"] } }""";

        Assert.That(Complaint(CertificateProfile.Parse(Encoding.UTF8.GetBytes(json)).Expect().Admit(CitizenKey.PublicKey, Name(""))), Is.EqualTo("Profiles.nobody-named"));
    }

    static CertificationRequest Request(DistinguishedName subject, params Extension[] extensions) => CertificationRequest.Create(CitizenKey, subject, extensions).Expect();

    static GeneralName Dns(string name) => GeneralName.Of(GeneralNameKind.Dns, name);

    static string? Complaint(Outcome<CertificateContent> outcome) => outcome.Refused(out var why, out _) ? why.Sentence.Key : null;
}
