using System.Diagnostics;
using System.Text;
using Ca.Core.Xml;

namespace Ca.Core.Tests.Xml;

public class HostileXmlTests
{
    /// <summary>On a machine where others work too; alone the slowest takes under a second.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    const int Many = 100_000;

    static IEnumerable<TestCaseData> Bombs()
    {
        var laughs = new StringBuilder("<!DOCTYPE a [<!ENTITY l0 'ha'>");
        for (var i = 1; i < 30; i++)
            laughs.Append(null, $"<!ENTITY l{i} '{string.Concat(Enumerable.Repeat($"&l{i - 1};", 10))}'>");
        yield return Bomb("billion laughs", laughs.ToString() + "]><a>&l29;</a>", refused: true);
        yield return Bomb("billion laughs in an attribute", laughs.ToString() + "]><a b='&l29;'/>", refused: true);
        yield return Bomb("billion laughs in a default", laughs.ToString() + "<!ATTLIST a b CDATA '&l29;'>]><a/>", refused: true);
        yield return Bomb("quadratic blow-up", $"<!DOCTYPE a [<!ENTITY e '{new string('x', Many)}'>]><a>{string.Concat(Enumerable.Repeat("&e;", Many))}</a>", refused: true);
        yield return Bomb("parameter entities", "<!DOCTYPE a [" + string.Concat(Enumerable.Range(1, 30).Select(i => $"<!ENTITY % p{i} '{string.Concat(Enumerable.Repeat($"&#37;p{i - 1};", 10))}'>")) + "%p30;]><a/>", refused: true);
        yield return Bomb("an entity in itself", "<!DOCTYPE a [<!ENTITY e '&e;'>]><a>&e;</a>", refused: true);
        yield return Bomb("deep nesting", Repeat("<a>", Many) + Repeat("</a>", Many), refused: true);
        yield return Bomb("nesting within bounds", Repeat("<a xmlns:p='u' p:b=''>", 1000) + Repeat("</a>", 1000), refused: false);
        yield return Bomb("many attributes", $"<a {Attributes(Many)}/>", refused: true);
        yield return Bomb("many attributes within bounds", $"<a {Attributes(6_000)}/>", refused: false);
        yield return Bomb("many namespaces and elements", $"<a {Namespaces(4_000)}>{Repeat("<b/>", Many)}</a>", refused: false);
        yield return Bomb("many namespaces, each used", $"<a {Namespaces(4_000)}>{string.Concat(Enumerable.Range(0, Many).Select(i => $"<p{i % 4_000}:b/>"))}</a>", refused: false);
        foreach (var (name, hidden) in Hidden)
        {
            yield return Bomb($"a tag full of spaces, {name}", $"{hidden}<a {Repeat(" ", 4_000_000)} b='\"'/>", refused: true);
            yield return Bomb($"many long tags within bounds, {name}", $"{hidden}<a>{Repeat($"<b {Repeat(" ", 65_000)}/>", 60)}</a>", refused: false);
        }
        yield return Bomb("an end tag full of spaces", $"<a></a{Repeat(" ", 4_000_000)}>", refused: true);
        yield return Bomb("a reference full of zeros", $"<a>&#{Repeat("0", 4_000_000)}65;</a>", refused: true);
        yield return Bomb("a reference full of zeros in an attribute", $"<a b=\"'&#{Repeat("0", 4_000_000)}65;\"/>", refused: true);
        yield return Bomb("a long value of an attribute", $"<a b='{Repeat("&lt;>", 1_000_000)}'/>", refused: false);
        yield return Bomb("a document type that declares many attributes", $"<!DOCTYPE a [<!-- ' > ] --><?p ' > ]?><!ENTITY e ']>'><!ATTLIST a {string.Concat(Enumerable.Range(0, Many).Select(i => $" a{i} CDATA 'x'"))}>]><a/>", refused: true);
        yield return Bomb("many namespaces, nested redeclarations", string.Concat(Enumerable.Range(0, 900).Select(i => $"<a {Namespaces(100)} xmlns='{i}'>")) + Repeat("</a>", 900), refused: false);
        yield return Bomb("a long namespace used often", $"<a xmlns:p='{new string('u', 1_000_000)}'>{Repeat("<p:b/>", Many)}</a>", refused: null);
        yield return Bomb("many comments", $"<a>{Repeat("<!---->", 1_000_000)}</a>", refused: false);
        yield return Bomb("many elements", $"<a>{Repeat("<b/>", 2_500_000)}</a>", refused: true);
        yield return Bomb("much text", $"<a>{Repeat("&lt;", 5_000_000)}</a>", refused: null);
    }

    [TestCaseSource(nameof(Bombs))]
    public void A_bomb_does_not_go_off(string xml, bool? refused)
    {
        var bytes = Encoding.UTF8.GetBytes(xml);
        foreach (var method in new[] { CanonicalizationMethod.Inclusive, CanonicalizationMethod.Exclusive })
        {
            var started = Stopwatch.GetTimestamp();
            var outcome = XmlTree.Parse(bytes, Doctype.Processed).Then(tree => method.Write(tree.All));
            Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(Patience), method.Uri);
            if (refused is { } expected)
                Assert.That(outcome.Refused(out var why, out _), Is.EqualTo(expected), $"{method}: {why}");
        }
    }

    [TestCase("utf-16", false)]
    [TestCase("utf-16BE", false)]
    [TestCase("utf-32", true)]
    [TestCase("utf-32BE", true)]
    public void A_tag_full_of_spaces_is_found_in_every_encoding(string name, bool isUnknown)
    {
        var encoding = Encoding.GetEncoding(name);
        foreach (var mark in new[] { "", "\uFEFF" })
        {
            byte[] hostile = encoding.GetBytes($"{mark}<!-- \" --><a {Repeat(" ", 4_000_000)} b='\"'/>"), good = encoding.GetBytes($"{mark}<!-- \" --><a/>");
            Assert.That(Why(hostile), Is.EqualTo(isUnknown ? "Xml.encoding" : "Xml.markup-too-long"));
            Assert.That(Why(good), Is.EqualTo(isUnknown ? "Xml.encoding" : null));
        }
    }

    /// <summary>The platform would change to the encoding behind the declaration, and see other tags than were measured.</summary>
    [TestCase("utf-32", "Xml.encoding")]
    [TestCase("UTF-16BE", "Xml.encoding")]
    [TestCase("utf-7", "Xml.encoding")]
    [TestCase("koi8-r", "Xml.encoding")]
    [TestCase("utf-16", "Xml.malformed")]
    [TestCase("UTF-8", null)]
    [TestCase("iso-8859-1", null)]
    [TestCase("Windows-1251", null)]
    public void A_declared_encoding_is_one_that_is_measured(string name, string? sentence)
    {
        Assert.That(Why(Encoding.ASCII.GetBytes($"<?xml version=\"1.0\" encoding = '{name}'?><a/>")), Is.EqualTo(sentence));
        Assert.That(Why([0xEF, 0xBB, 0xBF, .. Encoding.ASCII.GetBytes($"<?xml version=\"1.0\" encoding = '{name}'?><a/>")]), Is.AnyOf(sentence, "Xml.malformed"));
    }

    [Test]
    public void A_declaration_is_ASCII()
    {
        byte[] alien = [.. Enumerable.Repeat((byte)0xFF, 16)];
        Assert.That(Why([.. "<?xml version='1.0"u8, 0x88, .. alien, .. "'?><a/>"u8]), Is.EqualTo("Xml.malformed"));
        Assert.That(Why("<?xml-stylesheet href='я'?><a/>"u8.ToArray()), Is.Null);
    }

    static string? Why(byte[] xml) => XmlTree.Parse(xml, Doctype.Processed).Refused(out var why, out _) ? why.Sentence.Key : null;

    /// <summary>Expressions that a stranger may put into a signature: each answers or is refused before long.</summary>
    [TestCase("count(//node()[count(//node()[count(//node()) > 1]) > 1]) > 1")]
    [TestCase("//*[//*[//*[//*]]]")]
    [TestCase("contains(string(/), string(/))")]
    [TestCase("translate(string(/), string(/), '')")]
    [TestCase("concat(concat(concat(/, /), /), concat(/, /))")]
    [TestCase("//*/ancestor::*/descendant::*/ancestor::*/descendant::*")]
    [TestCase("//namespace::* | //namespace::* | //namespace::*")]
    [TestCase("((((((((((1))))))))))")]
    [TestCase("id('a')/id('b')")]
    [TestCase("here()")]
    [TestCase("$variable")]
    [TestCase("not(self::undeclared:a)")]
    [TestCase("unknown()")]
    [TestCase("1 div 0")]
    [TestCase("")]
    [TestCase("'")]
    public void An_expression_takes_no_longer_than_its_budget(string expression)
    {
        var tree = XmlTree.Parse(Encoding.UTF8.GetBytes($"<a {Namespaces(20)}>{Repeat("<b c=''>text</b>", 5_000)}</a>"), Doctype.Refused).Expect();
        var started = Stopwatch.GetTimestamp();
        try
        {
            _ = XPathSelection.Filter(tree.All, expression, new Dictionary<string, string>(), null, new XmlBudget());
        }
        catch (XmlBudgetException)
        {
        }
        Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(Patience));
    }

    static TestCaseData Bomb(string name, string xml, bool? refused) => new TestCaseData(xml, refused).SetArgDisplayNames(name);

    static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    static string Attributes(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $" a{i}=''"));

    /// <summary>What may stand before a tag, with a quote in it that quotes nothing.</summary>
    static readonly (string Name, string Xml)[] Hidden =
    [
        ("after nothing", ""), ("after a comment", "<!-- \" -->"), ("after an instruction", "<?p \" ?>"),
        ("after a document type", "<!DOCTYPE a [<!-- \" --><?p \" ?><!ENTITY e '\"'>]>"), ("after a declaration", "<?xml version='1.0'?>"),
    ];

    static string Namespaces(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $" xmlns:p{i}='u{i}'"));
}
