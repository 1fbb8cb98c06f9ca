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
        yield return Bomb("many attributes", $"<a {string.Concat(Enumerable.Range(0, Many).Select(i => $" a{i}=''"))}/>", refused: false);
        yield return Bomb("many namespaces and elements", $"<a {Namespaces(Many)}>{Repeat("<b/>", Many)}</a>", refused: false);
        yield return Bomb("many namespaces, each used", $"<a {Namespaces(Many)}>{string.Concat(Enumerable.Range(0, Many).Select(i => $"<p{i}:b/>"))}</a>", refused: false);
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

    static string Namespaces(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $" xmlns:p{i}='u{i}'"));
}
