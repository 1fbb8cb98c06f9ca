using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;
using Ca.Core.Certificates;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Ca.Tests;

namespace Ca.Conformance.Tests.Xml;

/// <summary>Signed documents of EU DSS with XAdES, whose signatures are intact, and what becomes of them when they are tampered with.</summary>
public class XadesTests
{
    const string Dsig = "http://www.w3.org/2000/09/xmldsig#";
    const string Xades = "http://uri.etsi.org/01903/v1.3.2#";

    static readonly JudgementTime Now = JudgementTime.DayOfChecking(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    static IEnumerable<TestCaseData> Rows()
    {
        if (!Corpora.Has("dss-signatures", "expected.json"))
        {
            yield return new TestCaseData("", Array.Empty<string>()).SetArgDisplayNames("the cases are not here");
            yield break;
        }
        using var rows = JsonDocument.Parse(File.ReadAllBytes(Corpora.Require("dss-signatures", "expected.json")));
        foreach (var row in rows.RootElement.EnumerateArray().Where(r => r.GetProperty("format").GetString() == "xades"))
            yield return new TestCaseData(row.GetProperty("file").GetString(), row.GetProperty("embedded_roots").EnumerateArray().Select(r => r.GetString()).ToArray())
                .SetArgDisplayNames(row.GetProperty("file").GetString()!);
    }

    [TestCaseSource(nameof(Rows))]
    public void The_document_is_intact_with_its_roots_and_finds_no_chain_without(string file, string[] roots)
    {
        var xml = File.ReadAllBytes(Corpora.Require("dss-signatures", file));
        var anchors = roots.Select(r => TrustAnchor.Of(Certificate.ParsePemOrDer(File.ReadAllBytes(Corpora.Require("dss-signatures", r))).Expect()).Expect()).ToList();

        var report = Verify(xml, anchors);
        var detail = string.Join('\n', report.Signatures.SelectMany(s => s.Findings));
        Assert.That(report.Signatures.Select(s => s.Intact), Has.All.True, detail);
        Assert.That(report.Signatures.Select(s => s.Signer), Has.All.Not.Null, detail);
        var without = Verify(xml, []).Signatures;
        Assert.That(without.Select(s => s.Indication), Has.All.EqualTo(Indication.Indeterminate));
        Assert.That(without.Select(s => s.SubIndication), Has.All.EqualTo(SubIndication.NoCertificateChainFound), string.Join('\n', without[0].Findings));
    }

    /// <summary>Which imprints are ours to compute was not told: that one agrees with what an authority signed is proof enough.</summary>
    [TestCaseSource(nameof(Rows))]
    public void The_time_stamps_are_over_what_we_say(string file, string[] roots)
    {
        _ = roots;
        var stamps = Verify(File.ReadAllBytes(Corpora.Require("dss-signatures", file)), []).Signatures.SelectMany(s => s.TimeStamps).ToList();
        var wrong = stamps.Where(s => s.Findings.Any(f => f.Rule.Id is "time-stamp-imprint" or "time-stamp-unbound" or "time-stamp-unread")).Select(s => s.Kind).ToList();

        TestContext.Progress.WriteLine($"# {Path.GetFileName(file)}: {stamps.Count - wrong.Count} of {stamps.Count} time-stamps over what we say");
        Exceptions.Hold("xades-time-stamps", file, "all", wrong.Count == 0 ? "all" : $"not {string.Join(", ", wrong)}", "");
    }

    [Test]
    public void A_document_tampered_with_is_not_intact_or_not_whole()
    {
        Corpora.Require("dss-signatures");
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var files = Rows().Select(r => (string)r.Arguments[0]!).ToList();
        foreach (var file in files)
        {
            var good = File.ReadAllText(Corpora.Require("dss-signatures", file));
            foreach (var (what, bad) in Tamper(good))
            {
                var outcome = SignatureVerifier.Verify(Encoding.UTF8.GetBytes(bad), null, new() { Anchors = [] }, new() { Time = Now });
                var passes = !outcome.Refused(out _, out var report)
                    && report.Signatures.All(s => s.Intact && s.Findings.All(f => f.Rule.Id != "xml-not-whole"));
                Assert.That(passes, Is.False, $"{file}: {what}");
                counts[what.Split(' ')[0]] = counts.GetValueOrDefault(what.Split(' ')[0]) + 1;
            }
        }
        TestContext.Progress.WriteLine($"# XAdES documents tampered with: {counts.Values.Sum()}, none intact and whole: {string.Join(", ", counts.Select(c => $"{c.Key} {c.Value}"))}");
        Assert.That(counts.Values.Sum(), Is.GreaterThan(200));
    }

    static ValidationReport Verify(byte[] xml, IReadOnlyList<TrustAnchor> anchors) =>
        SignatureVerifier.Verify(xml, null, new() { Anchors = anchors }, new() { Time = Now }).Expect();

    static IEnumerable<(string What, string Xml)> Tamper(string good)
    {
        var document = Load(good);
        foreach (var (name, xpath) in new[]
        {
            ("digest", "//ds:SignedInfo/ds:Reference/ds:DigestValue"),
            ("value", "//ds:SignatureValue"),
            ("certificate-digest", "//*[local-name()='SigningCertificate' or local-name()='SigningCertificateV2']/xades:Cert[1]/xades:CertDigest/ds:DigestValue"),
            ("time", "//xades:SigningTime"),
        })
            for (var i = 0; i < document.SelectNodes(xpath, Names(document))!.Count; i++)
                foreach (var at in new[] { 0.1, 0.5, 0.8 })
                    yield return ($"{name} {i} at {at.ToString(CultureInfo.InvariantCulture)}", Change(good, xpath, i, n => n.InnerText = Flip(n.InnerText, at)));
        for (var i = 0; i < document.SelectNodes("//ds:SignedInfo", Names(document))!.Count; i++)
            yield return ($"reference-moved {i}", Change(good, "//ds:SignedInfo", i, n => n.InsertBefore(n.LastChild!, n.FirstChild)));
        yield return ("certificate-swapped", Change(good, "//ds:X509Certificate", 0, n => n.InnerText = OtherCertificate));
        const string content = "//ds:Object[not(*[local-name()='QualifyingProperties'])]//text()[normalize-space()] | //text()[normalize-space() and not(ancestor::ds:Signature)]";
        for (var i = 0; i < Math.Min(10, document.SelectNodes(content, Names(document))!.Count); i++)
            yield return ($"content {i}", Change(good, content, i, n => n.Value = Flip(n.Value!, 0.5)));
        yield return ("wrapped beside", Change(good, "/*", 0, n => n.AppendChild(n.OwnerDocument!.CreateElement("forged", "urn:forged"))));
        yield return ("wrapped twin", Change(good, "/*", 0, n => n.AppendChild(n.OwnerDocument!.ImportNode(Identified(n), deep: true))));
    }

    /// <summary>A twin of the first element that a reference names: who looks it up may find either.</summary>
    static XmlNode Identified(XmlNode root)
    {
        var uri = root.SelectSingleNode("//ds:SignedInfo/ds:Reference/@URI[starts-with(., '#')]", Names(root.OwnerDocument!))!.Value!;
        return root.SelectSingleNode($"//*[@Id='{uri[1..]}']")!;
    }

    static string Flip(string text, double at)
    {
        var characters = text.ToCharArray();
        var index = Array.FindIndex(characters, (int)(text.Length * at), char.IsAsciiLetterOrDigit);
        index = index < 0 ? Array.FindIndex(characters, char.IsLetterOrDigit) : index;
        if (index < 0)
            return text + "x";
        characters[index] = characters[index] == '1' ? '2' : '1';
        return new(characters);
    }

    static string Change(string good, string xpath, int index, Action<XmlNode> change)
    {
        var document = Load(good);
        change(document.SelectNodes(xpath, Names(document))![index]!);
        return document.OuterXml;
    }

    static XmlDocument Load(string xml)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.LoadXml(xml);
        return document;
    }

    static XmlNamespaceManager Names(XmlDocument document)
    {
        var names = new XmlNamespaceManager(document.NameTable);
        names.AddNamespace("ds", Dsig);
        names.AddNamespace("xades", Xades);
        return names;
    }

    static string OtherCertificate { get; } = Corpora.Has("dss-signatures", "certs")
        ? Convert.ToBase64String(File.ReadAllBytes(Directory.GetFiles(Corpora.Require("dss-signatures", "certs"), "*.cer").Order(StringComparer.Ordinal).First()))
        : "";
}
