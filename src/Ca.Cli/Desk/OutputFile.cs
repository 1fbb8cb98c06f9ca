using Ca.Core;

namespace Ca.Cli.Desk;

/// <summary>Files that a verb makes for anybody to read; those with secrets go through <see cref="Core.Keys.PrivateFile"/>.</summary>
static class OutputFile
{
    const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Writes a new file; nothing is ever overwritten.</summary>
    public static Refusal? Write(string path, ReadOnlySpan<byte> contents) => DurableFile.TryCreate(path, contents, Mode)
        ? null
        : new(RefusalCode.Conflict, new Sentence(typeof(OutputFile).Assembly, "Desk.file-exists", path));
}
