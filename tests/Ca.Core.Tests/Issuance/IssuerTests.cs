using Ca.Core.Certificates;
using Ca.Core.Issuance;
using Ca.Core.Profiles;
using static Ca.Core.Tests.Issuance.Hierarchy;

namespace Ca.Core.Tests.Issuance;

public class IssuerTests
{
    [Test]
    public async Task A_certificate_says_what_was_approved_and_what_the_issuer_adds()
    {
        var register = new MemoryRegister();
        using var issuer = Issuing();

        var certificate = (await issuer.Issue(Citizen, register, Now, default)).Expect();

        Assert.Multiple(() =>
        {
            Assert.That(certificate.IsSignedBy(AuthorityKey.PublicKey), Is.True);
            Assert.That(certificate.Subject, Is.EqualTo(CitizenName));
            Assert.That(certificate.Issuer.Encoded.ToArray(), Is.EqualTo(Authority.Subject.Encoded.ToArray()));
            Assert.That(certificate.Extensions.Take(Citizen.Extensions.Count), Is.EqualTo(Citizen.Extensions));
            Assert.That(certificate.AuthorityKeyIdentifier!.KeyIdentifier!.Value.ToArray(), Is.EqualTo(AuthorityKey.PublicKey.KeyIdentifier));
            Assert.That(certificate.AuthorityKeyIdentifier.SerialNumber, Is.EqualTo(Authority.SerialNumber));
            Assert.That(certificate.CrlDistributionPoints, Is.EqualTo(Locations.Crl));
            Assert.That(certificate.AuthorityInformationAccess!.Select(d => d.Location.Text), Is.EqualTo(Locations.Ocsp.Concat(Locations.CaIssuers)));
            Assert.That(certificate.Policies, Is.Null, "no class of tools without an accreditation");
            Assert.That(CertificateRule.Broken(certificate), Is.Empty);
            Assert.That(ChainRule.Broken(certificate, Authority), Is.Empty);
            Assert.That(register.Recorded, Is.EqualTo(new[] { certificate }));
            Assert.That(register.Reserved.Single().SerialNumber, Is.EqualTo(certificate.SerialNumber));
            Assert.That(register.Reserved.Single().TbsCertificate.ToArray(), Is.EqualTo(certificate.TbsCertificate.ToArray()));
            Assert.That(register.NotIssued, Is.Empty);
        });
    }

    [Test]
    public async Task Validity_begins_with_the_second_of_the_clock_and_its_last_second_counts()
    {
        using var issuer = Issuing();

        var certificate = (await issuer.Issue(Citizen, new MemoryRegister(), Now, default)).Expect();

        Assert.That(certificate.Validity.NotBefore, Is.EqualTo(new DateTimeOffset(2027, 1, 15, 9, 30, 15, TimeSpan.Zero)));
        Assert.That(certificate.Validity.NotAfter, Is.EqualTo(new DateTimeOffset(2028, 4, 15, 9, 30, 14, TimeSpan.Zero)));
        Assert.That(certificate.PrivateKeyUsagePeriod, Is.EqualTo(new PrivateKeyUsagePeriod(certificate.Validity.NotBefore, certificate.Validity.NotAfter)));
    }

    [TestCaseSource(nameof(ShippedProfiles))]
    public async Task Every_shipped_profile_is_issued_with_keys_of_every_family_it_names(string profile, string kind)
    {
        using var key = Key(kind);
        var content = Content(profile, key, profile == "citizen" ? CitizenName : Name("C=RU, O=Проба, CN=ca.example"),
            profile == "tls-server" ? [GeneralName.Of(GeneralNameKind.Dns, "ca.example")] : []);
        using var root = Issuer.Create(Root, RootKey, Locations).Expect();
        using var issuer = Issuing();

        var certificate = profile switch
        {
            "root" => (await Issuer.IssueSelfSigned(content, key, new MemoryRegister(), Now, default)).Expect(),
            "issuing-ca" => (await root.Issue(content, new MemoryRegister(), Founded, default)).Expect(),
            _ => (await issuer.Issue(content, new MemoryRegister(), Now, default)).Expect(),
        };

        Assert.That(CertificateRule.Broken(certificate), Is.Empty);
    }

