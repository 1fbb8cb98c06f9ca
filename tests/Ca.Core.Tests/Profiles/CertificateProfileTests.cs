using System.Security.Cryptography;
using System.Text;
using Ca.Core.Profiles;

namespace Ca.Core.Tests.Profiles;

public class CertificateProfileTests
{
    const string Good =
        """
        {
          "name": "sample", "version": 3,
          "issuer": { "keys": ["ec", "gost2012-256"], "names": ["C=RU, CN=Проба"] },
          "keyAlgorithms": ["ec-p256"],
          "validity": "P1Y", "privateKeyUsagePeriod": "P1Y",
          "subject": [
            { "attribute": "CN", "presence": "required", "stringType": "printable", "minimumLength": 2, "maximumLength": 10 },
            { "attribute": "C", "presence": "fixed", "value": "RU" },
            { "attribute": "SNILS", "presence": "optional", "check": "snils" },
            { "attribute": "2.5.4.41", "presence": "optional" }
          ],
          "extensions": {
            "basicConstraints": { "authority": false },
            "keyUsage": ["digital-signature"],
            "extendedKeyUsage": { "critical": true, "purposes": ["client-auth", "1.2.643.3.58.2.1.1"] },
            "subjectAlternativeName": { "dns": { "minimum": 0, "maximum": 2 } },
            "certificatePolicies": ["1.2.643.100.113.1"],
            "subjectSignTool": "Средство", "issuerSignTool": { "signTool": "a", "caTool": "b", "signToolCertificate": "c", "caToolCertificate": "d" },
            "identificationKind": "remote-passport", "ocspNoCheck": true, "authorityKeyIdentifier": "key-and-certificate",
            "crlDistributionPoints": true, "authorityInformationAccess": ["ocsp"]
          }
        }
        """;

