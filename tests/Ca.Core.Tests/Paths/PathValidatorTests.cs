using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Paths;
using Ca.Core.Revocation;
using Ca.Tests;
using static Ca.Tests.SampleAuthority;

namespace Ca.Core.Tests.Paths;

/// <summary>Each rule broken, beside the path that keeps them all. NIST's suite has the finer cases.</summary>
public class PathValidatorTests
{
    static readonly SampleAuthority Anchor = Root();

    /// <summary>A path of three: what is changed in the issuing authority, in the person's certificate, and what it comes to.</summary>
    sealed record Row(string Rule, SubIndication Why)
    {
        public Func<TbsCertificate, TbsCertificate> Authority { get; init; } = c => c;

        public Func<TbsCertificate, TbsCertificate> Person { get; init; } = c => c;

        public Func<PathInputs, PathInputs> Inputs { get; init; } = i => i;

        public override string ToString() => Rule;
    }

    static IEnumerable<Row> Rows { get; } =
    [
        new("not-yet-valid", SubIndication.OutOfBoundsNoPoe) { Person = c => c with { Validity = new(Now.AddSeconds(1), Now.AddDays(1)) } },
        new("expired", SubIndication.OutOfBoundsNoPoe) { Person = c => c with { Validity = new(Now.AddDays(-2), Now.AddSeconds(-1)) } },
        new("expired", SubIndication.OutOfBoundsNoPoe) { Authority = c => c with { Validity = new(Now.AddDays(-2), Now.AddSeconds(-1)) } },
        new("not-an-authority", SubIndication.CertificateChainGeneralFailure) { Authority = c => Having(c, ExtensionWriter.BasicConstraints(new(false, null))) },
        new("not-an-authority", SubIndication.CertificateChainGeneralFailure) { Authority = c => c with { Extensions = Without(c.Extensions, "2.5.29.19") } },
        new("key-usage", SubIndication.CertificateChainGeneralFailure) { Authority = c => Having(c, ExtensionWriter.KeyUsage(KeyUsages.CrlSign)) },
        new("critical-extension", SubIndication.CertificateChainGeneralFailure) { Person = c => Having(c, new Extension("1.2.3", true, new byte[] { 5, 0 })) },
        new("critical-extension", SubIndication.CertificateChainGeneralFailure) { Authority = c => Having(c, new Extension("1.2.3", true, new byte[] { 5, 0 })) },
        new("name-constraints", SubIndication.CertificateChainGeneralFailure) { Authority = c => Having(c, Permitted(GeneralName.Of(Name("Other")))) },
        new("policy", SubIndication.ChainConstraintsFailure) { Inputs = i => i with { RequireExplicitPolicy = true } },
        new("policy-twice", SubIndication.CertificateChainGeneralFailure) { Person = c => Having(c, ExtensionWriter.Policies(["1.2.3", "1.2.3"])) },
        new("any-policy-mapped", SubIndication.CertificateChainGeneralFailure) { Authority = c => Having(c, Mapping("1.2.3", "2.5.29.32.0")) },
        new("any-policy-mapped", SubIndication.CertificateChainGeneralFailure) { Person = c => Having(c, Mapping("1.2.3", "2.5.29.32.0")) },
        new("names-constrained-by-no-authority", SubIndication.CertificateChainGeneralFailure) { Person = c => Having(c, Permitted(GeneralName.Of(Name("Other")))) },
        new("no-revocation-misplaced", SubIndication.CertificateChainGeneralFailure) { Authority = c => Having(c, NoRevocation()) },
        new("no-revocation-misplaced", SubIndication.CertificateChainGeneralFailure) { Person = c => Having(c, NoRevocation(), ExtensionWriter.BasicConstraints(new(true, null))) },
        new("no-revocation-misplaced", SubIndication.CertificateChainGeneralFailure) { Person = c => Having(c, NoRevocation(), ExtensionWriter.CrlDistributionPoints(["http://crl.invalid/1"])) },
        new("no-revocation-misplaced", SubIndication.CertificateChainGeneralFailure) { Person = c => Having(c, NoRevocation(), ExtensionWriter.AuthorityInformationAccess(["http://ca.invalid/"], [])) },
        new("no-revocation-misplaced", SubIndication.CertificateChainGeneralFailure) { Person = c => Having(c, NoRevocation() with { Critical = true }) },
        new("no-revocation-misplaced", SubIndication.CertificateChainGeneralFailure) { Person = c => Having(c, NoRevocation() with { Value = new byte[] { 0x30, 0 } }) },
        new("purpose-not-named", SubIndication.ChainConstraintsFailure)
        {
            Inputs = i => i with { Purpose = Oids.ClientAuth, PurposeMatching = PurposeMatching.NamedByTarget },
        },
        new("purpose-not-named", SubIndication.ChainConstraintsFailure)
        {
            Person = c => Having(c, ExtensionWriter.ExtendedKeyUsage([Oids.AnyExtendedKeyUsage])),
            Inputs = i => i with { Purpose = Oids.ClientAuth, PurposeMatching = PurposeMatching.NamedByTarget },
        },
        new("purpose-not-named", SubIndication.ChainConstraintsFailure)
        {
            Person = c => Having(c, ExtensionWriter.ExtendedKeyUsage([Oids.ClientAuth])),
            Inputs = i => i with { Purpose = Oids.ClientAuth, PurposeMatching = PurposeMatching.NamedThroughout },
        },
        new("purpose", SubIndication.ChainConstraintsFailure)
        {
            Person = c => Having(c, ExtensionWriter.ExtendedKeyUsage([Oids.ServerAuth])), Inputs = i => i with { Purpose = Oids.ClientAuth },
        },
        new("name", SubIndication.ChainConstraintsFailure) { Inputs = i => i with { Names = [ExpectedName.Parse("sample.invalid").Expect()] } },
        new("max-depth", SubIndication.ChainConstraintsFailure) { Inputs = i => i with { MaxDepth = 0 } },
        new("no-path", SubIndication.NoCertificateChainFound) { Person = c => c with { Issuer = Name("Nobody") } },
    ];

