using Ca.Core;

namespace Ca.Api.Storage;

/// <summary>Directories that nobody but their owner enters: what lies below is closed whatever its own mode says.</summary>
static class PrivateDirectory
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes it, or closes one that is there: names and numbers of people will lie in it, in files that SQLite makes as it likes.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }
        Directory.CreateDirectory(path, OwnerOnly);
        if (File.GetUnixFileMode(path) != OwnerOnly)
            File.SetUnixFileMode(path, OwnerOnly);
    }

    /// <summary>Makes an empty file that only its owner reads and writes, or closes one that is there.</summary>
    public static void CreateFile(string path)
    {
        const UnixFileMode own = Ca.Core.Keys.PrivateFile.Mode;
        DurableFile.TryCreate(path, [], own);
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(path) != own)
            File.SetUnixFileMode(path, own);
    }
}