    [Test]
    public async Task A_GOST_authority_certifies_a_citizen()
    {
        using var rootKey = Key("gost2012-512-a");
        using var authorityKey = Key("gost2012-256-b");
        using var citizenKey = Key("gost2012-256-a");
        var root = (await Issuer.IssueSelfSigned(Content("root", rootKey, RootName), rootKey, new MemoryRegister(), Founded, default)).Expect();
        var authority = Under(root, rootKey, "issuing-ca", authorityKey, AuthorityName);
        using var issuer = Issuer.Create(authority, authorityKey, Locations).Expect();

        var citizen = (await issuer.Issue(Content("citizen", citizenKey, CitizenName), new MemoryRegister(), Now, default)).Expect();

        Assert.That(root.IsSignedBy(rootKey.PublicKey) && authority.IsSignedBy(rootKey.PublicKey) && citizen.IsSignedBy(authorityKey.PublicKey), Is.True);
    }

    [Test]
    public async Task The_key_signs_nothing_when_a_rule_is_broken()
    {
        var key = new CountingKey(AuthorityKey);
        var register = new MemoryRegister();
        using var issuer = Issuing(key);

        // A server certificate may be asked for without an organization, but not under a common name that is none of its names.
        var content = Content("tls-server", CitizenKey, Name("CN=other.example"), GeneralName.Of(GeneralNameKind.Dns, "ca.example"));
        var outcome = await issuer.Issue(content, register, Now, default);

        Assert.That(Complaint(outcome), Is.EqualTo("Issuance.rule-broken"));
        Assert.That(outcome.Refused(out var why, out _) ? why.ToString() : "", Does.Contain("server-common-name-among-alternative-names").And.Contain("BR §7.1.4.3"));
        Assert.That(key.Signatures, Is.Zero);
        Assert.That(register.Reserved, Is.Empty);
    }

