using Ca.Core;
using Ca.Core.Audit;

namespace Ca.Api.Storage;

/// <summary>
/// The head of the audit log outside of the database, <c>audit/head</c> in the data directory: what shows that the end of the log was
/// cut off, or that an old copy of the database was put in its place. To be copied to where this machine's administrators cannot reach.
/// </summary>
/// <remarks>
/// Replaced after the commit: a crash in between leaves a head that is behind the log, which is no contradiction. It can never be
/// ahead of it, since the commit is on the disk before the file is touched.
/// </remarks>
public sealed class AuditHeadFile(string dataDirectory)
{
    /// <summary>Where it lies.</summary>
    public string Path { get; } = System.IO.Path.Combine(dataDirectory, "audit", "head");

    /// <summary>The head that was kept, or the empty one when none is.</summary>
    public Outcome<AuditHead> Read()
    {
        try
        {
            return AuditHead.Parse(File.ReadAllText(Path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return AuditHead.Empty;
        }
    }

    public void Replace(AuditHead head)
    {
        PrivateDirectory.Create(System.IO.Path.GetDirectoryName(Path)!);
        var next = Path + ".next";
        using (var file = new FileStream(next, Options()))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(head + "\n"));
            file.Flush(flushToDisk: true);
        }
        File.Move(next, Path, overwrite: true);
    }

    static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Ca.Core.Keys.PrivateFile.Mode;
        return options;
    }
}
