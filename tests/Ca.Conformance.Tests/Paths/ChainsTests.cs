using System.Globalization;
using System.Text.Json;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Paths;
using Ca.Tests;

namespace Ca.Conformance.Tests.Paths;

/// <summary>BoringSSL's chains for its path validation; the rules of web browsers among them are listed as exceptions.</summary>
public class ChainsTests
{
    const string Prefix = "verify_certificate_chain_unittest/";

    static IEnumerable<TestCaseData> Rows()
    {
        if (!Corpora.Has("chains"))
            yield return new TestCaseData(default(JsonElement)).SetArgDisplayNames("197 cases, which are not here");
        else
            foreach (var row in JsonDocument.Parse(File.ReadAllBytes(Corpora.Require("chains", "expected.json"))).RootElement.EnumerateArray())
                yield return new TestCaseData(row).SetArgDisplayNames(NameOf(row));
    }

    [OneTimeTearDown]
    public void Count() => Exceptions.Count("chains", "BoringSSL's chains");

    [TestCaseSource(nameof(Rows))]
    public void The_chain_is_judged_as_BoringSSL_does(JsonElement row)
    {
        Corpora.Require("chains");
        var chain = ReadChain(row);
        var trust = row.GetProperty("last_cert_trust").GetString()!;
        var verdict = chain.Contains(null) ? null : Judge(chain!, trust, row);

        var expected = row.GetProperty("expected_valid").GetBoolean() ? "valid" : "not valid";
        Exceptions.Hold("chains", NameOf(row), expected, verdict?.Path is null ? "not valid" : "valid",
            verdict is null ? "a certificate is refused" : string.Join('\n', verdict.Findings));
        if (verdict?.Path is { } path && row.TryGetProperty("expected_user_constrained_policy_set", out var policies) && expected == "valid")
            Exceptions.Hold("chains policies", NameOf(row), Show(policies.GetString()!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)), Show(path.ValidPolicies), "");
    }

    static PathVerdict Judge(List<Certificate> chain, string trust, JsonElement row) => PathBuilder.Build(
        chain[0],
        new()
        {
            Anchors = [.. AnchorsOf(chain, trust).Select(TrustAnchor.Of).SelectMany(a => a.Refused(out _, out var anchor) ? [] : new[] { Within(anchor, trust) })],
            Certificates = chain,
        },
        new()
        {
            Time = JudgementTime.DayOfChecking(TimeOf(row.GetProperty("utc_time").GetString()!)),
            Purpose = PurposeOf(row.GetProperty("key_purpose").GetString()!),
            PurposeMatching = MatchingOf(row.GetProperty("key_purpose").GetString()!),
            AnchorConstraints = trust.Contains("WITH_CONSTRAINTS", StringComparison.Ordinal) || trust.Contains("AND_CONSTRAINTS", StringComparison.Ordinal)
                ? AnchorConstraints.Honoured
                : AnchorConstraints.Ignored,
            Revocation = RevocationChecking.None,
        });

    /// <summary>Trust as a leaf makes no anchor of what others stand below.</summary>
    static IEnumerable<Certificate> AnchorsOf(List<Certificate> chain, string trust) => trust switch
    {
        "DISTRUSTED" or "UNSPECIFIED" => [],
        _ when trust.StartsWith("TRUSTED_LEAF", StringComparison.Ordinal) && chain.Count > 1 => [],
        _ => [chain[^1]],
    };

    /// <summary>With expiration, the operator trusts the anchor as long as its certificate is valid.</summary>
    static TrustAnchor Within(TrustAnchor anchor, string trust) => trust.Contains("WITH_EXPIRATION", StringComparison.Ordinal)
        ? anchor.Within(anchor.Label, anchor.Certificate.Validity.NotBefore, anchor.Certificate.Validity.NotAfter, null)
        : anchor;

    static PurposeMatching MatchingOf(string purpose) => purpose switch
    {
        _ when purpose.EndsWith("STRICT", StringComparison.Ordinal) => PurposeMatching.NamedThroughout,
        "MLS_CLIENT_AUTH" or "SERVER_AUTH_STRICT_LEAF" or "CLIENT_AUTH_STRICT_LEAF" => PurposeMatching.NamedByTarget,
        _ => PurposeMatching.Allowed,
    };

    static string? PurposeOf(string purpose) => purpose.Split('_')[0] switch
    {
        "SERVER" => Oids.ServerAuth,
        "CLIENT" => Oids.ClientAuth,
        "ANY" => null,
        "C2PA" => purpose == "C2PA_TIMESTAMPING" ? Oids.TimeStamping : Oids.EmailProtection,
        // id-kp-rcsMlsClient (GSMA RCC.16).
        _ => "2.23.146.2.1.3",
    };

    static DateTimeOffset TimeOf(string text) => text == "DEFAULT"
        ? new(2021, 10, 5, 12, 0, 0, TimeSpan.Zero)
        : DateTimeOffset.ParseExact(text, "yyMMddHHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>Leaf first; null for one that is refused.</summary>
    static List<Certificate?> ReadChain(JsonElement row)
    {
        var folder = Path.GetDirectoryName(NameOf(row))!;
        var text = File.ReadAllBytes(Corpora.Require("chains", "cases", folder, row.GetProperty("chain").GetString()!));
        return [.. Pem.All(text, "CERTIFICATE").Expect().Select(der => Certificate.Parse(der).Refused(out _, out var certificate) ? null : certificate)];
    }

    static string NameOf(JsonElement row) => row.GetProperty("file").GetString()![Prefix.Length..];

    static string Show(IEnumerable<string> policies) => string.Join(' ', policies.Order(StringComparer.Ordinal));
}