    [Test]
    public void A_path_that_keeps_every_rule_passes()
    {
        var verdict = Build(new("", default));

        Assert.That(verdict.Indication, Is.EqualTo(Indication.TotalPassed), string.Join('\n', verdict.Findings));
        Assert.That(verdict.Path!.Certificates, Has.Count.EqualTo(2));
        Assert.That(verdict.Evidence.Select(e => (e.Certificate, e.Source)), Is.EqualTo(verdict.Path.Certificates.Select(c => (c, EvidenceSource.RevocationList))));
        Assert.That(verdict.SubIndication, Is.Null);
    }

    [TestCase(PurposeMatching.Allowed)]
    [TestCase(PurposeMatching.NamedByTarget)]
    [TestCase(PurposeMatching.NamedThroughout)]
    public void A_purpose_that_is_named_is_found_however_it_is_asked_for(PurposeMatching matching)
    {
        var row = new Row("", default)
        {
            Authority = c => matching == PurposeMatching.NamedThroughout ? Having(c, ExtensionWriter.ExtendedKeyUsage([Oids.ClientAuth])) : c,
            Person = c => Having(c, ExtensionWriter.ExtendedKeyUsage([Oids.ClientAuth, Oids.ServerAuth])),
            Inputs = i => i with { Purpose = Oids.ClientAuth, PurposeMatching = matching },
        };

        Assert.That(Build(row).Findings, Is.Empty);
    }

    /// <summary>RFC 9608 §4: nothing is asked for. A revocation that is at hand all the same is not passed over.</summary>
    [Test]
    public void A_certificate_of_which_no_revocation_is_ever_told_needs_no_list()
    {
        var person = Anchor.Person(change: c => Having(c, NoRevocation(), ExtensionWriter.AuthorityInformationAccess([], ["http://ca.invalid/"]))).Certificate;
        var other = Anchor.Person().Certificate;
        var nothing = new PathMaterial { Anchors = [TrustAnchor.Of(Anchor.Certificate).Expect()] };
        var stale = nothing with { RevocationLists = [Anchor.List(Now.AddDays(-9), Now.AddSeconds(-1))] };
        var revoked = nothing with { RevocationLists = [Anchor.List(revoked: (person, Now.AddDays(-3), RevocationReason.KeyCompromise))] };

        foreach (var material in new[] { nothing, stale })
        {
            var verdict = PathBuilder.Build(person, material, Inputs(Now));
            Assert.That((verdict.Indication, verdict.Findings.Single().Rule.Id), Is.EqualTo((Indication.TotalPassed, "no-revocation-available")));
            Assert.That(PathBuilder.Build(other, material, Inputs(Now)).SubIndication, Is.EqualTo(SubIndication.TryLater));
        }
        Assert.That(PathBuilder.Build(person, revoked, Inputs(Now)).SubIndication, Is.EqualTo(SubIndication.RevokedNoPoe));
        Assert.That(StatusVerdict.Of(person, Anchor.Certificate, [], [], Inputs(Now)).Expect().Hindrance?.Rule.Id, Is.EqualTo("no-revocation-available"));
    }

