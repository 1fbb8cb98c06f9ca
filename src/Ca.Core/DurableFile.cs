using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace Ca.Core;

/// <summary>Files which, once the call returns, survive a loss of power; after a crash in the middle they are whole or not there.</summary>
public static class DurableFile
{
    /// <summary>Writes a new file.</summary>
    /// <param name="path">In a directory that exists.</param>
    /// <param name="contents">All of it.</param>
    /// <param name="mode">From the first octet on.</param>
    /// <returns>Whether it was written: false when there is a file of that name.</returns>
    public static bool TryCreate(string path, ReadOnlySpan<byte> contents, UnixFileMode mode)
    {
        if (Path.Exists(path))
            return false;
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var unfinished = Path.Combine(directory, $".{Path.GetRandomFileName()}");
        using (var file = Open(unfinished, FileMode.CreateNew, mode))
        {
            file.Write(contents);
            file.Flush(flushToDisk: true);
        }
        try
        {
            File.Move(unfinished, path, overwrite: false);
        }
        catch (IOException) when (Path.Exists(path))
        {
            File.Delete(unfinished);
            return false;
        }
        Flush(directory);
        return true;
    }

    /// <summary>Writes behind the end of a file, which is made when there is none.</summary>
    public static void Append(string path, ReadOnlySpan<byte> contents, UnixFileMode mode)
    {
        var isNew = !File.Exists(path);
        using (var file = Open(path, FileMode.Append, mode))
        {
            file.Write(contents);
            file.Flush(flushToDisk: true);
        }
        if (isNew)
            Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Makes the names in a directory durable: a file that is on disk under a name that is not is lost (fsync(2)).</summary>
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = open(Encoding.UTF8.GetBytes(directory + "\0"), 0);
        if (descriptor < 0)
            throw new IOException(new Win32Exception().Message);
        var failed = fsync(descriptor) != 0 ? new Win32Exception().Message : null;
        _ = close(descriptor);
        if (failed is not null)
            throw new IOException(failed);
    }

    static FileStream Open(string path, FileMode open, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = open, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        return new FileStream(path, options);
    }

    // The platform opens no directories, so these three come from the C library.
    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int open(byte[] path, int flags);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int fsync(int descriptor);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int close(int descriptor);
}
