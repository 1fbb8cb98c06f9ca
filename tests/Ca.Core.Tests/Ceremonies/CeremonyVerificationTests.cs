namespace Ca.Core.Tests.Ceremonies;

public class CeremonyVerificationTests
{
    KeyRoom room = null!;

    [SetUp]
    public async Task Hold()
    {
        room = new();
        room.Edit("root.json", script => script["key"]!["algorithm"] = "ec-p256");
        (await room.Run("root.json")).Expect();
    }

    [TearDown]
    public void Close() => room.Dispose();

    [Test]
    public void What_was_held_verifies() =>
        Assert.That(room.Verify("root.json").Where(f => !f.Holds).Select(f => $"{f.Statement} {f.Reason}"), Is.Empty);

    [Test]
    public void Years_later_it_verifies_still()
    {
        room.Clock.Advance(TimeSpan.FromDays(40 * 366));

        Assert.That(room.Broken("root.json"), Is.Empty);
    }

    [Test]
    public void A_word_changed_in_the_minutes_is_seen()
    {
        Replace("minutes.json", "Сидоров", "Смирнов");

        Assert.That(room.Broken("root.json"), Is.EquivalentTo(new[] { "Ceremonies.minutes-signed", "Ceremonies.minutes-name-participants" }));
    }

    [Test]
    public void A_bit_changed_in_the_signature_is_seen()
    {
        var path = room.PathOf("root", "minutes.p7s");
        var signature = File.ReadAllBytes(path);
        signature[^1] ^= 1;
        File.WriteAllBytes(path, signature);

        Assert.That(room.Broken("root.json"), Is.EqualTo(new[] { "Ceremonies.minutes-signed" }));
    }

    [Test]
    public void Another_script_is_seen()
    {
        room.Edit("root.json", script => script["title"] = "Another");

        Assert.That(room.Broken("root.json"), Is.EquivalentTo(new[] { "Ceremonies.minutes-of-script", "Ceremonies.minutes-name-participants" }));
    }

    [Test]
    public async Task Another_certificate_in_its_place_is_seen_in_every_way()
    {
        room.Edit("root.json", script => (script["output"], script["register"]) = ("other", "register/other"));
        (await room.Run("root.json")).Expect();
        File.Copy(room.PathOf("other", "certificate.pem"), room.PathOf("root", "certificate.pem"), overwrite: true);
        File.Copy(room.PathOf("root", "script.json"), room.PathOf("root.json"), overwrite: true);

        Assert.That(room.Broken("root.json"), Is.EquivalentTo(
            new[] { "Ceremonies.minutes-signed", "Ceremonies.object-unchanged", "Ceremonies.certificate-registered" }));
    }

    [Test]
    public void A_spoilt_certificate_is_a_refusal()
    {
        Replace("certificate.pem", "MII", "MIJ");

        Assert.That(Core.Ceremonies.CeremonyVerification.Verify(room.Script("root.json"), room.Clock.GetUtcNow()).Refused(out _, out _), Is.True);
    }

    [Test]
    public void A_certificate_missing_from_the_register_is_seen()
    {
        foreach (var pem in Directory.EnumerateFiles(room.PathOf("register", "root", "serials"), "*.pem"))
            File.Delete(pem);

        Assert.That(room.Broken("root.json"), Is.EqualTo(new[] { "Ceremonies.certificate-registered", "Ceremonies.register-complete" }));
    }

    [Test]
    public void A_certificate_or_a_list_of_which_the_log_tells_nothing_is_seen_and_named()
    {
        File.WriteAllText(room.PathOf("register", "root", "serials", "0a.pem"), "");
        File.WriteAllText(room.PathOf("register", "root", "lists", "7.crl"), "");

        Assert.That(room.Broken("root.json"), Is.EqualTo(new[] { "Ceremonies.register-complete" }));
        Assert.That(room.Verify("root.json").Single(f => !f.Holds).Reason?.ToString(), Does.Contain("0a.pem").And.Contain("7.crl"));
    }

    [Test]
    public void A_number_that_was_taken_for_a_list_and_a_file_of_somebody_elses_are_nothing_to_tell()
    {
        File.WriteAllText(room.PathOf("register", "root", "lists", "7"), "");
        File.WriteAllText(room.PathOf("register", "root", "serials", "read me.pem"), "");

        Assert.That(room.Broken("root.json"), Is.Empty);
    }

    [Test]
    public void A_log_cut_off_changed_or_gone_is_seen()
    {
        var log = room.PathOf("register", "root", "audit.jsonl");
        var lines = File.ReadAllLines(log);

        File.WriteAllLines(log, lines[..^1]);
        Assert.That(room.Broken("root.json"), Is.EqualTo(new[] { "Ceremonies.register-intact" }));
        File.WriteAllLines(log, [.. lines[..^1], lines[^1].Replace("ceremony-ended", "ceremony-begun")]);
        Assert.That(room.Broken("root.json"), Is.EqualTo(new[] { "Ceremonies.register-intact" }));
        File.Delete(log);
        Assert.That(room.Broken("root.json"), Is.EqualTo(new[] { "Ceremonies.register-intact" }));
    }

    [Test]
    public async Task A_register_that_has_grown_since_is_as_good()
    {
        room.Edit("subordinate.json", script => script["key"]!["algorithm"] = "ec-p256");
        (await room.Run("subordinate.json")).Expect();

        Assert.That(room.Broken("root.json"), Is.Empty);
    }

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("null")]
    [TestCase("[1]")]
    public void Minutes_that_are_none_are_a_refusal(string text)
    {
        File.WriteAllText(room.PathOf("root", "minutes.json"), text);

        Assert.That(Core.Ceremonies.CeremonyVerification.Verify(room.Script("root.json"), room.Clock.GetUtcNow()).Refused(out _, out _), Is.True);
    }

    void Replace(string file, string word, string by)
    {
        var path = room.PathOf("root", file);
        var text = File.ReadAllText(path);
        Assert.That(text, Does.Contain(word));
        File.WriteAllText(path, text.Replace(word, by));
    }
}
