namespace Ca.Tests;

/// <summary>Where the tests find what is not in their assembly. Linked into every test project.</summary>
static class Repository
{
    /// <summary>The folder of Ca.sln, above the built tests; for a program that was built elsewhere, above where it was called.</summary>
    public static string Root { get; } = Above(AppContext.BaseDirectory) ?? Above(Environment.CurrentDirectory)
        ?? throw new InvalidOperationException("The tests do not run inside their repository.");

    /// <summary>A file of the repository.</summary>
    public static string File(params ReadOnlySpan<string> path) => Path.Combine([Root, .. path]);

    static string? Above(string? folder) =>
        folder is null || System.IO.File.Exists(Path.Combine(folder, "Ca.sln")) ? folder : Above(Path.GetDirectoryName(folder));
}
