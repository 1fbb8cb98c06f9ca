using System.Diagnostics;
using Ca.Tests;

namespace Ca.Cli.Tests;

/// <summary>The built program in a process of its own, and OpenSSL beside it.</summary>
public class ProgramTests
{
    Bench bench = null!;

    [SetUp]
    public void Open()
    {
        bench = new();
        bench.ClosePassphrase();
    }

    [TearDown]
    public void Close() => bench.Dispose();

    [Test]
    public void It_speaks_the_language_of_its_environment()
    {
        Assert.That(Ca("en_US.UTF-8", "key").Error, Does.Contain("Add --help"));
        Assert.That(Ca("ru_RU.UTF-8", "key").Error, Does.Contain("Добавьте --help"));
    }

    [Test]
    public void Exit_codes_are_0_1_2_and_3()
    {
        Assert.That(Ca("C", "--version").Code, Is.Zero);
        Assert.That(Ca("C", "nonsense").Code, Is.EqualTo(1));
        Assert.That(Ca("C", "certificate", "show", "absent").Code, Is.EqualTo(2));
        Assert.That(Ca("C", "key", "create", "--algorithm", "ed25519", "--out", "absent/key.pem", "--passphrase-file", "passphrase").Code, Is.EqualTo(3));
    }

    [Test]
    public void Without_a_terminal_nobody_is_asked()
    {
        var (code, _, error) = Ca("C", "key", "create", "--algorithm", "ed25519", "--out", "key.pem");

        Assert.That(code, Is.EqualTo(2));
        Assert.That(error, Does.Contain("--passphrase-file"));
    }

    [TestCase("ec-p256")]
    [TestCase("rsa-3072")]
    [TestCase("gost2012-256-b")]
    public void A_ceremony_from_end_to_end_is_what_OpenSSL_takes(string algorithm)
    {
        var samples = new Ceremonies.SampleCeremonies(bench);
        foreach (var script in new[] { "root.json", "subordinate.json", "revocation-list.json" })
        {
            samples.Lay(script, algorithm);
            Assert.That(Ca("C", "ceremony", "rehearse", script), Has.Property("Code").Zero);
            Assert.That(Ca("C", "ceremony", "run", script, "--passphrase-file", "passphrase"), Has.Property("Code").Zero);
            Assert.That(Ca("C", "ceremony", "verify", script), Has.Property("Code").Zero);
        }

        OpenSsl("verify", "-CAfile", "root/certificate.pem", "-CRLfile", "list-1/list.crl", "-crl_check", "issuing/certificate.pem");
        foreach (var output in new[] { "root", "issuing", "list-1" })
            OpenSsl(
                "cms", "-verify", "-inform", "DER", "-in", $"{output}/minutes.p7s", "-content", $"{output}/minutes.json", "-binary",
                "-CAfile", "root/certificate.pem", "-purpose", "any", "-out", "content");
    }

    sealed record Ended(int Code, string Out, string Error);

    Ended Ca(string language, params string[] words) => Start("dotnet", language, [Path.Combine(AppContext.BaseDirectory, "ca.dll"), .. words]);

    void OpenSsl(params string[] words)
    {
        Ended ended;
        try
        {
            ended = Start("openssl", "C", words);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Ignore("OpenSSL is not here.");
            return;
        }
        if (ended.Error.Contains("gost.so", StringComparison.Ordinal) || ended.Error.Contains("engine", StringComparison.Ordinal))
            Assert.Ignore("OpenSSL's GOST engine is not here.");
        Assert.That(ended.Code, Is.Zero, ended.Error);
    }

    Ended Start(string program, string language, IEnumerable<string> words)
    {
        var start = new ProcessStartInfo(program, words)
        {
            WorkingDirectory = bench.PathOf(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = language, ["OPENSSL_CONF"] = Repository.File("tests", "openssl-gost.cnf") },
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.Result);
    }
}
