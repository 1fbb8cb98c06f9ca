using System.Text.RegularExpressions;
using Ca.Core.Ceremonies;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Requests;
using Ca.Core.Revocation;

namespace Ca.Core.Tests.Ceremonies;

public partial class CeremonyTests
{
    KeyRoom room = null!;

    [SetUp]
    public void Open() => room = new();

    [TearDown]
    public void Close() => room.Dispose();

    [Test]
    public async Task The_transcript_of_a_root_is_word_for_word_this()
    {
        (await room.Run("root.json")).Expect();

        Assert.That(Transcript(step => step.English), Is.EqualTo("""
            2026-03-02 10:00:00Z The ceremony "Корневой центр «Образец», ГОСТ Р 34.10-2012, набор параметров B" has begun; the script's SHA-256 is HEX64.
            2026-03-02 10:00:00Z Made a key gost2012-256-b and read it back with its passphrase; its identity is HEX64.
            2026-03-02 10:00:00Z Signed the root C=RU, ST=38 Иркутская область, L=г. Иркутск, O=Образец, CN=Корневой центр «Образец», serial number HEX32, until 2046-03-02 09:59:59Z; the certificate's SHA-256 is HEX64.
            2026-03-02 10:00:00Z The ceremony has ended; the minutes are signed by C=RU, ST=38 Иркутская область, L=г. Иркутск, O=Образец, CN=Корневой центр «Образец».
            """));
        Assert.That(Transcript(step => step.Russian), Does.StartWith("2026-03-02 10:00:00Z Церемония «Корневой центр «Образец»"));
    }

    [Test]
    public async Task A_root_a_subordinate_and_a_list_are_made_and_verified()
    {
        (await room.Run("root.json")).Expect();
        room.Clock.Advance(TimeSpan.FromDays(1));
        (await room.Run("subordinate.json")).Expect();
        room.Clock.Advance(TimeSpan.FromDays(1));
        (await room.Run("revocation-list.json")).Expect();

        foreach (var script in new[] { "root.json", "subordinate.json", "revocation-list.json" })
            Assert.That(room.Broken(script), Is.Empty, script);
        var subordinate = Certificate.ParsePemOrDer(File.ReadAllBytes(room.PathOf("issuing", "certificate.pem"))).Expect();
        Assert.That(subordinate.BasicConstraints, Is.EqualTo(new BasicConstraints(true, 0)));
        Assert.That(subordinate.CrlDistributionPoints, Is.EqualTo(new[] { "http://ca.example.ru/crl/root.crl" }));
        Assert.That(Directory.EnumerateFiles(room.PathOf("issuing")).Select(Path.GetFileName), Is.EquivalentTo(
            new[] { "script.json", "key.pem", "certificate.pem", "chain.pem", "minutes.json", "minutes.p7s" }));
    }

    [Test]
    public async Task The_minutes_say_who_when_by_what_and_what_came_of_it()
    {
        var minutes = (await room.Run("root.json")).Expect();

        Assert.That(Minutes.Parse(File.ReadAllBytes(room.PathOf("root", "minutes.json"))).Expect().Encode(), Is.EqualTo(minutes.Encode()));
        Assert.That(minutes.Participants, Is.EqualTo(room.Script("root.json").Script.Participants));
        Assert.That(minutes.Tool, Is.EqualTo("ca, under test"));
        Assert.That(minutes.Steps.SelectMany(s => s.Objects).Select(o => o.File), Is.EqualTo(new[] { "certificate.pem" }));
        Assert.That(File.ReadAllBytes(room.PathOf("root", "script.json")), Is.EqualTo(File.ReadAllBytes(room.PathOf("root.json"))));
    }

    [Test]
    public async Task Every_kind_of_key_makes_a_root_that_verifies([ValueSource(typeof(KeyAlgorithm), nameof(KeyAlgorithm.All))] KeyAlgorithm algorithm)
    {
        room.Edit("root.json", script => script["key"]!["algorithm"] = algorithm.Name);
        (await room.Run("root.json")).Expect();

        Assert.That(room.Broken("root.json"), Is.Empty);
    }

