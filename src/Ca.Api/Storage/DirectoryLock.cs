using Ca.Core;

namespace Ca.Api.Storage;

/// <summary>One process works with a data directory: the writer's queue, and with it the order of the log, is this process's.</summary>
sealed class DirectoryLock : IDisposable
{
    readonly FileStream file;

    DirectoryLock(FileStream file) => this.file = file;

    public static Outcome<DirectoryLock> Take(string dataDirectory)
    {
        try
        {
            Directory.CreateDirectory(dataDirectory);
            return new DirectoryLock(new FileStream(
                Path.Combine(dataDirectory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Refusal(RefusalCode.Unavailable, new Sentence(typeof(DirectoryLock).Assembly, "Storage.in-use", dataDirectory));
        }
    }

    public void Dispose() => file.Dispose();
}
