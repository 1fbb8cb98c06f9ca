using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

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
    public static Outcome<Passphrase> Of(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return new Refusal(RefusalCode.BadCredential, "Keys.passphrase-empty");
        return IsLost(text) ? NotUtf8() : new Passphrase(text.ToArray());
    }

    /// <summary>A new one of 128 random bits, for a machine to remember.</summary>
    public static Passphrase Generate()
    {
        var characters = new char[32];
        RandomNumberGenerator.GetHexString(characters, lowercase: true);
        return new(characters);
    }

    /// <summary>The first line of a file that nobody but its owner may read.</summary>
    public static Outcome<Passphrase> Read(string path)
    {
        if (PrivateFile.Read(path, MaxOctets).Refused(out var why, out var contents))
            return why;
        var line = contents.AsSpan();
        if (line.IndexOf((byte)'\n') is >= 0 and var end)
            line = line[..end];
        line = line.TrimEnd((byte)'\r');
        var isText = Utf8.IsValid(line);
        Span<char> buffer = stackalloc char[MaxOctets];
        var text = isText ? buffer[..Encoding.UTF8.GetChars(line, buffer)] : [];
        CryptographicOperations.ZeroMemory(contents);
        var passphrase = isText ? Of(text) : NotUtf8();
        buffer.Clear();
        return passphrase;
    }

    /// <summary>Writes it to a new private file.</summary>
    /// <returns>The refusal, or null when it is on disk.</returns>
    public Refusal? Write(string path)
    {
        var octets = new byte[Encoding.UTF8.GetByteCount(characters) + 1];
        octets[Encoding.UTF8.GetBytes(characters, octets)] = (byte)'\n';
        var refusal = PrivateFile.Write(path, octets);
        CryptographicOperations.ZeroMemory(octets);
        return refusal;
    }

    /// <summary>Forgets it.</summary>
    public void Dispose() => characters.AsSpan().Clear();

    /// <summary>
    /// Octets in another encoding become U+FFFD one by one when they are read as UTF-8, and half a pair does when it is written: all
    /// passphrases of a length would open the same key.
    /// </summary>
    static bool IsLost(ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
            if (rune == Rune.ReplacementChar)
                return true;
        return false;
    }

    static Refusal NotUtf8() => new(RefusalCode.BadCredential, "Keys.passphrase-not-utf8");
}
