using System.Globalization;
using Ca.Core;
using Ca.Core.Certificates;
using Ca.Core.Paths;
using Ca.Core.Requests;
using Ca.Core.Revocation;
using Ca.Tests;

namespace Ca.Conformance.Tests.Paths;

/// <summary>Certificates, lists and requests with RSASSA-PSS from Go, mbed TLS and others, as Botan collects and judges them.</summary>
public class PssTests
{
    static IEnumerable<TestCaseData> Rows()
    {
        if (!Corpora.Has("botan", "pss_certs"))
            yield return new TestCaseData("", "").SetArgDisplayNames("118 cases, which are not here");
        else
            foreach (var line in File.ReadLines(Corpora.Require("botan", "pss_certs", "expected.txt")))
                if (line.Split(':') is [var name, var expected])
                    yield return new TestCaseData(name, expected).SetArgDisplayNames(name);
    }

    [OneTimeTearDown]
    public void Count() => Exceptions.Count("pss", "Botan's PSS");

    [TestCaseSource(nameof(Rows))]
    public void The_signature_is_judged_as_Botan_does(string name, string expected)
    {
        var files = Directory.GetFiles(Corpora.Require("botan", "pss_certs", name));
        var year = File.ReadLines(Corpora.Require("botan", "pss_certs", "validation_times.txt")).Single(l => l.StartsWith(name + ":", StringComparison.Ordinal)).Split(':')[1];

        var (good, detail) = Judge(files, JudgementTime.DayOfChecking(new(int.Parse(year, CultureInfo.InvariantCulture), 1, 1, 0, 0, 0, TimeSpan.Zero)));

        Exceptions.Hold("pss", name, expected == "Verified" ? "good" : "not good", good ? "good" : "not good", $"{expected}\n{detail}");
    }

    /// <summary>
    /// What exceptions.json says of those that are signed with SHA-1, or are of a key that is too short: that the signature itself is good. But for 01, whose
    /// parameters are not in DER.
    /// </summary>
    [TestCase("02")]
    [TestCase("100")]
    [TestCase("101")]
    [TestCase("102")]
    [TestCase("103")]
    [TestCase("104")]
    [TestCase("105")]
    [TestCase("106")]
    public void What_is_not_believed_is_intact_all_the_same(string name)
    {
        var files = Directory.GetFiles(Corpora.Require("botan", "pss_certs", name));
        var end = Read(files, "end.crt").Expect();
        var root = Read(files, "root.crt").Expect();

        Assert.That(end.IsSignedEvenOutdatedBy(root.PublicKey.Expect()));
        Assert.That(end.IsSignedEvenOutdatedBy(end.PublicKey.Expect()), Is.EqualTo(end.Equals(root)));
    }

    /// <summary>A list by its issuer's key, a request by its own, a certificate by its path to the root beside it, or by its own key where there is none.</summary>
    static (bool Good, string Detail) Judge(string[] files, JudgementTime time)
    {
        if (files.FirstOrDefault(f => f.EndsWith(".csr", StringComparison.Ordinal)) is { } request)
            return CertificationRequest.Parse(File.ReadAllBytes(request)).Refused(out var why, out _) ? (false, why.ToString()) : (true, "");
        if (Read(files, "end.crt").Refused(out var no, out var end))
            return (false, no.ToString());
        if (Read(files, "root.crt").Refused(out no, out var root))
            return files.Any(f => f.EndsWith("root.crt", StringComparison.Ordinal))
                ? (false, no.ToString())
                : (!end.PublicKey.Refused(out _, out var own) && end.IsSignedBy(own), "signed by itself");
        if (files.FirstOrDefault(f => f.EndsWith(".crl", StringComparison.Ordinal)) is { } file)
            return RevocationList.ParsePemOrDer(File.ReadAllBytes(file)).Refused(out no, out var list)
                ? (false, no.ToString())
                : (!root.PublicKey.Refused(out _, out var key) && list.IsSignedBy(key), "the list");
        if (TrustAnchor.Of(root).Refused(out no, out var anchor))
            return (false, no.ToString());
        var verdict = PathBuilder.Build(end, new() { Anchors = [anchor] }, new() { Time = time, Revocation = RevocationChecking.None });
        return (verdict.Path is not null, string.Join('\n', verdict.Findings));
    }

    static Outcome<Certificate> Read(string[] files, string name) => files.FirstOrDefault(f => f.EndsWith(name, StringComparison.Ordinal)) is { } file
        ? Certificate.ParsePemOrDer(File.ReadAllBytes(file))
        : new Refusal(RefusalCode.NotFound, "Asn1.empty");
}