    [Test]
    public async Task The_key_signs_nothing_when_the_register_refuses_or_fails()
    {
        var key = new CountingKey(AuthorityKey);
        using var issuer = Issuing(key);
        var full = new Refusal(RefusalCode.Unavailable, "Issuance.stopped");

        Assert.That(Complaint(await issuer.Issue(Citizen, new MemoryRegister { RefuseToReserve = full }, Now, default)), Is.EqualTo("Issuance.stopped"));
        Assert.That(() => issuer.Issue(Citizen, new MemoryRegister { FailingStep = "Reserve" }, Now, default), Throws.TypeOf<IOException>());
        Assert.That(() => issuer.Issue(Citizen, new MemoryRegister(), Now, new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(key.Signatures, Is.Zero);
        Assert.That(issuer.Stopped, Is.Null);
    }

    [Test]
    public async Task Nothing_is_cancelled_once_the_reservation_is_durable()
    {
        using var cancellation = new CancellationTokenSource();
        var register = new MemoryRegister { OnReserved = _ => cancellation.Cancel() };
        using var issuer = Issuing();

        var certificate = (await issuer.Issue(Citizen, register, Now, cancellation.Token)).Expect();

        Assert.That(register.Recorded, Is.EqualTo(new[] { certificate }));
    }

    [Test]
    public void A_key_that_fails_leaves_a_serial_number_recorded_as_not_issued()
    {
        var register = new MemoryRegister();
        using var issuer = Issuing(new CountingKey(AuthorityKey, KeyFault.Throws));

        Assert.That(() => issuer.Issue(Citizen, register, Now, default), Throws.TypeOf<IOException>());
        Assert.That(register.NotIssued.Select(n => n.Reservation), Is.EqualTo(register.Reserved));
        Assert.That(register.Recorded, Is.Empty);
        Assert.That(issuer.Stopped, Is.Null, "a token that was pulled out can be put back");
    }

    [Test]
    public async Task A_bad_signature_is_shown_to_nobody_and_stops_all_issuance()
    {
        var register = new MemoryRegister();
        var key = new CountingKey(AuthorityKey, KeyFault.SignsBadly);
        using var issuer = Issuing(key);

        Assert.That(Complaint(await issuer.Issue(Citizen, register, Now, default)), Is.EqualTo("Issuance.stopped"));
        Assert.That(register.Recorded, Is.Empty);
        Assert.That(register.NotIssued, Has.Count.EqualTo(1));
        Assert.That(register.Stops, Has.Count.EqualTo(1));

        Assert.That(Complaint(await issuer.Issue(Citizen, register, Now, default)), Is.EqualTo("Issuance.stopped"));
        Assert.That(key.Signatures, Is.EqualTo(1), "the second one never came to the key");
    }

    [Test]
    public async Task Signing_something_else_than_was_rehearsed_stops_all_issuance_and_is_recorded()
    {
        var register = new MemoryRegister();
        using var issuer = Issuing(new CountingKey(AuthorityKey, KeyFault.ChangesWhatItSigns));

        var outcome = await issuer.Issue(Citizen, register, Now, default);

        Assert.That(Complaint(outcome), Is.EqualTo("Issuance.stopped"));
        Assert.That(register.Recorded, Has.Count.EqualTo(1), "a signature that exists is known, so that it can be revoked");
        Assert.That(register.Stops.Single(), Does.Contain("rehearsed"));
        Assert.That(Complaint(await issuer.Issue(Citizen, new MemoryRegister(), Now, default)), Is.EqualTo("Issuance.stopped"));
    }

    [Test]
    public async Task Stopping_holds_in_memory_though_the_register_fails_too()
    {
        using var issuer = Issuing(new CountingKey(AuthorityKey, KeyFault.SignsBadly));

        Assert.That(() => issuer.Issue(Citizen, new MemoryRegister { FailingStep = "Stop" }, Now, default), Throws.TypeOf<IOException>());
        Assert.That(Complaint(await issuer.Issue(Citizen, new MemoryRegister(), Now, default)), Is.EqualTo("Issuance.stopped"));
    }

    [Test]
    public void A_failure_to_record_is_an_outage_and_leaves_the_reservation_to_the_next_start()
    {
        var register = new MemoryRegister { FailingStep = "Record" };
        using var issuer = Issuing();

        Assert.That(() => issuer.Issue(Citizen, register, Now, default), Throws.TypeOf<IOException>());
        Assert.That(register.Reserved, Has.Count.EqualTo(1));
        Assert.That(register.NotIssued, Is.Empty, "whether the record came through is for the register to find out");
    }

    [Test]
    public async Task Certificates_are_issued_in_parallel_with_one_throwaway_key()
    {
        var key = new CountingKey(AuthorityKey);
        var register = new MemoryRegister();
        using var issuer = Issuing(key);

        var certificates = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => issuer.Issue(Citizen, register, Now, default))));

