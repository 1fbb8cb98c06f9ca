using System.Security.Cryptography;
using Ca.Core.Asn1;
using Ca.Core.Keys;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Nist;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace Ca.Core.Tests.Keys;

public class SignatureAlgorithmTests
{
    [TestCase("rsa-sha256", "300d06092a864886f70d01010b0500")]
    [TestCase("rsa-sha384", "300d06092a864886f70d01010c0500")]
    [TestCase("rsa-sha512", "300d06092a864886f70d01010d0500")]
    [TestCase("rsa-pss-sha256", "304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120")]
    [TestCase("rsa-pss-sha384", "304106092a864886f70d01010a3034a00f300d06096086480165030402020500a11c301a06092a864886f70d010108300d06096086480165030402020500a203020130")]
    [TestCase("rsa-pss-sha512", "304106092a864886f70d01010a3034a00f300d06096086480165030402030500a11c301a06092a864886f70d010108300d06096086480165030402030500a203020140")]
    [TestCase("ecdsa-sha256", "300a06082a8648ce3d040302")]
    [TestCase("ecdsa-sha384", "300a06082a8648ce3d040303")]
    [TestCase("ecdsa-sha512", "300a06082a8648ce3d040304")]
    [TestCase("ed25519", "300506032b6570")]
    [TestCase("gost2012-256", "300a06082a85030701010302")]
    [TestCase("gost2012-512", "300a06082a85030701010303")]
    public void An_algorithm_has_one_written_form(string name, string hex)
    {
        var algorithm = SignatureAlgorithm.Parse(name).Expect();

        Assert.That(Convert.ToHexStringLower(algorithm.AlgorithmIdentifier.Span), Is.EqualTo(hex));
        Assert.That(SignatureAlgorithm.Parse(Convert.FromHexString(hex)).Expect(), Is.SameAs(algorithm));
    }

    [Test]
    public void Every_algorithm_has_its_row_above() => Assert.That(SignatureAlgorithm.All, Has.Count.EqualTo(12));

    [TestCase("300d06092a864886f70d01010e0500", "rsa-sha224")]
    [TestCase("304106092a864886f70d01010a3034a00f300d06096086480165030402040500a11c301a06092a864886f70d010108300d06096086480165030402040500a20302011c", "rsa-pss-sha224")]
    [TestCase("300a06082a8648ce3d040301", "ecdsa-sha224")]
    [TestCase("300b0609608648016503040301", "dsa-sha224")]
    [TestCase("300b0609608648016503040302", "dsa-sha256")]
    public void What_is_no_longer_signed_with_is_verified_and_has_no_name_to_sign_by(string hex, string name)
    {
        var algorithm = SignatureAlgorithm.Parse(Convert.FromHexString(hex)).Expect();

        Assert.That(algorithm, Is.SameAs(SignatureAlgorithm.VerifiedOnly.Single(a => a.Name == name)));
        Assert.That((algorithm.IsCurrent, algorithm.IsOutdated), Is.EqualTo((false, false)));
        Assert.That(SignatureAlgorithm.Parse(name).Refused(out _, out _));
    }

    [TestCase("300d06092a864886f70d0101050500", "rsa-sha1")]
    [TestCase("300d06092a864886f70d01010a3000", "rsa-pss-sha1")]
    [TestCase("301206092a864886f70d01010a3005a20302010e", "rsa-pss-sha1")]
    [TestCase("300906072a8648ce3d0401", "ecdsa-sha1")]
    [TestCase("300906072a8648ce380403", "dsa-sha1")]
    public void What_is_outdated_is_known_and_refused_by_whoever_believes(string hex, string name)
    {
        var identifier = Convert.FromHexString(hex);
        var algorithm = SignatureAlgorithm.ParseEvenOutdated(identifier).Expect();

        Assert.That((algorithm.Name, algorithm.IsOutdated, algorithm.IsCurrent), Is.EqualTo((name, true, false)));
        Assert.That(SignatureAlgorithm.Parse(identifier).Refused(out var why, out _) ? why.Sentence.Key : null, Is.EqualTo("Keys.weak-signature-algorithm"));
        Assert.That(algorithm.Weakness?.Sentence.Key, Is.EqualTo("Keys.weak-signature-algorithm"));
    }

