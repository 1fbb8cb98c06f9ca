using Ca.Core.Certificates;
using Ca.Core.Paths;
using Ca.Core.Revocation;
using Ca.Tests;

namespace Ca.Conformance.Tests.Paths;

/// <summary>The path tests of the German BSI, as Botan carries them.</summary>
public class BsiTests
{
    static readonly JudgementTime Then = JudgementTime.DayOfChecking(new(2017, 8, 19, 12, 0, 0, TimeSpan.Zero));

    static IEnumerable<TestCaseData> Rows()
    {
        if (!Corpora.Has("botan", "bsi"))
            yield return new TestCaseData("", "").SetArgDisplayNames("54 cases, which are not here");
        else
            foreach (var line in File.ReadLines(Corpora.Require("botan", "bsi", "expected.txt")))
                if (line.Split('$') is [var name, var expected])
                    yield return new TestCaseData(name, expected).SetArgDisplayNames(name);
    }

    [OneTimeTearDown]
    public void Count() => Exceptions.Count("bsi", "BSI's paths");

    /// <summary>A warning is Botan's way to say valid.</summary>
    [TestCaseSource(nameof(Rows))]
    public void The_path_is_judged_as_the_BSI_says(string name, string expected)
    {
        var folder = Corpora.Require("botan", "bsi", name);
        var isValid = expected == "Verified" || expected.StartsWith("Warning", StringComparison.Ordinal);

        var verdict = Judge(folder, name.Contains("CRL", StringComparison.Ordinal) ? RevocationChecking.Required : RevocationChecking.None);

        Exceptions.Hold("bsi", name, isValid ? "valid" : "not valid", verdict?.Path is null ? "not valid" : "valid",
            $"{expected}\n{(verdict is null ? "a certificate is refused" : string.Join('\n', verdict.Findings))}");
    }

    static PathVerdict? Judge(string folder, RevocationChecking revocation)
    {
        var files = Directory.GetFiles(folder, "*.crt");
        var certificates = files.ToDictionary(f => f, f => Certificate.ParsePemOrDer(File.ReadAllBytes(f)).Refused(out _, out var read) ? null : read);
        if (certificates.ContainsValue(null))
            return null;
        return PathBuilder.Build(
            certificates.Single(c => c.Key.EndsWith(".TC.pem.crt", StringComparison.Ordinal)).Value!,
            new()
            {
                Anchors = [.. certificates.Where(c => c.Key.EndsWith(".TA.pem.crt", StringComparison.Ordinal)).Select(c => TrustAnchor.Of(c.Value!).Expect())],
                Certificates = [.. certificates.Values.OfType<Certificate>()],
                RevocationLists = [.. Directory.GetFiles(folder, "*.crl", SearchOption.AllDirectories).SelectMany(Read)],
            },
            new() { Time = Then, Revocation = revocation });
    }

    static RevocationList[] Read(string path) =>
        RevocationList.ParsePemOrDer(File.ReadAllBytes(path)).Refused(out _, out var list) ? [] : [list];
}
