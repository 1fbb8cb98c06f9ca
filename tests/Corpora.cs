namespace Ca.Tests;

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
