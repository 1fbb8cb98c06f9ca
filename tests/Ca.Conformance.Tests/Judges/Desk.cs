namespace Ca.Conformance.Tests.Judges;

/// <summary>A folder of its own for the files of one test, removed at the end.</summary>
sealed class Desk : IDisposable
{
    /// <summary>Where the judges are run.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("ca-judges-").FullName;

    /// <summary>Lays a file on the desk; returns its name, as a judge takes it.</summary>
    public string Put(string name, ReadOnlySpan<byte> contents)
    {
        File.WriteAllBytes(Path.Combine(Folder, name), contents);
        return name;
    }

    /// <inheritdoc cref="Put(string, ReadOnlySpan{byte})"/>
    public string Put(string name, string contents)
    {
        File.WriteAllText(Path.Combine(Folder, name), contents);
        return name;
    }

    /// <summary>What a judge has written.</summary>
    public byte[] Take(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
