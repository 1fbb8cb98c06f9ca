using Ca.Core;
using Ca.Core.Keys;
using Ca.Core.Signatures;

namespace Ca.Cli.Verification;

/// <summary>What a command line names beside a signature: open files, under the name given or their own, and hashes of one content that is not at hand.</summary>
sealed class ContentFiles : IDisposable
{
    readonly List<FileStream> open = [];
    readonly List<SignedContent> contents = [];

    public IReadOnlyList<SignedContent> Contents => contents;

    /// <returns>Why not, or null when all are there.</returns>
    public Refusal? Open(IEnumerable<string>? files, IEnumerable<string>? hashes)
    {
        foreach (var (name, path) in (files ?? []).Select(Split))
        {
            if (MaterialFile.Open(path).Refused(out var why, out var stream))
                return why;
            open.Add(stream);
            if (contents.Exists(c => c.Name == name))
                return new(RefusalCode.Malformed, Say("Verification.content-twice", name));
            contents.Add(SignedContent.Of(stream, name));
        }
        return hashes?.ToList() is { Count: > 0 } given ? Take(given) : null;
    }

    public void Dispose() => open.ForEach(f => f.Dispose());

    /// <summary>NAME=FILE, unless a file of that very name is there.</summary>
    static (string Name, string Path) Split(string text) => text.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } path] && !File.Exists(text)
        ? (name, path)
        : (Path.GetFileName(text), text);

    Refusal? Take(List<string> texts)
    {
        var known = new List<(DigestAlgorithm, ReadOnlyMemory<byte>)>();
        foreach (var text in texts)
            if (Hash(text) is { } hash)
                known.Add(hash);
            else
                return new(RefusalCode.Malformed, Say("Verification.not-a-hash", text, string.Join(", ", DigestAlgorithm.All)));
        if (SignedContent.Of(known).Refused(out var why, out var content))
            return why;
        contents.Add(content);
        return null;
    }

    static (DigestAlgorithm, ReadOnlyMemory<byte>)? Hash(string text)
    {
        if (text.Split(':') is not [var name, var hex] || DigestAlgorithm.All.FirstOrDefault(a => a.Name == name) is not { } algorithm)
            return null;
        var hash = new byte[hex.Length / 2];
        return Convert.FromHexString(hex, hash, out _, out var written) == System.Buffers.OperationStatus.Done && written == hash.Length && hex.Length % 2 == 0
            ? (algorithm, hash)
            : null;
    }

    static Sentence Say(string key, params object[] arguments) => new(typeof(ContentFiles).Assembly, key, arguments);
}