    [Test]
    public async Task Every_RSA_signature_can_be_asked_for([Values("rsa-sha512", "rsa-pss-sha256")] string signature)
    {
        room.Edit("root.json", script =>
        {
            script["key"]!["algorithm"] = "rsa-2048";
            script["key"]!["signatureAlgorithm"] = signature;
        });
        (await room.Run("root.json")).Expect();
        var root = Certificate.ParsePemOrDer(File.ReadAllBytes(room.PathOf("root", "certificate.pem"))).Expect();

        Assert.That(room.Broken("root.json"), Is.Empty);
        Assert.That(SignatureAlgorithm.Parse(root.OuterSignatureAlgorithm).Expect().Name, Is.EqualTo(signature));
    }

    [Test]
    public async Task A_key_made_elsewhere_is_certified_by_its_request_under_the_name_of_the_script()
    {
        (await room.Run("root.json")).Expect();
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());
        var request = CertificationRequest.Create(key, DistinguishedName.Parse("C=RU, O=Other, CN=Other").Expect(), []).Expect();
        await File.WriteAllTextAsync(room.PathOf("request.pem"), request.ToPem());
        room.Edit("subordinate.json", script =>
        {
            script.Remove("key");
            script["request"] = "request.pem";
        });

        (await room.Run("subordinate.json")).Expect();

        var certificate = Certificate.ParsePemOrDer(File.ReadAllBytes(room.PathOf("issuing", "certificate.pem"))).Expect();
        Assert.That(certificate.PublicKey.Expect().Identity, Is.EqualTo(key.PublicKey.Identity));
        Assert.That(certificate.Subject[Core.Asn1.Oids.CommonName], Is.EqualTo("Выпускающий центр «Образец»"));
        Assert.That(room.Broken("subordinate.json"), Is.Empty);

