using System.Globalization;

namespace Ca.Core.Tests;

public class SentenceTests
{
    static readonly Sentence TooLarge = new("Asn1.too-large", 70000, 65536);

    [TestCase("en-US", "The object has 70000 octets; at most 65536 are read.")]
    [TestCase("ru-RU", "В объекте 70000 октетов, читается не больше 65536.")]
    [TestCase("ru", "В объекте 70000 октетов, читается не больше 65536.")]
    [TestCase("de-DE", "The object has 70000 octets; at most 65536 are read.")]
    public void A_sentence_is_said_in_the_language_asked_for_or_in_English(string culture, string expected) =>
        Assert.That(TooLarge.In(CultureInfo.GetCultureInfo(culture)), Is.EqualTo(expected));

    [Test]
    public void A_sentence_within_a_sentence_is_in_the_same_language()
    {
        var outer = new Sentence("Asn1.no-pem", new Sentence("Asn1.empty"));

        Assert.That(outer.In(CultureInfo.GetCultureInfo("ru")), Does.StartWith("В тексте").And.Contains("Нет ни одного байта"));
    }

    [TestCase("x", 5000, 2000)]
    [TestCase("\U0001F600", 5000, 2000)]
    [TestCase("a\U0001F600", 5000, 1999)]
    [TestCase("x", 2000, 2000)]
    public void A_long_text_in_a_sentence_is_cut_between_characters(string text, int length, int kept)
    {
        var argument = string.Concat(Enumerable.Repeat(text, length))[..length];
        var expected = new Sentence("Asn1.no-pem", argument[..kept]).ToString().Replace(argument[..kept], argument[..kept] + (kept < length ? "…" : ""), StringComparison.Ordinal);

        Assert.That(new Sentence("Asn1.no-pem", argument).ToString(), Is.EqualTo(expected));
    }

    [Test]
    public void Sentences_are_equal_by_key_and_arguments()
    {
        Assert.That(new Sentence("Asn1.too-large", 70000, 65536), Is.EqualTo(TooLarge));
        Assert.That(new Sentence("Asn1.too-large", 70000, 65537), Is.Not.EqualTo(TooLarge));
    }

    [TestCase("Asn1.never-written")]
    [TestCase("Nowhere.empty")]
    [TestCase("empty")]
    public void A_key_without_a_text_is_a_bug(string key) =>
        Assert.That(() => new Sentence(key).ToString(), Throws.InvalidOperationException);
}
