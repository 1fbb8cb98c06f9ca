using Ca.Core.Asn1;

namespace Ca.Core.Keys;

/// <summary>What arithmetic a key is used with.</summary>
public enum KeyFamily
{
    /// <summary>RSA (RFC 8017).</summary>
    Rsa,
    /// <summary>ECDSA on a NIST curve (RFC 5480).</summary>
    Ec,
    /// <summary>Ed25519 (RFC 8032, RFC 8410).</summary>
    Ed25519,
    /// <summary>GOST R 34.10-2012 with a 256-bit modulus (RFC 7091, RFC 9215).</summary>
    Gost256,
    /// <summary>GOST R 34.10-2012 with a 512-bit modulus (RFC 7091, RFC 9215).</summary>
    Gost512,
    /// <summary>DSA (FIPS 186-4, RFC 3279 §2.3.2), which is verified and never signed with.</summary>
    Dsa,
}

/// <summary>A kind of key: family with length, curve or parameter set.</summary>
/// <param name="Name">As profiles, scripts and command lines spell it: <c>rsa-3072</c>, <c>ec-p256</c>, <c>gost2012-256-b</c>.</param>
/// <param name="Family">The arithmetic.</param>
/// <param name="Bits">Length of the modulus of RSA and DSA, or of the group's order.</param>
/// <param name="ParameterSet">OID of the curve or parameter set; null for RSA, DSA and Ed25519.</param>
public sealed record KeyAlgorithm(string Name, KeyFamily Family, int Bits, string? ParameterSet)
{
    /// <summary>The kinds of key that this authority makes and certifies. A closed list.</summary>
    public static IReadOnlyList<KeyAlgorithm> All { get; } =
    [
        Rsa(2048), Rsa(3072), Rsa(4096),
        new("ec-p256", KeyFamily.Ec, 256, Oids.P256),
        new("ec-p384", KeyFamily.Ec, 384, Oids.P384),
        new("ec-p521", KeyFamily.Ec, 521, Oids.P521),
        new("ed25519", KeyFamily.Ed25519, 255, null),
        new("gost2012-256-a", KeyFamily.Gost256, 256, Oids.Gost256A),
        new("gost2012-256-b", KeyFamily.Gost256, 256, Oids.Gost256B),
        new("gost2012-256-c", KeyFamily.Gost256, 256, Oids.Gost256C),
        new("gost2012-256-d", KeyFamily.Gost256, 256, Oids.Gost256D),
        new("gost2012-256-cryptopro-a", KeyFamily.Gost256, 256, Oids.GostCryptoProA),
        new("gost2012-256-cryptopro-b", KeyFamily.Gost256, 256, Oids.GostCryptoProB),
        new("gost2012-256-cryptopro-c", KeyFamily.Gost256, 256, Oids.GostCryptoProC),
        new("gost2012-256-cryptopro-xcha", KeyFamily.Gost256, 256, Oids.GostCryptoProXchA),
        new("gost2012-256-cryptopro-xchb", KeyFamily.Gost256, 256, Oids.GostCryptoProXchB),
        new("gost2012-512-a", KeyFamily.Gost512, 512, Oids.Gost512A),
        new("gost2012-512-b", KeyFamily.Gost512, 512, Oids.Gost512B),
        new("gost2012-512-c", KeyFamily.Gost512, 512, Oids.Gost512C),
    ];

    /// <summary>The parameter sets of RFC 9215 appendix D: read, so that its objects can be checked, and refused by <c>KeyPolicy</c>.</summary>
    public static IReadOnlyList<KeyAlgorithm> TestOnly { get; } =
    [
        new("gost2012-256-test", KeyFamily.Gost256, 256, Oids.GostCryptoProTest),
        new("gost2012-512-test", KeyFamily.Gost512, 512, Oids.Gost512Test),
    ];

    /// <summary>RSA of any length: foreign keys have lengths that we do not make.</summary>
    public static KeyAlgorithm Rsa(int bits) => new($"rsa-{bits}", KeyFamily.Rsa, bits, null);

    /// <summary>DSA with a modulus and a subgroup of these lengths: <c>dsa-2048-256</c>. Not in <see cref="All"/>.</summary>
    public static KeyAlgorithm Dsa(int bits, int subgroupBits) => new($"dsa-{bits}-{subgroupBits}", KeyFamily.Dsa, bits, null);

    /// <summary>A kind of <see cref="All"/> by its name.</summary>
    public static Outcome<KeyAlgorithm> Parse(string name) =>
        All.FirstOrDefault(a => a.Name == name) is { } found
            ? found
            : new Refusal(RefusalCode.Unsupported, "Keys.unknown-key-algorithm", name, string.Join(", ", All.Select(a => a.Name)));

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
