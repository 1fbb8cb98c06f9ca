using Ca.Core;

namespace Ca.Api.Storage;

/// <summary>One process works with a data directory: the writer's queue, and with it the order of the log, is this process's.</summary>
sealed class DirectoryLock : IDisposable
{
    /// <summary>EWOULDBLOCK of Linux, which the platform hands on as it is: somebody else holds the lock.</summary>
    const int WouldBlock = 11;

    /// <summary>ERROR_SHARING_VIOLATION of Windows.</summary>
    const int SharingViolation = unchecked((int)0x80070020);

    readonly FileStream file;

    DirectoryLock(FileStream file) => this.file = file;

    public static Outcome<DirectoryLock> Take(string dataDirectory)
    {
        try
        {
            PrivateDirectory.Create(dataDirectory);
            return new DirectoryLock(new FileStream(
                Path.Combine(dataDirectory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
        }
        catch (IOException e) when (e.HResult is WouldBlock or SharingViolation)
        {
            return No("Storage.in-use", dataDirectory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return No("Storage.no-directory", dataDirectory, e.Message);
        }
    }

    static Refusal No(string key, params object[] arguments) => new(RefusalCode.Unavailable, new Sentence(typeof(DirectoryLock).Assembly, key, arguments));

    public void Dispose() => file.Dispose();
}
