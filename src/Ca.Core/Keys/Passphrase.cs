using System.Security.Cryptography;
using System.Text;

namespace Ca.Core.Keys;

/// <summary>What a key file is encrypted with. Zeroed when disposed; never an argument of a command, where every user of the machine sees it.</summary>
public sealed class Passphrase : IDisposable
{
    /// <summary>Longer than anything a person types or <see cref="Generate"/> makes.</summary>
    const int MaxOctets = 1024;

    readonly char[] characters;

    Passphrase(char[] characters) => this.characters = characters;

    /// <summary>For <see cref="KeyFile"/>.</summary>
    public ReadOnlySpan<char> Characters => characters;

    /// <summary>What a person typed, or an environment variable holds. An empty one is refused: it would protect nothing.</summary>
    public static Outcome<Passphrase> Of(ReadOnlySpan<char> text) =>
        text.IsEmpty ? new Refusal(RefusalCode.BadCredential, "Keys.passphrase-empty") : new Passphrase(text.ToArray());

    /// <summary>A new one of 128 random bits, for a machine to remember.</summary>
    public static Passphrase Generate() => new(RandomNumberGenerator.GetHexString(32, lowercase: true).ToCharArray());

    /// <summary>The first line of a file that nobody but its owner may read.</summary>
    public static Outcome<Passphrase> Read(string path)
    {
        if (PrivateFile.Read(path, MaxOctets).Refused(out var why, out var contents))
            return why;
        var line = contents.AsSpan();
        if (line.IndexOf((byte)'\n') is >= 0 and var end)
            line = line[..end];
        var text = Encoding.UTF8.GetChars([.. line.TrimEnd((byte)'\r')]);
        CryptographicOperations.ZeroMemory(contents);
        return text.Length == 0 ? Of([]) : new Passphrase(text);
    }

    /// <summary>Writes it to a new private file.</summary>
    /// <returns>The refusal, or null when it is on disk.</returns>
    public Refusal? Write(string path)
    {
        var octets = Encoding.UTF8.GetBytes([.. characters, '\n']);
        var refusal = PrivateFile.Write(path, octets);
        CryptographicOperations.ZeroMemory(octets);
        return refusal;
    }

    /// <summary>Forgets it.</summary>
    public void Dispose() => characters.AsSpan().Clear();
}
