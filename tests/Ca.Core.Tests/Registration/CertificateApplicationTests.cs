using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Profiles;
using Ca.Core.Registration;
using Ca.Core.Requests;
using Ca.Core.Tests.Issuance;
using static Ca.Core.Tests.Issuance.Hierarchy;

namespace Ca.Core.Tests.Registration;

public class CertificateApplicationTests
{
    static readonly Officer Registrar = Officer("maria", Role.Registrar);
    static readonly Officer Approver = Officer("pavel", Role.Approver);
    static readonly Officer Both = Officer("olga", Role.Registrar, Role.Approver);
    static readonly CertificationRequest Request = CertificationRequest.Create(CitizenKey, CitizenName, []).Expect();

    [Test]
    public async Task An_application_goes_from_one_officer_to_another_to_a_certificate()
    {
        var application = Submitted();
        Assert.That(application.State, Is.EqualTo(ApplicationState.Submitted));
        Assert.That(application.ContentHash, Is.EqualTo(Citizen.Hash));
        Assert.That(application.Request, Is.EqualTo(Request.Encoded.ToArray()));

        Assert.That(application.Approve(Approver, application.ContentHash, Now), Is.Null);
        Assert.That((application.State, application.DecidedBy, application.DecidedAt), Is.EqualTo((ApplicationState.Approved, "pavel", Now)));

        using var issuer = Issuing();
        var certificate = (await issuer.Issue(application.ToIssue(Registrar).Expect(), new MemoryRegister(), Now, default)).Expect();
        Assert.That(application.MarkIssued(certificate, Now), Is.Null);
        Assert.That((application.State, application.SerialNumber), Is.EqualTo((ApplicationState.Issued, (SerialNumber?)certificate.SerialNumber)));
        Assert.That(Key(application.MarkIssued(certificate, Now)), Is.EqualTo("Registration.not-approved"), "issued at most once");
        Assert.That(Key(application.ToIssue(Registrar)), Is.EqualTo("Registration.not-approved"));
    }

    [Test]
    public void Another_officer_decides_than_the_one_who_submitted()
    {
        var application = CertificateApplication.Submit(Both, Request, Citizen, "ec", Now).Expect();

        Assert.That(Key(application.Approve(Both, application.ContentHash, Now)), Is.EqualTo("Registration.another-officer-decides"));
        Assert.That(Key(application.Reject(Both, "нет", Now)), Is.EqualTo("Registration.another-officer-decides"));
        Assert.That(application.State, Is.EqualTo(ApplicationState.Submitted));
        Assert.That(application.Approve(Approver, application.ContentHash, Now), Is.Null);
    }

    [Test]
    public void Only_what_was_read_is_approved()
    {
        var application = Submitted();

        Assert.That(Key(application.Approve(Approver, ContentHash.Parse(new string('0', 64)).Expect(), Now)), Is.EqualTo("Registration.another-content"));
        Assert.That(application.State, Is.EqualTo(ApplicationState.Submitted));
    }

    [TestCase("root", true)]
    [TestCase("issuing-ca", true)]
    [TestCase("ocsp-responder", true)]
    [TestCase("time-stamping", true)]
    [TestCase("verdict-signing", true)]
    [TestCase("citizen", false)]
    [TestCase("officer", false)]
    [TestCase("tls-server", false)]
    public void What_speaks_for_the_authority_is_the_authoritys_alone(string profile, bool itsOwn)
    {
        var subject = DistinguishedName.Parse(profile is "tls-server" ? "CN=ca.example" : profile is "citizen" ? $"{CitizenName}" : "C=RU, O=Sample, CN=Sample").Expect();
        GeneralName[] names = profile is "tls-server" ? [GeneralName.Of(GeneralNameKind.Dns, "ca.example")] : [];
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());
        var content = CertificateProfile.Shipped[profile].Admit(key.PublicKey, subject, names).Expect();
        var submitted = CertificateApplication.Submit(Registrar, CertificationRequest.Create(key, subject, []).Expect(), content, "ec", Now);