        using var other = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());
        await File.WriteAllTextAsync(room.PathOf("request.pem"), CertificationRequest.Create(other, request.Subject, []).Expect().ToPem());
        Assert.That(room.Broken("subordinate.json"), Is.EqualTo(new[] { "Ceremonies.certificate-of-request" }));
    }

    [Test]
    public async Task A_key_of_another_a_compromised_one_and_the_issuers_own_are_not_certified()
    {
        (await room.Run("root.json")).Expect();
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());
        await File.WriteAllTextAsync(room.PathOf("request.pem"), RequestOf(key));
        room.Edit("subordinate.json", script =>
        {
            script.Remove("key");
            script["request"] = "request.pem";
        });
        var subject = ((SubordinateScript)room.Script("subordinate.json").Script).Subject;
        (await room.Run("subordinate.json")).Expect();
        var serial = Certificate.ParsePemOrDer(await File.ReadAllBytesAsync(room.PathOf("issuing", "certificate.pem"))).Expect().SerialNumber.Hex;

        room.Edit("subordinate.json", script => (script["output"], script["subject"]) = ("mallory", "C=RU, O=Mallory, CN=Mallory"));
        Assert.That(await Refusal("subordinate.json"), Is.EqualTo("Keys.key-of-another-subject"));
        Assert.That((await room.Rehearse("subordinate.json")).Refused(out var why, out _) ? why.Sentence.Key : null, Is.EqualTo("Keys.key-of-another-subject"));

        Assert.That(await Revoke(serial, "keyCompromise"), Is.Null);
        room.Edit("subordinate.json", script => (script["output"], script["subject"]) = ("again", subject));
        Assert.That(await Refusal("subordinate.json"), Is.EqualTo("Keys.key-blocked"));

        using var own = KeyFile.Read(room.PathOf("root", "key.pem"), KeyRoom.Passphrase).Expect();
        await File.WriteAllTextAsync(room.PathOf("request.pem"), RequestOf(own));
        Assert.That(await Refusal("subordinate.json"), Is.EqualTo("Keys.key-of-authority"));
        Assert.That(Directory.Exists(room.PathOf("again")), Is.False);
    }

    [Test]
    public async Task A_list_holds_what_was_revoked_now_and_before_and_its_number_rises()
    {
        (await room.Run("root.json")).Expect();
        (await room.Run("subordinate.json")).Expect();
        var serial = Certificate.ParsePemOrDer(File.ReadAllBytes(room.PathOf("issuing", "certificate.pem"))).Expect().SerialNumber;
        room.Edit("revocation-list.json", script =>
            script["revoke"]!.AsArray().Add(new System.Text.Json.Nodes.JsonObject { ["serialNumber"] = serial.Hex, ["reason"] = "cACompromise" }));
        (await room.Run("revocation-list.json")).Expect();
        Assert.That(room.Broken("revocation-list.json"), Is.Empty);

        room.Clock.Advance(TimeSpan.FromDays(100));
        room.Edit("revocation-list.json", script =>
        {
            script["revoke"]!.AsArray().Clear();
            script["output"] = "list-2";
        });
        (await room.Run("revocation-list.json")).Expect();

        var second = RevocationList.Parse(File.ReadAllBytes(room.PathOf("list-2", "list.crl"))).Expect();
        Assert.That(second.Header.Number, Is.EqualTo(new System.Numerics.BigInteger(2)));
        Assert.That(second.Entries.Select(e => (e.SerialNumber, e.Reason)), Is.EqualTo(new[] { (serial, RevocationReason.CaCompromise) }));
        Assert.That(second.Header.NextUpdate, Is.EqualTo(new DateTimeOffset(2026, 12, 10, 9, 59, 59, TimeSpan.Zero)));
    }

    [Test]
    public async Task What_the_register_does_not_know_is_not_revoked_and_an_authority_is_not_held()
    {
        (await room.Run("root.json")).Expect();
        (await room.Run("subordinate.json")).Expect();
        var serial = Certificate.ParsePemOrDer(File.ReadAllBytes(room.PathOf("issuing", "certificate.pem"))).Expect().SerialNumber.Hex;

        Assert.That(await Revoke("01", "cACompromise"), Is.EqualTo("Ceremonies.not-in-register"));
        Assert.That(await Revoke(serial, "certificateHold"), Is.EqualTo("Ceremonies.no-hold"));
        Assert.That(await Revoke(serial, "boredom"), Is.EqualTo("Revocation.unknown-reason"));
        Assert.That(Directory.Exists(room.PathOf("list-1")), Is.False);
    }

    [TestCase("root.json")]
    [TestCase("subordinate.json")]
    [TestCase("revocation-list.json")]
    public async Task A_rehearsal_does_it_all_and_leaves_nothing(string script)
    {
        (await room.Run("root.json")).Expect();
        if (script == "root.json")
            room.Edit(script, json => (json["output"], json["register"]) = ("other", "register/other"));
        var before = room.Listing();
        var stages = Directory.GetDirectories(Path.GetTempPath(), "ca-rehearsal-*");

        var minutes = (await room.Rehearse(script)).Expect();

        Assert.That(minutes.Steps[^1].What, Is.EqualTo("Ceremonies.ended"));
        Assert.That(minutes.ScriptSha256, Is.EqualTo(room.Script(script).Sha256));
        Assert.That(room.Listing(), Is.EqualTo(before));
        Assert.That(Directory.GetDirectories(Path.GetTempPath(), "ca-rehearsal-*"), Is.SubsetOf(stages));
    }

    [Test]
    public async Task A_rehearsal_asks_for_no_passphrase()
    {
        (await room.Run("root.json")).Expect();
        var silent = room.Room with
        {
            PassphraseOf = _ => throw new AssertionException("asked"),
            PassphraseForNew = _ => throw new AssertionException("asked"),
        };

        Assert.That((await Ceremony.Rehearse(room.Script("subordinate.json"), silent, default)).Refused(out var why, out _), Is.False, $"{why}");
    }

    [TestCase("key", "rsa-1024", "Keys.unknown-key-algorithm")]
    [TestCase("profile", "rot", "Ceremonies.no-profile")]
    [TestCase("profile", "absent.json", "Asn1.file-unreadable")]
    [TestCase("subject", "C=RU", null)]
    [TestCase("subject", "no name", null)]
    [TestCase("profile", "issuing-ca", null)]
    public async Task A_refusal_names_its_reason_and_leaves_neither_key_nor_certificate(string property, string value, string? reason)
    {
        room.Edit("root.json", script => script[property] = property == "key" ? new System.Text.Json.Nodes.JsonObject { ["algorithm"] = value } : value);

        Assert.That((await room.Run("root.json")).Refused(out var why, out _), Is.True);
        Assert.That(reason is null || why!.Sentence.Key == reason, $"{why}");
        Assert.That(Directory.Exists(room.PathOf("root")), Is.False);
        Assert.That(Directory.Exists(room.PathOf("root.unfinished")), Is.False);
        Assert.That(Directory.Exists(room.PathOf("register", "root", "serials")) && Directory.EnumerateFiles(room.PathOf("register", "root", "serials"), "*.pem").Any(), Is.False);
    }

    [Test]
    public async Task Nothing_made_is_overwritten_and_what_an_interruption_left_is_looked_at_first()
    {
        (await room.Run("root.json")).Expect();
        Assert.That(await Refusal("root.json"), Is.EqualTo("Ceremonies.output-exists"));

        Directory.Move(room.PathOf("root"), room.PathOf("root.unfinished"));
        Assert.That(await Refusal("root.json"), Is.EqualTo("Ceremonies.output-unfinished"));
    }

    [Test]
    public async Task A_wrong_passphrase_a_missing_key_and_another_issuers_key_are_refused()
    {
        (await room.Run("root.json")).Expect();
        var forgetful = room.Room with { PassphraseOf = _ => Core.Keys.Passphrase.Of("wrong") };
        Assert.That((await Ceremony.Run(room.Script("subordinate.json"), forgetful, default)).Refused(out var why, out _) ? why.Code : default, Is.EqualTo(RefusalCode.BadCredential));

        room.Edit("root.json", script => (script["output"], script["register"]) = ("other", "register/other"));
        (await room.Run("root.json")).Expect();
        room.Edit("subordinate.json", script => script["issuer"]!["key"] = "other/key.pem");
        Assert.That((await room.Run("subordinate.json")).Refused(out why, out _), Is.True);

        room.Edit("subordinate.json", script => script["issuer"]!["key"] = "absent.pem");
        Assert.That((await room.Run("subordinate.json")).Refused(out why, out _) ? why.Code : default, Is.EqualTo(RefusalCode.Unavailable));
    }

    [Test]
    [Platform(Exclude = "Win")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task A_key_comes_with_a_passphrase_from_a_private_file_only()
    {
        await File.WriteAllTextAsync(room.PathOf("root.passphrase"), "from a file\n");
        room.Edit("root.json", script => script["key"]!["passphraseFile"] = "root.passphrase");
        Assert.That(await Refusal("root.json"), Is.EqualTo("Keys.file-open-to-others"));

        File.SetUnixFileMode(room.PathOf("root.passphrase"), PrivateFile.Mode);
        (await room.Run("root.json")).Expect();
        Assert.That(KeyFile.Read(room.PathOf("root", "key.pem"), "from a file").Refused(out var why, out _), Is.False, $"{why}");
        Assert.That(File.GetUnixFileMode(room.PathOf("root", "key.pem")), Is.EqualTo(PrivateFile.Mode));
    }

    static string RequestOf(SoftwareKey key) =>
        CertificationRequest.Create(key, DistinguishedName.Parse("C=RU, O=Other, CN=Other").Expect(), []).Expect().ToPem();

    async Task<string?> Refusal(string script) => (await room.Run(script)).Refused(out var why, out _) ? why.Sentence.Key : null;

    async Task<string?> Revoke(string serial, string reason)
    {
        room.Edit("revocation-list.json", script =>
            script["revoke"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["serialNumber"] = serial, ["reason"] = reason }));
        return await Refusal("revocation-list.json");
    }

    string Transcript(Func<MinutesStep, string> words) =>
        Hex().Replace(string.Join('\n', room.Announced.Select(step => $"{step.At:u} {words(step)}")), hex => $"HEX{hex.Length}");

    [GeneratedRegex("[0-9a-f]{32,64}")]
    private static partial Regex Hex();
}