    [Test]
    public void A_PSS_signature_has_the_mask_that_it_says_and_no_other([Values("sha1", "sha224", "sha384", "sha512")] string mask)
    {
        using var rsa = RSA.Create(2048);
        var key = PublicKey.Parse(rsa.ExportSubjectPublicKeyInfo()).Expect();
        var digest = DigestAlgorithm.All.Single(d => d.Name == mask);
        var parameters = new RsassaPssParameters(
            new AlgorithmIdentifier(NistObjectIdentifiers.IdSha256, DerNull.Instance),
            new AlgorithmIdentifier(PkcsObjectIdentifiers.IdMgf1, new AlgorithmIdentifier(new DerObjectIdentifier(digest.Oid), DerNull.Instance)),
            DerInteger.ValueOf(32), DerInteger.ValueOf(1));
        var said = SignatureAlgorithm.Parse(new AlgorithmIdentifier(PkcsObjectIdentifiers.IdRsassaPss, parameters).GetDerEncoded()).Expect();
        var signer = new PssSigner(new RsaBlindedEngine(), new Sha256Digest(), DigestUtilities.GetDigest(digest.Name), 32);
        signer.Init(true, DotNetUtilities.GetRsaKeyPair(rsa).Private);
        signer.BlockUpdate("message"u8);
        var signature = signer.GenerateSignature();

        Assert.That((said.Name, said.Pss!.Mask), Is.EqualTo(("rsa-pss-sha256", digest)));
        Assert.That(key.Verify(said, "message"u8, signature));
        Assert.That(key.Verify(said, "massage"u8, signature), Is.False);
        Assert.That(key.Verify(SignatureAlgorithm.Parse("rsa-pss-sha256").Expect(), "message"u8, signature), Is.False);
    }

    // RFC 4055 §2.1 and §5: absent parameters MUST be accepted.
    [TestCase("300b06092a864886f70d01010b", "rsa-sha256")]
    [TestCase("303d06092a864886f70d01010a3030a00d300b0609608648016503040201a11a301806092a864886f70d010108300b0609608648016503040201a203020120", "rsa-pss-sha256")]
    [TestCase("303f06092a864886f70d01010a3032a00f300d06096086480165030402010500a11a301806092a864886f70d010108300b0609608648016503040201a203020120", "rsa-pss-sha256")]
    [TestCase("303f06092a864886f70d01010a3032a00d300b0609608648016503040201a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120", "rsa-pss-sha256")]
    // OpenSSL's GOST engine.
    [TestCase("300c06082a850307010103020500", "gost2012-256")]
    public void Another_form_that_has_to_be_read_is(string hex, string name) =>
        Assert.That(SignatureAlgorithm.Parse(Convert.FromHexString(hex)).Expect().Name, Is.EqualTo(name));

    // RFC 4055 §3.1: the salt's length is the signer's choice. 20 octets are left out; OpenSSL's usual choice is the longest that fits.
    [TestCase("304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500a203020100", "rsa-pss-sha256", 0)]
    [TestCase("303c06092a864886f70d01010a302fa00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500", "rsa-pss-sha256", 20)]
    [TestCase("304206092a864886f70d01010a3035a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500a204020200de", "rsa-pss-sha256", 222)]
    [TestCase("303d06092a864886f70d01010a3030a00d300b0609608648016503040203a11a301806092a864886f70d010108300b0609608648016503040203a203020120", "rsa-pss-sha512", 32)]
    public void A_salt_of_any_length_is_read(string hex, string name, int saltOctets)
    {
        var algorithm = SignatureAlgorithm.Parse(Convert.FromHexString(hex)).Expect();

        Assert.That((algorithm.Name, algorithm.Pss!.SaltOctets), Is.EqualTo((name, saltOctets)));
        Assert.That(SignatureAlgorithm.All, Does.Not.Contain(algorithm), "nothing is signed so");
        using var usual = SoftwareKey.Generate(KeyAlgorithm.Parse("rsa-2048").Expect());
        Assert.That(SoftwareKey.Parse(usual.ExportPrivateKeyInfo(), algorithm).Refused(out _, out _));
    }

