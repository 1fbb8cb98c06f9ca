using System.Text;
using System.Text.Json;
using Ca.Core.Xml;
using Ca.Tests;

namespace Ca.Conformance.Tests.Xml;

/// <summary>What the reference class of the inter-agency bus, on Woodstox, makes of 40 documents.</summary>
public class SmevTransformTests
{
    static IEnumerable<TestCaseData> Rows()
    {
        if (!Corpora.Has("smev", "transform-vectors.json"))
        {
            yield return new TestCaseData("", "").SetArgDisplayNames("the cases are not here");
            yield break;
        }
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(Corpora.Require("smev", "transform-vectors.json")));
        foreach (var vector in vectors.RootElement.EnumerateArray())
            yield return new TestCaseData(vector.GetProperty("input").GetString(), vector.GetProperty("output").GetString())
                .SetArgDisplayNames(vector.GetProperty("name").GetString()!);
    }

    [TestCaseSource(nameof(Rows))]
    public void The_transform_writes_what_the_original_writes(string input, string output)
    {
        Corpora.Require("smev");
        Assert.That(Encoding.UTF8.GetString(SmevTransform.Apply(Encoding.UTF8.GetBytes(input)).Expect()), Is.EqualTo(output));
    }
}
