using System.Security.Cryptography;
using Ca.Core.Asn1;

namespace Ca.Core.Ceremonies;

/// <summary>A script with the bytes it was read from.</summary>
/// <param name="Path">Full.</param>
/// <param name="Bytes">As they are on disk.</param>
/// <param name="Script">What they say.</param>
public sealed record ScriptFile(string Path, ReadOnlyMemory<byte> Bytes, CeremonyScript Script)
{
    /// <summary>What the witnesses compare: SHA-256 of the file, lower-case hex.</summary>
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Bytes.Span));

    /// <summary>A path of the script, which is relative to the script's own directory.</summary>
    public string Resolve(string path) => System.IO.Path.GetFullPath(path, System.IO.Path.GetDirectoryName(Path)!);

    /// <summary>Reads a script's file.</summary>
    public static Outcome<ScriptFile> Read(string path)
    {
        if (InputFile.Read(path, CeremonyScript.MaxOctets).Refused(out var why, out var bytes))
            return why;
        return CeremonyScript.Parse(bytes).Then<ScriptFile>(script => new ScriptFile(System.IO.Path.GetFullPath(path), bytes, script));
    }
}