        Assert.That(certificates.Select(c => c.Expect().SerialNumber), Is.Unique);
        Assert.That(register.Recorded, Has.Count.EqualTo(64));
        Assert.That((key.Signatures, key.Throwaways), Is.EqualTo((64, 1)));
    }

    [Test]
    public async Task A_certificate_that_would_outlive_its_issuer_is_refused()
    {
        using var issuer = Issuing();
        var last = Authority.PrivateKeyUsagePeriod!.NotAfter!.Value;

        Assert.That(Complaint(await issuer.Issue(Citizen, new MemoryRegister(), last, default)), Is.Null, "the last second of the key's use");
        Assert.That(Complaint(await issuer.Issue(Citizen, new MemoryRegister(), last.AddSeconds(1), default)), Is.EqualTo("Issuance.issuer-cannot-sign-now"));
        Assert.That(Complaint(await issuer.Issue(Citizen, new MemoryRegister(), Founded.AddSeconds(-1), default)), Is.EqualTo("Issuance.issuer-cannot-sign-now"));

        // A root without a usage period would sign to its last second, were what it signs not to end with it.
        using var root = Issuer.Create(Root, RootKey, Locations).Expect();
        var authority = Content("issuing-ca", CitizenKey, Name("C=RU, O=Проба, CN=Проба 2"));
        var lastStart = Root.Validity.NotAfter.AddSeconds(1).AddYears(-10);
        Assert.That(Complaint(await root.Issue(authority, new MemoryRegister(), lastStart, default)), Is.Null);
        Assert.That(Complaint(await root.Issue(authority, new MemoryRegister(), lastStart.AddSeconds(1), default)), Is.EqualTo("Issuance.outlives-issuer"));
    }

    [Test]
    public async Task An_issuer_signs_only_for_profiles_that_take_it()
    {
        using var rootKey = Key("gost2012-256-b");
        var root = (await Issuer.IssueSelfSigned(Content("root", rootKey, RootName), rootKey, new MemoryRegister(), Founded, default)).Expect();
        using var gost = Issuer.Create(root, rootKey, Locations).Expect();
        using var ec = Issuing();

        Assert.That(Complaint(await gost.Issue(Content("officer", CitizenKey, Name("C=RU, CN=Officer")), new MemoryRegister(), Now, default)),
            Is.EqualTo("Issuance.issuer-not-of-the-profile"), "the platform's TLS has no GOST");
        Assert.That(Complaint(await ec.Issue(Content("root", CitizenKey, RootName), new MemoryRegister(), Now, default)),
            Is.EqualTo("Issuance.issuer-not-of-the-profile"), "a root signs itself");
        Assert.That(Complaint(await Issuer.IssueSelfSigned(Citizen, CitizenKey, new MemoryRegister(), Now, default)), Is.EqualTo("Issuance.not-self-signed"));
        Assert.That(Complaint(await Issuer.IssueSelfSigned(Content("root", CitizenKey, RootName), RootKey, new MemoryRegister(), Now, default)),
            Is.EqualTo("Issuance.key-of-another"));
    }

    [Test]
    public async Task An_issuing_authority_makes_no_authorities()
    {
        using var issuer = Issuing();
        // At the founding, else it would outlive its issuer first.
        var profile = CertificateProfile.Parse(System.Text.Encoding.UTF8.GetBytes(ShortLivedAuthority)).Expect();
        var content = profile.Admit(CitizenKey.PublicKey, Name("C=RU, O=Проба, CN=Под-УЦ")).Expect();

        var outcome = await issuer.Issue(content, new MemoryRegister(), Now, default);

        Assert.That(outcome.Refused(out var why, out _) ? why.ToString() : "", Does.Contain("path-length-of-issuer-allows-authorities"));
    }

    [Test]
    public void An_issuer_needs_its_own_key_an_authoritys_certificate_and_http_urls()
    {
        Assert.That(Complaint(Issuer.Create(Authority, RootKey, Locations)), Is.EqualTo("Issuance.key-of-another"));
        Assert.That(Complaint(Issuer.Create(Draft.Server.Make(), Draft.OtherEc, Locations)), Is.EqualTo("Issuance.not-an-authority"));
        Assert.That(Complaint(Issuer.Create(Authority, AuthorityKey, Locations with { Ocsp = ["https://ca.example/ocsp"] })), Is.EqualTo("Issuance.location-not-http"));
    }

    [Test]
    public async Task An_address_that_the_issuer_lacks_is_named()
    {
        using var issuer = Issuer.Create(Authority, AuthorityKey, Locations with { Ocsp = [] }).Expect();

        Assert.That(Complaint(await issuer.Issue(Citizen, new MemoryRegister(), Now, default)), Is.EqualTo("Issuance.location-missing"));
    }

    static IEnumerable<object[]> ShippedProfiles =>
        from profile in CertificateProfile.Shipped.Values
        from kind in profile.KeyAlgorithms.DistinctBy(a => a.Family)
        select new object[] { profile.Name, kind.Name };

    static string? Complaint<T>(Outcome<T> outcome) where T : notnull => outcome.Refused(out var why, out _) ? why.Sentence.Key : null;

    const string ShortLivedAuthority =
        """
        {
          "name": "short", "version": 1, "keyAlgorithms": ["ec-p256"], "validity": "P1Y",
          "subject": [
            { "attribute": "C", "presence": "required" }, { "attribute": "O", "presence": "required" }, { "attribute": "CN", "presence": "required" }
          ],
          "extensions": {
            "basicConstraints": { "authority": true, "pathLength": 0 }, "keyUsage": ["key-cert-sign"],
            "authorityKeyIdentifier": "key", "crlDistributionPoints": true
          }
        }
        """;
}
