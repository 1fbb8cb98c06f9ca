using System.Text.RegularExpressions;
using Ca.Conformance.Tests.Judges;
using Ca.Tests;

namespace Ca.Conformance.Tests.Samples;

/// <summary>What certs-sample/README.md says a command answers, it answers.</summary>
public partial class SampleTests
{
    static readonly string Readme = File.ReadAllText(Repository.File("certs-sample", "README.md"));

    /// <summary>Debug or Release, as these tests.</summary>
    static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    [TestCaseSource(nameof(Commands))]
    public void A_command_answers_as_the_page_says(string line)
    {
        using var desk = new Desk();
        OpenSsl.Run(desk, "version");
        var program = Repository.File("src", "Ca.Cli", "bin", Configuration, "net10.0", "ca.dll");
        var (command, saysNo) = line.StartsWith("! ", StringComparison.Ordinal) ? (line[2..], true) : (line, false);

        var answer = Tool.Run(
            desk, "bash", "bash", new Dictionary<string, string> { ["OPENSSL_CONF"] = Repository.File("tests", "openssl-gost.cnf") },
            "-c", $"cd '{Repository.File("certs-sample")}'; ca() {{ dotnet '{program}' \"$@\"; }}; {command}");

        // A no of ours is a verdict, 2, and no mishap; OpenSSL's are 2 and 4 (verify, cms).
        Assert.That(answer.ExitCode, saysNo ? Is.EqualTo(2).Or.EqualTo(4) : Is.Zero, answer.Said);
    }

    [Test]
    public void Every_sample_is_named_on_the_page()
    {
        string[] kept = ["requests", "applications"];
        var files = kept.SelectMany(folder => Directory.EnumerateFiles(Repository.File("certs-sample", folder)).Select(f => $"{folder}/{Path.GetFileName(f)}"));

        Assert.That(files.Where(file => !Readme.Contains($"`{file}`", StringComparison.Ordinal)), Is.Empty);
    }

    static IEnumerable<string> Commands() => Block().Matches(Readme).SelectMany(block => block.Groups[1].Value.Trim().Split('\n'));

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