    [Test]
    public void A_profile_knows_its_version_and_the_hash_of_its_file()
    {
        var profile = Parse(Good).Expect();

        Assert.That(profile.Reference, Is.EqualTo(new ProfileReference("sample", 3, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Good))))));
        Assert.That(profile.FromIssuer, Is.EqualTo(
            IssuerExtensions.AuthorityKey | IssuerExtensions.AuthorityCertificate | IssuerExtensions.CrlDistributionPoints | IssuerExtensions.Ocsp));
    }

    [TestCase("\"version\": 3", "\"version\": 3, \"colour\": \"red\"", "colour")]
    [TestCase("\"authority\": false", "\"authority\": false, \"ca\": true", "ca")]
    [TestCase("\"presence\": \"required\"", "\"presence\": \"required\", \"mandatory\": true", "mandatory")]
    [TestCase("\"ocspNoCheck\": true", "\"ocspNoCheck\": true, \"nameConstraints\": {}", "nameConstraints")]
    [TestCase("\"version\": 3", "\"Version\": 3", "Version")]
    public void An_unknown_property_is_refused_by_its_name(string old, string @new, string named)
    {
        var refusal = Refusal(Good.Replace(old, @new, StringComparison.Ordinal));

        Assert.That(refusal!.Sentence.Key, Is.EqualTo("Json.not-of-the-form"));
        Assert.That(refusal.ToString(), Does.Contain($"'{named}'"));
    }

    [TestCase("\"version\": 3", "\"version\": 3, \"version\": 4", "Json.not-of-the-form")]
    [TestCase("\"version\": 3", "\"version\": \"3\"", "Json.not-of-the-form")]
    [TestCase("\"version\": 3", "\"version\": null", "Json.null")]
    [TestCase("\"version\": 3,", "", "Json.not-of-the-form")]
    [TestCase("\"digital-signature\"", "\"fly\"", "Json.not-of-the-form")]
    [TestCase("\"version\": 3", "\"version\": 0", "Profiles.profile-name")]
    [TestCase("\"sample\"", "\"../sample\"", "Profiles.profile-name")]
    [TestCase("[\"ec-p256\"]", "[\"dsa-1024\"]", "Keys.unknown-key-algorithm")]
    [TestCase("[\"ec-p256\"]", "[]", "Profiles.listed-twice-or-not-at-all")]
    [TestCase("[\"ec-p256\"]", "[\"ec-p256\", \"ec-p256\"]", "Profiles.listed-twice-or-not-at-all")]
    [TestCase("\"validity\": \"P1Y\"", "\"validity\": \"1 year\"", "Profiles.lifetime-form")]
    [TestCase("\"privateKeyUsagePeriod\": \"P1Y\"", "\"privateKeyUsagePeriod\": \"P2Y\"", "Profiles.usage-longer-than-validity")]
    [TestCase("\"C=RU, CN=Проба\"", "\"Проба\"", "Certificates.name-no-equals-sign")]
    [TestCase("\"attribute\": \"CN\"", "\"attribute\": \"COMMON\"", "Certificates.name-unknown-attribute")]
    [TestCase("\"attribute\": \"C\"", "\"attribute\": \"CN\"", "Profiles.listed-twice-or-not-at-all")]
    [TestCase("\"stringType\": \"printable\"", "\"stringType\": \"ia5\"", "Profiles.attribute-string-type")]
    [TestCase("\"maximumLength\": 10", "\"maximumLength\": 65", "Profiles.attribute-bounds")]
    [TestCase("\"maximumLength\": 10", "\"maximumLength\": 1", "Profiles.attribute-bounds")]
    [TestCase("\"minimumLength\": 2", "\"minimumLength\": 0", "Profiles.attribute-bounds")]
    [TestCase("\"value\": \"RU\"", "\"stringType\": \"printable\"", "Profiles.attribute-value")]
    [TestCase("\"value\": \"RU\"", "\"value\": \"RUS\"", "Certificates.name-value-exact-length")]
    [TestCase("\"check\": \"snils\"", "\"check\": \"inn\"", "Profiles.attribute-check")]
    [TestCase("\"check\": \"snils\"", "\"check\": \"snils\", \"value\": \"11223344595\"", "Profiles.attribute-value")]
    [TestCase("\"authority\": false", "\"authority\": true", "Profiles.authority-and-key-usage")]
    [TestCase("\"digital-signature\"", "\"key-cert-sign\"", "Profiles.authority-and-key-usage")]
    [TestCase("\"keys\": [", "\"selfSigned\": true, \"keys\": [", "Profiles.authority-and-key-usage")]
    [TestCase("\"authority\": false", "\"authority\": false, \"pathLength\": 0", "Profiles.path-length")]
    [TestCase("[\"digital-signature\"]", "[]", "Profiles.listed-twice-or-not-at-all")]
    [TestCase("\"client-auth\"", "\"clientAuth\"", "Profiles.purpose-unknown")]
    [TestCase("\"client-auth\"", "\"2.5.29.37.0\"", "Profiles.purpose-unknown")]
    [TestCase("\"1.2.643.3.58.2.1.1\"", "\"1.3.6.1.5.5.7.3.2\"", "Profiles.listed-twice-or-not-at-all")]
    [TestCase("\"maximum\": 2", "\"maximum\": 101", "Profiles.alternative-name-bounds")]
    [TestCase("\"minimum\": 0", "\"minimum\": 3", "Profiles.alternative-name-bounds")]
    [TestCase("[\"1.2.643.100.113.1\"]", "[\"KC1\"]", "Profiles.policies")]
    [TestCase("[\"1.2.643.100.113.1\"]", "[\"1.2.3\", \"1.2.3\"]", "Profiles.policies")]
    [TestCase("\"signTool\": \"a\"", "\"signTool\": \"\"", "Profiles.sign-tool-length")]
    public void What_is_wrong_in_a_file_is_said(string old, string @new, string complaint)
    {
        Assert.That(Good.Contains(old, StringComparison.Ordinal), "The sample has changed: this row no longer changes it.");
        Assert.That(Refusal(Good.Replace(old, @new, StringComparison.Ordinal))?.Sentence.Key, Is.EqualTo(complaint));
    }

    [Test]
    public void A_file_that_is_too_large_is_not_read() =>
        Assert.That(Refusal(new string(' ', CertificateProfile.MaxOctets + 1))?.Code, Is.EqualTo(RefusalCode.TooLarge));

    [Test]
    public void Eight_profiles_are_shipped() => Assert.That(
        CertificateProfile.Shipped.Keys, Is.EquivalentTo(new[] { "root", "issuing-ca", "officer", "citizen", "tls-server", "ocsp-responder", "time-stamping", "verdict-signing" }));

    static Outcome<CertificateProfile> Parse(string json) => CertificateProfile.Parse(Encoding.UTF8.GetBytes(json));

    static Refusal? Refusal(string json) => Parse(json).Refused(out var why, out _) ? why : null;
}
