using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Ocsp;
using Ca.Core.Paths;
using Ca.Core.Revocation;
using Ca.Tests;
using static Ca.Tests.SampleAuthority;

namespace Ca.Core.Tests.Paths;

/// <summary>What OCSP responses do for a path, alone and beside lists.</summary>
public class RevocationEvidenceTests
{
    static readonly SampleAuthority Authority = Root("Authority");
    static readonly SampleAuthority Stranger = Root("Stranger");
    static readonly Certificate Citizen = Authority.Person().Certificate;
    static readonly CertificateStatus Revoked = new CertificateStatus.Revoked(Now.AddDays(-3), RevocationReason.KeyCompromise);
    static readonly CertificateStatus Held = new CertificateStatus.Revoked(Now.AddDays(-3), RevocationReason.CertificateHold);

    static IEnumerable<TestCaseData> Responses()
    {
        yield return Row("good", null, Authority.Response(Citizen, CertificateStatus.Good));
        yield return Row("revoked", "revoked", Authority.Response(Citizen, Revoked));
        yield return Row("held", "on-hold", Authority.Response(Citizen, Held));
        yield return Row("unknown", "status-unknown", Authority.Response(Citizen, CertificateStatus.Unknown));
        yield return Row("about another", "revocation-missing", Authority.Response(Authority.Person().Certificate, CertificateStatus.Good));
        yield return Row("about two", null, Authority.Response(Citizen, CertificateStatus.Good, new() { Before = [Authority.Person().Certificate] }));
        yield return Row("of the last second", null, Authority.Response(Citizen, CertificateStatus.Good, new() { NextUpdate = Now }));
        yield return Row("outdated", "response-stale", Authority.Response(Citizen, CertificateStatus.Good, new() { NextUpdate = Now.AddSeconds(-1) }));
        yield return Row("ahead", "response-stale", Authority.Response(Citizen, CertificateStatus.Good, new() { ThisUpdate = Now.AddSeconds(1) }));
        yield return Row("produced ahead", "response-stale", Authority.Response(Citizen, CertificateStatus.Good, new() { ProducedAt = Now.AddSeconds(1) }));
        yield return Row("of today without an end", null, Authority.Response(Citizen, CertificateStatus.Good, new() { NextUpdate = null }));
        yield return Row("of the day before without an end", "response-stale",
            Authority.Response(Citizen, CertificateStatus.Good, new() { NextUpdate = null, ThisUpdate = Now.AddHours(-25) }));
        yield return Row("by a stranger of another name", "response-unauthorised",
            Authority.Response(Citizen, CertificateStatus.Good, new() { Signer = Stranger.Responder() }));
        yield return Row("revoked, by a stranger", "response-unauthorised", Authority.Response(Citizen, Revoked, new() { Signer = Stranger.Responder() }));
        yield return Row("by a delegate", null, Authority.Response(Citizen, CertificateStatus.Good, new() { Signer = Authority.Responder() }));
        yield return Row("revoked, by a delegate", "revoked", Authority.Response(Citizen, Revoked, new() { Signer = Authority.Responder() }));
        yield return Row("by a delegate without the purpose", "response-unauthorised", Authority.Response(Citizen, CertificateStatus.Good, new() { Signer = Authority.Person() }));
        yield return Row("by a delegate for any purpose", "response-unauthorised",
            ByDelegate(c => c with { Extensions = Replace(c.Extensions, ExtensionWriter.ExtendedKeyUsage([Oids.AnyExtendedKeyUsage])) }));
        yield return Row("by a delegate whose key is for lists", "response-unauthorised",
            ByDelegate(c => c with { Extensions = Replace(c.Extensions, ExtensionWriter.KeyUsage(KeyUsages.CrlSign)) }));
        yield return Row("by a delegate whose key is for nothing in particular", null, ByDelegate(c => c with { Extensions = Without(c.Extensions, "2.5.29.15") }));
        yield return Row("by an expired delegate", "response-unauthorised", ByDelegate(c => c with { Validity = new(Now.AddYears(-1), Now.AddSeconds(-1)) }));
        yield return Row("by a delegate with an unknown critical extension", "response-unauthorised",
            ByDelegate(c => c with { Extensions = Replace(c.Extensions, new Extension("1.2.3", true, new byte[] { 5, 0 })) }));
        yield return Row("by a delegate who may be revoked", "response-unauthorised", ByDelegate(c => c with { Extensions = Without(c.Extensions, "1.3.6.1.5.5.7.48.1.5") }));
        yield return Row("by one whom a delegate has certified", "response-unauthorised", Authority.Response(Citizen, CertificateStatus.Good, new() { Signer = Authority.Authority("Below").Responder() }));

        static TestCaseData Row(string name, string? rule, OcspResponse response) => new TestCaseData(response, rule).SetArgDisplayNames(name);
        static OcspResponse ByDelegate(Func<TbsCertificate, TbsCertificate> change) =>
            Authority.Response(Citizen, CertificateStatus.Good, new() { Signer = Authority.Responder(change) });
    }

