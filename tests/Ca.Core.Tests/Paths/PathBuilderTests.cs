using System.Diagnostics;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Paths;
using Ca.Tests;
using static Ca.Tests.SampleAuthority;

namespace Ca.Core.Tests.Paths;

public class PathBuilderTests
{
    static readonly PathInputs Inputs = new() { Time = JudgementTime.DayOfChecking(Now), Revocation = RevocationChecking.None };

    [Test]
    public void A_cross_certificate_leads_to_the_anchor_that_is_trusted()
    {
        var old = Root("Old root");
        var young = Root("Young root");
        var crossed = old.Authority("Young root", key: young.Key);
        var person = young.Person().Certificate;

        var verdict = Build(person, old, crossed.Certificate, young.Certificate);

        Assert.That(verdict.Path!.Certificates, Is.EqualTo(new[] { crossed.Certificate, person }));
    }

    [Test]
    public void The_way_that_is_valid_is_found_behind_one_that_is_not()
    {
        var root = Root();
        var issuing = root.Authority("Issuing", c => c with { Validity = new(Now.AddDays(-9), Now.AddDays(-1)) });
        var renewed = root.Authority("Issuing", key: issuing.Key);
        var person = issuing.Person().Certificate;

        Assert.That(Build(person, root, issuing.Certificate, renewed.Certificate).Path!.Certificates[0], Is.EqualTo(renewed.Certificate));
        Assert.That(Build(person, root, issuing.Certificate).SubIndication, Is.EqualTo(SubIndication.OutOfBoundsNoPoe));
    }

    [Test]
    public void Authorities_of_one_name_are_told_apart_by_their_keys()
    {
        var root = Root();
        var many = Enumerable.Range(0, 40).Select(_ => root.Authority("Issuing")).ToList();
        var person = many[31].Person().Certificate;

        Assert.That(Build(person, root, [.. many.Select(m => m.Certificate)]).Path, Is.Not.Null);
    }

    [Test]
    public void Authorities_that_certify_one_another_end_in_milliseconds()
    {
        // Every one has a certificate from every other, under one name, without key identifiers: some 10^20 ways up, none to the anchor.
        var all = Enumerable.Range(0, 20).Select(_ => Root("Same", change: Anonymous)).ToList();
        var certificates = all.SelectMany(above => all.Where(a => a != above).Select(below => above.Authority("Same", Anonymous, below.Key).Certificate)).ToArray();
        var person = all[0].Person(change: Anonymous).Certificate;
        _ = Build(person, Root(), certificates);

        var watch = Stopwatch.StartNew();
        var verdict = Build(person, Root(), certificates);

        Assert.That(verdict.Findings.Single().Rule.Id, Is.EqualTo("budget"));
        Assert.That(verdict.SubIndication, Is.EqualTo(SubIndication.CertificateChainGeneralFailure));
        Assert.That(watch.ElapsedMilliseconds, Is.LessThan(500), "100 signatures of P-256 take 10 to 20 ms on an idle machine.");
    }

    [Test]
    public void Thousands_of_one_name_do_not_make_each_step_longer_and_the_one_that_is_named_by_its_key_is_found()
    {
        var root = Root();
        var issuing = root.Authority("Issuing");
        var others = Enumerable.Range(0, 20).Select(_ => root.Authority("Issuing")).ToList();
        // Signed all over by one another, with and without key identifiers.
        var crowd = Enumerable.Range(0, 3_000).Select(i => others[i % 20].Authority("Issuing", i % 2 == 0 ? Anonymous : null, others[(i + 1) % 20].Key).Certificate).ToList();
        var person = issuing.Person().Certificate;

        Assert.That(Build(person, root, [.. crowd, issuing.Certificate]).Path!.Certificates[0], Is.EqualTo(issuing.Certificate));

        var watch = Stopwatch.StartNew();
        var verdict = Build(others[0].Person(change: Anonymous).Certificate, Root("Elsewhere"), [.. crowd]);
        Assert.That(verdict.SubIndication, Is.EqualTo(SubIndication.CertificateChainGeneralFailure));
        Assert.That(watch.ElapsedMilliseconds, Is.LessThan(2_000), "200 to 300 ms on a machine with other work.");
    }

