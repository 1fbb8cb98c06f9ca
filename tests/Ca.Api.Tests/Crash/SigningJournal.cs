using System.Security.Cryptography;
using System.Text;
using Ca.Core.Keys;

namespace Ca.Api.Tests.Crash;

/// <summary>Lines that are on the disk before the process goes on, whatever happens to it then.</summary>
sealed class Journal : IDisposable
{
    readonly FileStream file;
    readonly Lock writing = new();

    public Journal(string path)
    {
        file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        // Ends the line that the last kill has torn.
        Write("");
    }

    public void Write(string line)
    {
        lock (writing)
        {
            file.Write(Encoding.ASCII.GetBytes(line + "\n"));
            file.Flush(flushToDisk: true);
        }
    }

    /// <summary>The complete lines: from one that a kill has torn nobody went on.</summary>
    public static string[] Read(string path)
    {
        if (!File.Exists(path))
            return [];
        return [.. File.ReadAllText(path, Encoding.ASCII).Split('\n').Where(line => line.Length == 2 * SHA256.HashSizeInBytes)];
    }

    public void Dispose() => file.Dispose();
}

/// <summary>
/// The issuing key, which writes down what it is about to sign, durably and before it signs: the journal holds every signature that
/// can exist, from outside of the register under test.
/// </summary>
sealed class JournalingKey(SigningKey key, Journal journal) : SigningKey
{
    public override PublicKey PublicKey => key.PublicKey;

    public override SignatureAlgorithm Algorithm => key.Algorithm;

    public override byte[] Sign(ReadOnlySpan<byte> toBeSigned)
    {
        journal.Write(Convert.ToHexStringLower(SHA256.HashData(toBeSigned)));
        return key.Sign(toBeSigned);
    }

    public override byte[] Sign(Stream toBeSigned) => throw new NotSupportedException("Nothing but certificates is signed here.");

    public override SigningKey Throwaway() => key.Throwaway();

    protected override void Dispose(bool disposing) => key.Dispose();
}
