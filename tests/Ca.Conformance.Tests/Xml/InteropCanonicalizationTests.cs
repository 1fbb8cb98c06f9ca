using System.Text;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Ca.Core.Xml;
using Ca.Tests;

namespace Ca.Conformance.Tests.Xml;

/// <summary>
/// The interoperability signatures of 2002 for Canonical XML 1.0 and Exclusive XML Canonicalization (Baltimore, IAIK), as Apache Santuario carries
/// them: node sets that XPath chose, namespace nodes among them. The hash of each reference is that of the canonical form expected; the forms
/// of SignedInfo are compared as they are.
/// </summary>
public class InteropCanonicalizationTests
{
    [TestCase("Y1/exc-signature.xml", 4)]
    [TestCase("Y3/signature.xml", 8)]
    [TestCase("Y4/signature.xml", 27)]
    [TestCase("Y5/signature.xml", 27)]
    [TestCase("Y5/signatureCommented.xml", 27)]
    public void Every_reference_is_intact(string file, int count)
    {
        var path = Corpora.Require(["c14n", "interop-c14n", .. file.Split('/')]);
        var beside = Directory.GetFiles(Path.GetDirectoryName(path)!, "iaik*.xml").Select(f => SignedContent.Of(new MemoryStream(File.ReadAllBytes(f)), Path.GetFileName(f)));
        var verdict = SignatureVerifier.Verify(
            new SignedFile(File.ReadAllBytes(path), [.. beside]), new() { Anchors = [] }, new() { Time = JudgementTime.DayOfChecking(new(2012, 1, 1, 0, 0, 0, TimeSpan.Zero)) })
            .Expect().Signatures[0];

        Assert.That(verdict.References, Has.Count.EqualTo(count));
        Assert.That(verdict.References.Where(r => !r.Intact), Is.Empty, string.Join('\n', verdict.Findings));
        TestContext.Progress.WriteLine($"# c14n {file}: {count} references intact");
    }

    [TestCase("Y1/exc-signature.xml", "c14n-4.txt", true)]
    [TestCase("Y3/signature.xml", "c14n-8.txt", false)]
    [TestCase("Y4/signature.xml", "c14n-27.txt", false)]
    [TestCase("Y5/signature.xml", "c14n-27.txt", false)]
    public void The_canonical_SignedInfo_is_the_one_expected(string file, string expected, bool exclusive)
    {
        var path = Corpora.Require(["c14n", "interop-c14n", .. file.Split('/')]);
        var method = exclusive ? CanonicalizationMethod.Exclusive : CanonicalizationMethod.Inclusive;
        var octets = XmlTree.Parse(File.ReadAllBytes(path), Doctype.Refused)
            .Then(tree => tree.Select("(//. | //@* | //namespace::*)[ancestor-or-self::ds:SignedInfo]", new Dictionary<string, string> { ["ds"] = "http://www.w3.org/2000/09/xmldsig#" }))
            .Then(nodes => method.Write(nodes)).Expect();

        Assert.That(Encoding.UTF8.GetString(octets), Is.EqualTo(File.ReadAllText(Path.Combine(Path.GetDirectoryName(path)!, expected))));
    }
}