    [TestCaseSource(nameof(Responses))]
    public void A_response_decides_when_it_may_and_is_current(object response, string? rule)
    {
        var verdict = Build(Citizen, Inputs, [(OcspResponse)response]);

        Assert.That(verdict.Findings.SingleOrDefault()?.Rule.Id, Is.EqualTo(rule), string.Join('\n', verdict.Findings));
        Assert.That(verdict.Path is null, Is.EqualTo(rule is not null));
        if (rule is not null and not "revoked")
            Assert.That(verdict.SubIndication, Is.EqualTo(SubIndication.TryLater));
    }

    [Test]
    public void The_certificate_may_be_named_by_every_hash([ValueSource(typeof(CertificateId), nameof(CertificateId.Digests))] DigestAlgorithm digest) =>
        Assert.That(Build(Citizen, Inputs, [Authority.Response(Citizen, CertificateStatus.Good, new() { Digest = digest })]).Path, Is.Not.Null);

    [TestCase("gost2012-256-b")]
    [TestCase("gost2012-512-a")]
    [TestCase("rsa-2048")]
    [TestCase("ed25519")]
    public void Every_kind_of_key_answers(string algorithm)
    {
        var authority = Root("Authority of another kind", algorithm);
        var citizen = authority.Person().Certificate;
        var response = authority.Response(citizen, CertificateStatus.Good, new() { Digest = DigestAlgorithm.Streebog256 });
        var material = new PathMaterial { Anchors = [TrustAnchor.Of(authority.Certificate).Expect()], OcspResponses = [response] };

        Assert.That(PathBuilder.Build(citizen, material, Inputs).Evidence.Single().Source, Is.EqualTo(EvidenceSource.OcspResponse));
    }

    [Test]
    public void A_delegate_who_may_be_revoked_is_asked_about()
    {
        var delegated = Authority.Responder(c => c with { Extensions = Without(c.Extensions, "1.3.6.1.5.5.7.48.1.5") });
        var response = Authority.Response(Citizen, CertificateStatus.Good, new() { Signer = delegated });
        // It vouches for itself, which counts for nothing.
        var itself = Authority.Response(delegated.Certificate, CertificateStatus.Good, new() { Signer = delegated });

        Assert.That(Build(Citizen, Inputs, [response, itself]).Findings.Single().Rule.Id, Is.EqualTo("response-unauthorised"));
        Assert.That(Build(Citizen, Inputs, [response, Authority.Response(delegated.Certificate, CertificateStatus.Good)]).Path, Is.Not.Null);
        Assert.That(Build(Citizen, Inputs, [response, Authority.Response(delegated.Certificate, Revoked)]).Path, Is.Null);
    }

