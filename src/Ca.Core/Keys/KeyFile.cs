using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using Ca.Core.Asn1;

namespace Ca.Core.Keys;

/// <summary>A private key on disk: encrypted PKCS #8 in PEM (PBES2: PBKDF2-HMAC-SHA-256, AES-256-CBC), readable by its owner only.</summary>
public static class KeyFile
{
    /// <summary>The largest key we read, in Base64, with its frame.</summary>
    const int MaxOctets = 2 * SoftwareKey.MaxOctets;

    const string Label = "ENCRYPTED PRIVATE KEY";

    /// <summary>Writes a new file with mode 0600; an existing one is refused (<see cref="RefusalCode.Conflict"/>).</summary>
    /// <returns>The refusal, or null when the key is durably there.</returns>
    public static Refusal? Write(string path, SoftwareKey key, ReadOnlySpan<char> passphrase) =>
        PrivateFile.Write(path, Encoding.ASCII.GetBytes(Pem.Write(Label, Encode(key, passphrase))));

    /// <summary>Reads a key file; a wrong passphrase is <see cref="RefusalCode.BadCredential"/>.</summary>
    public static Outcome<SoftwareKey> Read(string path, ReadOnlySpan<char> passphrase, SignatureAlgorithm? algorithm = null)
    {
        if (PrivateFile.Read(path, MaxOctets).Refused(out var why, out var contents))
            return why;
        return Pem.Unwrap(contents, MaxOctets, Label).Refused(out why, out var der) ? why : Decode(der, passphrase, algorithm);
    }

    /// <summary>EncryptedPrivateKeyInfo (RFC 5958 §3) in DER.</summary>
    internal static byte[] Encode(SoftwareKey key, ReadOnlySpan<char> passphrase, int iterations = Pbes2.Iterations)
    {
        using var password = PrivateOctets.Utf8(passphrase);
        var info = key.ExportPrivateKeyInfo();
        var encrypted = Pbes2.Encrypt(info, password.Span, iterations);
        CryptographicOperations.ZeroMemory(info);
        return Der.Write(writer =>
        {
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(encrypted.Algorithm);
                writer.WriteOctetString(encrypted.Octets);
            }
        });
    }

    internal static Outcome<SoftwareKey> Decode(ReadOnlyMemory<byte> der, ReadOnlySpan<char> passphrase, SignatureAlgorithm? algorithm)
    {
        using var password = PrivateOctets.Utf8(passphrase);
        return Der.Read(der, MaxOctets, reader =>
        {
            var sequence = reader.ReadSequence();
            var scheme = sequence.ReadSequence();
            var ciphertext = PrivateKeyInfo.ReadOctets(sequence);
            sequence.ThrowIfNotEmpty();
            return Decrypt(scheme, ciphertext, password, algorithm, new DerivationBudget());
        });
    }

    /// <summary>The key behind an encryption scheme; also a bag of a PKCS #12 holds one so.</summary>
    internal static Outcome<SoftwareKey> Decrypt(
        AsnReader scheme, ReadOnlyMemory<byte> ciphertext, PrivateOctets password, SignatureAlgorithm? algorithm, DerivationBudget budget)
    {
        if (Pbes2.Decrypt(scheme, ciphertext, password.Span, budget).Refused(out var why, out var info))
            return why;
        using (info)
            // One wrong passphrase in 256 leaves a plausible padding, and then anything at all in place of a key.
            return PrivateKeyInfo.IsOne(info.Memory) ? SoftwareKey.Parse(info.Span, algorithm) : Pbes2.WrongPassphrase;
    }
}
