using System.Diagnostics;
using Ca.Core.Issuance;

namespace Ca.Core.Tests.Issuance;

public class CertificateRuleTests
{
    [Test]
    public void A_rule_is_kept_by_the_passing_row_and_broken_by_the_failing_one([ValueSource(typeof(RuleRow), nameof(RuleRow.All))] object row)
    {
        var (id, good, spoil) = (RuleRow)row;
        var rule = CertificateRule.All.Single(r => r.Id == id);
        var (obeying, breaking) = (good.Make(), spoil(good).Make());

        Assert.That(rule.AppliesTo(obeying) && rule.Holds(obeying), Is.True, "the good certificate");
        Assert.That(CertificateRule.Broken(breaking), Does.Contain(rule), "the spoilt certificate");
    }

    [Test]
    public void Every_rule_has_its_rows() =>
        Assert.That(RuleRow.All.Select(r => r.Rule).Distinct(), Is.EquivalentTo(CertificateRule.All.Select(r => r.Id)));

    [Test]
    public void A_good_certificate_of_every_kind_breaks_no_rule([ValueSource(nameof(Kinds))] string kind) =>
        Assert.That(CertificateRule.Broken(Draft.Good[kind].Make()).Select(r => r.Id), Is.Empty);

    [Test]
    public void There_are_enough_rules_and_each_names_its_clause()
    {
        TestContext.Progress.WriteLine(
            $"# rules: {CertificateRule.All.Count} of certificates, {ChainRule.All.Count} of certificates and their issuers; {RuleRow.All.Count} failing rows");
        Assert.That(CertificateRule.All, Has.Count.GreaterThanOrEqualTo(40));
        Assert.That(CertificateRule.All.Select(r => r.Id).Concat(ChainRule.All.Select(r => r.Id)), Is.Unique);
        Assert.That(CertificateRule.All.Select(r => r.Clause).Concat(ChainRule.All.Select(r => r.Clause)), Has.All.Match(@"\d"));
    }

    /// <summary>The rules run on every issuance: what they cost is seen here, and bounded a hundred times above it.</summary>
    [Test]
    public void All_rules_together_are_cheap()
    {
        var certificate = Draft.Citizen.Make();
        // The best of many short runs: the others were interrupted.
        var best = Enumerable.Range(0, 300).Min(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < 10; i++)
                CertificateRule.Broken(certificate);
            return Stopwatch.GetElapsedTime(start) / 10;
        });

        TestContext.Progress.WriteLine($"# all rules over one certificate: {best.TotalMicroseconds:F1} µs");
        Assert.That(best, Is.LessThan(TimeSpan.FromMilliseconds(5)));
    }

    static IEnumerable<string> Kinds => Draft.Good.Keys;
}