    /// <summary>What the list and the response say, how many hours old each is, and what follows.</summary>
    [TestCase("good", 2, "good", 1, null)]
    [TestCase("good", 2, "revoked", 1, "revoked")]
    [TestCase("good", 1, "revoked", 2, "revoked")]
    [TestCase("revoked", 2, "good", 1, "revoked")]
    [TestCase("good", 1, "hold", 2, null)]
    [TestCase("hold", 2, "good", 1, null)]
    [TestCase("hold", 1, "good", 2, "on-hold")]
    [TestCase("good", 1, "revoked", 1, "revoked")]
    [TestCase("hold", 1, "good", 1, "on-hold")]
    [TestCase("good", 2, "unknown", 1, null)]
    [TestCase("revoked", 2, "unknown", 1, "revoked")]
    public void What_revokes_for_good_decides_and_else_the_newer_evidence(string list, int listAge, string response, int responseAge, string? rule)
    {
        (Certificate, DateTimeOffset, RevocationReason)[] entries = list switch
        {
            "good" => [],
            "hold" => [(Citizen, Now.AddDays(-3), RevocationReason.CertificateHold)],
            _ => [(Citizen, Now.AddDays(-3), RevocationReason.KeyCompromise)],
        };
        var status = response switch { "good" => CertificateStatus.Good, "revoked" => Revoked, "hold" => Held, _ => CertificateStatus.Unknown };

        var verdict = Build(
            Citizen, Inputs, [Authority.Response(Citizen, status, new() { ThisUpdate = Now.AddHours(-responseAge) })],
            Authority.List(Now.AddHours(-listAge), null, entries));

        Assert.That(verdict.Findings.SingleOrDefault()?.Rule.Id, Is.EqualTo(rule));
    }

    /// <summary>What the older of two responses says, what the newer, and what follows; of equal age the order makes no difference.</summary>
    [TestCase("good", "revoked", "revoked")]
    [TestCase("revoked", "good", "revoked")]
    [TestCase("revoked", "unknown", "revoked")]
    [TestCase("held", "good", null)]
    [TestCase("good", "held", "on-hold")]
    [TestCase("good", "unknown", "status-unknown")]
    public void What_a_response_revokes_for_good_stays_revoked(string older, string newer, string? rule)
    {
        var (first, second) = (About(older, 2), About(newer, 1));

        Assert.That(Build(Citizen, Inputs, [first, second]).Findings.SingleOrDefault()?.Rule.Id, Is.EqualTo(rule));
        Assert.That(Build(Citizen, Inputs, [second, first]).Findings.SingleOrDefault()?.Rule.Id, Is.EqualTo(rule));

        static OcspResponse About(string word, int hours) => Authority.Response(
            Citizen,
            word switch { "good" => CertificateStatus.Good, "revoked" => Revoked, "held" => Held, _ => CertificateStatus.Unknown },
            new() { ThisUpdate = Now.AddHours(-hours) });
    }

    [Test]
    public void Of_equally_new_evidence_what_revokes_decides([Values] bool turned)
    {
        OcspResponse[] responses = [Authority.Response(Citizen, CertificateStatus.Good), Authority.Response(Citizen, Held)];
        RevocationList[] lists = [Authority.Numbered(1), Authority.Numbered(2, null, (Citizen, Now.AddDays(-3), RevocationReason.CertificateHold))];
        if (turned)
        {
            Array.Reverse(responses);
            Array.Reverse(lists);
        }

        Assert.That(Build(Citizen, Inputs, responses).Findings.Single().Rule.Id, Is.EqualTo("on-hold"));
        Assert.That(Build(Citizen, Inputs, [], lists).Findings.Single().Rule.Id, Is.EqualTo("on-hold"));
    }

    [Test]
    public void A_key_that_signs_lists_does_not_vouch_for_itself_where_its_issuer_has_revoked_it()
    {
        // Of the authority's name, as RFC 5280 §4.1.2.6 has signers of lists.
        var signer = Authority.Authority("Authority");
        var revoked = (Citizen, Now.AddDays(-3), RevocationReason.KeyCompromise);
        var newer = signer.List(Now.AddHours(-1));
        var older = Authority.List(Now.AddHours(-2), null, revoked, (signer.Certificate, Now.AddDays(-3), RevocationReason.KeyCompromise));

        Assert.That(BuildWith(signer, newer).Path, Is.Not.Null, "nobody else says anything of it");
        Assert.That(BuildWith(signer, newer, older).Findings.Single().Rule.Id, Is.EqualTo("revoked"));
        Assert.That(BuildWith(signer, newer, Authority.List(Now.AddHours(-2), null, revoked)).Path, Is.Not.Null, "the signer is good and its list is the newer one");

        static PathVerdict BuildWith(SampleAuthority signer, params RevocationList[] lists) => PathBuilder.Build(
            Citizen, new() { Anchors = [TrustAnchor.Of(Authority.Certificate).Expect()], Certificates = [signer.Certificate], RevocationLists = lists }, Inputs);
    }

