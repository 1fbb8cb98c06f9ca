using System.Security.Cryptography;
using Ca.Core.Gost;
using Org.BouncyCastle.Crypto.Digests;

namespace Ca.Core.Keys;

/// <summary>A hash under way, so that one reading of a stream can feed several. <see cref="DigestAlgorithm.Begin"/> makes it.</summary>
public sealed class RunningDigest : IDisposable
{
    readonly IncrementalHash? platform;
    readonly Sha224Digest? sha224;
    Streebog streebog;
    bool disposed;

    internal RunningDigest(IncrementalHash platform) => this.platform = platform;

    internal RunningDigest(Sha224Digest sha224) => this.sha224 = sha224;

    internal RunningDigest(Streebog streebog) => this.streebog = streebog;

    /// <summary>The next piece of the message, of any length.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (platform is not null)
            platform.AppendData(data);
        else if (sha224 is not null)
            sha224.BlockUpdate(data);
        else
            streebog.Append(data);
    }

    /// <summary>The rest of a stream as the next piece.</summary>
    public void Append(Stream data)
    {
        var buffer = new byte[64 * 1024];
        for (int read; (read = data.Read(buffer)) > 0;)
            Append(buffer.AsSpan(0, read));
    }

    /// <summary>The hash of the message. What is appended afterwards is another message.</summary>
    public byte[] Finish()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return platform is not null ? platform.GetHashAndReset() : sha224 is not null ? Sha224.Finish(sha224) : streebog.Finish();
    }

    /// <summary>Erases what was appended.</summary>
    public void Dispose()
    {
        disposed = true;
        platform?.Dispose();
        sha224?.Reset();
        streebog.Dispose();
    }
}
