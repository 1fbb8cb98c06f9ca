using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Issuance;

namespace Ca.Core.Tests.Issuance;

public class ChainRuleTests
{
    static readonly Draft Root = Draft.Root;

    // The root has the serial number that the child names as its issuer's.
    static readonly Draft Child = Draft.Citizen.With(ExtensionWriter.AuthorityKeyIdentifier(
        Draft.Ec.PublicKey.KeyIdentifier, DistinguishedName.Parse(Draft.AuthorityName).Expect(), SerialNumber.Parse(Root.Serial).Expect()));

    static readonly Draft Authority = Draft.IssuingAuthority.With(ExtensionWriter.BasicConstraints(new(true, 0)));

    static IEnumerable<TestCaseData> Rows =>
    [
        Row("issuer-is-issuers-subject-byte-for-byte", Child, Root, (c, i) => (c with { Issuer = Draft.Name(("2.5.4.3", 0x13, "Other")) }, i)),
        Row("authority-key-id-is-issuers-subject-key-id", Child, Root, (c, i) => (c.With(ExtensionWriter.AuthorityKeyIdentifier(new byte[20])), i)),
        Row("authority-certificate-is-issuers", Child, Root, (c, i) => (c, i with { Serial = [0x4B, .. new byte[15]] })),
        Row("issuer-is-authority", Child, Root, (c, i) => (c, i.Without(Oids.BasicConstraints))),
        Row("issuer-may-sign-certificates", Child, Root, (c, i) => (c, i.With(ExtensionWriter.KeyUsage(KeyUsages.CrlSign)))),
        Row("path-length-of-issuer-allows-authorities", Authority, Root, (c, i) => (c, i.With(ExtensionWriter.BasicConstraints(new(true, 0))))),
        Row("path-length-under-issuers", Authority, Root, (c, i) => (c.With(ExtensionWriter.BasicConstraints(new(true, 1))), i)),
        Row("ends-not-after-issuer", Child, Root, (c, i) => (c, i with { Times = [.. Draft.Utc("261123000000Z"), .. Draft.Utc("271122235958Z")] })),
        Row("begins-not-before-issuer", Child, Root, (c, i) => (c, i with { Times = [.. Draft.Utc("261123000001Z"), .. Draft.Utc("271122235959Z")] })),
        Row("signed-within-private-key-usage-period-of-issuer", Child, Root,
            (c, i) => (c, i.With(ExtensionWriter.PrivateKeyUsagePeriod(new(null, new(2026, 11, 22, 23, 59, 59, TimeSpan.Zero)))))),
        Row("signature-algorithm-of-issuers-key", Child, Root, (c, i) => (c.Signing([.. Draft.Ed25519.Algorithm.AlgorithmIdentifier.Span]), i)),
        Row("subject-key-not-issuers", Child, Root, (c, i) => (c.Certifying(Draft.Ec), i)),
    ];

    [TestCaseSource(nameof(Rows))]
    public void A_rule_is_kept_by_the_passing_pair_and_broken_by_the_failing_one(ChainRule rule, Certificate[] good, Certificate[] bad)
    {
        Assert.That(rule.Holds(good[0], good[1]), Is.True);
        Assert.That(ChainRule.Broken(bad[0], bad[1]), Does.Contain(rule));
    }

    [Test]
    public void Every_rule_has_its_row() =>
        Assert.That(Rows.Select(r => ((ChainRule)r.Arguments[0]!).Id), Is.EquivalentTo(ChainRule.All.Select(r => r.Id)));

    [Test]
    public void A_root_is_its_own_issuer() => Assert.That(ChainRule.Broken(Root.Make(), Root.Make()), Is.Empty);

    static TestCaseData Row(string rule, Draft child, Draft issuer, Func<Draft, Draft, (Draft, Draft)> spoil)
    {
        var (badChild, badIssuer) = spoil(child, issuer);
        return new TestCaseData(
            ChainRule.All.Single(r => r.Id == rule), new[] { child.Make(), issuer.Make() }, new[] { badChild.Make(), badIssuer.Make() })
        { TestName = rule };
    }
}