    [Test]
    public void A_path_is_found_beside_a_way_that_is_too_long()
    {
        var root = Root();
        // Of the same name and key as the authority that the root knows, above it a chain that leads nowhere for too long.
        var chain = new List<SampleAuthority> { Root("Far") };
        for (var i = 0; i < 20; i++)
            chain.Add(chain[^1].Authority($"Level {i}"));
        var issuing = root.Authority("Issuing", c => c with { Validity = new(Now.AddDays(-9), Now.AddDays(1)) });
        var crossed = chain[^1].Authority("Issuing", key: issuing.Key);
        var person = issuing.Person().Certificate;

        var verdict = PathBuilder.Build(
            person,
            new() { Anchors = [TrustAnchor.Of(root.Certificate).Expect()], Certificates = [crossed.Certificate, issuing.Certificate, .. chain.Select(c => c.Certificate)], RevocationLists = [root.List(), issuing.List()] },
            Inputs with { Revocation = RevocationChecking.Required });

        Assert.That(verdict.Path, Is.Not.Null, string.Join('\n', verdict.Findings));
    }

    [Test]
    public void A_chain_longer_than_the_budget_is_not_followed()
    {
        var root = Root();
        var chain = new List<SampleAuthority> { root };
        for (var i = 0; i < 20; i++)
            chain.Add(chain[^1].Authority($"Level {i}"));

        var tooLong = Build(chain[^1].Person().Certificate, root, [.. chain.Select(c => c.Certificate)]);
        Assert.That(tooLong.Path, Is.Null);
        Assert.That(tooLong.SubIndication, Is.EqualTo(SubIndication.CertificateChainGeneralFailure));
        Assert.That(Build(chain[10].Person().Certificate, root, [.. chain.Select(c => c.Certificate)]).Path, Is.Not.Null);
    }

    /// <summary>DSA keys without parameters are known only from above, so that nothing can be checked on the way up: the budget ends it.</summary>
    [Test]
    public void Keys_that_inherit_their_parameters_from_each_other_end_with_the_budget()
    {
        var root = Root();
        var same = Enumerable.Range(2, 300).Select(i => root.Authority("Same", c => c with { Issuer = Name("Same"), SubjectPublicKeyInfo = WithoutParameters(i) }).Certificate).ToArray();
        var person = Root("Other").Person(change: c => c with { Issuer = Name("Same") }).Certificate;

        var verdict = Build(person, root, same);

        Assert.That((verdict.SubIndication, verdict.Findings.Single().Rule.Id), Is.EqualTo((SubIndication.CertificateChainGeneralFailure, "budget")));
    }

    /// <summary>Below an issuer that is not of DSA there is nothing to inherit.</summary>
    [Test]
    public void A_key_whose_issuer_has_no_parameters_either_is_told()
    {
        var root = Root();
        var issuing = root.Authority("Issuing", c => c with { SubjectPublicKeyInfo = WithoutParameters(2) });
        var person = issuing.Person().Certificate;

        var verdict = Build(person, root, issuing.Certificate);

        Assert.That(verdict.Path, Is.Null);
        Assert.That(verdict.Findings.Select(f => f.Rule.Id), Does.Contain("certificate-key"), string.Join('\n', verdict.Findings));
        Assert.That(verdict.SubIndication, Is.EqualTo(SubIndication.CryptoConstraintsFailure));
    }

    static byte[] WithoutParameters(int y) => Der.Write(w =>
    {
        using (w.PushSequence())
        {
            using (w.PushSequence())
                w.WriteObjectIdentifier("1.2.840.10040.4.1");
            w.WriteBitString(Der.Write(inner => inner.WriteInteger(y)));
        }
    });

    [Test]
    public void The_attempt_that_reached_furthest_is_shown()
    {
        var issuing = Root("Unknown root").Authority("Issuing");
        var person = issuing.Person().Certificate;

        var verdict = Build(person, Root(), issuing.Certificate);

        Assert.That(verdict.Certificates, Is.EqualTo(new[] { person, issuing.Certificate }));
        Assert.That(verdict.Findings.Single().Detail.ToString(), Does.Contain("CN=Unknown root"));
    }

    static TbsCertificate Anonymous(TbsCertificate content) =>
        content with { Extensions = Without(Without(content.Extensions, "2.5.29.14"), "2.5.29.35") };

    static PathVerdict Build(Certificate target, SampleAuthority root, params Certificate[] certificates) =>
        PathBuilder.Build(target, new() { Anchors = [TrustAnchor.Of(root.Certificate).Expect()], Certificates = certificates }, Inputs);
}