        Assert.That(Key(submitted), Is.EqualTo(itsOwn ? "Registration.speaks-for-the-authority" : null));
    }

    [TestCase(Role.Approver)]
    [TestCase(Role.Security)]
    [TestCase(Role.Auditor)]
    [TestCase(Role.Administrator)]
    public void Only_a_registrar_submits(Role role) =>
        Assert.That(Key(CertificateApplication.Submit(Officer("x", role), Request, Citizen, "ec", Now)), Is.EqualTo("Registration.registrar-submits"));

    [TestCase(Role.Registrar)]
    [TestCase(Role.Security)]
    [TestCase(Role.Auditor)]
    [TestCase(Role.Administrator)]
    public void Only_an_approver_decides(Role role)
    {
        var application = Submitted();

        Assert.That(Key(application.Approve(Officer("x", role), application.ContentHash, Now)), Is.EqualTo("Registration.approver-decides"));
        Assert.That(Key(application.Reject(Officer("x", role), "нет", Now)), Is.EqualTo("Registration.approver-decides"));
    }

    [TestCase(Role.Security)]
    [TestCase(Role.Auditor)]
    [TestCase(Role.Administrator)]
    public void Only_a_registrar_or_an_approver_has_it_issued(Role role)
    {
        var application = Submitted();
        application.Approve(Approver, application.ContentHash, Now);

        Assert.That(Key(application.ToIssue(Officer("x", role))), Is.EqualTo("Registration.registrar-or-approver-issues"));
    }

    [Test]
    public void A_decision_is_made_once()
    {
        var approved = Submitted();
        approved.Approve(Approver, approved.ContentHash, Now);
        var rejected = Submitted();
        rejected.Reject(Approver, "СНИЛС не совпадает с документом", Now);

        Assert.That(Key(approved.Approve(Approver, approved.ContentHash, Now)), Is.EqualTo("Registration.already-decided"));
        Assert.That(Key(approved.Reject(Approver, "нет", Now)), Is.EqualTo("Registration.already-decided"));
        Assert.That(Key(rejected.Approve(Approver, rejected.ContentHash, Now)), Is.EqualTo("Registration.already-decided"));
        Assert.That(Key(rejected.ToIssue(Registrar)), Is.EqualTo("Registration.not-approved"));
        Assert.That(rejected.RejectionReason, Is.EqualTo("СНИЛС не совпадает с документом"));
        Assert.That(Key(Submitted().ToIssue(Registrar)), Is.EqualTo("Registration.not-approved"));
    }

    [TestCase("", "Registration.reason-length")]
    [TestCase("   ", "Registration.reason-length")]
    [TestCase("a\0b", "Registration.reason-control")]
    [TestCase("a\u001B[2Jb", "Registration.reason-control")]
    [TestCase("a\u202Eb", "Registration.reason-control")]
    [TestCase("a\u200Bb", "Registration.reason-control")]
    [TestCase("a\u2028b", "Registration.reason-control")]
    [TestCase("Первая строка\nвторая", null)]
    public void A_reason_is_plain_text(string reason, string? complaint) =>
        Assert.That(Key(Submitted().Reject(Approver, reason, Now)), Is.EqualTo(complaint));

    [Test]
    public void A_reason_is_no_letter() =>
        Assert.That(Key(Submitted().Reject(Approver, new string('я', CertificateApplication.MaxReasonLength + 1), Now)), Is.EqualTo("Registration.reason-length"));

    [Test]
    public void The_content_of_another_request_is_a_bug() =>
        Assert.That(() => CertificateApplication.Submit(Registrar, CertificationRequest.Create(RootKey, CitizenName, []).Expect(), Citizen, "ec", Now), Throws.ArgumentException);

    [Test]
    public void The_certificate_of_another_application_is_a_bug()
    {
        var application = Submitted();
        application.Approve(Approver, application.ContentHash, Now);

        Assert.That(() => application.MarkIssued(Root, Now), Throws.ArgumentException);
    }

    static CertificateApplication Submitted() => CertificateApplication.Submit(Registrar, Request, Citizen, "ec", Now).Expect();

    static Officer Officer(string id, params Role[] roles) => new(id, id, roles.ToHashSet());

    static string? Key(Refusal? refusal) => refusal?.Sentence.Key;

    static string? Key<T>(Outcome<T> outcome) where T : notnull => outcome.Refused(out var why, out _) ? why.Sentence.Key : null;
}
