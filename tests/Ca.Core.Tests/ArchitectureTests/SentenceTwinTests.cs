using System.Text.RegularExpressions;

namespace Ca.Core.Tests.ArchitectureTests;

/// <summary>Every sentence has its twin, with the same places; every key used exists; none is dead.</summary>
public partial class SentenceTwinTests
{
    static readonly string[] Projects = Source.Projects;

    [Test]
    public void A_sentence_has_its_twin_with_the_same_places([ValueSource(nameof(Projects))] string project)
    {
        var english = Sentences(project, "Sentences.restext");
        var russian = Sentences(project, "Sentences.ru.restext");

        Assert.That(russian.Keys, Is.EquivalentTo(english.Keys));
        Assert.That(
            english.Where(s => !Places(s.Value).SetEquals(Places(russian[s.Key]))).Select(s => s.Key),
            Is.Empty,
            "the twins have other places");
        if (project == Projects[^1])
            TestContext.Progress.WriteLine($"# sentences in Russian and English: {Projects.Sum(p => Sentences(p, "Sentences.restext").Count)}");
    }

    [Test]
    public void Russian_is_Russian_and_English_is_English([ValueSource(nameof(Projects))] string project)
    {
        var english = Sentences(project, "Sentences.restext");
        var russian = Sentences(project, "Sentences.ru.restext");

        Assert.That(english.Where(s => Letters().IsMatch(s.Value) && !Cyrillic().IsMatch(russian[s.Key])).Select(s => s.Key), Is.Empty);
        Assert.That(english.Where(s => CyrillicWord().IsMatch(s.Value)).Select(s => s.Key), Is.Empty);
    }

    [Test]
    public void Every_text_is_one_that_string_Format_takes([ValueSource(nameof(Projects))] string project)
    {
        foreach (var (key, text) in Sentences(project, "Sentences.restext").Concat(Sentences(project, "Sentences.ru.restext")))
            Assert.That(() => string.Format(null, text, [.. Enumerable.Repeat<object>("x", 10)]), Throws.Nothing, key);
    }

    [Test]
    public void A_key_that_the_code_names_exists()
    {
        var known = Projects.ToDictionary(p => p, p => Sentences(p, "Sentences.restext"));
        var missing =
            from project in Projects
            from file in Source.Files(project)
            from call in Call().Matches(file.Text)
            let key = call.Groups["key"].Value
            let home = call.Groups["home"].Success ? project : "Ca.Core"
            where !known[home].ContainsKey(key)
            select $"{file.Path}: {key} is not in {home}";

        Assert.That(missing, Is.Empty);
    }

    [Test]
    public void A_call_gives_as_many_arguments_as_the_text_has_places()
    {
        var known = Projects.SelectMany(p => Sentences(p, "Sentences.restext")).GroupBy(s => s.Key).ToDictionary(g => g.Key, g => g.First().Value);
        var wrong =
            from project in Projects
            from file in Source.Files(project)
            from call in Call().Matches(file.Text)
            let places = known.TryGetValue(call.Groups["key"].Value, out var text) ? Places(text).Count : 0
            let arguments = CountArguments(file.Text.AsSpan(call.Index + call.Length))
            where arguments != places && !file.Text[(call.Index + call.Length)..].StartsWith(", [", StringComparison.Ordinal)
            select $"{file.Path}: {call.Groups["key"].Value} has {places} places and is given {arguments}";

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void No_sentence_is_dead([ValueSource(nameof(Projects))] string project)
    {
        var used = Projects.SelectMany(p => Source.Files(p)).SelectMany(file => Literal().Matches(file.Text)).Select(m => m.Groups[1].Value).ToHashSet();

        Assert.That(Sentences(project, "Sentences.restext").Keys.Where(key => !used.Contains(key)), Is.Empty);
    }

    /// <summary>By key: <c>Folder.name</c>.</summary>
    static Dictionary<string, string> Sentences(string project, string file) => (
        from source in Source.Files(project, file)
        from line in source.Text.Split('\n')
        where line.Trim() is { Length: > 0 } and not ['#' or ';', ..]
        let parts = line.Split('=', 2)
        select ($"{source.Folder.Replace('/', '.')}.{parts[0].Trim()}", parts[1])).ToDictionary();

    static HashSet<int> Places(string text) => [.. Place().Matches(text).Select(m => int.Parse(m.Groups[1].Value, null))];

    /// <summary>Arguments between the key and the parenthesis that closes its call.</summary>
    static int CountArguments(ReadOnlySpan<char> rest)
    {
        var (depth, commas, quoted) = (0, 0, false);
        for (var i = 0; i < rest.Length; i++)
        {
            var c = rest[i];
            if (c == '"' && rest[i - 1] != '\\')
                quoted = !quoted;
            if (quoted)
                continue;
            if (c is '(' or '[' or '{')
                depth++;
            if (c is ')' or ']' or '}' && --depth < 0)
                break;
            if (c == ',' && depth == 0)
                commas++;
        }
        return commas;
    }

    [GeneratedRegex(@"\b(new Sentence\((?<home>typeof\(\w+\)\.Assembly,\s*)?|new(?: Refusal)?\(\s*RefusalCode\.\w+,\s*)""(?<key>[^""]+)""")]
    private static partial Regex Call();

    [GeneratedRegex(@"""([A-Z]\w+(?:\.[A-Z]\w+)*\.[a-z0-9-]+)""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"(?<!\{)\{(\d)[^{}]*\}")]
    private static partial Regex Place();

    [GeneratedRegex("[А-яЁё]")]
    private static partial Regex Cyrillic();

    /// <summary>An abbreviation such as ИНН may stand in an English sentence, a word may not.</summary>
    [GeneratedRegex("[А-яЁё]*[а-яё][А-яЁё]*")]
    private static partial Regex CyrillicWord();

    /// <summary>More than places and punctuation.</summary>
    [GeneratedRegex(@"(?<![{\\])[A-Za-z]{3,}")]
    private static partial Regex Letters();
}
