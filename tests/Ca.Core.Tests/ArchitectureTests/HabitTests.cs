using System.Text.RegularExpressions;

namespace Ca.Core.Tests.ArchitectureTests;

/// <summary>Habits of code that cannot be banned by the compiler.</summary>
public partial class HabitTests
{
    [Test]
    public void Nothing_is_left_to_be_done([ValueSource(typeof(Source), nameof(Source.Projects))] string project) =>
        Assert.That(Lines(project, LeftOver()), Is.Empty);

    [Test]
    public void A_type_is_a_noun_of_the_field([ValueSource(typeof(Source), nameof(Source.Projects))] string project) =>
        Assert.That(Lines(project, VagueNoun()), Is.Empty);

    [Test]
    public void No_file_is_a_drawer_for_all_sorts([ValueSource(typeof(Source), nameof(Source.Projects))] string project) =>
        Assert.That(
            Source.Files(project).Select(file => Path.GetFileName(file.Path)),
            Has.None.AnyOf("Constants.cs", "Enums.cs", "Extensions.cs", "Exceptions.cs", "Helpers.cs", "Utils.cs", "Common.cs"));

    [Test]
    public void An_interface_of_ours_has_two_implementations()
    {
        var text = string.Join('\n', Source.Projects.SelectMany(project => Source.Files(project)).Select(file => file.Text));
        var lonely =
            from declaration in Interface().Matches(text)
            let name = declaration.Groups[1].Value
            let implementations = Regex.Count(text, $@"\b(class|record|struct) [^{{;]*?:[^{{;]*\b{name}\b")
            where implementations < 2
            select $"{name}: {implementations}";

        Assert.That(lonely, Is.Empty);
    }

    static IEnumerable<string> Lines(string project, Regex habit) =>
        from file in Source.Files(project)
        from line in file.Text.Split('\n')
        where habit.IsMatch(line)
        select $"{file.Path}: {line.Trim()}";

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException|#region")]
    private static partial Regex LeftOver();

    /// <summary>PrivateKeyInfo and SignerInfo are what the standards call them (RFC 5208, RFC 5652).</summary>
    [GeneratedRegex(@"\b(class|record|struct|interface|enum) (?!PrivateKeyInfo|SignerInfo)\w*(Manager|Helper|Util|Utils|Utility|Processor|Wrapper|Base|Info|Service|Dto)\b")]
    private static partial Regex VagueNoun();

    [GeneratedRegex(@"\binterface (I[A-Z]\w+)")]
    private static partial Regex Interface();
}
