using System.Formats.Asn1;
using System.Security.Cryptography;
using Ca.Core.Asn1;
using Ca.Core.Gost;
using Ca.Core.Keys;
using Ca.Tests;

namespace Ca.Core.Tests.Keys;

public class PublicKeyTests
{
    /// <summary>One of each way to be read; RSA of one length, and of GOST one whose public half MUST, SHOULD NOT and MUST NOT name its hash.</summary>
    static IEnumerable<KeyAlgorithm> Kinds() =>
        new[] { "rsa-2048", "ec-p256", "ec-p384", "ec-p521", "ed25519", "gost2012-256-a", "gost2012-256-b", "gost2012-256-cryptopro-a", "gost2012-512-b" }
            .Select(name => KeyAlgorithm.Parse(name).Expect());

    [TestCaseSource(nameof(Kinds))]
    public void No_mutation_of_a_public_or_private_key_throws(KeyAlgorithm kind)
    {
        using var key = SoftwareKey.Generate(kind);
        var signature = key.Sign([]);
        foreach (var mutant in Mutants.Of(key.PublicKey.SubjectPublicKeyInfo.ToArray()))
            if (!PublicKey.Parse(mutant).Refused(out _, out var read))
                read.Verify(key.Algorithm, [], signature);
        // Not all: to read a private key is to sign with it.
        foreach (var mutant in Mutants.Of(key.ExportPrivateKeyInfo()).Where((_, i) => i % (kind.Family == KeyFamily.Rsa ? 97 : 5) == 0))
            if (!SoftwareKey.Parse(mutant).Refused(out _, out var read))
                read.Dispose();
    }

    [Test]
    public void The_identifier_is_the_hash_of_the_BIT_STRING_without_tag_length_and_unused_bits()
    {
        using var rsa = RSA.Create(2048);
        Assert.That(PublicKey.Parse(rsa.ExportSubjectPublicKeyInfo()).Expect().KeyIdentifier, Is.EqualTo(SHA1.HashData(rsa.ExportRSAPublicKey())));
    }

