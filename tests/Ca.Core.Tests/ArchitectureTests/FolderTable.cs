using System.Text.RegularExpressions;
using Ca.Tests;

namespace Ca.Core.Tests.ArchitectureTests;

/// <summary>The table of docs/architecture.md: which folder of Ca.Core may use which. The page is the rule; nothing here repeats it.</summary>
static partial class FolderTable
{
    /// <summary>The first namespace part below Ca.Core, and those it may use. The root is the empty name.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Rows { get; } = Read();

    /// <summary>"The root and <c>Asn1</c> may be used from everywhere", says the page.</summary>
    public static bool Allows(string user, string used) => user == used || used is "" or "Asn1" || Rows[user].Contains(used);

    static Dictionary<string, IReadOnlySet<string>> Read()
    {
        var rows = new Dictionary<string, IReadOnlySet<string>>();
        foreach (Match row in Row().Matches(File.ReadAllText(Repository.File("docs", "architecture.md"))))
        {
            var mayUse = row.Groups["uses"].Value.Trim();
            rows.Add(
                row.Groups["folder"].Value is "(root)" ? "" : row.Groups["folder"].Value.Trim('`'),
                mayUse is "–" ? new HashSet<string>() : mayUse.Split(", ").ToHashSet());
        }
        return rows;
    }

    [GeneratedRegex(@"^\| (?<folder>\(root\)|`\w+`) \| (?<uses>[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
