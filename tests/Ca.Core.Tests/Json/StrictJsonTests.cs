using System.Globalization;
using System.Text;
using Ca.Core.Json;

namespace Ca.Core.Tests.Json;

/// <summary>What the platform finds wrong is said in the reader's language and without the names of our types.</summary>
public class StrictJsonTests
{
    public sealed record Form(string Name, int Count, Kind Kind);

    public enum Kind
    {
        Large,
        Small,
    }

    [TestCase("""{"name":"a","count":1,"kind":"large","colour":"red"}""", "there is no property 'colour' there.", "свойства 'colour' там нет.")]
    [TestCase("""{"name":"a","kind":"large"}""", "it lacks 'count'.", "не хватает 'count'.")]
    [TestCase("""{"name":"a","name":"b","count":1,"kind":"large"}""", "the property 'name' comes twice.", "свойство 'name' встречается дважды.")]
    [TestCase("""{"name":"a","count":"1","kind":"large"}""", "of another type", "другого типа")]
    [TestCase("""{"name":"a","count":1,"kind":"huge"}""", "of another type", "другого типа")]
    [TestCase("""{"name":"a",""", "no JSON", "не JSON")]
    [TestCase("", "no JSON", "не JSON")]
    [TestCase("[]", "of another type", "другого типа")]
    public void What_is_wrong_is_said_in_both_languages(string json, string english, string russian)
    {
        Assert.That(StrictJson.Read<Form>(Encoding.UTF8.GetBytes(json), 1000).Refused(out var why, out _), Is.True);
        var (inEnglish, inRussian) = (why!.Sentence.In(CultureInfo.InvariantCulture), why.Sentence.In(CultureInfo.GetCultureInfo("ru")));
        Assert.That(inEnglish, Does.Contain(english));
        Assert.That(inRussian, Does.Contain(russian));
        Assert.That(inEnglish + inRussian, Does.Not.Contain("System.").And.Not.Contain("Ca.Core").And.Not.Contain(".NET"));
    }

    [Test]
    public void What_is_right_is_read() =>
        Assert.That(StrictJson.Read<Form>("""{"name":"a","count":1,"kind":"large"}"""u8, 1000).Expect(), Is.EqualTo(new Form("a", 1, Kind.Large)));
}
