using System.Text.RegularExpressions;
using Ca.Tests;

namespace Ca.Core.Tests.ArchitectureTests;

public partial class VerificationPageTests
{
    [Test]
    public void Every_test_that_the_page_names_exists()
    {
        var named = Name().Matches(File.ReadAllText(Repository.File("docs", "verification.md"))).Select(m => m.Groups[1].Value).Distinct().ToList();
        var files = Directory.GetFiles(Repository.File("tests"), "*Tests.cs", SearchOption.AllDirectories).Select(f => Path.GetFileNameWithoutExtension(f)).ToHashSet();

        Assert.That(named, Has.Count.GreaterThan(30));
        Assert.That(named.Where(n => !files.Contains(n)), Is.Empty);
    }

    [GeneratedRegex(@"`([A-Z]\w+Tests)`")]
    private static partial Regex Name();
}
