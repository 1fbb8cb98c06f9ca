using System.Text;
using Ca.Core.Keys;

namespace Ca.Core.Tests.Keys;

public class PassphraseTests
{
    DirectoryInfo directory = null!;

    [SetUp]
    public void Open() => directory = Directory.CreateTempSubdirectory("ca-passphrase-");

    [TearDown]
    public void Close() => directory.Delete(recursive: true);

    [TestCase("пароль\n", "пароль")]
    [TestCase("correct horse\r\nanother line\n", "correct horse")]
    [TestCase("no line feed", "no line feed")]
    [TestCase(" spaces stay ", " spaces stay ")]
    public void The_first_line_of_a_file_is_read_as_UTF_8(string text, string expected)
    {
        using var passphrase = Read(Encoding.UTF8.GetBytes(text)).Expect();

        Assert.That(passphrase.Characters.ToString(), Is.EqualTo(expected));
    }

    // "пароль" and "секрет" in Windows-1251 and in KOI8-R, which a decoder that replaces what it cannot read makes six times U+FFFD of.
    [TestCase("efe0f0eeebfc")]
    [TestCase("f1e5eaf0e5f2")]
    [TestCase("d0c1d2cfccd8")]
    [TestCase("73c3", Description = "a character that is cut off")]
    [TestCase("eda080", Description = "half of a pair")]
    [TestCase("efbfbd", Description = "U+FFFD: somebody has converted it already, and lost it")]
    public void A_file_in_another_encoding_is_refused_and_not_guessed_at(string hex) =>
        Assert.That(Complaint(Read([.. Convert.FromHexString(hex), (byte)'\n'])), Is.EqualTo("Keys.passphrase-not-utf8"));

    [Test]
    public void What_stands_behind_the_first_line_is_not_looked_at()
    {
        using var passphrase = Read([.. "secret\n"u8, 0xEF, 0xE0]).Expect();

        Assert.That(passphrase.Characters.ToString(), Is.EqualTo("secret"));
    }

    [TestCase("\ufffd\ufffd\ufffd")]
    [TestCase("pass\ufffdword")]
    [TestCase("\ud800x")]
    public void A_variable_whose_octets_were_lost_in_reading_is_refused(string text) =>
        Assert.That(Complaint(Passphrase.Of(text)), Is.EqualTo("Keys.passphrase-not-utf8"));

    [TestCase("пароль")]
    [TestCase("🔑 above the sixteen bits")]
    public void Any_other_text_is_a_passphrase(string text)
    {
        using var passphrase = Passphrase.Of(text).Expect();

        Assert.That(passphrase.Characters.ToString(), Is.EqualTo(text));
    }

    [TestCase("")]
    [TestCase("\n")]
    public void An_empty_one_protects_nothing(string text) =>
        Assert.That(Complaint(Read(Encoding.UTF8.GetBytes(text))), Is.EqualTo("Keys.passphrase-empty"));

    Outcome<Passphrase> Read(byte[] contents)
    {
        var path = Path.Combine(directory.FullName, Path.GetRandomFileName());
        File.WriteAllBytes(path, contents);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, PrivateFile.Mode);
        return Passphrase.Read(path);
    }

    static string? Complaint(Outcome<Passphrase> outcome)
    {
        if (outcome.Refused(out var why, out var passphrase))
            return why.Sentence.Key;
        passphrase.Dispose();
        return null;
    }
}