    [TestCaseSource(nameof(Rows))]
    public void A_path_that_breaks_a_rule_is_not_one(object row)
    {
        var broken = (Row)row;
        var verdict = Build(broken);

        Assert.That(verdict.Findings.Select(f => f.Rule.Id), Is.EqualTo(new[] { broken.Rule }), string.Join('\n', verdict.Findings));
        Assert.That(verdict.SubIndication, Is.EqualTo(broken.Why));
        Assert.That(verdict.Path, Is.Null);
    }

    [TestCase(0, false)]
    [TestCase(1, true)]
    public void Path_length_counts_the_authorities_below(int length, bool valid)
    {
        var root = Root(change: c => Having(c, ExtensionWriter.BasicConstraints(new(true, length))));
        var issuing = root.Authority("Issuing");
        var verdict = PathValidator.Validate(
            TrustAnchor.Of(root.Certificate).Expect(), [issuing.Certificate, issuing.Person().Certificate], Material(root), Unrevoked);

        Assert.That(verdict.Path is not null, Is.EqualTo(valid));
        if (!valid)
            Assert.That(verdict.Findings.Single().Rule.Id, Is.EqualTo("path-length"));
    }

    [Test]
    public void A_signature_and_a_name_that_do_not_chain_are_told()
    {
        var stranger = Root("Stranger");
        var verdict = PathValidator.Validate(TrustAnchor.Of(Anchor.Certificate).Expect(), [stranger.Person().Certificate], Material(Anchor), Unrevoked);

        Assert.That(verdict.Findings.Select(f => f.Rule.Id), Is.EqualTo(new[] { "certificate-signature", "name-chaining" }));
    }

    [Test]
    public void A_version_3_anchor_without_basicConstraints_is_no_authority_unless_its_constraints_are_ignored()
    {
        var root = Root(change: c => c with { Extensions = Without(c.Extensions, "2.5.29.19") });
        var person = root.Person().Certificate;

        Assert.That(PathBuilder.Build(person, Material(root), Unrevoked).Findings.Single().Rule.Id, Is.EqualTo("not-an-authority"));
        Assert.That(PathBuilder.Build(person, Material(root), Unrevoked with { AnchorConstraints = AnchorConstraints.Ignored }).Path, Is.Not.Null);
    }

    [Test]
    public void A_target_that_is_trusted_itself_passes_in_its_time()
    {
        var person = Anchor.Person().Certificate;
        var material = new PathMaterial { Anchors = [TrustAnchor.Of(person).Expect()] };

        Assert.That(PathBuilder.Build(person, material, Inputs(Now)).Path, Is.Not.Null);
        Assert.That(PathBuilder.Build(person, material, Inputs(Now.AddYears(3))).SubIndication, Is.EqualTo(SubIndication.OutOfBoundsNoPoe));
    }

    [TestCase(null, false)]
    [TestCase("1.2.3", true)]
    [TestCase("1.2.4", false)]
    [TestCase("2.5.29.32.0", true)]
    public void A_target_that_is_trusted_itself_has_the_policy_that_is_asked_for(string? policy, bool valid)
    {
        var person = Anchor.Person(change: c => policy is null ? c : Having(c, ExtensionWriter.Policies([policy]))).Certificate;
        var material = new PathMaterial { Anchors = [TrustAnchor.Of(person).Expect()] };
        var inputs = Inputs(Now) with { RequireExplicitPolicy = true, InitialPolicies = new HashSet<string> { "1.2.3" } };

        Assert.That(PathBuilder.Build(person, material, inputs).Findings.SingleOrDefault()?.Rule.Id, Is.EqualTo(valid ? null : "policy"));
        Assert.That(PathBuilder.Build(person, material, inputs with { RequireExplicitPolicy = false }).Path, Is.Not.Null);
    }

    [TestCase(null, "revocation-missing", SubIndication.TryLater)]
    [TestCase("stale", "revocation-stale", SubIndication.TryLater)]
    [TestCase("ahead", "revocation-stale", SubIndication.TryLater)]
    [TestCase("stranger", "revocation-unauthorised", SubIndication.TryLater)]
    [TestCase("revoked", "revoked", SubIndication.RevokedNoPoe)]
    [TestCase("hold", "on-hold", SubIndication.TryLater)]
    [TestCase("good", null, null)]
    public void Revocation_is_shown_or_the_verdict_stays_open(string? list, string? rule, SubIndication? why)
    {
        var root = Root();
        var person = root.Person().Certificate;
        var lists = list switch
        {
            null => Array.Empty<RevocationList>(),
            "stale" => [root.List(Now.AddDays(-9), Now.AddSeconds(-1))],
            "ahead" => [root.List(Now.AddSeconds(1), Now.AddDays(9))],
            "stranger" => [Root().List()],
            "revoked" => [root.List(revoked: (person, Now.AddDays(-3), RevocationReason.KeyCompromise))],
            "hold" => [root.List(revoked: (person, Now.AddDays(-3), RevocationReason.CertificateHold))],
            _ => [root.List(revoked: (root.Certificate, Now.AddDays(-3), RevocationReason.KeyCompromise))],
        };

        var verdict = PathBuilder.Build(person, Material(root) with { RevocationLists = lists }, Inputs(Now));

        Assert.That(verdict.Findings.SingleOrDefault()?.Rule.Id, Is.EqualTo(rule));
        Assert.That(verdict.SubIndication, Is.EqualTo(why));
    }