    /// <summary>How long before now the certificate ended, what its base list says, and what a delta list of an hour ago that removes it comes to.</summary>
    [TestCase(null, RevocationReason.CertificateHold, null)]
    [TestCase(12, RevocationReason.CertificateHold, "on-hold")]
    [TestCase(null, RevocationReason.KeyCompromise, "revoked")]
    [TestCase(12, RevocationReason.KeyCompromise, "revoked")]
    public void A_delta_list_releases_from_hold_and_from_nothing_else(int? hoursSinceEnd, RevocationReason reason, string? rule)
    {
        var citizen = Authority.Person(change: c => hoursSinceEnd is { } hours ? c with { Validity = new(Now.AddYears(-1), Now.AddHours(-hours)) } : c).Certificate;
        var inputs = hoursSinceEnd is { } since ? new PathInputs { Time = JudgementTime.Given(Now.AddHours(-since - 1), Now).Expect() } : Inputs;
        var complete = Authority.Numbered(1, null, (citizen, Now.AddDays(-3), reason));
        Extension[] ofDelta = [Number("2.5.29.20", 2), Number("2.5.29.27", 1) with { Critical = true }];
        var delta = Authority.ListHaving(ofDelta, Now.AddHours(-1), (citizen, Now.AddDays(-3), RemoveFromList));

        Assert.That(Build(citizen, inputs, [], complete, delta).Findings.SingleOrDefault()?.Rule.Id, Is.EqualTo(rule));
    }

    // removeFromCRL: no reason for a revocation, and so none of ours.
    const RevocationReason RemoveFromList = (RevocationReason)8;

    static Extension Number(string oid, int number) => new(oid, false, Der.Write(w => w.WriteInteger(number)));

    [Test]
    public void Names_of_a_point_are_compared_within_the_budget()
    {
        var points = ExtensionWriter.CrlDistributionPoints(Enumerable.Range(0, 100).Select(i => $"http://crl.invalid/{i}").ToArray());
        var citizen = Authority.Person(change: c => c with { Extensions = Replace(c.Extensions, points) }).Certificate;
        var list = Authority.ListHaving([Point(100)], null);

        Assert.That(Build(citizen, Inputs, [], list).Path, Is.Not.Null);
        var few = Inputs with { Budget = PathBudget.Default with { NameComparisons = 1_000 } };
        Assert.That(Build(citizen, few, [], list).Findings.Single().Rule.Id, Is.EqualTo("budget"));
    }

    [TestCase(1_000, true)]
    [TestCase(4_000, false)]
    public void What_a_list_says_about_itself_is_bounded(int names, bool read) =>
        Assert.That(() => Authority.ListHaving([Point(names)], null), read ? Throws.Nothing : Throws.InvalidOperationException);

    /// <summary>IssuingDistributionPoint with so many names, of which the last is the first that a certificate's point has.</summary>
    static Extension Point(int names) => new("2.5.29.28", true, Der.Write(w =>
    {
        using (w.PushSequence())
        using (w.PushSequence(Context0))
        using (w.PushSequence(Context0))
            foreach (var i in Enumerable.Range(0, names).Reverse())
                w.WriteCharacterString(UniversalTagNumber.IA5String, $"http://crl.invalid/{i}", new Asn1Tag(TagClass.ContextSpecific, 6));
    }));

    static readonly Asn1Tag Context0 = new(TagClass.ContextSpecific, 0);

