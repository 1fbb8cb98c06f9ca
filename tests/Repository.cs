namespace Ca.Tests;

/// <summary>Where the tests find what is not in their assembly. Linked into every test project.</summary>
static class Repository
{
    /// <summary>The folder of Ca.sln, above the built tests.</summary>
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    /// <summary>A file of the repository.</summary>
    public static string File(params ReadOnlySpan<string> path) => Path.Combine([Root, .. path]);

    static string Above(string folder) => System.IO.File.Exists(Path.Combine(folder, "Ca.sln"))
        ? folder
        : Above(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside their repository."));
}

/// <summary>Third-party cases, kept outside the repository under their own licences: <c>$CA_CORPORA</c>, or <c>../shared/corpora</c> beside it.</summary>
static class Corpora
{
    static readonly string Folder = Environment.GetEnvironmentVariable("CA_CORPORA") is { Length: > 0 } named
        ? named
        : Repository.File("..", "shared", "corpora");

    /// <summary>Whether the file or folder is here; test case sources yield no rows or one skipped row where it is not.</summary>
    public static bool Has(params ReadOnlySpan<string> path) => Path.Exists(Path.Combine([Folder, .. path]));

    /// <summary>The path of a file or folder of the corpora; where it is absent, the test is reported as skipped.</summary>
    public static string Require(params ReadOnlySpan<string> path)
    {
        var found = Path.Combine([Folder, .. path]);
        if (!Path.Exists(found))
            Assert.Ignore($"The third-party cases are not here: set CA_CORPORA to the folder that has {string.Join('/', path.ToArray())}.");
        return found;
    }
}
