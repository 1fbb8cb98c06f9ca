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