    [Test]
    public void A_key_does_not_change_with_the_buffer_it_was_read_from()
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());
        var buffer = key.PublicKey.SubjectPublicKeyInfo.ToArray();
        var read = PublicKey.Parse(buffer).Expect();
        Array.Clear(buffer);

        Assert.That(read.Identity, Is.EqualTo(key.PublicKey.Identity));
        Assert.That(read.Verify(key.Algorithm, "message"u8, key.Sign("message"u8)));
    }

    // RFC 9215 §4.2: MUST be present, SHOULD be omitted, MUST be omitted.
    [TestCase("gost2012-256-cryptopro-a", true, "Gost.digest-required")]
    [TestCase("gost2012-256-cryptopro-b", true, "Gost.digest-required")]
    [TestCase("gost2012-256-cryptopro-c", true, "Gost.digest-required")]
    [TestCase("gost2012-256-cryptopro-xcha", true, "Gost.digest-required")]
    [TestCase("gost2012-256-cryptopro-xchb", true, "Gost.digest-required")]
    [TestCase("gost2012-256-test", true, "Gost.digest-required")]
    [TestCase("gost2012-256-a", false, null)]
    [TestCase("gost2012-512-a", false, null)]
    [TestCase("gost2012-512-b", false, null)]
    [TestCase("gost2012-512-c", false, null)]
    [TestCase("gost2012-512-test", false, null)]
    [TestCase("gost2012-256-b", false, "Gost.digest-forbidden")]
    [TestCase("gost2012-256-c", false, "Gost.digest-forbidden")]
    [TestCase("gost2012-256-d", false, "Gost.digest-forbidden")]
    public void The_digest_parameter_of_a_GOST_key_is_held_to_RFC_9215(string name, bool written, string? complaintOfTheOther)
    {
        var kind = KeyAlgorithm.All.Concat(KeyAlgorithm.TestOnly).Single(k => k.Name == name);
        using var key = SoftwareKey.Generate(kind);
        var digest = kind.Bits == 256 ? Oids.Streebog256 : Oids.Streebog512;
        var foreign = kind.Bits == 256 ? Oids.Streebog512 : Oids.Streebog256;

        Assert.That(GostInfo(key.PublicKey, kind.ParameterSet!, written ? digest : null), Is.EqualTo(key.PublicKey.SubjectPublicKeyInfo.ToArray()));
        var other = PublicKey.Parse(GostInfo(key.PublicKey, kind.ParameterSet!, written ? null : digest));
        Assert.That(Complaint(other), Is.EqualTo(complaintOfTheOther));
        if (complaintOfTheOther is null)
            Assert.That(other.Expect().Identity, Is.EqualTo(key.PublicKey.Identity));
        Assert.That(Complaint(PublicKey.Parse(GostInfo(key.PublicKey, kind.ParameterSet!, foreign))), Does.StartWith("Gost.digest-"));
    }

    [TestCase("gost2012-256-b", "gost2012-256-cryptopro-a", "gost2012-256-cryptopro-xcha")]
    [TestCase("gost2012-256-c", "gost2012-256-cryptopro-b")]
    [TestCase("gost2012-256-d", "gost2012-256-cryptopro-c", "gost2012-256-cryptopro-xchb")]
    public void One_key_has_one_identity_under_every_name_of_its_curve(string name, params string[] otherNames)
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse(name).Expect());
        foreach (var other in otherNames)
        {
            var kind = KeyAlgorithm.Parse(other).Expect();
            var same = PublicKey.Parse(GostInfo(key.PublicKey, kind.ParameterSet!, Oids.Streebog256)).Expect();

            Assert.That(same.Algorithm, Is.EqualTo(kind));
            Assert.That(same.Identity, Is.EqualTo(key.PublicKey.Identity));
            Assert.That(same.Verify(key.Algorithm, "message"u8, key.Sign("message"u8)));
        }
    }

    [TestCase("gost2012-256-b", Oids.Gost512A)]
    [TestCase("gost2012-512-a", Oids.Gost256B)]
    [TestCase("gost2012-256-b", "1.2.643.2.2.35.9")]
    public void A_parameter_set_of_another_length_or_of_nobody_is_refused(string name, string set)
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse(name).Expect());
        Assert.That(Complaint(PublicKey.Parse(GostInfo(key.PublicKey, set, null))), Is.EqualTo("Gost.unknown-parameter-set"));
    }

    [Test]
    public void A_private_GOST_key_is_read_bare_wrapped_and_masked([Values("gost2012-256-b", "gost2012-512-c")] string name)
    {
        var kind = KeyAlgorithm.Parse(name).Expect();
        var curve = ParameterSet.Of(kind.ParameterSet!).Curve;
        using var key = SoftwareKey.Generate(kind);
        var info = PrivateKeyInfo.Read(new(key.ExportPrivateKeyInfo(), AsnEncodingRules.DER));
        var bare = info.PrivateKey.ToArray();
        var masked = Masked(bare, curve);

        foreach (var form in new[] { bare, masked, Der.Write(w => w.WriteOctetString(bare)), Der.Write(w => w.WriteOctetString(masked)) })
        {
            using var read = SoftwareKey.Parse(Private(info, form)).Expect();
            Assert.That(read.PublicKey.Identity, Is.EqualTo(key.PublicKey.Identity));
        }
        Assert.That(Complaint(SoftwareKey.Parse(Private(info, new byte[curve.Octets]))), Is.EqualTo("Gost.private-key-range"));
        Assert.That(Complaint(SoftwareKey.Parse(Private(info, [.. Enumerable.Repeat((byte)0xff, curve.Octets)]))), Is.EqualTo("Gost.private-key-range"));
        Assert.That(Complaint(SoftwareKey.Parse(Private(info, Der.Write(w => w.WriteOctetString(bare.AsSpan(1)))))), Is.EqualTo("Gost.private-key-length"));
        Assert.That(Complaint(SoftwareKey.Parse(Private(info, bare[1..]))), Is.EqualTo("Asn1.not-der"));
    }

    [Test]
    public void An_EC_point_is_uncompressed_and_on_its_curve([Values("ec-p256", "ec-p384", "ec-p521")] string name)
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse(name).Expect());
        var oid = key.PublicKey.Algorithm.ParameterSet!;
        var point = key.PublicKey.SubjectPublicKeyInfo.ToArray()[^(1 + 2 * ((key.PublicKey.Algorithm.Bits + 7) / 8))..];
        byte[] offCurve = [.. point[..^1], (byte)(point[^1] ^ 1)];

        Assert.That(Complaint(PublicKey.Parse(EcInfo(oid, point))), Is.Null);
        Assert.That(Complaint(PublicKey.Parse(EcInfo(oid, offCurve))), Is.EqualTo("Keys.point-off-curve"));
        Assert.That(Complaint(PublicKey.Parse(EcInfo(oid, [4, .. new byte[point.Length - 1]]))), Is.EqualTo("Keys.point-off-curve"), "zeros");
        Assert.That(Complaint(PublicKey.Parse(EcInfo(oid, [4, .. Enumerable.Repeat((byte)0xff, point.Length - 1)]))), Is.EqualTo("Keys.point-off-curve"), "too large");
        Assert.That(Complaint(PublicKey.Parse(EcInfo(oid, [0]))), Is.EqualTo("Keys.ec-point-form"), "infinity");
        Assert.That(Complaint(PublicKey.Parse(EcInfo(oid, [2, .. point[1..(point.Length / 2 + 1)]]))), Is.EqualTo("Keys.ec-point-form"), "compressed");
        Assert.That(Complaint(PublicKey.Parse(EcInfo(oid, [6, .. point[1..]]))), Is.EqualTo("Keys.ec-point-form"), "hybrid");
        Assert.That(Complaint(PublicKey.Parse(EcInfo("1.3.132.0.10", point))), Is.EqualTo("Keys.ec-unknown-curve"), "secp256k1");
    }

    [Test]
    public void A_curve_of_the_senders_own_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var own = ECDsa.Create(key.ExportExplicitParameters(false));

        Assert.That(Complaint(PublicKey.Parse(own.ExportSubjectPublicKeyInfo())), Is.EqualTo("Keys.ec-explicit-curve"));
    }

    [TestCase("3006020100020101", TestName = "r is zero")]
    [TestCase("3006020101020100", TestName = "s is zero")]
    [TestCase("30060201ff020101", TestName = "r is negative")]
    [TestCase("300702020001020101", TestName = "r is not minimal")]
    [TestCase("30080201010201010500", TestName = "with more than two numbers")]
    [TestCase("3003020101", TestName = "with one number")]
    [TestCase("3080020101020101" + "0000", TestName = "of indefinite length")]
    [TestCase("308106020101020101", TestName = "with a length that is not minimal")]
    [TestCase("3106020101020101", TestName = "a SET")]
    [TestCase("3006030101020101", TestName = "with another type")]
    [TestCase("30260221" + "00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551" + "020101", TestName = "r is the order")]
    [TestCase("30", TestName = "cut off")]
    public void An_ECDSA_signature_that_is_no_strict_pair_is_refused(string hex)
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());
        Assert.That(key.PublicKey.Verify(key.Algorithm, "message"u8, Convert.FromHexString(hex)), Is.False);
    }

    // RFC 7748 §5: all the points whose order divides 8, in their canonical encodings.
    [TestCase("0100000000000000000000000000000000000000000000000000000000000000", TestName = "neutral")]
    [TestCase("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", TestName = "order 2")]
    [TestCase("0000000000000000000000000000000000000000000000000000000000000000", TestName = "order 4")]
    [TestCase("0000000000000000000000000000000000000000000000000000000000000080", TestName = "order 4, negative")]
    [TestCase("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", TestName = "order 8")]
    [TestCase("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", TestName = "order 8, another")]
    public void An_Ed25519_key_of_small_order_is_refused(string point) =>
        Assert.That(Complaint(PublicKey.Parse(Ed25519Info(Convert.FromHexString(point)))), Is.AnyOf("Keys.point-outside-subgroup", "Keys.point-off-curve"));

    [TestCase("0200000000000000000000000000000000000000000000000000000000000000", "Keys.point-off-curve")]
    [TestCase("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "Keys.point-off-curve")]
    [TestCase("00", "Keys.key-length")]
    public void An_Ed25519_key_that_is_no_point_is_refused(string point, string complaint) =>
        Assert.That(Complaint(PublicKey.Parse(Ed25519Info(Convert.FromHexString(point)))), Is.EqualTo(complaint));

    [TestCase("rsa-2048")]
    [TestCase("ec-p256")]
    [TestCase("ed25519")]
    [TestCase("gost2012-256-a")]
    public void Trailing_octets_and_unused_bits_are_refused(string name)
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse(name).Expect());
        var info = key.PublicKey.SubjectPublicKeyInfo.ToArray();

        Assert.That(Complaint(PublicKey.Parse((byte[])[.. info, 0])), Is.Not.Null);
        Assert.That(Complaint(SoftwareKey.Parse([.. key.ExportPrivateKeyInfo(), 0])), Is.Not.Null);
        Assert.That(Complaint(PublicKey.Parse(new byte[PublicKey.MaxOctets + 1])), Is.EqualTo("Asn1.too-large"));
    }

    [Test]
    public void A_private_key_whose_halves_do_not_belong_together_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parameters = key.ExportParameters(true);
        var info = key.ExportPkcs8PrivateKey();
        var at = info.AsSpan().IndexOf(parameters.Q.X);
        other.ExportParameters(false).Q.X!.CopyTo(info, at);
        other.ExportParameters(false).Q.Y!.CopyTo(info, at + 32);

        Assert.That(Complaint(SoftwareKey.Parse(info)), Is.AnyOf("Keys.halves-differ", "Asn1.not-der"));
    }

    static byte[] Masked(byte[] key, Curve curve)
    {
        var mask = SignatureKey.Generate(curve);
        var reference = new BouncyCastleCurve(curve);
        var inverse = BouncyCastleCurve.FromLittleEndian(mask).ModInverse(reference.Q);
        return [.. reference.LittleEndian(BouncyCastleCurve.FromLittleEndian(key).Multiply(inverse).Mod(reference.Q)), .. mask];
    }

    static byte[] Private(PrivateKeyInfo info, byte[] privateKey) => PrivateKeyInfo.Encode(writer =>
    {
        writer.WriteObjectIdentifier(info.Algorithm);
        writer.WriteEncodedValue(info.Parameters.Span);
    }, privateKey);

    static byte[] GostInfo(PublicKey key, string parameterSet, string? digest) => Info(
        writer =>
        {
            writer.WriteObjectIdentifier(key.Algorithm.Bits == 256 ? Oids.Gost2012Key256 : Oids.Gost2012Key512);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(parameterSet);
                if (digest is not null)
                    writer.WriteObjectIdentifier(digest);
            }
        },
        Der.Write(writer => writer.WriteOctetString(key.SubjectPublicKeyInfo.Span[^(key.Algorithm.Bits / 4)..])));

    static byte[] EcInfo(string curve, byte[] point) => Info(
        writer =>
        {
            writer.WriteObjectIdentifier(Oids.EcPublicKey);
            writer.WriteObjectIdentifier(curve);
        },
        point);

    static byte[] Ed25519Info(byte[] point) => Info(writer => writer.WriteObjectIdentifier(Oids.Ed25519), point);

    static byte[] Info(Action<AsnWriter> algorithm, byte[] key) => Der.Write(writer =>
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
                algorithm(writer);
            writer.WriteBitString(key);
        }
    });

    static string? Complaint<T>(Outcome<T> outcome) where T : notnull => outcome.Refused(out var why, out _) ? why.Sentence.Key : null;
}