    [TestCase("300d06092a864886f70d0101040500", "Keys.weak-signature-algorithm", TestName = "MD5 with RSA")]
    [TestCase("300d06092a864886f70d0101050500", "Keys.weak-signature-algorithm", TestName = "SHA-1 with RSA")]
    [TestCase("300906072a8648ce3d0401", "Keys.weak-signature-algorithm", TestName = "SHA-1 with ECDSA")]
    [TestCase("300c06082a8648ce3d0403020500", "Keys.signature-parameters", TestName = "ECDSA with NULL")]
    [TestCase("300706032b65700500", "Keys.signature-parameters", TestName = "Ed25519 with NULL")]
    [TestCase("300b06092a864886f70d01010a", "Keys.signature-parameters", TestName = "PSS without parameters")]
    [TestCase("300d06092a864886f70d01010a3000", "Keys.weak-signature-algorithm", TestName = "PSS with the default SHA-1")]
    [TestCase("300906072a8648ce380403", "Keys.weak-signature-algorithm", TestName = "SHA-1 with DSA")]
    [TestCase("300d06096086480165030403020500", "Keys.signature-parameters", TestName = "DSA with NULL")]
    [TestCase("304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500a203020114", "Keys.signature-parameters", TestName = "PSS with the default salt spelt out, which is not DER")]
    [TestCase("304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500a2030201ff", "Keys.signature-parameters", TestName = "PSS with a salt of less than nothing")]
    [TestCase("304206092a864886f70d01010a3035a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500a20402020801", "Keys.signature-parameters", TestName = "PSS with a salt longer than any modulus")]
    [TestCase("304806092a864886f70d01010a303ba00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500a20a02087fffffffffffffff", "Keys.signature-parameters", TestName = "PSS with a salt beyond all counting")]
    [TestCase("304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010109300d06096086480165030402010500a203020120", "Keys.signature-parameters", TestName = "PSS with another function for its mask")]
    [TestCase("301a06092a864886f70d01010a300da00b300906052b0e03021a0500", "Keys.signature-parameters", TestName = "PSS with the default hash spelt out, which is not DER")]
    [TestCase("304606092a864886f70d01010a3039a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120a303020101", "Keys.signature-parameters", TestName = "PSS with the default trailerField spelt out, which is not DER")]
    [TestCase("300506032b6571", "Keys.unknown-signature-algorithm", TestName = "Ed448")]
    [TestCase("", "Asn1.empty", TestName = "nothing")]
    [TestCase("0500", "Asn1.not-der", TestName = "NULL")]
    public void Everything_else_is_refused_by_name(string hex, string complaint) =>
        Assert.That(SignatureAlgorithm.Parse(Convert.FromHexString(hex)).Refused(out var why, out _) ? why.Sentence.Key : null, Is.EqualTo(complaint));

    [Test]
    public void No_mutation_throws()
    {
        foreach (var algorithm in SignatureAlgorithm.Known)
            foreach (var mutant in Mutants.Of(algorithm.AlgorithmIdentifier.ToArray()))
                SignatureAlgorithm.Parse(mutant).Refused(out _, out _);
    }

    [Test]
    public void A_PSS_signature_has_the_salt_that_it_says_and_no_other([Values(0, 20, 31, 33, 222)] int saltOctets)
    {
        using var rsa = RSA.Create(2048);
        var key = PublicKey.Parse(rsa.ExportSubjectPublicKeyInfo()).Expect();
        var usual = SignatureAlgorithm.Parse("rsa-pss-sha256").Expect();
        var said = WithSalt(saltOctets);

        Assert.That(key.Verify(usual, "message"u8, Sign(rsa, 32)));
        Assert.That(key.Verify(usual, "message"u8, Sign(rsa, saltOctets)), Is.False);
        Assert.That(key.Verify(said, "message"u8, Sign(rsa, saltOctets)));
        Assert.That(key.Verify(said, "message"u8, Sign(rsa, 32)), Is.False);
        Assert.That(key.Verify(said, "massage"u8, Sign(rsa, saltOctets)), Is.False);
    }

    [Test]
    public void No_changed_octet_of_a_PSS_signature_is_overlooked()
    {
        using var rsa = RSA.Create(2048);
        var key = PublicKey.Parse(rsa.ExportSubjectPublicKeyInfo()).Expect();
        var signature = Sign(rsa, 20);

        Assert.That(key.Verify(WithSalt(20), "message"u8, signature));
        for (var i = 0; i < signature.Length; i++)
        {
            byte[] changed = [.. signature];
            changed[i] ^= 1;
            Assert.That(key.Verify(WithSalt(20), "message"u8, changed), Is.False, $"octet {i}");
        }
        Assert.That(key.Verify(WithSalt(20), "message"u8, signature.AsSpan(1)), Is.False);
        Assert.That(key.Verify(WithSalt(20), "message"u8, new byte[256]), Is.False);
        Assert.That(key.Verify(WithSalt(20), "message"u8, [.. Enumerable.Repeat((byte)0xFF, 256)]), Is.False);
        Assert.That(key.Verify(WithSalt(223), "message"u8, signature), Is.False, "one octet more than fits");
        Assert.That(key.Verify(WithSalt(2048), "message"u8, signature), Is.False);
    }

