using System.Security.Cryptography;
using Ca.Core.Asn1;
using Ca.Core.Gost;
using Org.BouncyCastle.Crypto.Digests;

namespace Ca.Core.Keys;

/// <summary>A hash. SHA-1 is here because OCSP names certificates with it (RFC 6960 §4.1.1) and old signatures are over it; nothing is signed with it.</summary>
public sealed class DigestAlgorithm
{
    readonly HashAlgorithmName? platform;

    DigestAlgorithm(string name, string oid, int octets, HashAlgorithmName? platform)
    {
        Name = name;
        Oid = oid;
        Octets = octets;
        this.platform = platform;
    }

    /// <summary>For names of keys and certificates, and to verify what is old.</summary>
    public static DigestAlgorithm Sha1 { get; } = new("sha1", Oids.Sha1, 20, HashAlgorithmName.SHA1);

    /// <summary>FIPS 180-4; to verify what is old.</summary>
    public static DigestAlgorithm Sha224 { get; } = new("sha224", Oids.Sha224, 28, null);

    /// <summary>FIPS 180-4.</summary>
    public static DigestAlgorithm Sha256 { get; } = new("sha256", Oids.Sha256, 32, HashAlgorithmName.SHA256);

    /// <summary>FIPS 180-4.</summary>
    public static DigestAlgorithm Sha384 { get; } = new("sha384", Oids.Sha384, 48, HashAlgorithmName.SHA384);

    /// <summary>FIPS 180-4.</summary>
    public static DigestAlgorithm Sha512 { get; } = new("sha512", Oids.Sha512, 64, HashAlgorithmName.SHA512);

    /// <summary>GOST R 34.11-2012 with 256 bits (RFC 6986).</summary>
    public static DigestAlgorithm Streebog256 { get; } = new("streebog256", Oids.Streebog256, 32, null);

    /// <summary>GOST R 34.11-2012 with 512 bits (RFC 6986).</summary>
    public static DigestAlgorithm Streebog512 { get; } = new("streebog512", Oids.Streebog512, 64, null);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<DigestAlgorithm> All { get; } = [Sha1, Sha224, Sha256, Sha384, Sha512, Streebog256, Streebog512];

    /// <summary><c>sha1</c>, <c>sha224</c>, <c>sha256</c>, <c>sha384</c>, <c>sha512</c>, <c>streebog256</c>, <c>streebog512</c>.</summary>
    public string Name { get; }

    /// <summary>Its object identifier.</summary>
    public string Oid { get; }

    /// <summary>Length of the value.</summary>
    public int Octets { get; }

    /// <summary>Whether the platform has it, and can pad it for RSA and make an HMAC of it.</summary>
    internal bool IsOfPlatform => platform is not null;

    /// <summary>The platform's name of it.</summary>
    internal HashAlgorithmName Platform => platform ?? throw new InvalidOperationException($"The platform has no {Name}.");

    /// <summary>By object identifier.</summary>
    public static Outcome<DigestAlgorithm> Parse(string oid) =>
        All.FirstOrDefault(a => a.Oid == oid) is { } found
            ? found
            : new Refusal(RefusalCode.Unsupported, "Keys.unknown-digest", oid, string.Join(", ", All.Select(a => a.Name)));

    /// <summary>The hash of <paramref name="data"/>.</summary>
    public byte[] Compute(ReadOnlySpan<byte> data) =>
        platform is { } name ? CryptographicOperations.HashData(name, data)
        : this == Sha224 ? Keys.Sha224.Hash(data)
        : Streebog.Hash(Octets, data);

    /// <summary>The hash of a stream, read to its end in constant memory.</summary>
    public byte[] Compute(Stream data) =>
        platform is { } name ? CryptographicOperations.HashData(name, data)
        : this == Sha224 ? Keys.Sha224.Hash(data)
        : Streebog.Hash(Octets, data);

    /// <summary>The hash of what comes in pieces.</summary>
    public RunningDigest Begin() =>
        platform is { } name ? new(IncrementalHash.CreateHash(name))
        : this == Sha224 ? new(new Sha224Digest())
        : new(new Streebog(Octets));

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
