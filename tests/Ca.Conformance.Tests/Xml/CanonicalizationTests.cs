using System.Text;
using Ca.Core.Xml;
using Ca.Tests;

namespace Ca.Conformance.Tests.Xml;

/// <summary>The W3C's interoperability cases for Canonical XML 1.1, as Apache Santuario carries them.</summary>
public class CanonicalizationTests
{
    static readonly Dictionary<string, string> Namespaces = new() { ["ietf"] = "http://www.ietf.org" };

    static IEnumerable<TestCaseData> Rows()
    {
        if (!Corpora.Has("c14n", "interop-c14n11"))
        {
            yield return new TestCaseData("").SetArgDisplayNames("the cases are not here");
            yield break;
        }
        foreach (var path in Directory.GetFiles(Corpora.Require("c14n", "interop-c14n11"), "*.output").Order(StringComparer.Ordinal))
            yield return new TestCaseData(Path.GetFileNameWithoutExtension(path)).SetArgDisplayNames(Path.GetFileNameWithoutExtension(path));
    }

    /// <summary>Named after the case and, for the outputs of the companies that took part, the company.</summary>
    [TestCaseSource(nameof(Rows))]
    public void The_subset_is_canonical_as_the_W3C_expects(string output)
    {
        var folder = Corpora.Require("c14n", "interop-c14n11");
        var name = output.Split('-') is [.. var parts, "IAIK" or "IBM" or "SUN" or "UPC"] ? string.Join('-', parts) : output;
        var expression = Expression(folder, name);
        var input = File.ReadAllBytes(Path.Combine(folder, name[..name.LastIndexOf('-')] + "-input.xml"));

        var canonical = XmlTree.Parse(input, Doctype.Processed)
            .Then(tree => tree.Select(expression, Namespaces))
            .Then(nodes => CanonicalizationMethod.Parse("http://www.w3.org/2006/12/xml-c14n11").Expect().Write(nodes))
            .Refused(out var why, out var octets) ? why.Code.ToString() : Encoding.UTF8.GetString(octets);

        var expected = File.ReadAllText(Path.Combine(folder, output + ".output"));
        Exceptions.Hold("c14n11", output, "the same", canonical == expected ? "the same" : why?.Code.ToString() ?? "other", $"{expression}\n{expected}\n{canonical}");
    }

    static string Expression(string folder, string name)
    {
        var path = Path.Combine(folder, name + ".xpath");
        if (!File.Exists(path))
            Assert.Ignore("The corpus has no expression for this output.");
        return File.ReadAllText(path);
    }
}
