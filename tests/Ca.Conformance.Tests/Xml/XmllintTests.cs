using System.Text;
using Ca.Conformance.Tests.Judges;
using Ca.Core.Xml;
using static System.Security.Cryptography.RandomNumberGenerator;

namespace Ca.Conformance.Tests.Xml;

/// <summary>Random documents, of namespaces above all, in the canonical forms of libxml2 and ours.</summary>
public class XmllintTests
{
    const int Documents = 100;

    static readonly string[] Uris = ["urn:u", "urn:v", "http://w/", "urn:z"];
    static readonly string[] Values = ["1", "a&#10;b", "&lt;&amp;&quot;", "\t x", "&#13;", "é\U0001F600", "'>"];
    static readonly string[] Inside = ["t&amp;&gt;&#13;\r\nx", "<![CDATA[<&>]]>", "<!-- c&x -->", "<?pi d ?>", " \n "];

    [TestCase("--c14n", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments")]
    [TestCase("--c14n11", "http://www.w3.org/2006/12/xml-c14n11#WithComments")]
    [TestCase("--exc-c14n", "http://www.w3.org/2001/10/xml-exc-c14n#WithComments")]
    public void Both_write_the_same(string option, string algorithm)
    {
        using var desk = new Desk();
        var method = CanonicalizationMethod.Parse(algorithm).Expect();
        for (var i = 0; i < Documents; i++)
        {
            var document = $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- before --><?p?>\n{Element(0, [])}\n<!-- after -->";
            desk.Put("document.xml", document);
            var answer = Tool.Run(desk, "xmllint", "libxml2-utils", new Dictionary<string, string>(), option, "document.xml");
            Assert.That(answer.ExitCode, Is.Zero, $"{answer.Said}\n{document}");

            var ours = XmlTree.Parse(Encoding.UTF8.GetBytes(document), Doctype.Refused).Then(tree => method.Write(tree.All)).Expect();
            Assert.That(Encoding.UTF8.GetString(ours), Is.EqualTo(answer.Said), document);
        }
        TestContext.Progress.WriteLine($"# xmllint {option}: {Documents} random documents alike");
    }

    static string Element(int depth, Dictionary<string, string> around)
    {
        var scope = new Dictionary<string, string>(around);
        var attributes = new List<string>();
        foreach (var prefix in GetItems<string>(["", "p", "q", "r"], GetInt32(3)).Distinct())
        {
            scope[prefix] = prefix.Length == 0 && GetInt32(3) == 0 ? "" : OneOf(Uris);
            attributes.Add($"xmlns{(prefix.Length == 0 ? "" : ":" + prefix)}=\"{scope[prefix]}\"");
        }
        string[] prefixes = [.. scope.Keys.Where(p => p.Length > 0), ""];
        var seen = new HashSet<(string, string)>();
        for (var i = GetInt32(4); i > 0; i--)
        {
            var (prefix, name) = (OneOf(prefixes), OneOf(["x", "y", "Z", "é"]));
            if (seen.Add((prefix.Length == 0 ? "" : scope[prefix], name)))
                attributes.Add($"{Qualified(prefix, name)}=\"{OneOf(Values)}\"");
        }
        if (GetInt32(10) == 0)
            attributes.Add("xml:lang=\"ru\"");
        var inside = string.Concat(Enumerable.Range(0, depth < 5 ? GetInt32(4) : 0).Select(_ => GetInt32(2) == 0 ? Element(depth + 1, scope) : OneOf(Inside)));
        var all = attributes.ToArray();
        Shuffle<string>(all);
        var tag = Qualified(OneOf(prefixes), OneOf(["a", "b"])) is var qualified && all.Length > 0 ? $"{qualified} {string.Join(' ', all)}" : qualified;
        return inside.Length == 0 ? $"<{tag}/>" : $"<{tag}>{inside}</{qualified}>";
    }

    static string Qualified(string prefix, string name) => prefix.Length == 0 ? name : $"{prefix}:{name}";

    static string OneOf(string[] values) => values[GetInt32(values.Length)];
}
