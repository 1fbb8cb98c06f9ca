using System.Formats.Asn1;
using System.Security.Cryptography;
using Ca.Core.Asn1;

namespace Ca.Core.Keys;

/// <summary>A private key with its certificates in one encrypted file (RFC 7292), as mail programs, browsers and operating systems take them.</summary>
public static class Pkcs12
{
    /// <summary>A key and a chain of certificates; programs put ten certificates in one at most.</summary>
    const int MaxOctets = 1024 * 1024;

    /// <summary>As many as .NET takes by default (Pkcs12LoaderLimits: 300,000 each, 1,000,000 together, and there are three).</summary>
    const int Iterations = 300_000;

    const int SaltOctets = 16;

    static readonly Asn1Tag Explicit = new(TagClass.ContextSpecific, 0, isConstructed: true);
    static readonly Asn1Tag Implicit = new(TagClass.ContextSpecific, 0);

    /// <summary>Writes it, in DER: PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC, integrity by HMAC-SHA-256.</summary>
    /// <param name="key">What the file is about.</param>
    /// <param name="certificates">In DER: the key's own first, then those above it.</param>
    /// <param name="passphrase">Encrypts the key and the certificates.</param>
    public static byte[] Write(SoftwareKey key, IReadOnlyList<ReadOnlyMemory<byte>> certificates, ReadOnlySpan<char> passphrase) =>
        Write(key, certificates, passphrase, Iterations);

    internal static byte[] Write(SoftwareKey key, IReadOnlyList<ReadOnlyMemory<byte>> certificates, ReadOnlySpan<char> passphrase, int iterations)
    {
        using var password = PrivateOctets.Utf8(passphrase);
        // Ties the key to its certificate among several (RFC 2985 §5.5.2); any octets do.
        var localKeyId = key.PublicKey.KeyIdentifier;
        var certificateBags = Pbes2.Encrypt(CertificateBags(certificates, localKeyId), password.Span, iterations);
        var keyBag = KeyBag(KeyFile.Encode(key, passphrase, iterations), localKeyId);
        var safe = Der.Write(writer =>
        {
            using (writer.PushSequence())
            {
                WriteEncryptedData(writer, certificateBags);
                WriteData(writer, keyBag);
            }
        });

        var salt = RandomNumberGenerator.GetBytes(SaltOctets);
        var mac = Pkcs12Mac.Compute(DigestAlgorithm.Sha256, safe, passphrase, salt, iterations);
        return Der.Write(writer =>
        {
            using (writer.PushSequence())
            {
                writer.WriteInteger(3);
                WriteData(writer, safe);
                using (writer.PushSequence())
                {
                    using (writer.PushSequence())
                    {
                        using (writer.PushSequence())
                        {
                            writer.WriteObjectIdentifier(Oids.Sha256);
                            writer.WriteNull();
                        }
                        writer.WriteOctetString(mac);
                    }
                    writer.WriteOctetString(salt);
                    writer.WriteInteger(iterations);
                }
            }
        });
    }

    /// <summary>Reads one; a wrong passphrase is <see cref="RefusalCode.BadCredential"/>.</summary>
    /// <param name="bytes">DER.</param>
    /// <param name="passphrase">As it was encrypted with.</param>
    /// <param name="algorithm">What the key signs with; null for <see cref="SignatureAlgorithm.For"/>.</param>
    public static Outcome<Pkcs12Contents> Read(ReadOnlyMemory<byte> bytes, ReadOnlySpan<char> passphrase, SignatureAlgorithm? algorithm = null)
    {
        using var password = PrivateOctets.Utf8(passphrase);
        using var characters = PrivateOctets.Utf16(passphrase);
        return Der.Read<Pkcs12Contents>(bytes, MaxOctets, reader =>
        {
            var pfx = reader.ReadSequence();
            if (!pfx.TryReadInt32(out var version) || version != 3)
                throw new AsnContentException();
            var (type, content) = ReadContentInfo(pfx);
            if (type != Oids.CmsData || !pfx.HasData)
                return new Refusal(RefusalCode.Unsupported, "Keys.pkcs12-without-mac");
            var safe = ReadData(content);
            var mac = pfx.ReadSequence();
            pfx.ThrowIfNotEmpty();
            var budget = new DerivationBudget();
            if (Pkcs12Mac.Refuses(mac, safe.Span, characters.Span, budget) is { } forged)
                return forged;
            return ReadSafe(safe, password, algorithm, budget);
        });
    }

    static Outcome<Pkcs12Contents> ReadSafe(ReadOnlyMemory<byte> safe, PrivateOctets password, SignatureAlgorithm? algorithm, DerivationBudget budget)
    {
        SoftwareKey? key = null;
        var certificates = new List<ReadOnlyMemory<byte>>();
        var contents = Only(safe);
        while (contents.HasData)
        {
            var (type, content) = ReadContentInfo(contents);
            PrivateOctets? decrypted = null;
            ReadOnlyMemory<byte> bags;
            if (type == Oids.CmsEncryptedData)
            {
                if (DecryptData(content, password, budget).Refused(out var why, out decrypted))
                    return Drop(key, why);
                bags = decrypted.Memory;
            }
            else if (type == Oids.CmsData)
                bags = ReadData(content);
            else
                return Drop(key, new Refusal(RefusalCode.Unsupported, "Keys.unknown-encryption", type));

            using (decrypted)
                if (ReadBags(bags, password, algorithm, budget, certificates, ref key) is { } refusal)
                    return Drop(key, refusal);
        }
        return key is null ? new Refusal(RefusalCode.Unsupported, "Keys.pkcs12-keys", 0) : new Pkcs12Contents(key, certificates);
    }

