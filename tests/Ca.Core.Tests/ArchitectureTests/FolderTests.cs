using System.Reflection;
using System.Text.RegularExpressions;
using Ca.Tests;

namespace Ca.Core.Tests.ArchitectureTests;

public partial class FolderTests
{
    static readonly Assembly Core = typeof(Refusal).Assembly;

    static readonly (Type User, Type Used)[] References = [.. TypeReferences.Of(Core)];

    [Test]
    public void Every_folder_of_Core_is_a_row_of_the_page_and_every_row_a_folder() =>
        Assert.That(Source.Folders("Ca.Core"), Is.EquivalentTo(FolderTable.Rows.Keys.Where(row => row != "")));

    [Test]
    public void A_row_names_only_rows() =>
        Assert.That(FolderTable.Rows.Values.SelectMany(uses => uses).Distinct(), Is.SubsetOf(FolderTable.Rows.Keys));

    [Test]
    public void A_folder_uses_only_the_folders_named_beside_it()
    {
        var forbidden =
            from reference in References
            where reference.Used.Assembly == Core
            let user = FolderOf(reference.User)
            let used = FolderOf(reference.Used)
            where !FolderTable.Allows(user, used)
            select $"{user} uses {used}: {Outermost(reference.User).Name} → {Outermost(reference.Used).Name}";

        Assert.That(forbidden.Distinct().Order(), Is.Empty);
    }

    [Test]
    public void The_folders_do_not_form_a_circle()
    {
        var left = FolderTable.Rows.ToDictionary();
        while (left.FirstOrDefault(row => !row.Value.Any(left.ContainsKey)) is { Key: not null } leaf)
            left.Remove(leaf.Key);

        Assert.That(left.Keys, Is.Empty);
    }

    [Test]
    public void Core_knows_the_platform_and_BouncyCastle_and_nothing_else()
    {
        var platform = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var others = Core.GetReferencedAssemblies().Select(a => a.Name!)
            .Where(name => name != "BouncyCastle.Cryptography" && !File.Exists(Path.Combine(platform, name + ".dll")));

        Assert.That(others, Is.Empty);
    }

    [Test]
    public void BouncyCastle_is_known_to_Keys_alone()
    {
        var users = References.Where(r => r.Used.Assembly.GetName().Name == "BouncyCastle.Cryptography").Select(r => FolderOf(r.User));

        Assert.That(users.Distinct(), Is.EqualTo(new[] { "Keys" }));
    }

    [TestCase("Ca.Core")]
    [TestCase("Ca.Api", "Ca.Core")]
    [TestCase("Ca.Cli", "Ca.Core")]
    public void Nothing_points_outward(string project, params string[] mayReference)
    {
        var text = File.ReadAllText(Repository.File("src", project, $"{project}.csproj"));

        Assert.That(ProjectReference().Matches(text).Select(m => m.Groups[1].Value), Is.EquivalentTo(mayReference));
    }

    [Test]
    public void A_namespace_is_a_folder([Values("Ca.Core", "Ca.Api", "Ca.Cli")] string project)
    {
        var strays =
            from file in Source.Files(project)
            where Path.GetFileName(file.Path) is not "Program.cs"
            let expected = string.Join('.', [project, .. file.Folder.Split('/', StringSplitOptions.RemoveEmptyEntries)])
            where !file.Text.Contains($"\nnamespace {expected};\n", StringComparison.Ordinal)
                && !file.Text.StartsWith($"namespace {expected};\n", StringComparison.Ordinal)
            select $"{file.Path}: expected {expected}";

        Assert.That(strays, Is.Empty);
    }

    [Test]
    public void The_reader_of_references_sees_what_only_an_instruction_names()
    {
        var seen = TypeReferences.Of(typeof(FolderTests).Assembly).Where(r => Outermost(r.User) == typeof(UserOfAddresses)).Select(r => r.Used);

        Assert.That(seen, Does.Contain(typeof(Uri)).And.Contain(typeof(System.Net.IPAddress)));
    }

    static string FolderOf(Type type) => (Outermost(type).Namespace ?? "").Split('.') is ["Ca", "Core", var folder, ..] ? folder : "";

    static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    [GeneratedRegex("""ProjectReference Include="\.\./[^"]*/([^"/]+)\.csproj""")]
    private static partial Regex ProjectReference();
}

/// <summary>Names types in a closure's instructions and nowhere else.</summary>
static class UserOfAddresses
{
    public static object Method() => new Func<string, bool>(text => Uri.IsWellFormedUriString(text, UriKind.Absolute) && System.Net.IPAddress.Parse(text) is { });
}
