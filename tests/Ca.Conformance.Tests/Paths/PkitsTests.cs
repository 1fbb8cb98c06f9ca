using System.Globalization;
using System.Text.Json;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Paths;
using Ca.Core.Revocation;
using Ca.Tests;

namespace Ca.Conformance.Tests.Paths;

/// <summary>
/// NIST's Public Key Interoperability Test Suite 1.0.1: every rule of RFC 5280 §6, broken and kept. What each test is made of and what it
/// comes to is in pkits.json; the files are NIST's, from the corpora or from Debian's package python3-cryptography-vectors.
/// </summary>
public class PkitsTests
{
    const string Debian = "/usr/lib/python3/dist-packages/cryptography_vectors/x509/PKITS_data";

    /// <summary>NIST-test-policy-1 and the others are this with a number behind it.</summary>
    const string Policies = "2.16.840.1.101.3.2.1.48.";

    static readonly DateTimeOffset Then = new(2011, 4, 15, 0, 0, 0, TimeSpan.Zero);

    /// <summary>One test: names of files and numbers of policies, parted by spaces.</summary>
    /// <param name="Test">Its number, with that of the sub-test.</param>
    /// <param name="Certs">From below the anchor to the target; between them also those who sign lists.</param>
    /// <param name="Crls">The lists at hand.</param>
    /// <param name="Asked">initial-policy-set; any when null.</param>
    /// <param name="Inputs">Which of the other inputs are set.</param>
    /// <param name="Valid">The user-constrained policy set when the path is valid; null when it is not.</param>
    sealed record Row(string Test, string Certs, string Crls, string? Asked, string? Inputs, string? Valid)
    {
        public override string ToString() => Test;
    }

    static IEnumerable<TestCaseData> Rows() =>
        JsonSerializer.Deserialize<Row[]>(File.ReadAllText(Repository.File("tests", "Ca.Conformance.Tests", "Paths", "pkits.json")), JsonSerializerOptions.Web)!
            .Select(row => new TestCaseData(row).SetArgDisplayNames(row.Test));

    [OneTimeTearDown]
    public void Count() => Exceptions.Count("pkits", "PKITS");

    [Test]
    public void There_are_as_many_tests_as_NIST_has() => Assert.That(Rows().Count(), Is.EqualTo(249));

    [TestCaseSource(nameof(Rows))]
    public void The_path_is_judged_as_NIST_says(object row)
    {
        var test = (Row)row;
        var certificates = Names(test.Certs).Select(ReadCertificate).ToList();
        var material = new PathMaterial
        {
            Anchors = [TrustAnchor.Of(ReadCertificate("TrustAnchorRootCertificate")).Expect()],
            Certificates = certificates,
            RevocationLists = [.. Names(test.Crls).SelectMany(ReadList)],
        };
        var inputs = new PathInputs { Time = JudgementTime.DayOfChecking(Then) };
        if (test.Asked is { } asked)
            inputs = inputs with { InitialPolicies = Names(asked).Select(Policy).ToHashSet() };
        foreach (var input in Names(test.Inputs ?? ""))
            inputs = input switch
            {
                "explicit" => inputs with { RequireExplicitPolicy = true },
                "noMapping" => inputs with { InhibitPolicyMapping = true },
                "noAny" => inputs with { InhibitAnyPolicy = true },
                _ => throw new InvalidOperationException(input),
            };

        var verdict = PathBuilder.Build(certificates[^1], material, inputs);

        var expected = test.Valid is { } policies ? "valid " + Show(Names(policies).Select(Policy)) : "not valid";
        var actual = verdict.Path is { } path ? "valid " + Show(path.ValidPolicies) : "not valid";
        Exceptions.Hold("pkits", test.Test, expected, actual, string.Join('\n', verdict.Findings));
    }

    /// <summary>
    /// Test 4.1.4 is of DSA with 1024 bits and SHA-1: allowed to sign until the end of 2013 (NIST SP 800-131A §3). The day is the one of checking,
    /// whatever earlier time is judged at.
    /// </summary>
    [TestCase("2013-12-31T23:59:59Z", "2013-12-31T23:59:59Z", null)]
    [TestCase("2014-01-01T00:00:00Z", "2014-01-01T00:00:00Z", SubIndication.CryptoConstraintsFailure)]
    [TestCase("2011-04-15T00:00:00Z", "2026-06-01T00:00:00Z", SubIndication.CryptoConstraintsFailure)]
    public void What_has_80_bits_of_strength_was_good_in_its_day(string at, string now, SubIndication? why)
    {
        var clock = DateTimeOffset.Parse(now, CultureInfo.InvariantCulture);
        var material = new PathMaterial
        {
            Anchors = [TrustAnchor.Of(ReadCertificate("TrustAnchorRootCertificate")).Expect()],
            Certificates = [ReadCertificate("DSACACert")],
            RevocationLists = [.. new[] { "TrustAnchorRootCRL", "DSACACRL" }.SelectMany(ReadList)],
        };

        var verdict = PathBuilder.Build(
            ReadCertificate("ValidDSASignaturesTest4EE"), material, new() { Time = JudgementTime.Given(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture), clock).Expect() });

        Assert.That(verdict.SubIndication, Is.EqualTo(why), string.Join('\n', verdict.Findings));
        if (why is not null)
            Assert.That(verdict.Findings.Select(f => f.Rule.Id), Is.SupersetOf(new[] { "certificate-algorithm", "key-length" }));
    }

    static Certificate ReadCertificate(string name) => Certificate.Parse(File.ReadAllBytes(Locate("certs", name + ".crt"))).Expect();

    /// <summary>A list that cannot be read is as good as none.</summary>
    static RevocationList[] ReadList(string name) =>
        RevocationList.Parse(File.ReadAllBytes(Locate("crls", name + ".crl"))).Refused(out _, out var list) ? [] : [list];

    static string Locate(string folder, string file) =>
        !Corpora.Has("pkits") && Directory.Exists(Debian) ? Path.Combine(Debian, folder, file) : Corpora.Require("pkits", folder, file);

    static string Policy(string number) => number == "any" ? Oids.AnyPolicy : Policies + number;

    static string[] Names(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    static string Show(IEnumerable<string> policies) => string.Join(' ', policies.Order(StringComparer.Ordinal));
}