    static Refusal? ReadBags(
        ReadOnlyMemory<byte> bytes, PrivateOctets password, SignatureAlgorithm? algorithm, DerivationBudget budget, List<ReadOnlyMemory<byte>> certificates, ref SoftwareKey? key)
    {
        var bags = Only(bytes);
        while (bags.HasData)
        {
            var bag = bags.ReadSequence();
            var type = bag.ReadObjectIdentifier();
            var value = bag.ReadSequence(Explicit);
            if (bag.HasData)
                bag.ReadEncodedValue();
            bag.ThrowIfNotEmpty();

            if (type == Oids.CertificateBag)
            {
                var certificate = value.ReadSequence();
                if (certificate.ReadObjectIdentifier() == Oids.X509Certificate)
                    certificates.Add(PrivateKeyInfo.ReadOctets(certificate.ReadSequence(Explicit)).ToArray());
            }
            else if (type is Oids.KeyBag or Oids.ShroudedKeyBag)
            {
                if (key is not null)
                    return new Refusal(RefusalCode.Unsupported, "Keys.pkcs12-keys", 2);
                if (ReadKey(type, value, password, algorithm, budget).Refused(out var why, out key))
                    return why;
            }
        }
        return null;
    }

    static Outcome<SoftwareKey> ReadKey(string type, AsnReader value, PrivateOctets password, SignatureAlgorithm? algorithm, DerivationBudget budget)
    {
        if (type == Oids.KeyBag)
            return SoftwareKey.Parse(value.ReadEncodedValue().Span, algorithm);
        var encrypted = value.ReadSequence();
        var scheme = encrypted.ReadSequence();
        return KeyFile.Decrypt(scheme, PrivateKeyInfo.ReadOctets(encrypted), password, algorithm, budget);
    }

    static Outcome<PrivateOctets> DecryptData(AsnReader content, PrivateOctets password, DerivationBudget budget)
    {
        var data = content.ReadSequence();
        if (!data.TryReadInt32(out var version) || version is not (0 or 2))
            throw new AsnContentException();
        var info = data.ReadSequence();
        info.ReadObjectIdentifier();
        var scheme = info.ReadSequence();
        return info.TryReadPrimitiveOctetString(out var ciphertext, Implicit)
            ? Pbes2.Decrypt(scheme, ciphertext, password.Span, budget)
            : throw new AsnContentException();
    }

    static (string Type, AsnReader Content) ReadContentInfo(AsnReader reader)
    {
        var info = reader.ReadSequence();
        var type = info.ReadObjectIdentifier();
        var content = info.ReadSequence(Explicit);
        info.ThrowIfNotEmpty();
        return (type, content);
    }

    static ReadOnlyMemory<byte> ReadData(AsnReader content)
    {
        var data = PrivateKeyInfo.ReadOctets(content);
        content.ThrowIfNotEmpty();
        return data;
    }

    static AsnReader Only(ReadOnlyMemory<byte> bytes)
    {
        var reader = new AsnReader(bytes, AsnEncodingRules.DER);
        var sequence = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        return sequence;
    }

    static Refusal Drop(SoftwareKey? key, Refusal why)
    {
        key?.Dispose();
        return why;
    }

    static byte[] CertificateBags(IReadOnlyList<ReadOnlyMemory<byte>> certificates, byte[] localKeyId) => Der.Write(writer =>
    {
        using (writer.PushSequence())
            for (var i = 0; i < certificates.Count; i++)
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(Oids.CertificateBag);
                    using (writer.PushSequence(Explicit))
                    using (writer.PushSequence())
                    {
                        writer.WriteObjectIdentifier(Oids.X509Certificate);
                        using (writer.PushSequence(Explicit))
                            writer.WriteOctetString(certificates[i].Span);
                    }
                    if (i == 0)
                        WriteLocalKeyId(writer, localKeyId);
                }
    });

    static byte[] KeyBag(byte[] encryptedPrivateKeyInfo, byte[] localKeyId) => Der.Write(writer =>
    {
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oids.ShroudedKeyBag);
            using (writer.PushSequence(Explicit))
                writer.WriteEncodedValue(encryptedPrivateKeyInfo);
            WriteLocalKeyId(writer, localKeyId);
        }
    });

    static void WriteLocalKeyId(AsnWriter writer, byte[] localKeyId)
    {
        using (writer.PushSetOf())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oids.LocalKeyId);
            using (writer.PushSetOf())
                writer.WriteOctetString(localKeyId);
        }
    }

    static void WriteData(AsnWriter writer, byte[] contents)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oids.CmsData);
            using (writer.PushSequence(Explicit))
                writer.WriteOctetString(contents);
        }
    }

    static void WriteEncryptedData(AsnWriter writer, Pbes2.Ciphertext contents)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oids.CmsEncryptedData);
            using (writer.PushSequence(Explicit))
            using (writer.PushSequence())
            {
                writer.WriteInteger(0);
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(Oids.CmsData);
                    writer.WriteEncodedValue(contents.Algorithm);
                    writer.WriteOctetString(contents.Octets, Implicit);
                }
            }
        }
    }
}

/// <summary>What a PKCS #12 holds.</summary>
/// <param name="Key">The one private key.</param>
/// <param name="Certificates">In DER, in the order of the file.</param>
public sealed record Pkcs12Contents(SoftwareKey Key, IReadOnlyList<ReadOnlyMemory<byte>> Certificates);
