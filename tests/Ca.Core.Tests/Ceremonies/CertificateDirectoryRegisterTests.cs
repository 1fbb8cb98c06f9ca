using Ca.Core.Audit;
using Ca.Core.Ceremonies;
using Ca.Core.Certificates;
using Ca.Core.Issuance;
using Ca.Core.Keys;
using Ca.Core.Profiles;
using Ca.Core.Revocation;

namespace Ca.Core.Tests.Ceremonies;

public class CertificateDirectoryRegisterTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
    static readonly byte[] KeyIdentifier = new byte[20];
    static readonly byte[] Another = [.. KeyIdentifier.Select(_ => (byte)1)];

    DirectoryInfo directory = null!;

    string PathOf(params ReadOnlySpan<string> names) => Path.Combine([directory.FullName, "register", .. names]);

    [SetUp]
    public void Open() => directory = Directory.CreateTempSubdirectory("ca-register-");

    [TearDown]
    public void Close() => directory.Delete(recursive: true);

    [Test]
    public async Task What_is_about_to_be_signed_is_on_disk_before_the_certificate()
    {
        using var register = Register();
        var reservation = Reservation();

        Assert.That(await register.Reserve(reservation, default), Is.Null);

        Assert.That(File.ReadAllBytes(PathOf("serials", $"{reservation.SerialNumber}.tbs")), Is.EqualTo(reservation.TbsCertificate.ToArray()));
        Assert.That(register.Find(reservation.SerialNumber).Refused(out var why, out _) ? why.Code : default, Is.EqualTo(RefusalCode.NotFound));
    }

    [Test]
    public async Task A_serial_number_is_reserved_once()
    {
        using var register = Register();
        var reservation = Reservation();
        await register.Reserve(reservation, default);

        Assert.That((await register.Reserve(reservation, default))?.Code, Is.EqualTo(RefusalCode.Conflict));
    }

    [Test]
    public async Task What_a_crash_left_without_an_end_was_not_issued()
    {
        var reservation = Reservation();
        using (var register = Register())
            await register.Reserve(reservation, default);

        using (Register())
            Assert.That(File.Exists(PathOf("serials", $"{reservation.SerialNumber}.void")), Is.True);
        Assert.That(File.ReadLines(PathOf("audit.jsonl")).Last(), Does.Contain("certificate-not-issued"));
        Assert.That(AuditChain.Verify(File.ReadLines(PathOf("audit.jsonl"))).Refused(out _, out _), Is.False);
    }

    [Test]
    public void A_line_that_was_being_written_when_the_power_went_is_dropped_and_nothing_else()
    {
        AuditHead head;
        using (var register = Register())
        {
            register.Note(AuditAct.CeremonyBegun, "ceremony:x", Now);
            head = register.Head;
        }
        File.AppendAllText(PathOf("audit.jsonl"), "{\"sequence\":2,\"ti");

        using (var register = Register())
        {
            Assert.That(register.Head, Is.EqualTo(head));
            register.Note(AuditAct.CeremonyEnded, "ceremony:x", Now);
        }
        Assert.That(AuditChain.Verify(File.ReadLines(PathOf("audit.jsonl")), head).Expect().Sequence, Is.EqualTo(2));
    }

    [Test]
    public void A_log_that_was_changed_opens_no_register()
    {
        using (var register = Register())
        {
            register.Note(AuditAct.CeremonyBegun, "ceremony:x", Now);
            register.Note(AuditAct.CeremonyEnded, "ceremony:x", Now);
        }
        File.WriteAllText(PathOf("audit.jsonl"), File.ReadAllText(PathOf("audit.jsonl")).Replace("begun", "ended"));

        Assert.That(Refused(KeyIdentifier), Is.EqualTo("Ceremonies.log-refused"));
    }

    [Test]
    public async Task A_register_has_one_issuer_and_one_ceremony_at_a_time()
    {
        using (var register = Register())
        {
            await register.Reserve(Reservation(), default);
            Assert.That(Refused(KeyIdentifier), Is.EqualTo("Ceremonies.register-in-use"));
        }
        Assert.That(Refused(Another), Is.EqualTo("Ceremonies.register-of-another"));
        Assert.That(Refused(KeyIdentifier), Is.Null);
    }

    [Test]
    public void A_register_in_which_nothing_was_ever_signed_takes_the_key_of_the_next_ceremony()
    {
        Register().Dispose();

        Assert.That(Refused(Another), Is.Null);
        Assert.That(File.ReadAllText(PathOf("issuer")).TrimEnd(), Is.EqualTo(Convert.ToHexStringLower(Another)));
    }

    [Test]
    public async Task A_stop_outlives_the_process()
    {
        using (var register = Register())
            await register.Stop(Reservation(), "the signed octets differ");
        Assert.That(File.ReadLines(PathOf("audit.jsonl")).Last(), Does.Contain("issuance-stopped"));
        using (var register = Register())
        {
            Assert.That((await register.Reserve(Reservation(), default))?.Code, Is.EqualTo(RefusalCode.Unavailable));
            File.Delete(PathOf("stopped"));
            Assert.That(await register.Reserve(Reservation(), default), Is.Null);
        }
    }

    [Test]
    public async Task A_revocation_stays_and_the_same_again_changes_nothing()
    {
        using var register = Register();
        var serials = new List<SerialNumber>();
        for (var i = 0; i < 20; i++)
            serials.Add(await Record(register));

        foreach (var serial in serials)
            Assert.That(register.Revoke(serial, RevocationReason.Superseded, null, Now), Is.Null);
        Assert.That(register.Revoke(serials[0], RevocationReason.Superseded, null, Now.AddDays(1)), Is.Null);
        Assert.That(register.Revoke(serials[0], RevocationReason.CessationOfOperation, null, Now)?.Code, Is.EqualTo(RefusalCode.WrongState));
        Assert.That(register.Revoke(SerialNumber.Generate(), RevocationReason.Superseded, null, Now)?.Code, Is.EqualTo(RefusalCode.NotFound));

        var revocations = register.Revocations().Expect();
        Assert.That(revocations.Select(r => r.SerialNumber.Hex), Is.EqualTo(serials.Select(s => s.Hex).Order(StringComparer.Ordinal)));
        Assert.That(revocations.Select(r => r.RevokedAt), Is.All.EqualTo(Now));
    }

    [Test]
    public void A_list_number_is_taken_once_whether_a_list_came_of_it_or_not()
    {
        using (var register = Register())
            Assert.That(register.TakeListNumber(), Is.EqualTo(System.Numerics.BigInteger.One));
        using (var register = Register())
        {
            Assert.That(register.TakeListNumber(), Is.EqualTo(new System.Numerics.BigInteger(2)));
            Assert.That(register.LastList, Is.Null);
            register.Record(2, [1, 2, 3], Now);
            Assert.That(register.LastList, Is.EqualTo(PathOf("lists", "2.crl")));
        }
        File.WriteAllText(PathOf("lists", "9.crl"), "");
        using (var register = Register())
            Assert.That(register.TakeListNumber(), Is.EqualTo(new System.Numerics.BigInteger(10)));
    }

    [Test]
    public async Task An_event_that_was_lost_between_the_file_and_the_log_is_written_when_the_register_is_next_opened()
    {
        Certificate certificate;
        using (var register = Register())
        {
            certificate = register.Find(await Record(register)).Expect();
            Assert.That(register.Revoke(certificate.SerialNumber, RevocationReason.KeyCompromise, null, Now), Is.Null);
            register.Record(register.TakeListNumber(), [1, 2, 3], Now);
            await register.RecordNotIssued(await Reserved(register), "the rehearsal broke a rule");
        }
        var lines = await File.ReadAllLinesAsync(PathOf("audit.jsonl"));

        // As if the power had gone before each event in turn, its file being there.
        for (var kept = lines.Length - 1; kept >= 0; kept--)
        {
            await File.WriteAllLinesAsync(PathOf("audit.jsonl"), lines[..kept]);
            Register().Dispose();

            var now = await File.ReadAllLinesAsync(PathOf("audit.jsonl"));
            Assert.That(now.Select(Told), Is.EquivalentTo(lines.Select(Told)), $"cut behind event {kept}");
            Assert.That(AuditChain.Verify(now).Refused(out var why, out _), Is.False, $"{why}");
        }
        var written = (await File.ReadAllLinesAsync(PathOf("audit.jsonl"))).Select(line => AuditEvent.Parse(line).Expect()).ToLookup(e => e.Act, e => e.Facts);
        Assert.That(written["certificate-issued"].Single()["sha256"], Is.EqualTo(certificate.Fingerprint));
        Assert.That(written["certificate-revoked"].Single()["reason"], Is.EqualTo("keyCompromise"));
        Assert.That(written["revocation-list-issued"].Single()["sha256"], Is.EqualTo(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([1, 2, 3]))));
        Assert.That(written.SelectMany(facts => facts).Select(f => f.GetValueOrDefault("written")), Is.All.EqualTo("afterwards"));
    }

    [Test]
    public async Task A_log_that_lacks_nothing_is_left_as_it_is()
    {
        using (var register = Register())
            register.Revoke(await Record(register), RevocationReason.Superseded, null, Now);
        var before = await File.ReadAllTextAsync(PathOf("audit.jsonl"));

        Register().Dispose();

        Assert.That(await File.ReadAllTextAsync(PathOf("audit.jsonl")), Is.EqualTo(before));
    }

    [Test]
    public async Task A_key_that_the_register_has_for_another_or_as_compromised_is_not_certified_again()
    {
        using var register = Register();
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());
        var serial = (await Issuer.IssueSelfSigned(Content(key), key, register, Now, default)).Expect().SerialNumber;

        Assert.That((await register.Reserve(Reservation(key, "C=RU, O=Sample, CN=Another"), default))?.Sentence.Key, Is.EqualTo("Keys.key-of-another-subject"));
        Assert.That(await register.Reserve(Reservation(key), default), Is.Null, "a renewal for the same subject may keep its key");

        Assert.That(register.Revoke(serial, RevocationReason.KeyCompromise, null, Now), Is.Null);
        Assert.That((await register.Reserve(Reservation(key), default))?.Sentence.Key, Is.EqualTo("Keys.key-blocked"));
    }

    [Test]
    public async Task A_compromise_that_comes_to_light_later_is_written_down_and_blocks_the_key()
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());
        using (var register = Register())
        {
            var serial = (await Issuer.IssueSelfSigned(Content(key), key, register, Now, default)).Expect().SerialNumber;
            Assert.That(register.Revoke(serial, RevocationReason.Superseded, null, Now), Is.Null);
            Assert.That(register.Revoke(serial, RevocationReason.KeyCompromise, null, Now.AddDays(1)), Is.Null);
            Assert.That(register.Revoke(serial, RevocationReason.KeyCompromise, null, Now.AddDays(2)), Is.Null, "the same again");
            Assert.That(register.Revoke(serial, RevocationReason.Superseded, null, Now.AddDays(2))?.Code, Is.EqualTo(RefusalCode.WrongState));
        }
        var log = await File.ReadAllLinesAsync(PathOf("audit.jsonl"));
        Assert.That(log[^1], Does.Contain("key-blocked"));
        await File.WriteAllLinesAsync(PathOf("audit.jsonl"), log[..^1]);

        using (var register = Register())
        {
            Assert.That(register.Revocations().Expect().Select(r => (r.Reason, r.RevokedAt)), Is.EqualTo(new[] { (RevocationReason.KeyCompromise, Now) }));
            Assert.That((await register.Reserve(Reservation(key), default))?.Sentence.Key, Is.EqualTo("Keys.key-blocked"));
        }
        Assert.That((await File.ReadAllLinesAsync(PathOf("audit.jsonl"))).Select(Told), Is.EqualTo(log.Select(Told)));
    }

    [Test]
    public async Task A_key_whose_certificate_was_superseded_is_good_for_its_subject_still()
    {
        using var register = Register();
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());
        var serial = (await Issuer.IssueSelfSigned(Content(key), key, register, Now, default)).Expect().SerialNumber;
        register.Revoke(serial, RevocationReason.Superseded, null, Now);

        Assert.That(await register.Reserve(Reservation(key), default), Is.Null);
    }

    CertificateDirectoryRegister Register() => CertificateDirectoryRegister.Open(PathOf(), KeyIdentifier, Now).Expect();

    string? Refused(byte[] keyIdentifier)
    {
        if (CertificateDirectoryRegister.Open(PathOf(), keyIdentifier, Now).Refused(out var why, out var register))
            return why.Sentence.Key;
        register.Dispose();
        return null;
    }

    /// <summary>A certificate in the register, as its issuer would have put it there.</summary>
    static async Task<SerialNumber> Record(CertificateDirectoryRegister register)
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());
        return (await Issuer.IssueSelfSigned(Content(key), key, register, Now, default)).Expect().SerialNumber;
    }

    /// <summary>The act and the target of an event.</summary>
    static string Told(string line)
    {
        var told = AuditEvent.Parse(line).Expect();
        return $"{told.Act} {told.Target}";
    }

    static async Task<Reservation> Reserved(CertificateDirectoryRegister register)
    {
        var reservation = Reservation();
        Assert.That(await register.Reserve(reservation, default), Is.Null);
        return reservation;
    }

    static Reservation Reservation()
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());
        return Reservation(key);
    }

    static Reservation Reservation(SoftwareKey key, string subject = "C=RU, O=Sample, CN=Sample")
    {
        var content = Content(key, subject);
        return new()
        {
            Issuer = content.Subject,
            IssuerKeyIdentifier = KeyIdentifier,
            SerialNumber = SerialNumber.Generate(),
            TbsCertificate = new byte[] { 0x30, 0 },
            Validity = Validity.From(Now, TimeSpan.FromDays(1)),
            Content = content,
            At = Now,
        };
    }

    static CertificateContent Content(SoftwareKey key, string subject = "C=RU, O=Sample, CN=Sample") =>
        CertificateProfile.Shipped["root"].Admit(key.PublicKey, DistinguishedName.Parse(subject).Expect()).Expect();
}
