using System.Numerics;
using System.Security.Cryptography;
using Ca.Core.Asn1;
using Ca.Core.Keys;

namespace Ca.Core.Tests.Keys;

public class RsaPublicKeyTests
{
    static readonly RSAParameters Key = NewKey();
    static readonly BigInteger Modulus = new(Key.Modulus, isUnsigned: true, isBigEndian: true);

    [TestCase("rsa-sha256")]
    [TestCase("rsa-sha224")]
    public void With_the_exponent_1_what_anybody_writes_down_is_no_signature(string algorithm)
    {
        var known = SignatureAlgorithm.ParseEvenOutdated(Identifier(algorithm)).Expect();
        // EMSA-PKCS1-v1_5 itself: to the power of 1 it is what it was.
        var forged = Padded(known.Digest);

        Assert.That(Of(Modulus, 1).Verify(known, "message"u8, forged), Is.False);
        Assert.That(Of(Modulus, 1).Defect, Is.Not.Null);
    }

    [Test]
    public void A_key_of_RSA_has_an_odd_modulus_and_an_odd_exponent()
    {
        using var key = RSA.Create(Key);
        var signature = key.SignData("message"u8.ToArray(), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var algorithm = SignatureAlgorithm.ParseEvenOutdated(Identifier("rsa-sha256")).Expect();

        Assert.That(Of(Modulus, 65537).Verify(algorithm, "message"u8, signature));
        Assert.That(Of(Modulus, 65537).Defect, Is.Null);
        Assert.That(Of(Modulus, 3).Defect, Is.Null);
        Assert.That(Of(Modulus, 65536).Defect, Is.Not.Null);
        Assert.That(Of(Modulus - 1, 65537).Defect, Is.Not.Null);
        Assert.That(Of(Modulus - 1, 65537).Verify(algorithm, "message"u8, signature), Is.False);
    }

    static RSAParameters NewKey()
    {
        using var key = RSA.Create(2048);
        return key.ExportParameters(includePrivateParameters: true);
    }

    static byte[] Padded(DigestAlgorithm digest)
    {
        var info = Der.Write(w =>
        {
            using (w.PushSequence())
            {
                w.WriteEncodedValue(Der.Write(inner =>
                {
                    using (inner.PushSequence())
                    {
                        inner.WriteObjectIdentifier(digest.Oid);
                        inner.WriteNull();
                    }
                }));
                w.WriteOctetString(digest.Compute("message"u8));
            }
        });
        return [0, 1, .. Enumerable.Repeat((byte)0xFF, 256 - 3 - info.Length), 0, .. info];
    }

    static byte[] Identifier(string algorithm) => Der.Write(w =>
    {
        using (w.PushSequence())
        {
            w.WriteObjectIdentifier(algorithm == "rsa-sha256" ? "1.2.840.113549.1.1.11" : "1.2.840.113549.1.1.14");
            w.WriteNull();
        }
    });

    static PublicKey Of(BigInteger modulus, BigInteger exponent) => PublicKey.Parse(Der.Write(w =>
    {
        using (w.PushSequence())
        {
            using (w.PushSequence())
            {
                w.WriteObjectIdentifier(Oids.RsaEncryption);
                w.WriteNull();
            }
            w.WriteBitString(Der.Write(inner =>
            {
                using (inner.PushSequence())
                {
                    inner.WriteInteger(modulus);
                    inner.WriteInteger(exponent);
                }
            }));
        }
    })).Expect();
}
