using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using Ca.Core.Asn1;

namespace Ca.Core.Keys;

/// <summary>Encryption under a passphrase: PBES2 with PBKDF2 and AES in CBC (RFC 8018 §6.2, appendix A.4).</summary>
static class Pbes2
{
    /// <summary>OWASP Password Storage Cheat Sheet (2023), PBKDF2-HMAC-SHA-256.</summary>
    public const int Iterations = 600_000;

    const int SaltOctets = 16;
    const int MaxSaltOctets = 1024;
    const int BlockOctets = 16;

    /// <summary>What is encrypted, with the AlgorithmIdentifier that says how.</summary>
    public readonly record struct Ciphertext(byte[] Algorithm, byte[] Octets);

    /// <summary>Encrypts with HMAC-SHA-256, AES-256 and a new salt and initial vector.</summary>
    public static Ciphertext Encrypt(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> password, int iterations)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltOctets);
        var initialVector = RandomNumberGenerator.GetBytes(BlockOctets);
        var algorithm = Der.Write(writer =>
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Oids.Pbes2);
                using (writer.PushSequence())
                {
                    using (writer.PushSequence())
                    {
                        writer.WriteObjectIdentifier(Oids.Pbkdf2);
                        using (writer.PushSequence())
                        {
                            writer.WriteOctetString(salt);
                            writer.WriteInteger(iterations);
                            using (writer.PushSequence())
                            {
                                writer.WriteObjectIdentifier(Oids.HmacWithSha256);
                                writer.WriteNull();
                            }
                        }
                    }
                    using (writer.PushSequence())
                    {
                        writer.WriteObjectIdentifier(Oids.Aes256Cbc);
                        writer.WriteOctetString(initialVector);
                    }
                }
            }
        });
        using var cipher = Cipher(password, new(salt, iterations, HashAlgorithmName.SHA256, KeyOctets: 32, initialVector));
        return new(algorithm, cipher.EncryptCbc(plaintext, initialVector));
    }

    /// <summary>Decrypts; a wrong passphrase is <see cref="RefusalCode.BadCredential"/> when the padding shows it, as it nearly always does.</summary>
    public static Outcome<PrivateOctets> Decrypt(AsnReader algorithm, ReadOnlyMemory<byte> ciphertext, ReadOnlySpan<byte> password, DerivationBudget budget)
    {
        if (ReadScheme(algorithm, budget).Refused(out var why, out var scheme))
            return why;
        try
        {
            using var cipher = Cipher(password, scheme);
            return PrivateOctets.TakeFrom(cipher.DecryptCbc(ciphertext.Span, scheme.InitialVector.Span));
        }
        catch (CryptographicException)
        {
            return WrongPassphrase;
        }
    }

    public static Refusal WrongPassphrase => new(RefusalCode.BadCredential, "Keys.wrong-passphrase");

    sealed record Scheme(ReadOnlyMemory<byte> Salt, int Iterations, HashAlgorithmName Prf, int KeyOctets, ReadOnlyMemory<byte> InitialVector);

    static Aes Cipher(ReadOnlySpan<byte> password, Scheme scheme)
    {
        Span<byte> key = stackalloc byte[scheme.KeyOctets];
        Rfc2898DeriveBytes.Pbkdf2(password, scheme.Salt.Span, key, scheme.Iterations, scheme.Prf);
        var cipher = Aes.Create();
        cipher.SetKey(key);
        CryptographicOperations.ZeroMemory(key);
        return cipher;
    }

    static Outcome<Scheme> ReadScheme(AsnReader algorithm, DerivationBudget budget)
    {
        var oid = algorithm.ReadObjectIdentifier();
        if (oid != Oids.Pbes2)
            return Unsupported(oid);
        var parameters = algorithm.ReadSequence();
        algorithm.ThrowIfNotEmpty();
        var derivation = parameters.ReadSequence();
        var encryption = parameters.ReadSequence();
        parameters.ThrowIfNotEmpty();

        var derivationOid = derivation.ReadObjectIdentifier();
        if (derivationOid != Oids.Pbkdf2)
            return Unsupported(derivationOid);
        var pbkdf2 = derivation.ReadSequence();
        derivation.ThrowIfNotEmpty();
        var salt = PrivateKeyInfo.ReadOctets(pbkdf2);
        _ = pbkdf2.TryReadInt32(out var iterations);
        if (budget.Refuses(iterations) is { } tooMany)
            return tooMany;
        var keyLength = pbkdf2.HasData && pbkdf2.PeekTag() == Asn1Tag.Integer ? pbkdf2.ReadInteger() : (BigInteger?)null;
        // DEFAULT algid-hmacWithSHA1.
        var prfOid = Oids.HmacWithSha1;
        if (pbkdf2.HasData)
        {
            var prf = pbkdf2.ReadSequence();
            prfOid = prf.ReadObjectIdentifier();
            prf.ReadNull();
            prf.ThrowIfNotEmpty();
        }
        pbkdf2.ThrowIfNotEmpty();

        var cipherOid = encryption.ReadObjectIdentifier();
        var keyOctets = cipherOid switch { Oids.Aes128Cbc => 16, Oids.Aes192Cbc => 24, Oids.Aes256Cbc => 32, _ => 0 };
        if (keyOctets == 0)
            return Unsupported(cipherOid);
        var initialVector = PrivateKeyInfo.ReadOctets(encryption);
        encryption.ThrowIfNotEmpty();
        if (salt.Length > MaxSaltOctets || initialVector.Length != BlockOctets || (keyLength is { } length && length != keyOctets))
            throw new AsnContentException();

        return prfOid switch
        {
            Oids.HmacWithSha1 => new Scheme(salt, iterations, HashAlgorithmName.SHA1, keyOctets, initialVector),
            Oids.HmacWithSha256 => new Scheme(salt, iterations, HashAlgorithmName.SHA256, keyOctets, initialVector),
            Oids.HmacWithSha384 => new Scheme(salt, iterations, HashAlgorithmName.SHA384, keyOctets, initialVector),
            Oids.HmacWithSha512 => new Scheme(salt, iterations, HashAlgorithmName.SHA512, keyOctets, initialVector),
            _ => Unsupported(prfOid),
        };
    }

    static Refusal Unsupported(string oid) => new(RefusalCode.Unsupported, "Keys.unknown-encryption", oid);
}
