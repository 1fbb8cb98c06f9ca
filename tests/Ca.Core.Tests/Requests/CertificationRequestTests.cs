using System.Formats.Asn1;
using System.Text;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Requests;
using Ca.Core.Tests.Certificates;

namespace Ca.Core.Tests.Requests;

public class CertificationRequestTests
{
    readonly SoftwareKey key = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());
    static readonly Extension Usage = ExtensionWriter.KeyUsage(KeyUsages.DigitalSignature);

    [OneTimeTearDown]
    public void Forget() => key.Dispose();

    static IEnumerable<string> SignatureAlgorithms => SignatureAlgorithm.All.Select(a => a.Name);

    static IEnumerable<string> KeyAlgorithms => KeyAlgorithm.All.Select(a => a.Name);

    /// <summary>The refusal's sentence, or null when it is read.</summary>
    static string? Complaint(byte[] bytes) => CertificationRequest.Parse(bytes).Refused(out var why, out _) ? why.Sentence.Key : null;

    string? Complaint(RequestDraft draft) => Complaint(draft.SignWith(key));

    [TestCaseSource(nameof(KeyAlgorithms))]
    public void Possession_is_proved_with_a_key_of_every_kind(string algorithm)
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse(algorithm).Expect());
        var made = CertificationRequest.Create(key, SampleCertificates.Citizen, SampleCertificates.Extensions).Expect();
        var read = CertificationRequest.Parse(made.Encoded).Expect();
        Assert.Multiple(() =>
        {
            Assert.That(read.Subject, Is.EqualTo(SampleCertificates.Citizen));
            Assert.That(read.PublicKey.Identity, Is.EqualTo(key.PublicKey.Identity));
            Assert.That(read.Extensions, Is.EqualTo(SampleCertificates.Extensions));
            Assert.That(read.SignatureAlgorithm, Is.EqualTo(key.Algorithm));
        });
    }

    [TestCaseSource(nameof(SignatureAlgorithms))]
    public void Possession_is_proved_by_every_signature_and_by_no_changed_one(string name)
    {
        var algorithm = SignatureAlgorithm.Parse(name).Expect();
        using var key = SoftwareKey.Generate(KeyAlgorithm.All.First(k => k.Family == algorithm.Family), algorithm);
        var good = CertificationRequest.Create(key, SampleCertificates.Citizen, []).Expect().Encoded.ToArray();
        var otherSubject = (byte[])good.Clone();
        otherSubject[good.AsSpan().IndexOf("11223344595"u8)] = (byte)'2';
        var otherSignature = (byte[])good.Clone();
        otherSignature[^1] ^= 1;
        Assert.Multiple(() =>
        {
            Assert.That(Complaint(good), Is.Null);
            Assert.That(Complaint(otherSubject), Is.EqualTo("Requests.no-possession"));
            Assert.That(Complaint(otherSignature), Is.EqualTo("Requests.no-possession"));
        });
    }

    [Test]
    public void A_key_that_did_not_sign_is_not_possessed()
    {
        using var another = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());
        using var ofAnotherKind = SoftwareKey.Generate(KeyAlgorithm.Parse("ed25519").Expect());
        Assert.That(Complaint(new RequestDraft { Key = another.PublicKey.SubjectPublicKeyInfo.ToArray() }), Is.EqualTo("Requests.no-possession"));
        Assert.That(Complaint(new RequestDraft { Key = ofAnotherKind.PublicKey.SubjectPublicKeyInfo.ToArray() }), Is.EqualTo("Requests.algorithm-of-another-key"));
    }

    [TestCase(Oids.Md5WithRsa, "MD5")]
    [TestCase(Oids.Sha1WithRsa, "SHA-1")]
    [TestCase(Oids.EcdsaWithSha1, "SHA-1")]
    public void A_weak_hash_is_named(string oid, string hash)
    {
        Assert.That(CertificationRequest.Parse(new RequestDraft { Algorithm = RequestDraft.AlgorithmOf(oid) }.SignWith(key)).Refused(out var why, out _));
        Assert.That(why!.ToString(), Does.StartWith($"Unsupported: The request is signed with {hash},"));
    }

    // RFC 4055 §3.1: DEFAULT sha1.
    [TestCase("300B06092A864886F70D01010A", "Keys.signature-parameters", Description = "no parameters")]
    [TestCase("300D06092A864886F70D01010A3000", "Requests.weak-digest", Description = "no hash")]
    [TestCase("301A06092A864886F70D01010A300DA00B300906052B0E03021A0500", "Requests.weak-digest", Description = "SHA-1 written")]
    [TestCase("300906072A8648CE380403", "Requests.weak-digest", Description = "SHA-1 with DSA")]
    [TestCase("300D06092A864886F70D01010E0500", "Requests.algorithm-of-the-past", Description = "SHA-224 with RSA")]
    [TestCase("300A06082A8648CE3D040301", "Requests.algorithm-of-the-past", Description = "SHA-224 with ECDSA")]
    [TestCase("300B0609608648016503040302", "Requests.algorithm-of-the-past", Description = "DSA")]
    [TestCase("301E06092A864886F70D01010A3011A00F300D06096086480165030402010500", "Requests.algorithm-of-another-key", Description = "SHA-256 with SHA-1's mask and salt, which is none of the key's")]
    public void The_hash_of_PSS_is_in_its_parameters(string algorithm, string complaint) =>
        Assert.That(Complaint(new RequestDraft { Algorithm = Convert.FromHexString(algorithm) }), Is.EqualTo(complaint));

    [Test]
    public void Only_version_1_is_read()
    {
        Assert.That(Complaint(new RequestDraft { Version = 0 }), Is.Null);
        Assert.That(Complaint(new RequestDraft { Version = 1 }), Is.EqualTo("Requests.version-unknown"));
        Assert.That(Complaint(new RequestDraft { Version = -1 }), Is.EqualTo("Requests.version-unknown"));
    }

    [Test]
    public void A_signature_consists_of_octets() =>
        Assert.That(Complaint(new RequestDraft { UnusedSignatureBits = 1 }), Is.EqualTo("Requests.signature-not-octets"));

    // RFC 5280 appendix A.1: ub-common-name 64 and so on; RFC 9215 §5 for the numbers.
    [TestCase(Oids.CommonName, 1, 64)]
    [TestCase(Oids.Organization, 1, 64)]
    [TestCase(Oids.OrganizationalUnit, 1, 64)]
    [TestCase(Oids.Title, 1, 64)]
    [TestCase(Oids.Locality, 1, 128)]
    [TestCase(Oids.StateOrProvince, 1, 128)]
    [TestCase(Oids.StreetAddress, 1, 128)]
    [TestCase(Oids.Pseudonym, 1, 128)]
    [TestCase(Oids.NameSerialNumber, 1, 64)]
    [TestCase(Oids.EmailAddress, 1, 255)]
    [TestCase(Oids.Country, 2, 2)]
    [TestCase(Oids.Snils, 11, 11)]
    [TestCase(Oids.Inn, 12, 12)]
    [TestCase(Oids.InnLegalEntity, 10, 10)]
    [TestCase(Oids.Ogrn, 13, 13)]
    [TestCase(Oids.Ogrnip, 15, 15)]
    [TestCase("1.2.3.4.5", 1, 1024)]
    public void A_name_attribute_has_so_many_characters(string type, int fewest, int most)
    {
        var complaint = fewest == most ? "Certificates.name-value-exact-length" : "Certificates.name-value-length";
        var tag = NameAttributeType.Of(type).StringType switch
        {
            NameStringType.Printable => UniversalTagNumber.PrintableString,
            NameStringType.Ia5 => UniversalTagNumber.IA5String,
            NameStringType.Numeric => UniversalTagNumber.NumericString,
            _ => UniversalTagNumber.UTF8String,
        };
        // Two octets a character where there are such, since the standard counts characters.
        var character = tag == UniversalTagNumber.UTF8String ? 'Я' : '1';
        RequestDraft Of(int length) => new() { Subject = RequestDraft.Name(type, tag, Encoding.UTF8.GetBytes(new string(character, length))) };
        Assert.Multiple(() =>
        {
            Assert.That(Complaint(Of(fewest)), Is.Null);
            Assert.That(Complaint(Of(most)), Is.Null);
            Assert.That(Complaint(Of(fewest - 1)), Is.EqualTo(complaint));
            Assert.That(Complaint(Of(most + 1)), Is.EqualTo(complaint));
        });
    }

    [TestCase("Иванов Иван", null)]
    [TestCase("O'Neill-Smith, Ltd. (Иркутск) №1 \"ёЁ\" <a=b>+c;d\\e#", null)]
    [TestCase("名前 👩", null)]
    [TestCase("bank.example\0.evil.example", "Certificates.name-nul")]
    [TestCase("a\nb", "Certificates.name-control")]
    [TestCase("a\tb", "Certificates.name-control")]
    [TestCase("a\u007Fb", "Certificates.name-control")]
    [TestCase("a\u0085b", "Certificates.name-control")]
    [TestCase("a\u2028b", "Certificates.name-control")]
    [TestCase("a\u202Eb", "Certificates.name-bidirectional")]
    [TestCase("a\u200Fb", "Certificates.name-bidirectional")]
    [TestCase("a\u061Cb", "Certificates.name-bidirectional")]
    [TestCase("a\u2066b", "Certificates.name-bidirectional")]
    [TestCase("a\u200Bb", "Certificates.name-invisible")]
    [TestCase("a\u200Db", "Certificates.name-invisible")]
    [TestCase("a\u00ADb", "Certificates.name-invisible")]
    [TestCase("a\uFEFFb", "Certificates.name-invisible")]
    [TestCase("a\u3164b", "Certificates.name-invisible")]
    [TestCase("a\uFE0Fb", "Certificates.name-invisible")]
    [TestCase("a\U000E0041b", "Certificates.name-invisible")]
    [TestCase("a\uE000b", "Certificates.name-meaningless")]
    [TestCase("a\uFFFDb", "Certificates.name-meaningless")]
    [TestCase("a\uFFFFb", "Certificates.name-meaningless")]
    public void A_name_shows_what_it_is(string commonName, string? complaint)
    {
        var draft = new RequestDraft { Subject = RequestDraft.Name(Oids.CommonName, UniversalTagNumber.UTF8String, Encoding.UTF8.GetBytes(commonName)) };
        Assert.That(Complaint(draft), Is.EqualTo(complaint));
    }

    [TestCase(UniversalTagNumber.UTF8String, "C3A9", null, Description = "é")]
    [TestCase(UniversalTagNumber.UTF8String, "C328", "Certificates.name-not-in-its-encoding", Description = "a lead octet without its second")]
    [TestCase(UniversalTagNumber.UTF8String, "C080", "Certificates.name-not-in-its-encoding", Description = "NUL in two octets")]
    [TestCase(UniversalTagNumber.UTF8String, "EDA080", "Certificates.name-not-in-its-encoding", Description = "a surrogate")]
    [TestCase(UniversalTagNumber.UTF8String, "F4908080", "Certificates.name-not-in-its-encoding", Description = "beyond U+10FFFF")]
    [TestCase(UniversalTagNumber.PrintableString, "4162", null)]
    [TestCase(UniversalTagNumber.PrintableString, "41E9", "Certificates.name-not-in-its-encoding", Description = "eight bits")]
    [TestCase(UniversalTagNumber.PrintableString, "4140", "Certificates.name-alphabet", Description = "@")]
    [TestCase(UniversalTagNumber.NumericString, "3132", null)]
    [TestCase(UniversalTagNumber.NumericString, "3141", "Certificates.name-alphabet")]
    [TestCase(UniversalTagNumber.BMPString, "0418", null, Description = "И")]
    [TestCase(UniversalTagNumber.BMPString, "041800", "Certificates.name-not-in-its-encoding", Description = "an odd octet")]
    [TestCase(UniversalTagNumber.BMPString, "D800", "Certificates.name-not-in-its-encoding", Description = "half of a pair")]
    [TestCase(UniversalTagNumber.BMPString, "0000", "Certificates.name-nul")]
    [TestCase(UniversalTagNumber.UniversalString, "00000418", null)]
    [TestCase(UniversalTagNumber.UniversalString, "00110000", "Certificates.name-not-in-its-encoding")]
    [TestCase(UniversalTagNumber.TeletexString, "E9", null, Description = "é in Latin-1")]
    [TestCase(UniversalTagNumber.OctetString, "41", "Certificates.name-not-text")]
    public void A_name_is_text_in_its_own_encoding(UniversalTagNumber tag, string hex, string? complaint)
    {
        var draft = new RequestDraft { Subject = RequestDraft.Name(Oids.CommonName, tag, Convert.FromHexString(hex)) };
        Assert.That(Complaint(draft), Is.EqualTo(complaint));
    }

    [TestCase("112-233-445 95", "Certificates.name-value-exact-length")]
    [TestCase("1122334459a", "Certificates.name-alphabet")]
    [TestCase("11223344595", null)]
    public void A_number_has_digits_whatever_its_string_type(string snils, string? complaint)
    {
        var draft = new RequestDraft { Subject = RequestDraft.Name(Oids.Snils, UniversalTagNumber.UTF8String, Encoding.UTF8.GetBytes(snils)) };
        Assert.That(Complaint(draft), Is.EqualTo(complaint));
    }

    [Test]
    public void Extensions_are_asked_for_once_and_each_once()
    {
        var other = ExtensionWriter.OcspNoCheck();
        Assert.Multiple(() =>
        {
            Assert.That(Complaint(new RequestDraft { Attributes = [RequestDraft.Asking(Usage, other)] }), Is.Null);
            Assert.That(Complaint(new RequestDraft { Attributes = [RequestDraft.Asking(Usage, Usage)] }), Is.EqualTo("Certificates.extension-twice"));
            Assert.That(Complaint(new RequestDraft { Attributes = [RequestDraft.Asking(Usage), RequestDraft.Asking(other)] }), Is.EqualTo("Requests.several-extension-requests"));
            var twoValues = RequestDraft.Attribute(Oids.ExtensionRequest, RequestDraft.ExtensionList([Usage]), RequestDraft.ExtensionList([other]));
            Assert.That(Complaint(new RequestDraft { Attributes = [twoValues] }), Is.EqualTo("Requests.several-extension-requests"));
        });
    }

    // X.690 §11.5 and RFC 5280 §4.2.1.9.
    [TestCase("300E300C0603551D13010 1FF04023000", null)]
    [TestCase("300E300C0603551D13010 10004023000", "Asn1.not-der", Description = "critical FALSE written")]
    [TestCase("300E300C0603551D13010 10104023000", "Asn1.not-der", Description = "TRUE that is not FF")]
    [TestCase("300C300A0603551D1304033000 00", "Certificates.extension-malformed", Description = "an octet behind")]
    [TestCase("300B30090603551D13040230 01", "Certificates.extension-malformed", Description = "cut off")]
    [TestCase("3000", "Asn1.not-der", Description = "a list of none")]
    public void Extensions_are_strict_DER(string hex, string? complaint)
    {
        var list = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.That(Complaint(new RequestDraft { Attributes = [RequestDraft.Attribute(Oids.ExtensionRequest, list)] }), Is.EqualTo(complaint));
    }

    [Test]
    public void Attributes_that_say_nothing_to_us_are_read_over_but_counted()
    {
        var password = RequestDraft.Attribute(Oids.ChallengePassword, Der.Write(w => w.WriteCharacterString(UniversalTagNumber.UTF8String, "secret")));
        IReadOnlyList<byte[]> Many(int count) => [.. Enumerable.Range(0, count).Select(i => RequestDraft.Attribute($"1.2.3.{i}", Der.Write(w => w.WriteNull())))];
        Assert.Multiple(() =>
        {
            Assert.That(Complaint(new RequestDraft { Attributes = [password, RequestDraft.Asking(Usage)] }), Is.Null);
            Assert.That(Complaint(new RequestDraft { Attributes = Many(32) }), Is.Null);
            Assert.That(Complaint(new RequestDraft { Attributes = Many(33) }), Is.EqualTo("Requests.too-many-attributes"));
            Assert.That(Complaint(new RequestDraft { Attributes = null }), Is.EqualTo("Asn1.not-der"), "the field may be empty, not absent (RFC 2986 §4.1)");
            Assert.That(Complaint(new RequestDraft { BehindAttributes = [0x05, 0x00] }), Is.EqualTo("Asn1.not-der"));
        });
    }

    [TestCase(GeneralNameKind.Dns, "example.ru", null)]
    [TestCase(GeneralNameKind.Dns, "example.ru\0.evil", "Requests.alternative-name-characters")]
    [TestCase(GeneralNameKind.Dns, "example .ru", "Requests.alternative-name-characters")]
    [TestCase(GeneralNameKind.Dns, "", "Requests.alternative-name-characters")]
    [TestCase(GeneralNameKind.Email, "ivan@example.ru", null)]
    [TestCase(GeneralNameKind.Email, "ivan@example.ru\n", "Requests.alternative-name-characters")]
    [TestCase(GeneralNameKind.Uri, "http://example.ru/", null)]
    [TestCase(GeneralNameKind.Uri, "http://example.ru/\u007F", "Requests.alternative-name-characters")]
    [TestCase(GeneralNameKind.IpAddress, "1234", null)]
    [TestCase(GeneralNameKind.IpAddress, "12345", "Requests.alternative-name-address")]
    public void An_alternative_name_is_held_to_the_same(GeneralNameKind kind, string text, string? complaint) =>
        Assert.That(Complaint(new RequestDraft { Attributes = [RequestDraft.Asking(ExtensionWriter.SubjectAlternativeName([GeneralName.Of(kind, text)]))] }), Is.EqualTo(complaint));

    [Test]
    public void A_directory_name_among_the_alternative_ones_is_held_to_the_same()
    {
        var hidden = new GeneralName(GeneralNameKind.Directory, RequestDraft.Name(Oids.CommonName, UniversalTagNumber.UTF8String, "a\u202Eb"u8));
        Assert.That(Complaint(new RequestDraft { Attributes = [RequestDraft.Asking(ExtensionWriter.SubjectAlternativeName([hidden]))] }), Is.EqualTo("Certificates.name-bidirectional"));
        Assert.That(Complaint(new RequestDraft { Attributes = [RequestDraft.Asking(ExtensionWriter.SubjectAlternativeName([GeneralName.Of(SampleCertificates.Authority)]))] }), Is.Null);
    }

    [Test]
    public void PEM_is_read_as_people_send_it()
    {
        var der = new RequestDraft().SignWith(key);
        var pem = Pem.Write("CERTIFICATE REQUEST", der);
        byte[] utf16 = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(pem)];
        Assert.Multiple(() =>
        {
            Assert.That(Complaint(Encoding.ASCII.GetBytes(pem)), Is.Null);
            Assert.That(Complaint(Encoding.ASCII.GetBytes(pem.Replace("\n", "\r\n", StringComparison.Ordinal))), Is.Null);
            Assert.That(Complaint(Encoding.ASCII.GetBytes(pem.Replace("CERTIFICATE", "NEW CERTIFICATE", StringComparison.Ordinal))), Is.Null);
            Assert.That(Complaint(Encoding.UTF8.GetBytes("\uFEFF" + pem)), Is.Null);
            Assert.That(Complaint(Encoding.UTF8.GetBytes("Запрос Иванова:\n" + pem + "\nС уважением")), Is.Null);
            Assert.That(Complaint(utf16), Is.EqualTo("Asn1.utf-16"));
            Assert.That(Complaint(Encoding.Unicode.GetBytes(pem)), Is.EqualTo("Asn1.utf-16"));
            Assert.That(Complaint(Encoding.ASCII.GetBytes(pem + pem)), Is.EqualTo("Asn1.several-pem"));
            Assert.That(Complaint(Encoding.ASCII.GetBytes(pem.Replace("CERTIFICATE REQUEST", "CERTIFICATE", StringComparison.Ordinal))), Is.EqualTo("Asn1.no-pem"));
            Assert.That(Complaint(Encoding.ASCII.GetBytes(pem.Replace("M", "*", StringComparison.Ordinal))), Is.EqualTo("Asn1.damaged-pem"));
            Assert.That(Complaint(Encoding.ASCII.GetBytes(Pem.Write("CERTIFICATE REQUEST", [.. der, 0]))), Is.EqualTo("Asn1.trailing-bytes"));
        });
    }

    [Test]
    public void DER_is_one_object_of_bounded_size_and_depth()
    {
        var der = new RequestDraft().SignWith(key);
        byte[] indefinite = [0x30, 0x80, .. der[4..], 0, 0];
        var bomb = Enumerable.Range(0, 70).Aggregate(Array.Empty<byte>(), (inner, _) => Der.Write(w =>
        {
            using (w.PushSequence())
                if (inner.Length > 0)
                    w.WriteEncodedValue(inner);
        }));
        Assert.Multiple(() =>
        {
            Assert.That(Complaint(der), Is.Null);
            Assert.That(Complaint([.. der, (byte)'\n']), Is.EqualTo("Asn1.trailing-bytes"));
            Assert.That(Complaint([.. der, .. der]), Is.EqualTo("Asn1.trailing-bytes"));
            Assert.That(Complaint(der[..^1]), Is.EqualTo("Asn1.not-der"));
            Assert.That(Complaint(indefinite), Is.EqualTo("Asn1.not-der"));
            Assert.That(Complaint([]), Is.EqualTo("Asn1.empty"));
            Assert.That(Complaint(new byte[CertificationRequest.MaxOctets + 1]), Is.EqualTo("Asn1.too-large"));
            Assert.That(Complaint(bomb), Is.EqualTo("Asn1.not-der"));
            Assert.That(Complaint(new RequestDraft { Attributes = [RequestDraft.Attribute("1.2.3", bomb)] }), Is.EqualTo("Asn1.not-der"));
            Assert.That(Complaint(new RequestDraft { Attributes = [RequestDraft.Attribute("1.2.3", new byte[] { 4, 0 })] }), Is.Null);
        });
    }

    [Test]
    public void What_was_checked_stays_as_it_was()
    {
        var bytes = new RequestDraft().SignWith(key);
        var request = CertificationRequest.Parse(bytes).Expect();
        var before = request.Encoded.ToArray();
        Array.Clear(bytes);
        Assert.That(request.Encoded.ToArray(), Is.EqualTo(before));
        Assert.That(request.Subject.Encoded.Span.SequenceEqual(new RequestDraft().Subject));
    }
}
