using System.Formats.Asn1;
using System.Text;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Tests.Requests;

namespace Ca.Core.Tests.Certificates;

public class DistinguishedNameTests
{
    [TestCase("C=RU, O=Sample, CN=Иванов Иван")]
    [TestCase("C=RU, ST=38 Иркутская область, L=г. Иркутск, street=ул. Ленина\\, 1а, O=Правительство Иркутской области, OGRN=1023801008648, INNLE=3808014899, CN=Правительство")]
    [TestCase("SNILS=11223344595, INN=500100732259, OGRNIP=304500116000157, SN=Иванов, GN=Иван Иванович, title=Министр")]
    [TestCase("CN=a + OU=b, DC=example, DC=org, emailAddress=a@b.ru, serialNumber=A-1, 1.2.3.4=x")]
    [TestCase("CN=\\ two spaces \\ ")]
    [TestCase("CN=\\#1 \\\"quoted\\\" \\<a\\>\\;b\\\\c=d")]
    [TestCase("")]
    public void What_is_written_is_read_again(string text)
    {
        var name = DistinguishedName.Parse(text).Expect();
        Assert.Multiple(() =>
        {
            Assert.That(name.ToString(), Is.EqualTo(text));
            Assert.That(DistinguishedName.Parse(name.Encoded).Expect(), Is.EqualTo(name));
        });
    }

    // RFC 5280 §7.1 with RFC 4518: case, spaces, normal form and string type make no difference; anything else does.
    [TestCase("CN=Sample", "CN=sample", true)]
    [TestCase("CN=ИВАНОВ", "CN=иванов", true)]
    [TestCase("CN=ΟΔΥΣΣΕΥΣ", "CN=οδυσσευς", true)]
    [TestCase("CN=a  b", "CN=\\ a b\\ ", true)]
    [TestCase("CN=a b", "CN=a b", true)]
    [TestCase("CN=é", "CN=é", true)]
    [TestCase("CN=ﬁ", "CN=fi", true)]
    [TestCase("CN=Ｓａｍｐｌｅ", "CN=sample", true)]
    [TestCase("CN=a + OU=b", "OU=b + CN=a", true)]
    [TestCase("emailAddress=Ivan@Example.ru", "emailAddress=ivan@example.ru", true)]
    [TestCase("CN=Sample", "CN=Samples", false)]
    [TestCase("CN=Sample", "O=Sample", false)]
    [TestCase("CN=a, O=b", "O=b, CN=a", false)]
    [TestCase("CN=a + OU=b", "CN=a, OU=b", false)]
    [TestCase("CN=ab", "CN=a b", false)]
    [TestCase("CN=Сор", "CN=Cop", false)]
    [TestCase("CN=a", "", false)]
    public void Names_are_compared_as_RFC_5280_7_1_says(string one, string other, bool equal)
    {
        var (left, right) = (DistinguishedName.Parse(one).Expect(), DistinguishedName.Parse(other).Expect());
        Assert.Multiple(() =>
        {
            Assert.That(left.Equals(right), Is.EqualTo(equal));
            Assert.That(right.Equals(left), Is.EqualTo(equal));
            if (equal)
                Assert.That(left.GetHashCode(), Is.EqualTo(right.GetHashCode()));
        });
    }

    [TestCase(UniversalTagNumber.PrintableString, "53616D706C65")]
    [TestCase(UniversalTagNumber.TeletexString, "53616D706C65")]
    [TestCase(UniversalTagNumber.BMPString, "00530061006D0070006C0065")]
    [TestCase(UniversalTagNumber.UniversalString, "00000053000000610000006D000000700000006C00000065")]
    [TestCase(UniversalTagNumber.UTF8String, "53616DC2AD706C65", Description = "a soft hyphen is mapped to nothing (RFC 4518 §2.2)")]
    public void The_string_type_makes_no_difference(UniversalTagNumber tag, string hex)
    {
        var name = DistinguishedName.Parse(RequestDraft.Name(Oids.CommonName, tag, Convert.FromHexString(hex))).Expect();
        Assert.That(name, Is.EqualTo(DistinguishedName.Parse("CN=Sample").Expect()));
    }

    [Test]
    public void What_is_no_text_is_compared_by_octets()
    {
        var one = DistinguishedName.Parse(RequestDraft.Name("2.5.4.45", UniversalTagNumber.BitString, [0, 1])).Expect();
        var other = DistinguishedName.Parse(RequestDraft.Name("2.5.4.45", UniversalTagNumber.BitString, [0, 2])).Expect();
        Assert.That(one, Is.Not.EqualTo(other));
        Assert.That(one.ToString(), Is.EqualTo("2.5.4.45=#03020001"));
    }

    [Test]
    public void What_is_no_text_is_not_the_text_that_it_is_written_as()
    {
        var octets = DistinguishedName.Parse(RequestDraft.Name(Oids.CommonName, UniversalTagNumber.Integer, [5])).Expect();
        var text = DistinguishedName.Parse(RequestDraft.Name(Oids.CommonName, UniversalTagNumber.UTF8String, "#020105"u8)).Expect();
        Assert.That(octets, Is.Not.EqualTo(text));
    }

    [TestCase(UniversalTagNumber.UTF8String, "61EFBFBE")]
    [TestCase(UniversalTagNumber.BMPString, "0061FFFE")]
    [TestCase(UniversalTagNumber.UniversalString, "000000610000FFFE")]
    public void A_name_with_what_is_no_character_is_refused(UniversalTagNumber tag, string hex)
    {
        Assert.That(DistinguishedName.Parse(RequestDraft.Name(Oids.CommonName, tag, Convert.FromHexString(hex))).Refused(out var why, out _));
        Assert.That(why!.Sentence.Key, Is.EqualTo("Certificates.name-not-in-its-encoding"));
    }

