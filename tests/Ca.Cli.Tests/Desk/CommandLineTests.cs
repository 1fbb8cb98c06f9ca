using System.Globalization;
using Ca.Cli.Desk;

namespace Ca.Cli.Tests.Desk;

public class CommandLineTests
{
    Bench bench = null!;

    [SetUp]
    public void Open() => bench = new();

    [TearDown]
    public void Close() => bench.Dispose();

    [TestCase]
    [TestCase("nonsense")]
    [TestCase("key")]
    [TestCase("key", "creat")]
    [TestCase("key", "create")]
    [TestCase("key", "create", "--algorithm", "rsa-1024", "--out", "x")]
    [TestCase("certificate", "show")]
    [TestCase("certificate", "show", "a", "b")]
    [TestCase("ceremony", "run", "x", "--loudly")]
    public async Task What_is_not_a_command_of_ours_ends_with_1_and_says_where_help_is(params string[] words)
    {
        Assert.That(await bench.Run(words), Is.EqualTo(ExitCode.Usage));
        Assert.That(bench.Error, Does.Contain("--help"));
        Assert.That(bench.Out, Is.Empty);
    }

    [Test]
    public async Task Every_noun_and_verb_has_help_in_both_languages([Values("en", "ru")] string language)
    {
        bench.Language = CultureInfo.GetCultureInfo(language);
        foreach (var path in new[] { "", "key", "key create", "key show", "key export", "key import", "request create", "request show", "certificate show",
            "certificate lint", "crl show", "audit verify", "ceremony run", "ceremony rehearse", "ceremony verify", "verify signature" })
        {
            Assert.That(await bench.Run([.. path.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]), Is.Zero, path);
            var description = bench.Out.Split('\n')[1].Trim();
            Assert.That(description, Does.Match(language == "ru" ? "[а-я]" : "^[^а-я]+$"), path);
        }
    }

    [TestCase("ru_RU.UTF-8", null, "en_US.UTF-8", "ru")]
    [TestCase(null, null, "ru_RU.UTF-8", "ru")]
    [TestCase("", "", "ru_RU.UTF-8", "ru")]
    [TestCase("C", null, "ru_RU.UTF-8", "en")]
    [TestCase(null, "ru_RU.UTF-8", "C.UTF-8", "ru")]
    [TestCase(null, null, "de_DE.UTF-8", "en")]
    [TestCase(null, null, null, "en")]
    public void The_language_is_chosen_as_POSIX_says(string? all, string? messages, string? lang, string expected)
    {
        var environment = new Dictionary<string, string?> { ["LC_ALL"] = all, ["LC_MESSAGES"] = messages, ["LANG"] = lang };

        Assert.That(Terminal.LanguageOf(environment.GetValueOrDefault).TwoLetterISOLanguageName, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_disk_that_fails_ends_with_3()
    {
        bench.ClosePassphrase();

        Assert.That(
            await bench.Run("key", "create", "--algorithm", "ed25519", "--out", "@absent/key.pem", "--passphrase-file", "@passphrase"),
            Is.EqualTo(ExitCode.Failure), bench.Error);
        Assert.That(bench.Error.Trim().Split('\n'), Has.Length.EqualTo(1));
    }
}
