using System.Globalization;
using Ca.Core.Cms;
using Ca.Core.Ocsp;
using Ca.Core.Paths;
using Ca.Core.Revocation;
using Ca.Core.Signatures;
using Ca.Core.Signatures.Cms;
using Ca.Core.Signatures.Policies;
using Ca.Tests;
using static Ca.Tests.SampleAuthority;

namespace Ca.Core.Tests.Signatures;

/// <summary>What the report says it was decided by: the path, and for each certificate of it the list or response that was used.</summary>
public class ReportDocumentTests
{
    static readonly byte[] Content = "Прошу выдать"u8.ToArray();
    static readonly SampleAuthority Anchor = Root();
    static readonly SampleAuthority Issuing = Anchor.Authority("Issuing");
    static readonly CmsSigner Citizen = Issuing.Person();

    [Test]
    public void Each_certificate_of_the_path_has_the_list_that_spoke_for_it()
    {
        var (root, issuing) = (Anchor.Numbered(7), Issuing.List());
        var signature = Report([root, issuing, Root("Stranger").List()]);

        Assert.That(signature.Path.Select(c => c.Sha256), Is.EqualTo(new[] { Citizen.Certificate, Issuing.Certificate, Anchor.Certificate }.Select(c => c.Fingerprint)));
        Assert.That(signature.Revocation.Select(r => (r.Certificate, r.Status, r.RevokedAt, r.Reason)), Is.EqualTo(new[]
        {
            (Issuing.Certificate.Fingerprint, "good", null, null),
            (Citizen.Certificate.Fingerprint, "good", (DateTimeOffset?)null, (string?)null),
        }));
        Assert.That(signature.Revocation.Select(r => r.Sources.Single()), Is.EqualTo(new[]
        {
            new SourceDocument("revocationList", $"{Anchor.Certificate.Subject}", "7", null, Now.AddDays(-1), Now.AddDays(9), Sha256(root.Encoded)),
            new SourceDocument("revocationList", $"{Issuing.Certificate.Subject}", null, null, Now.AddDays(-1), Now.AddDays(9), Sha256(issuing.Encoded)),
        }));
    }

    [Test]
    public void A_response_is_told_with_who_signed_it_and_when()
    {
        var responder = Issuing.Responder();
        var response = Issuing.Response(Citizen.Certificate, CertificateStatus.Good, new() { Signer = responder, ProducedAt = Now.AddMinutes(-30) });
        var signature = Report([Anchor.List(), Issuing.List()], response);

        Assert.That(signature.Revocation[1].Sources.Single(), Is.EqualTo(new SourceDocument(
            "ocspResponse", $"{responder.Certificate.Subject}", null, Now.AddMinutes(-30), Now.AddHours(-1), Now.AddDays(1), Sha256(response.Encoded))));
    }

    [Test]
    public void A_revocation_is_told_with_its_reason_and_nothing_is_told_behind_it()
    {
        var revoking = Anchor.List(revoked: (Issuing.Certificate, Now.AddDays(-3), RevocationReason.CaCompromise));
        var signature = Report([revoking, Issuing.List()]);

        var known = signature.Revocation.Single();
        Assert.That((known.Certificate, known.Status, known.RevokedAt, known.Reason), Is.EqualTo((Issuing.Certificate.Fingerprint, "revoked", (DateTimeOffset?)Now.AddDays(-3), "cACompromise")));
        Assert.That(known.Sources.Single().Sha256, Is.EqualTo(Sha256(revoking.Encoded)));
    }

    [Test]
    public void A_delta_list_is_told_with_its_base()
    {
        var (complete, delta) = (Issuing.Numbered(3), Issuing.Numbered(5, deltaBase: 3));
        var signature = Report([Anchor.List(), complete, delta]);

        Assert.That(signature.Revocation[1].Sources.Select(s => s.Number), Is.EqualTo(["5", "3"]));
    }

    [Test]
    public void Without_evidence_or_with_outdated_evidence_none_is_told()
    {
        Assert.That(Report([]).Revocation, Is.Empty);
        var outdated = Report([Anchor.List(), Issuing.List(Now.AddDays(-9), Now.AddDays(-1))]);
        Assert.That(outdated.Revocation.Select(r => r.Certificate), Is.EqualTo([Issuing.Certificate.Fingerprint]));
        Assert.That(outdated.SubIndication, Is.EqualTo("TRY_LATER"));
    }

    [Test]
    public void A_time_stamp_has_its_own_path_and_evidence()
    {
        var signature = CmsSignature.CreateAttached(Citizen, Content, Now);
        var stamped = CadesAugmentation.AddTimeStamps(signature, SampleStamper.Of(Issuing).At(Now.AddMinutes(-1))).Expect();
        var stamp = Report([Anchor.List(), Issuing.List()], signature: stamped).TimeStamps.Single();

        Assert.That(stamp.Path.Select(c => c.Sha256), Is.EqualTo(new[] { stamp.Authority!.Sha256, Issuing.Certificate.Fingerprint, Anchor.Certificate.Fingerprint }));
        Assert.That(stamp.Revocation.Select(r => r.Certificate), Is.EqualTo([Issuing.Certificate.Fingerprint, stamp.Authority.Sha256]));
    }

    [Test]
    public void The_policy_is_named_by_the_hash_of_its_file()
    {
        var file = File.ReadAllBytes(Repository.File("src", "Ca.Core", "Signatures", "Policies", "Shipped", "building-permit.json"));
        var report = Verify([], null, CmsSignature.CreateAttached(Citizen, Content, Now));
        var policy = SignaturePolicy.Shipped["building-permit"].Judge(report, new Dictionary<string, string>());

        Assert.That(ReportDocument.Of(report, CultureInfo.InvariantCulture, policy).Policy!.Sha256, Is.EqualTo(Sha256(file)));
    }

    static SignatureDocument Report(IReadOnlyList<RevocationList> lists, OcspResponse? response = null, byte[]? signature = null) =>
        ReportDocument.Of(Verify(lists, response, signature ?? CmsSignature.CreateAttached(Citizen, Content, Now)), CultureInfo.InvariantCulture).Signatures.Single();

    static ValidationReport Verify(IReadOnlyList<RevocationList> lists, OcspResponse? response, byte[] signature) => SignatureVerifier.Verify(
        signature,
        null,
        new()
        {
            Anchors = [TrustAnchor.Of(Anchor.Certificate).Expect()],
            Certificates = [Issuing.Certificate],
            RevocationLists = lists,
            OcspResponses = response is null ? [] : [response],
        },
        new() { Time = JudgementTime.DayOfChecking(Now) }).Expect();

    static string Sha256(ReadOnlyMemory<byte> octets) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(octets.Span));
}
