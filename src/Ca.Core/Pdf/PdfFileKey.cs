using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Ca.Core.Pdf;

/// <summary>The key of an encrypted file from the empty user password (ISO 32000-2 §7.6.4.3), for each revision of the standard security handler.</summary>
static class PdfFileKey
{
    /// <summary>Algorithm 2.B ends by chance, after 64 rounds and some: of honest files after less than a hundred, and surely after 287.</summary>
    const int MaxRounds = 287;

    /// <summary>What a password is filled up with: with all of it, an empty one (algorithm 2, step a).</summary>
    static readonly byte[] Padding = Convert.FromHexString("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A");

    /// <summary>The key; null when the file takes a password, or its dictionary is not as it should be.</summary>
    public static byte[]? Read(PdfRevision revision, PdfDictionary dictionary, int version, ReadOnlyMemory<byte> id, bool coversMetadata)
    {
        if (revision.Resolve(dictionary["R"]) is not PdfInteger { Value: var handler } || revision.Resolve(dictionary["P"]) is not PdfInteger { Value: >= int.MinValue and <= uint.MaxValue } permissions
            || revision.Resolve(dictionary["U"]) is not PdfString user || revision.Resolve(dictionary["O"]) is not PdfString owner)
            return null;
        if (version == 5)
            return handler is 5 or 6 && revision.Resolve(dictionary["UE"]) is PdfString { Octets.Length: >= 32 } wrapped && user.Octets.Length >= 48
                ? Unwrap(user.Octets.Span, wrapped.Octets.Span[..32], hardened: handler == 6)
                : null;
        var bits = version switch { 1 => 40, 4 => 128, _ => revision.Resolve(dictionary["Length"]) is PdfInteger { Value: >= 40 and <= 128 } length && length.Value % 8 == 0 ? (int)length.Value : 40 };
        return handler is 2 or 3 or 4 && user.Octets.Length >= 32 && owner.Octets.Length >= 32
            ? Derive((int)handler, bits / 8, unchecked((int)permissions.Value), owner.Octets.Span[..32], user.Octets.Span[..32], id.Span, coversMetadata)
            : null;
    }

    /// <summary>Algorithm 2, and 4 and 5 to see whether it is the key.</summary>
    static byte[]? Derive(int handler, int octets, int permissions, ReadOnlySpan<byte> owner, ReadOnlySpan<byte> user, ReadOnlySpan<byte> id, bool coversMetadata)
    {
        Span<byte> allowed = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(allowed, permissions);
        ReadOnlySpan<byte> uncovered = handler >= 4 && !coversMetadata ? [0xFF, 0xFF, 0xFF, 0xFF] : [];
        var key = Md5([.. Padding, .. owner, .. allowed, .. id, .. uncovered])[..octets];
        if (handler == 2)
            return Rc4.Apply(key, Padding).AsSpan().SequenceEqual(user) ? key : null;
        for (var round = 0; round < 50; round++)
            key = Md5(key)[..octets];
        var check = Md5([.. Padding, .. id]);
        for (var round = 0; round < 20; round++)
            check = Rc4.Apply([.. key.Select(k => (byte)(k ^ round))], check);
        return check.AsSpan().SequenceEqual(user[..16]) ? key : null;
    }

    /// <summary>Algorithm 2.A: U is a hash and two salts, one to see whether the password is right, one for the key that UE is encrypted with.</summary>
    static byte[]? Unwrap(ReadOnlySpan<byte> user, ReadOnlySpan<byte> wrapped, bool hardened)
    {
        if (!Hash(user[32..40], hardened).AsSpan(0, 32).SequenceEqual(user[..32]))
            return null;
        using var aes = Aes.Create();
        aes.Key = Hash(user[40..48], hardened)[..32];
        return aes.DecryptCbc(wrapped, new byte[16], PaddingMode.None);
    }

    /// <summary>Algorithm 2.B for the empty user password; of the older extension level 3, its first step alone.</summary>
    static byte[] Hash(ReadOnlySpan<byte> salt, bool hardened)
    {
        var key = SHA256.HashData(salt);
        using var aes = Aes.Create();
        for (var round = 0; hardened && round <= MaxRounds; round++)
        {
            aes.Key = key[..16];
            var repeated = new byte[64 * key.Length];
            for (var i = 0; i < 64; i++)
                key.CopyTo(repeated.AsSpan(i * key.Length));
            var encrypted = aes.EncryptCbc(repeated, key.AsSpan(16, 16), PaddingMode.None);
            key = (encrypted.Take(16).Sum(o => o) % 3) switch { 0 => SHA256.HashData(encrypted), 1 => SHA384.HashData(encrypted), _ => SHA512.HashData(encrypted) };
            if (round >= 63 && encrypted[^1] <= round - 31)
                break;
        }
        return key;
    }

    [SuppressMessage("Security", "CA5351", Justification = "The standard says so; nothing is protected by it here.")]
    public static byte[] Md5(ReadOnlySpan<byte> data) => MD5.HashData(data);
}
