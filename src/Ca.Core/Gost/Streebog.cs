using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;

namespace Ca.Core.Gost;

/// <summary>The hash GOST R 34.11-2012 (RFC 6986), with 32 or 64 octets.</summary>
static class Streebog
{
    public static byte[] Hash(int octets, ReadOnlySpan<byte> data)
    {
        var digest = New(octets);
        digest.BlockUpdate(data);
        return Finish(digest);
    }

    public static byte[] Hash(int octets, Stream data)
    {
        var digest = New(octets);
        var buffer = new byte[64 * 1024];
        for (int read; (read = data.Read(buffer)) > 0;)
            digest.BlockUpdate(buffer.AsSpan(0, read));
        return Finish(digest);
    }

    static IDigest New(int octets) => octets switch
    {
        32 => new Gost3411_2012_256Digest(),
        64 => new Gost3411_2012_512Digest(),
        _ => throw new ArgumentOutOfRangeException(nameof(octets)),
    };

    static byte[] Finish(IDigest digest)
    {
        var value = new byte[digest.GetDigestSize()];
        digest.DoFinal(value);
        return value;
    }
}