    [TestCase(3600, true)]
    [TestCase(3599, false)]
    public void Evidence_is_no_older_than_was_asked(int seconds, bool fresh)
    {
        var inputs = Inputs with { MaxAge = TimeSpan.FromSeconds(seconds) };

        Assert.That(Build(Citizen, inputs, [Authority.Response(Citizen, CertificateStatus.Good)]).Findings.SingleOrDefault()?.Rule.Id, Is.EqualTo(fresh ? null : "response-stale"));
        Assert.That(Build(Citizen, inputs, [], Authority.List(Now.AddHours(-1))).Findings.SingleOrDefault()?.Rule.Id, Is.EqualTo(fresh ? null : "revocation-stale"));
    }

    [TestCase("none", true, "revocation-not-shown")]
    [TestCase("good", true, null)]
    [TestCase("revoked", false, "revoked")]
    [TestCase("stale", false, "response-stale")]
    [TestCase("stranger's", false, "response-unauthorised")]
    [TestCase("unknown", false, "status-unknown")]
    public void When_available_what_is_at_hand_decides_and_its_absence_is_told(string at, bool passes, string? rule)
    {
        OcspResponse[] responses = at switch
        {
            "none" => [],
            "good" => [Authority.Response(Citizen, CertificateStatus.Good)],
            "revoked" => [Authority.Response(Citizen, Revoked)],
            "stale" => [Authority.Response(Citizen, CertificateStatus.Good, new() { NextUpdate = Now.AddSeconds(-1) })],
            "unknown" => [Authority.Response(Citizen, CertificateStatus.Unknown)],
            _ => [Authority.Response(Citizen, CertificateStatus.Good, new() { Signer = Stranger.Responder() })],
        };

        var verdict = Build(Citizen, Inputs with { Revocation = RevocationChecking.WhenAvailable }, responses);

        Assert.That((verdict.Path is not null, verdict.Findings.SingleOrDefault()?.Rule.Id), Is.EqualTo((passes, rule)));
    }

    [Test]
    public void Of_an_expired_certificate_a_responder_may_have_forgotten()
    {
        var expired = Authority.Person(change: c => c with { Validity = new(Now.AddYears(-1), Now.AddDays(-30)) }).Certificate;
        var inputs = new PathInputs { Time = JudgementTime.Given(Now.AddDays(-31), Now).Expect() };

        Assert.That(Build(expired, inputs, [Authority.Response(expired, CertificateStatus.Good)]).Findings.Single().Rule.Id, Is.EqualTo("revocation-missing"));
        Assert.That(Build(expired, inputs, [Authority.Response(expired, CertificateStatus.Good, new() { ArchiveCutoff = Now.AddYears(-5) })]).Path, Is.Not.Null);
        Assert.That(Build(expired, inputs, [Authority.Response(expired, new CertificateStatus.Revoked(Now.AddDays(-40), RevocationReason.Superseded))]).Path, Is.Null);
    }

    [Test]
    public void Responses_that_were_not_looked_at_are_told()
    {
        var junk = Enumerable.Range(0, 110).Select(_ => Authority.Response(Citizen, CertificateStatus.Good, new() { Signer = OneStranger, ThisUpdate = Now.AddMinutes(-5) }));

        var whenAvailable = Inputs with { Revocation = RevocationChecking.WhenAvailable };

        Assert.That(Build(Citizen, whenAvailable, [.. junk], Authority.List()).Path, Is.Not.Null);
        var verdict = Build(Citizen, whenAvailable with { Budget = PathBudget.Default with { Evidence = 100 } }, [.. junk], Authority.List());
        Assert.That(verdict.Findings.Single().Rule.Id, Is.EqualTo("budget"));
        Assert.That(verdict.SubIndication, Is.EqualTo(SubIndication.CertificateChainGeneralFailure));
    }

    static CmsSigner OneStranger { get; } = Stranger.Responder();

    static PathInputs Inputs { get; } = new() { Time = JudgementTime.DayOfChecking(Now) };

    static PathVerdict Build(Certificate target, PathInputs inputs, IReadOnlyList<OcspResponse> responses, params RevocationList[] lists) => PathBuilder.Build(
        target,
        new() { Anchors = [TrustAnchor.Of(Authority.Certificate).Expect()], OcspResponses = responses, RevocationLists = lists },
        inputs);
}
