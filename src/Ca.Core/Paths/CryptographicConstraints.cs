using Ca.Core.Keys;

namespace Ca.Core.Paths;

/// <summary>
/// The algorithms and lengths of keys that a path may rest on (EN 319 102-1 §5.1.4.3, §5.2.8). What has 80 bits of strength, as SHA-1 and 1024 bits
/// of RSA or DSA, was allowed to sign until the end of 2013 (NIST SP 800-131A §3, tables 2 and 9). The day is that of checking and not the time
/// judged at: what is weak today can be forged today and dated back, and no time-stamp on a signature proves the age of the chain above it.
/// </summary>
/// <param name="checkedAt">The clock when the verdict is made, or the time it is made as of.</param>
readonly struct CryptographicConstraints(DateTimeOffset checkedAt)
{
    const int MinModulusBits = 2048;
    const int FormerMinModulusBits = 1024;

    static readonly DateTimeOffset EndOfEightyBits = new(2014, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Whether SHA-1 may still be relied on.</summary>
    public bool AllowOutdated { get; } = checkedAt < EndOfEightyBits;

    /// <summary>The least length of a modulus.</summary>
    public int LeastModulusBits => AllowOutdated ? FormerMinModulusBits : MinModulusBits;

    /// <summary>Why the algorithm is not relied on; null when it is.</summary>
    public Refusal? Refuses(ReadOnlyMemory<byte> algorithmIdentifier) =>
        SignatureAlgorithm.ParseEvenOutdated(algorithmIdentifier).Refused(out var why, out var algorithm) ? why
        : AllowOutdated ? null
        : algorithm.Weakness;

    /// <summary>Whether the key is too short to be relied on.</summary>
    public bool AreTooShort(KeyAlgorithm key) => key.Family is KeyFamily.Rsa or KeyFamily.Dsa && key.Bits < LeastModulusBits;
}
