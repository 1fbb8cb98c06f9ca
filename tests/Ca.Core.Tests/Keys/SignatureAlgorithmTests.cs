using System.Security.Cryptography;
using Ca.Core.Asn1;
using Ca.Core.Keys;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;

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

    // RFC 4055 §2.1 and §5: absent parameters MUST be accepted.
    [TestCase("300b06092a864886f70d01010b", "rsa-sha256")]
    [TestCase("303d06092a864886f70d01010a3030a00d300b0609608648016503040201a11a301806092a864886f70d010108300b0609608648016503040201a203020120", "rsa-pss-sha256")]
    [TestCase("303f06092a864886f70d01010a3032a00f300d06096086480165030402010500a11a301806092a864886f70d010108300b0609608648016503040201a203020120", "rsa-pss-sha256")]
    [TestCase("303f06092a864886f70d01010a3032a00d300b0609608648016503040201a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120", "rsa-pss-sha256")]
    // OpenSSL's GOST engine.
    [TestCase("300c06082a850307010103020500", "gost2012-256")]
    public void Another_form_that_has_to_be_read_is(string hex, string name) =>
        Assert.That(SignatureAlgorithm.Parse(Convert.FromHexString(hex)).Expect().Name, Is.EqualTo(name));

    [TestCase("300d06092a864886f70d0101040500", "Keys.weak-signature-algorithm", TestName = "MD5 with RSA")]
    [TestCase("300d06092a864886f70d0101050500", "Keys.weak-signature-algorithm", TestName = "SHA-1 with RSA")]
    [TestCase("300906072a8648ce3d0401", "Keys.weak-signature-algorithm", TestName = "SHA-1 with ECDSA")]
    [TestCase("300c06082a8648ce3d0403020500", "Keys.signature-parameters", TestName = "ECDSA with NULL")]
    [TestCase("300706032b65700500", "Keys.signature-parameters", TestName = "Ed25519 with NULL")]
    [TestCase("300b06092a864886f70d01010a", "Keys.signature-parameters", TestName = "PSS without parameters")]
    [TestCase("300d06092a864886f70d01010a3000", "Keys.signature-parameters", TestName = "PSS with the default SHA-1")]
    [TestCase("304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500a203020114", "Keys.signature-parameters", TestName = "PSS with a short salt")]
    [TestCase("304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402030500a203020120", "Keys.signature-parameters", TestName = "PSS with another hash in its mask")]
    [TestCase("304606092a864886f70d01010a3039a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120a303020101", "Keys.signature-parameters", TestName = "PSS with the default trailerField spelt out, which is not DER")]
    [TestCase("300506032b6571", "Keys.unknown-signature-algorithm", TestName = "Ed448")]
    [TestCase("", "Asn1.empty", TestName = "nothing")]
    [TestCase("0500", "Asn1.not-der", TestName = "NULL")]
    public void Everything_else_is_refused_by_name(string hex, string complaint) =>
        Assert.That(SignatureAlgorithm.Parse(Convert.FromHexString(hex)).Refused(out var why, out _) ? why.Sentence.Key : null, Is.EqualTo(complaint));

    [Test]
    public void No_mutation_throws()
    {
        foreach (var algorithm in SignatureAlgorithm.All)
            foreach (var mutant in Mutants.Of(algorithm.AlgorithmIdentifier.ToArray()))
                SignatureAlgorithm.Parse(mutant).Refused(out _, out _);
    }

    [Test]
    public void A_PSS_signature_with_a_salt_of_another_length_is_refused([Values(0, 20, 31, 33)] int saltOctets)
    {
        using var rsa = RSA.Create(2048);
        var key = PublicKey.Parse(rsa.ExportSubjectPublicKeyInfo()).Expect();
        var algorithm = SignatureAlgorithm.Parse("rsa-pss-sha256").Expect();

        Assert.That(key.Verify(algorithm, "message"u8, Sign(32)));
        Assert.That(key.Verify(algorithm, "message"u8, Sign(saltOctets)), Is.False);

        // The platform makes no other salt than that of the hash's length.
        byte[] Sign(int salt)
        {
            var signer = new PssSigner(new RsaBlindedEngine(), new Sha256Digest(), salt);
            signer.Init(true, DotNetUtilities.GetRsaKeyPair(rsa).Private);
            signer.BlockUpdate("message"u8);
            return signer.GenerateSignature();
        }
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

    static byte[] Info(RSA rsa, byte[] algorithm) => Der.Write(writer =>
    {
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(algorithm);
            writer.WriteBitString(rsa.ExportRSAPublicKey());
        }
    });
}
