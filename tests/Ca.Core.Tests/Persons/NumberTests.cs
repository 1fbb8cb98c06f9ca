using Ca.Core.Persons;

namespace Ca.Core.Tests.Persons;

public class NumberTests
{
    [TestCase("11223344595", null)]
    [TestCase("112-233-445 95", null)]
    [TestCase("08765430200", null, Description = "sum 201: 100 becomes 00")]
    [TestCase("08765430300", null, Description = "sum 202: 0")]
    [TestCase("20613005900", null, Description = "sum 100")]
    [TestCase("10035625900", null, Description = "sum 101")]
    [TestCase("91821096201", null, Description = "sum 203")]
    [TestCase("00100199899", null, Description = "given before there was a check")]
    [TestCase("00100199999", "Persons.snils-check")]
    [TestCase("16027200000", "Persons.snils-check")]
    [TestCase("11223344596", "Persons.snils-check")]
    [TestCase("1122334459", "Persons.snils-form")]
    [TestCase("112233445951", "Persons.snils-form")]
    [TestCase("112-233-445-95", "Persons.snils-form")]
    [TestCase("١١٢٢٣٣٤٤٥٩٥", "Persons.snils-form")]
    [TestCase("", "Persons.snils-form")]
    public void Snils_is_checked_by_its_last_two_digits(string text, string? complaint) =>
        Assert.That(Complaint(Snils.Parse(text)), Is.EqualTo(complaint));

    [TestCase("7707083893", null)]
    [TestCase("7710474375", null)]
    [TestCase("3808014899", null)]
    [TestCase("7736207543", null)]
    [TestCase("500100732259", null)]
    [TestCase("526317984689", null)]
    [TestCase("007710474375", null, Description = "an organization's, as before September 2021")]
    [TestCase("007710474376", "Persons.inn-check")]
    [TestCase("7707083894", "Persons.inn-check")]
    [TestCase("500100732269", "Persons.inn-check")]
    [TestCase("500100732258", "Persons.inn-check")]
    [TestCase("50010073225", "Persons.inn-form")]
    [TestCase("77070838 3", "Persons.inn-form")]
    public void Inn_is_checked_by_its_last_digits(string text, string? complaint) =>
        Assert.That(Complaint(Inn.Parse(text)), Is.EqualTo(complaint));

    [Test]
    public void A_padded_inn_is_the_organizations() => Assert.Multiple(() =>
    {
        Assert.That(Inn.Parse("007710474375").Expect(), Is.EqualTo(Inn.Parse("7710474375").Expect()));
        Assert.That(Inn.Parse("7710474375").Expect().IsLegalEntity, Is.True);
        Assert.That(Inn.Parse("500100732259").Expect().IsLegalEntity, Is.False);
    });

    [TestCase("1027700132195", null)]
    [TestCase("1047702026701", null)]
    [TestCase("1047702026702", "Persons.ogrn-check")]
    [TestCase("2047702026700", "Persons.ogrn-form", Description = "the number of an entry, not of an organization")]
    [TestCase("104770202670", "Persons.ogrn-form")]
    public void Ogrn_is_checked_by_its_last_digit(string text, string? complaint) =>
        Assert.That(Complaint(Ogrn.Parse(text)), Is.EqualTo(complaint));

    [TestCase("304500116000157", null)]
    [TestCase("304463210700212", null)]
    [TestCase("315774600002662", "Persons.ogrnip-check", Description = "widespread in samples, and wrong")]
    [TestCase("115774600002662", "Persons.ogrnip-form")]
    [TestCase("30450011600015", "Persons.ogrnip-form")]
    public void Ogrnip_is_checked_by_its_last_digit(string text, string? complaint) =>
        Assert.That(Complaint(Ogrnip.Parse(text)), Is.EqualTo(complaint));

    static string? Complaint<T>(Outcome<T> outcome) where T : notnull => outcome.Refused(out var why, out _) ? why.Sentence.Key : null;
}
