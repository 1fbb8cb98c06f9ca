using Ca.Tests;

namespace Ca.Core.Tests.ArchitectureTests;

/// <summary>A source file of src.</summary>
/// <param name="Path">Below src, with slashes.</param>
/// <param name="Folder">Below its project; empty at its root.</param>
/// <param name="Text">Its contents.</param>
sealed record Source(string Path, string Folder, string Text)
{
    public static readonly string[] Projects = ["Ca.Core", "Ca.Api", "Ca.Cli"];

    /// <summary>The C# that people have written: not what the compiler or EF Core have.</summary>
    public static IEnumerable<Source> Files(string project, string pattern = "*.cs")
    {
        var root = Repository.File("src", project);
        foreach (var file in Directory.EnumerateFiles(root, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var below = System.IO.Path.GetRelativePath(root, file).Replace('\\', '/');
            if (below.Split('/') is not ["bin" or "obj", ..] && !below.Contains("/Migrations/", StringComparison.Ordinal))
                yield return new($"{project}/{below}", System.IO.Path.GetDirectoryName(below)!.Replace('\\', '/'), File.ReadAllText(file));
        }
    }

    /// <summary>The folders of a project that hold code, first level.</summary>
    public static IEnumerable<string> Folders(string project) =>
        Files(project).Select(file => file.Folder.Split('/')[0]).Where(folder => folder != "").Distinct();
}
