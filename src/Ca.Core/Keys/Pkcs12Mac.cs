using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Ca.Core.Keys;

/// <summary>The integrity of a PKCS #12 under a passphrase (RFC 7292 §4 and appendix B).</summary>
static class Pkcs12Mac
{
    /// <summary>"ID" of a key for integrity (appendix B.3).</summary>
    const byte MacKey = 3;

    const int MaxSaltOctets = 1024;

    public static byte[] Compute(DigestAlgorithm digest, ReadOnlySpan<byte> contents, ReadOnlySpan<char> passphrase, ReadOnlySpan<byte> salt, int iterations)
    {
        using var password = PrivateOctets.Utf16(passphrase);
        return Compute(digest, contents, password.Span, salt, iterations);
    }

    /// <summary>Why the contents are not those that whoever knew the passphrase has written; null when they are.</summary>
    /// <param name="mac">MacData.</param>
    /// <param name="contents">What it protects.</param>
    /// <param name="password">From <see cref="PrivateOctets.Utf16"/>.</param>
    /// <param name="budget">Of the whole file.</param>
    public static Refusal? Refuses(AsnReader mac, ReadOnlySpan<byte> contents, ReadOnlySpan<byte> password, DerivationBudget budget)
    {
        var info = mac.ReadSequence();
        var algorithm = info.ReadSequence();
        var oid = algorithm.ReadObjectIdentifier();
        var value = PrivateKeyInfo.ReadOctets(info);
        var salt = PrivateKeyInfo.ReadOctets(mac);
        var iterations = 1;
        if (mac.HasData)
            _ = mac.TryReadInt32(out iterations);
        if (budget.Refuses(iterations) is { } tooMany)
            return tooMany;
        mac.ThrowIfNotEmpty();
        if (salt.IsEmpty || salt.Length > MaxSaltOctets)
            throw new AsnContentException();

        if (DigestAlgorithm.Parse(oid).Refused(out _, out var digest) || !digest.IsOfPlatform)
            return new(RefusalCode.Unsupported, "Keys.unknown-encryption", oid);
        var expected = Compute(digest, contents, password, salt.Span, iterations);
        return CryptographicOperations.FixedTimeEquals(expected, value.Span) ? null : Pbes2.WrongPassphrase;
    }

    static byte[] Compute(DigestAlgorithm digest, ReadOnlySpan<byte> contents, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int iterations)
    {
        var key = DeriveKey(digest, password, salt, iterations);
        var mac = CryptographicOperations.HmacData(digest.Platform, key, contents);
        CryptographicOperations.ZeroMemory(key);
        return mac;
    }

    /// <summary>Appendix B.2. Only one output block is needed, since the key is as long as the hash: steps 6B and 6C never come.</summary>
    static byte[] DeriveKey(DigestAlgorithm digest, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int iterations)
    {
        var block = digest.Octets > 32 ? 128 : 64;
        Span<byte> input = new byte[block + RoundUp(salt.Length, block) + RoundUp(password.Length, block)];
        input[..block].Fill(MacKey);
        Repeat(salt, input.Slice(block, RoundUp(salt.Length, block)));
        Repeat(password, input[^RoundUp(password.Length, block)..]);
        var key = new byte[digest.Octets];
        CryptographicOperations.HashData(digest.Platform, input, key);
        for (var i = 1; i < iterations; i++)
            CryptographicOperations.HashData(digest.Platform, key, key);
        CryptographicOperations.ZeroMemory(input);
        return key;
    }

    static int RoundUp(int length, int block) => (length + block - 1) / block * block;

    static void Repeat(ReadOnlySpan<byte> source, Span<byte> target)
    {
        for (var i = 0; i < target.Length; i++)
            target[i] = source[i % source.Length];
    }
}
