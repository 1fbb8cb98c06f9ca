using System.Text.Json;
using Ca.Core;
using Ca.Core.Certificates;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Ca.Tests;

namespace Ca.Conformance.Tests.Xml;

/// <summary>Interoperability cases of XMLDSig (merlin, phaos, W3C 2012), as xmlsec carries them.</summary>
public class XmldsigTests
{
    /// <summary>Expected is what xmlsec says to the signature, the key and the trust; of what fails for trust alone the signature may be intact.</summary>
    static readonly HashSet<string> FailForTrust = ["merlin-xmldsig-twenty-three/signature-x509-crt-crl.xml"];

    static IEnumerable<TestCaseData> Rows()
    {
        if (!Corpora.Has("xmldsig", "expected.json"))
        {
            yield return new TestCaseData("", "").SetArgDisplayNames("the cases are not here");
            yield break;
        }
        using var rows = JsonDocument.Parse(File.ReadAllBytes(Corpora.Require("xmldsig", "expected.json")));
        foreach (var row in rows.RootElement.EnumerateArray().Where(r => r.GetProperty("exists").GetBoolean()))
            yield return new TestCaseData(row.GetProperty("file").GetString(), row.GetProperty("expected").GetString())
                .SetArgDisplayNames(row.GetProperty("file").GetString()!);
    }

    [TestCaseSource(nameof(Rows))]
    public void The_signature_is_intact_as_xmlsec_says(string file, string expected)
    {
        var outcome = Verify(Corpora.Require("xmldsig", file));
        if (outcome.Refused(out var why, out var report))
        {
            Exceptions.Hold("xmldsig", file, expected, why.Sentence.Key, why.ToString());
            return;
        }
        var verdict = report.Signatures[0];
        var detail = string.Join('\n', verdict.Findings);
        if (FailForTrust.Contains(file))
            Assert.That(verdict.Indication, Is.Not.EqualTo(Indication.TotalPassed), detail);
        else
            Exceptions.Hold("xmldsig", file, expected, verdict.Intact ? "pass" : "fail", detail);
    }

    static Outcome<ValidationReport> Verify(string path)
    {
        var certificates = Directory.GetFiles(Path.GetDirectoryName(path)!, "*.*", SearchOption.AllDirectories)
            .Where(f => Path.GetExtension(f) is ".der" or ".crt")
            .Select(f => Certificate.ParsePemOrDer(File.ReadAllBytes(f)).Refused(out _, out var read) ? null : read)
            .OfType<Certificate>();
        return SignatureVerifier.Verify(
            new SignedFile(File.ReadAllBytes(path), [.. Files(path)]),
            new() { Anchors = [], Certificates = [.. certificates] },
            new() { Time = JudgementTime.DayOfChecking(new(2012, 1, 1, 0, 0, 0, TimeSpan.Zero)) });
    }

    /// <summary>The files that stand in the folder of the signature; the two that are on the web stand nowhere.</summary>
    static IEnumerable<SignedContent> Files(string path) =>
        Directory.GetFiles(Path.GetDirectoryName(path)!, "document*").Select(f => SignedContent.Of(new MemoryStream(File.ReadAllBytes(f)), Path.GetFileName(f)));
}