    [TestCase("C=RU, O=a, CN=b", "C=ru, O=A", true)]
    [TestCase("C=RU, O=a", "C=RU, O=a", true)]
    [TestCase("C=RU, O=ab", "C=RU, O=a", false)]
    [TestCase("C=RU", "C=RU, O=a", false)]
    public void A_subtree_begins_with_all_its_base(string name, string subtree, bool within) =>
        Assert.That(DistinguishedName.Parse(name).Expect().IsWithin(DistinguishedName.Parse(subtree).Expect()), Is.EqualTo(within));

    [TestCase("S=38 Иркутская область, STREET=ул. Ленина, T=Министр, G=Иван, E=a@b.ru", "ST=38 Иркутская область, street=ул. Ленина, title=Министр, GN=Иван, emailAddress=a@b.ru")]
    [TestCase("cn=a,o=b", "CN=a, O=b")]
    [TestCase("2.5.4.3=a", "CN=a")]
    [TestCase("CN=\\D0\\98", "CN=И")]
    [TestCase("CN= a ", "CN=a")]
    public void Names_are_read_as_others_write_them(string text, string ours) =>
        Assert.That(DistinguishedName.Parse(text).Expect().ToString(), Is.EqualTo(ours));

    [TestCase("CN", "Certificates.name-no-equals-sign")]
    [TestCase("CN=a,", "Certificates.name-no-equals-sign")]
    [TestCase("Nick=a", "Certificates.name-unknown-attribute")]
    [TestCase("1.2.3.04=a", "Certificates.name-unknown-attribute")]
    [TestCase("3.2.3=a", "Certificates.name-unknown-attribute")]
    [TestCase("1.40.3=a", "Certificates.name-unknown-attribute")]
    [TestCase("CN=a\\", "Certificates.name-bad-escape")]
    [TestCase("CN=a\\zb", "Certificates.name-bad-escape")]
    [TestCase("CN=\\FF", "Certificates.name-bad-escape")]
    [TestCase("CN=#0C0141", "Certificates.name-bad-escape")]
    [TestCase("CN=\\00", "Certificates.name-nul")]
    [TestCase("CN=", "Certificates.name-value-length")]
    [TestCase("C=RUS", "Certificates.name-value-exact-length")]
    [TestCase("C=Я1", "Certificates.name-alphabet")]
    [TestCase("SNILS=112-233-4459", "Certificates.name-value-exact-length")]
    public void Text_that_is_no_name_is_refused(string text, string complaint)
    {
        Assert.That(DistinguishedName.Parse(text).Refused(out var why, out _));
        Assert.That(why!.Sentence.Key, Is.EqualTo(complaint));
    }

    [Test]
    public void Half_a_pair_of_surrogates_is_no_text() =>
        Assert.That(DistinguishedName.Parse("CN=a\uD800").Refused(out _, out _));

    [Test]
    public void Hidden_characters_are_shown_by_their_octets()
    {
        var name = DistinguishedName.Parse(RequestDraft.Name(Oids.CommonName, UniversalTagNumber.UTF8String, "a\u202E\u001B[31m"u8)).Expect();
        Assert.That(name.ToString(), Is.EqualTo("CN=a\\E2\\80\\AE\\1B[31m"));
    }

    [TestCase(Oids.Country, UniversalTagNumber.PrintableString)]
    [TestCase(Oids.NameSerialNumber, UniversalTagNumber.PrintableString)]
    [TestCase(Oids.CommonName, UniversalTagNumber.UTF8String)]
    [TestCase(Oids.EmailAddress, UniversalTagNumber.IA5String)]
    [TestCase(Oids.DomainComponent, UniversalTagNumber.IA5String)]
    [TestCase(Oids.Snils, UniversalTagNumber.NumericString)]
    [TestCase(Oids.InnLegalEntity, UniversalTagNumber.NumericString)]
    public void An_attribute_is_written_in_the_type_of_its_definition(string type, UniversalTagNumber tag)
    {
        var value = new string('1', NameAttributeType.Of(type).MinLength);
        var name = DistinguishedName.Of(NameAttribute.Of(type, value).Expect());
        Assert.That(name.Encoded.ToArray(), Is.EqualTo(RequestDraft.Name(type, tag, Encoding.ASCII.GetBytes(value))));
    }

    [TestCase("3000", true)]
    [TestCase("300231 00", false, Description = "a relative name of no attribute")]
    [TestCase("300B3109300706035504030C00", true, Description = "an empty value is read; Check refuses it")]
    [TestCase("30093107300506035504 03", false, Description = "no value")]
    [TestCase("300D310B300906035504030C00 0500", false, Description = "two values")]
    [TestCase("3016311430070603550404 0C00 300906035504030C0161 0C00", false)]
    [TestCase("301A3118300A06035504040C0361 6161300A06035504030C03616161", false, Description = "a SET out of order")]
    public void A_name_is_strict_DER(string hex, bool read) =>
        Assert.That(!DistinguishedName.Parse(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))).Refused(out _, out _), Is.EqualTo(read));

    [Test]
    public void A_name_is_bounded()
    {
        var attribute = NameAttribute.Of(Oids.Surname, new string('Я', 5000)).Expect();
        Assert.That(DistinguishedName.Create([[attribute]]).Refused(out var why, out _));
        Assert.That(why!.Code, Is.EqualTo(RefusalCode.TooLarge));
    }
}
