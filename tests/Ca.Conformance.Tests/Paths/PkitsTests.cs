using System.Globalization;
using System.Text.Json;
using Ca.Core.Certificates;
using Ca.Core.Paths;
using Ca.Core.Revocation;
using Ca.Tests;

namespace Ca.Conformance.Tests.Paths;

/// <summary>NIST's Public Key Interoperability Test Suite 1.0.1: every rule of RFC 5280 §6, broken and kept.</summary>
public class PkitsTests
{
    static IEnumerable<TestCaseData> Rows()
    {
        if (!Corpora.Has("pkits"))
            yield return new TestCaseData(default(JsonElement)).SetArgDisplayNames("the cases are not here");
        else
            foreach (var row in JsonDocument.Parse(File.ReadAllBytes(Corpora.Require("pkits", "expected.json"))).RootElement.EnumerateArray())
                yield return new TestCaseData(row).SetArgDisplayNames(NameOf(row));
    }

    [TestCaseSource(nameof(Rows))]
    public void The_path_is_judged_as_NIST_says(JsonElement row)
    {
        Corpora.Require("pkits");
        var certificates = Strings(row, "certs").Select(n => Certificate.Parse(File.ReadAllBytes(Corpora.Require("pkits", "certs", n + ".crt"))).Expect()).ToList();
        var material = new PathMaterial
        {
            Anchors = [TrustAnchor.Of(certificates[0]).Expect()],
            Certificates = certificates[1..],
            RevocationLists = [.. Strings(row, "crls").SelectMany(ReadList)],
        };
        var inputs = new PathInputs
        {
            Time = JudgementTime.DayOfChecking(row.GetProperty("time").GetDateTimeOffset()),
            InitialPolicies = Strings(row, "initial_policy_set").ToHashSet(),
            RequireExplicitPolicy = row.GetProperty("initial_explicit_policy").GetBoolean(),
            InhibitPolicyMapping = row.GetProperty("initial_policy_mapping_inhibit").GetBoolean(),
            InhibitAnyPolicy = row.GetProperty("initial_inhibit_any_policy").GetBoolean(),
        };

        var verdict = PathBuilder.Build(certificates[^1], material, inputs);

        var expected = row.GetProperty("expected_valid").GetBoolean() ? "valid " + Show(Strings(row, "expected_user_constrained_policy_set")) : "not valid";
        var actual = verdict.Path is { } path ? "valid " + Show(path.ValidPolicies) : "not valid";
        Exceptions.Hold("pkits", NameOf(row), expected, actual, string.Join('\n', verdict.Findings));
    }

    /// <summary>A list that cannot be read is as good as none.</summary>
    static RevocationList[] ReadList(string name) =>
        RevocationList.Parse(File.ReadAllBytes(Corpora.Require("pkits", "crls", name + ".crl"))).Refused(out _, out var list) ? [] : [list];

    static string NameOf(JsonElement row) => row.GetProperty("subpart").ValueKind == JsonValueKind.Null
        ? row.GetProperty("test").GetString()!
        : string.Create(CultureInfo.InvariantCulture, $"{row.GetProperty("test").GetString()} ({row.GetProperty("subpart")})");

    static IEnumerable<string> Strings(JsonElement row, string name) => row.GetProperty(name).EnumerateArray().Select(e => e.GetString()!);

    static string Show(IEnumerable<string> policies) => string.Join(' ', policies.Order(StringComparer.Ordinal));
}
