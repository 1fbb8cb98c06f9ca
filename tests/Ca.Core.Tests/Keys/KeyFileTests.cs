using System.Runtime.Versioning;
using System.Security.Cryptography;
using Ca.Core.Asn1;
using Ca.Core.Keys;

namespace Ca.Core.Tests.Keys;

public class KeyFileTests
{
    const string Passphrase = "правильная фраза";

    string folder = "";

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("ca-keys-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public void A_key_of_any_family_comes_back([Values("rsa-2048", "ec-p384", "ed25519", "gost2012-256-b", "gost2012-512-c")] string kind)
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse(kind).Expect());
        using var read = KeyFile.Decode(KeyFile.Encode(key, Passphrase, iterations: 1000), Passphrase, null).Expect();

        Assert.That(read.ExportPrivateKeyInfo(), Is.EqualTo(key.ExportPrivateKeyInfo()));
    }

    [Test]
    public void A_key_comes_back_from_its_file()
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("gost2012-256-b").Expect());
        Assert.That(KeyFile.Write(Path("key.pem"), key, Passphrase), Is.Null);

        using var read = KeyFile.Read(Path("key.pem"), Passphrase).Expect();

        Assert.That(read.PublicKey.Identity, Is.EqualTo(key.PublicKey.Identity));
        Assert.That(read.ExportPrivateKeyInfo(), Is.EqualTo(key.ExportPrivateKeyInfo()));
    }

    [Test, UnsupportedOSPlatform("windows")]
    public void A_file_is_closed_to_others_and_never_overwritten()
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("ed25519").Expect());
        Assert.That(KeyFile.Write(Path("key.pem"), key, Passphrase), Is.Null);
        var written = File.ReadAllBytes(Path("key.pem"));

        Assert.That(File.GetUnixFileMode(Path("key.pem")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(KeyFile.Write(Path("key.pem"), key, Passphrase)?.Code, Is.EqualTo(RefusalCode.Conflict));
        Assert.That(File.ReadAllBytes(Path("key.pem")), Is.EqualTo(written));
        Assert.That(Directory.GetFileSystemEntries(folder), Has.Length.EqualTo(1));
    }

    [Test]
    public void The_platform_reads_what_we_write()
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());
        using var platform = ECDsa.Create();

        platform.ImportEncryptedPkcs8PrivateKey(Passphrase, KeyFile.Encode(key, Passphrase), out _);

        Assert.That(platform.ExportSubjectPublicKeyInfo(), Is.EqualTo(key.PublicKey.SubjectPublicKeyInfo.ToArray()));
    }

    [Test]
    public void We_read_what_the_platform_writes(
        [Values("SHA1", "SHA256", "SHA384", "SHA512")] string prf,
        [Values(PbeEncryptionAlgorithm.Aes128Cbc, PbeEncryptionAlgorithm.Aes192Cbc, PbeEncryptionAlgorithm.Aes256Cbc)] PbeEncryptionAlgorithm cipher)
    {
        using var platform = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var der = platform.ExportEncryptedPkcs8PrivateKey(Passphrase, new PbeParameters(cipher, new HashAlgorithmName(prf), 1000));

        using var key = KeyFile.Decode(der, Passphrase, null).Expect();

        Assert.That(key.PublicKey.SubjectPublicKeyInfo.ToArray(), Is.EqualTo(platform.ExportSubjectPublicKeyInfo()));
    }

    [Test]
    public void A_wrong_passphrase_is_a_wrong_credential_whatever_it_decrypts_to()
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("ed25519").Expect());
        var der = KeyFile.Encode(key, Passphrase, iterations: 1);

        // Among so many some leave a plausible padding behind.
        for (var i = 0; i < 2000; i++)
            Assert.That(Code(KeyFile.Decode(der, $"wrong {i}", null)), Is.EqualTo(RefusalCode.BadCredential));
    }

    [Test]
    public void A_key_asked_to_sign_with_another_family_is_refused()
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("ed25519").Expect());

        Assert.That(Code(SoftwareKey.Parse(key.ExportPrivateKeyInfo(), SignatureAlgorithm.Parse("gost2012-256").Expect())), Is.EqualTo(RefusalCode.Unsupported));
    }

    [Test]
    public void Work_that_an_attacker_asks_for_is_bounded()
    {
        var der = Der.Write(writer =>
        {
            using (writer.PushSequence())
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
                                writer.WriteOctetString(new byte[16]);
                                writer.WriteInteger(int.MaxValue);
                            }
                        }
                        using (writer.PushSequence())
                        {
                            writer.WriteObjectIdentifier(Oids.Aes256Cbc);
                            writer.WriteOctetString(new byte[16]);
                        }
                    }
                }
                writer.WriteOctetString(new byte[64]);
            }
        });

        Assert.That(Code(KeyFile.Decode(der, Passphrase, null)), Is.EqualTo(RefusalCode.TooLarge));
    }

    [Test]
    public void A_key_in_the_clear_is_not_a_key_file()
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("ed25519").Expect());
        PrivateFile.Write(Path("key.pem"), System.Text.Encoding.ASCII.GetBytes(Pem.Write("PRIVATE KEY", key.ExportPrivateKeyInfo())));

        Assert.That(Code(KeyFile.Read(Path("key.pem"), Passphrase)), Is.EqualTo(RefusalCode.Malformed));
    }

    [Test]
    public void No_mutation_of_a_key_file_throws()
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("gost2012-256-b").Expect());
        var der = KeyFile.Encode(key, Passphrase, iterations: 1);

        foreach (var mutant in Mutants.Of(der))
            if (!KeyFile.Decode(mutant, Passphrase, null).Refused(out _, out var read))
                read.Dispose();
    }

    string Path(string name) => System.IO.Path.Combine(folder, name);

    static RefusalCode? Code(Outcome<SoftwareKey> outcome) => outcome.Refused(out var why, out _) ? why.Code : null;
}
