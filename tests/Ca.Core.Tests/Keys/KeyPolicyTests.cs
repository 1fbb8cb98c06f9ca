using System.Numerics;
using System.Security.Cryptography;
using Ca.Core.Asn1;
using Ca.Core.Keys;

namespace Ca.Core.Tests.Keys;

public class KeyPolicyTests
{
    static readonly BigInteger Sound = SoundModulus();

    [TestCaseSource(typeof(KeyAlgorithm), nameof(KeyAlgorithm.All))]
    public void A_key_that_we_make_is_one_that_we_certify(KeyAlgorithm kind)
    {
        using var key = SoftwareKey.Generate(kind);
        Assert.That(KeyPolicy.Refuses(key.PublicKey), Is.Null);
    }

    static IEnumerable<TestCaseData> RsaRows()
    {
        yield return Row("sound", Sound, 65537, null);
        yield return Row("short", Sound >> 8 | 1, 65537, "Keys.rsa-too-short");
        yield return Row("exponent even", Sound, 65538, "Keys.rsa-exponent-even");
        yield return Row("exponent 3", Sound, 3, "Keys.rsa-exponent-small");
        yield return Row("exponent 65535", Sound, 65535, "Keys.rsa-exponent-small");
        yield return Row("even modulus", Sound << 1, 65537, "Keys.rsa-small-factor");
        yield return Row("factor 751", Sound * 751, 65537, "Keys.rsa-small-factor");
        yield return Row("square", Sound * Sound, 65537, "Keys.rsa-close-primes");
        yield return Row("of 16384 bits", BigInteger.Pow(Sound, 8), 65537, "Keys.key-kind-not-certified");
        yield return Row("of 2061 bits", Sound * 12553, 65537, "Keys.key-kind-not-certified");

        static TestCaseData Row(string what, BigInteger modulus, int exponent, string? key) =>
            new TestCaseData(modulus, new BigInteger(exponent), key).SetArgDisplayNames(what);
    }

    [TestCaseSource(nameof(RsaRows))]
    public void A_bad_RSA_key_is_refused_by_name(BigInteger modulus, BigInteger exponent, string? complaint)
    {
        var key = PublicKey.Parse(RsaInfo(modulus, exponent)).Expect();
        Assert.That(KeyPolicy.Refuses(key)?.Sentence.Key, Is.EqualTo(complaint));
    }

    static IEnumerable<TestCaseData> Standings()
    {
        yield return Row("never seen", null);
        yield return Row("renewal", null, new KnownKey(KeyStanding.Certified, "O=Sample"));
        yield return Row("another's", "Keys.key-of-another-subject", new KnownKey(KeyStanding.Certified, "O=Sample"), new KnownKey(KeyStanding.Certified, "O=Other"));
        yield return Row("blocked", "Keys.key-blocked", new KnownKey(KeyStanding.Certified, "O=Sample"), new KnownKey(KeyStanding.Blocked));
        yield return Row("ours", "Keys.key-of-authority", new KnownKey(KeyStanding.Authority));

        static TestCaseData Row(string what, string? complaint, params KnownKey[] known) =>
            new TestCaseData(known, complaint).SetArgDisplayNames(what);
    }

    [TestCaseSource(nameof(Standings))]
    public void What_the_register_knows_of_a_key_decides(KnownKey[] known, string? complaint)
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());
        Assert.That(KeyPolicy.Refuses(key.PublicKey, "O=Sample", known)?.Sentence.Key, Is.EqualTo(complaint));
    }

    static byte[] RsaInfo(BigInteger modulus, BigInteger exponent) => Der.Write(writer =>
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.113549.1.1.1");
                writer.WriteNull();
            }
            writer.WriteBitString(Der.Write(key =>
            {
                using (key.PushSequence())
                {
                    key.WriteInteger(modulus);
                    key.WriteInteger(exponent);
                }
            }));
        }
    });

    static BigInteger SoundModulus()
    {
        using var key = RSA.Create(2048);
        return new(key.ExportParameters(false).Modulus, isUnsigned: true, isBigEndian: true);
    }
}
