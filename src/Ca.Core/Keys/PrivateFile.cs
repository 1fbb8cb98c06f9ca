using Ca.Core.Asn1;

namespace Ca.Core.Keys;

/// <summary>A file that nobody but its owner may read: keys and passphrases.</summary>
public static class PrivateFile
{
    /// <summary>Owner may read and write, others nothing.</summary>
    public const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Writes a new file with mode 0600 from its first octet on, durably; an existing one is refused (<see cref="RefusalCode.Conflict"/>).</summary>
    /// <returns>The refusal, or null when the file is on disk.</returns>
    public static Refusal? Write(string path, ReadOnlySpan<byte> contents) =>
        DurableFile.TryCreate(path, contents, Mode) ? null : new(RefusalCode.Conflict, "Keys.file-exists", path);

    /// <summary>Reads a file that is closed to others, at most <paramref name="maxOctets"/>; the caller zeroes what it gets.</summary>
    public static Outcome<byte[]> Read(string path, int maxOctets) => InputFile.Read(path, maxOctets, file =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & Others) != 0
            ? new(RefusalCode.NotAllowed, "Keys.file-open-to-others", path)
            : null);
}