    [Test]
    public void A_revoked_authority_is_told_apart_from_a_revoked_signer()
    {
        var issuing = Anchor.Authority("Issuing");
        var verdict = PathBuilder.Build(
            issuing.Person().Certificate,
            Material(Anchor, issuing) with { RevocationLists = [Anchor.List(revoked: (issuing.Certificate, Now.AddDays(-3), RevocationReason.CaCompromise)), issuing.List()] },
            Inputs(Now));

        Assert.That(verdict.SubIndication, Is.EqualTo(SubIndication.RevokedCaNoPoe));
    }

    [Test]
    public void A_revocation_after_the_time_that_the_requester_vouches_for_is_told_and_does_not_count()
    {
        var person = Anchor.Person().Certificate;
        var material = Material(Anchor) with { RevocationLists = [Anchor.List(revoked: (person, Now.AddDays(-3), RevocationReason.Superseded))] };

        var before = PathBuilder.Build(person, material, new() { Time = JudgementTime.Given(Now.AddDays(-4), Now).Expect() });
        Assert.That(before.Path, Is.Not.Null);
        Assert.That(before.Findings.Single().Rule.Id, Is.EqualTo("revoked-later"));

        var after = PathBuilder.Build(person, material, new() { Time = JudgementTime.Given(Now.AddDays(-2), Now).Expect() });
        Assert.That(after.SubIndication, Is.EqualTo(SubIndication.RevokedNoPoe));
    }

    [Test]
    public void As_many_authorities_as_allowed_may_stand_between()
    {
        var issuing = Anchor.Authority("Issuing");
        var person = issuing.Person().Certificate;

        Assert.That(PathBuilder.Build(person, Material(Anchor, issuing), Unrevoked with { MaxDepth = 1 }).Path, Is.Not.Null);
        Assert.That(PathBuilder.Build(person, Material(Anchor, issuing), Unrevoked with { MaxDepth = 0 }).Path, Is.Null);
    }

    [Test]
    public void A_time_ahead_of_the_clock_is_refused() =>
        Assert.That(JudgementTime.Given(Now.AddSeconds(1), Now).Refused(out var why, out _) ? why.Code : default, Is.EqualTo(RefusalCode.OutOfTime));

    static PathVerdict Build(Row row)
    {
        var issuing = Anchor.Authority("Issuing", row.Authority);
        var material = Material(Anchor, issuing) with { RevocationLists = [Anchor.List(), issuing.List()] };
        return PathBuilder.Build(issuing.Person(change: row.Person).Certificate, material, row.Inputs(Inputs(Now)));
    }

    static PathMaterial Material(SampleAuthority root, params SampleAuthority[] others) => new()
    {
        Anchors = [TrustAnchor.Of(root.Certificate).Expect()],
        Certificates = [.. others.Select(o => o.Certificate)],
    };

    static PathInputs Inputs(DateTimeOffset at) => new() { Time = JudgementTime.DayOfChecking(at) };

    static PathInputs Unrevoked { get; } = Inputs(Now) with { Revocation = RevocationChecking.None };

    static TbsCertificate Having(TbsCertificate content, params Extension[] extensions) =>
        content with { Extensions = Replace(content.Extensions, extensions) };

    static Extension NoRevocation() => new("2.5.29.56", false, new byte[] { 5, 0 });

    static Extension Permitted(GeneralName name) => new("2.5.29.30", true, Der.Write(w =>
    {
        using (w.PushSequence())
        using (w.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        using (w.PushSequence())
        using (w.PushSequence(new Asn1Tag(TagClass.ContextSpecific, (int)name.Kind)))
            w.WriteEncodedValue(name.Value.Span);
    }));

    static Extension Mapping(string issuer, string subject) => new("2.5.29.33", true, Der.Write(w =>
    {
        using (w.PushSequence())
        using (w.PushSequence())
        {
            w.WriteObjectIdentifier(issuer);
            w.WriteObjectIdentifier(subject);
        }
    }));
}