    [Test]
    public void A_modulus_of_any_length_opens_a_PSS_signature([Values(1024, 1025, 1026, 1031)] int bits)
    {
        var generator = new RsaKeyPairGenerator();
        generator.Init(new RsaKeyGenerationParameters(BigInteger.ValueOf(65537), new SecureRandom(), bits, 80));
        var pair = generator.GenerateKeyPair();
        var key = PublicKey.Parse(SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(pair.Public).GetDerEncoded()).Expect();

        for (var i = 0; i < 20; i++)
            Assert.That(key.Verify(WithSalt(i), "message"u8, Sign(pair.Private, i)), $"salt {i}");
        Assert.That(key.Verify(WithSalt(1), "message"u8, Sign(pair.Private, 2)), Is.False);
    }

    [Test]
    public void A_key_for_PSS_verifies_nothing_else()
    {
        using var rsa = RSA.Create(2048);
        var pss = SignatureAlgorithm.Parse("rsa-pss-sha384").Expect();
        var signature = rsa.SignData("message"u8, HashAlgorithmName.SHA384, RSASignaturePadding.Pss);
        var plain = rsa.SignData("message"u8, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1);
        var free = PublicKey.Parse(rsa.ExportSubjectPublicKeyInfo()).Expect();
        var pssOnly = PublicKey.Parse(Info(rsa, Convert.FromHexString("300b06092a864886f70d01010a"))).Expect();
        var bound = PublicKey.Parse(Info(rsa, pss.AlgorithmIdentifier.ToArray())).Expect();
        var otherwise = PublicKey.Parse(Info(rsa, SignatureAlgorithm.Parse("rsa-pss-sha256").Expect().AlgorithmIdentifier.ToArray())).Expect();

        Assert.That(new[] { free, pssOnly, bound, otherwise }.Select(k => k.Verify(pss, "message"u8, signature)), Is.EqualTo([true, true, true, false]));
        Assert.That(new[] { free, pssOnly, bound }.Select(k => k.Verify(SignatureAlgorithm.Parse("rsa-sha384").Expect(), "message"u8, plain)), Is.EqualTo([true, false, false]));
        Assert.That(new[] { pssOnly, bound }.Select(k => k.Identity), Is.All.EqualTo(free.Identity));
    }

    [Test]
    public void A_key_bound_to_a_salt_takes_that_and_longer_ones()
    {
        using var rsa = RSA.Create(2048);
        var bound = PublicKey.Parse(Info(rsa, WithSalt(24).AlgorithmIdentifier.ToArray())).Expect();

        // RFC 4055 §3.3: the salt MUST be no shorter than the key says.
        Assert.That(new[] { 23, 24, 25, 32 }.Select(salt => bound.Verify(WithSalt(salt), "message"u8, Sign(rsa, salt))), Is.EqualTo([false, true, true, true]));
    }

    /// <summary>What a signer says who has chosen this salt for SHA-256; the usual algorithm for 32.</summary>
    static SignatureAlgorithm WithSalt(int octets)
    {
        var parameters = new RsassaPssParameters(
            new AlgorithmIdentifier(NistObjectIdentifiers.IdSha256, DerNull.Instance),
            new AlgorithmIdentifier(PkcsObjectIdentifiers.IdMgf1, new AlgorithmIdentifier(NistObjectIdentifiers.IdSha256, DerNull.Instance)),
            DerInteger.ValueOf(octets), DerInteger.ValueOf(1));
        return SignatureAlgorithm.Parse(new AlgorithmIdentifier(PkcsObjectIdentifiers.IdRsassaPss, parameters).GetDerEncoded()).Expect();
    }

    static byte[] Sign(RSA rsa, int salt) => Sign(DotNetUtilities.GetRsaKeyPair(rsa).Private, salt);

    // The platform makes no other salt than that of the hash's length.
    static byte[] Sign(AsymmetricKeyParameter key, int salt)
    {
        var signer = new PssSigner(new RsaBlindedEngine(), new Sha256Digest(), salt);
        signer.Init(true, key);
        signer.BlockUpdate("message"u8);
        return signer.GenerateSignature();
    }

    static byte[] Info(RSA rsa, byte[] algorithm) => Der.Write(writer =>
    {
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(algorithm);
            writer.WriteBitString(rsa.ExportRSAPublicKey());
        }
    });
}
