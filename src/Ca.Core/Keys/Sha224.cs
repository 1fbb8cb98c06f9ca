using Org.BouncyCastle.Crypto.Digests;

namespace Ca.Core.Keys;

/// <summary>SHA-224 (FIPS 180-4), which the platform does not have: what was signed with it is old, and is only verified.</summary>
static class Sha224
{
    const int BufferOctets = 81_920;

    public static byte[] Hash(ReadOnlySpan<byte> data)
    {
        var digest = new Sha224Digest();
        digest.BlockUpdate(data);
        return Finish(digest);
    }

    public static byte[] Hash(Stream data)
    {
        var digest = new Sha224Digest();
        var buffer = new byte[BufferOctets];
        for (int read; (read = data.Read(buffer)) > 0;)
            digest.BlockUpdate(buffer.AsSpan(0, read));
        return Finish(digest);
    }

    /// <summary>The hash; the digest then begins anew.</summary>
    public static byte[] Finish(Sha224Digest digest)
    {
        var hash = new byte[digest.GetDigestSize()];
        digest.DoFinal(hash);
        return hash;
    }
}
