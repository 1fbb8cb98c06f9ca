using System.Text.Json;
using Ca.Core;
using Ca.Core.Certificates;
using Ca.Core.Ocsp;
using Ca.Core.Paths;
using Ca.Tests;

namespace Ca.Conformance.Tests.Paths;

/// <summary>
/// OpenSSL's OCSP responses of 2012, real and spoiled, as evidence for paths, judged by the rules of 2012: all of them are signed with SHA-1.
/// </summary>
public class OcspTests
{
    static IEnumerable<TestCaseData> Rows()
    {
        if (!Corpora.Has("ocsp"))
            yield return new TestCaseData(default(JsonElement)).SetArgDisplayNames("29 cases, which are not here");
        else
            foreach (var row in JsonDocument.Parse(File.ReadAllBytes(Corpora.Require("ocsp", "cases", "openssl-ocsp.json"))).RootElement.EnumerateArray())
                yield return new TestCaseData(row).SetArgDisplayNames(row.GetProperty("name").GetString()!);
    }

    [OneTimeTearDown]
    public void Count() => Exceptions.Count("ocsp", "OpenSSL's OCSP responses");

    [TestCaseSource(nameof(Rows))]
    public void The_path_is_judged_as_OpenSSL_means_it(JsonElement row)
    {
        Corpora.Require("ocsp");
        var verdict = PathBuilder.Build(
            ReadCertificate(row.GetProperty("cert").GetString()!),
            new()
            {
                Anchors = [.. AnchorsOf(row).Select(TrustAnchor.Of).Select(a => a.Expect())],
                Certificates = [.. Strings(row, "other_certs").Select(ReadCertificate)],
                // One that cannot be read, as some of 2012 with a malformed name in a certificate, is as good as none.
                OcspResponses = [.. Strings(row, "ocsps").Select(Parse).SelectMany(r => r.Refused(out _, out var read) ? [] : new[] { read })],
            },
            new() { Time = JudgementTime.DayOfChecking(row.GetProperty("moment").GetDateTimeOffset()) });

        Exceptions.Hold("ocsp", row.GetProperty("name").GetString()!, row.TryGetProperty("error", out _) ? "not valid" : "valid",
            verdict.Path is null ? "not valid" : "valid", string.Join('\n', verdict.Findings));
    }

    /// <summary>The root; and the authorities between, where the suite has a response for the target alone and means that no more be asked for.</summary>
    static IEnumerable<Certificate> AnchorsOf(JsonElement row)
    {
        var between = Strings(row, "other_certs").ToList();
        return (Strings(row, "ocsps").Count() > between.Count ? [] : between).Append(row.GetProperty("root").GetString()!).Select(ReadCertificate);
    }

    /// <summary>The spoiled field, and whether issuer and responder are still named. ISOP and ISDOSC spoil signatures, WKDOSC a key.</summary>
    [TestCase("", true, true)]
    [TestCase("ISOP_", true, true)]
    [TestCase("WRID_", true, false)]
    [TestCase("WINH_", false, true)]
    [TestCase("WIKH_", false, true)]
    public void A_response_names_its_issuer_and_its_responder_unless_that_was_spoiled(string spoiled, bool namesIssuer, bool namesResponder)
    {
        foreach (var (number, issuerFile) in new[] { ("ND1", "ND1_Issuer_ICA.pem"), ("ND2", "ND2_Issuer_Root.pem"), ("ND3", "ND3_Issuer_Root.pem") })
        {
            Corpora.Require("ocsp");
            var issuer = ReadCertificate(issuerFile);
            var response = Parse($"{spoiled}{number}.ors").Expect();

            Assert.That(response.Responses.Single().Certificate.Names(issuer), Is.EqualTo(namesIssuer), number);
            Assert.That(response.Names(issuer), Is.EqualTo(namesResponder), number);
            Assert.That(response.Responses.Single().Status, Is.EqualTo(CertificateStatus.Good), number);
        }
    }

    static Certificate ReadCertificate(string name) => Certificate.ParsePemOrDer(File.ReadAllBytes(Corpora.Require("ocsp", "cases", name))).Expect();

    static Outcome<OcspResponse> Parse(string name) =>
        OcspResponse.Parse(Convert.FromBase64String(File.ReadAllText(Corpora.Require("ocsp", "cases", name))));

    static IEnumerable<string> Strings(JsonElement row, string name) =>
        row.TryGetProperty(name, out var list) ? list.EnumerateArray().Select(e => e.GetString()!) : [];
}
