using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Security.Cryptography;
using Ca.Core.Asn1;
using Ca.Core.Keys;

namespace Ca.Core.Tests.Keys;

/// <summary>DSA is verified, with its own or its issuer's parameters, and nothing else is done with it.</summary>
[SuppressMessage("Security", "CA5384", Justification = "Made to be verified.")]
public class DsaPublicKeyTests
{
    const string Dsa = "1.2.840.10040.4.1";

    static readonly SignatureAlgorithm WithSha256 = SignatureAlgorithm.VerifiedOnly.Single(a => a.Name == "dsa-sha256");
    static readonly SignatureAlgorithm WithSha1 = SignatureAlgorithm.Outdated.Single(a => a.Name == "dsa-sha1");

    static readonly DSA Short = DSA.Create(1024);
    static readonly DSA Long = DSA.Create(2048);

    [OneTimeTearDown]
    public void Close()
    {
        Short.Dispose();
        Long.Dispose();
    }

    [TestCase(1024, "dsa-1024-160")]
    [TestCase(2048, "dsa-2048-256")]
    public void A_signature_of_the_platform_is_verified(int bits, string name)
    {
        var dsa = bits == 1024 ? Short : Long;
        var key = PublicKey.Parse(dsa.ExportSubjectPublicKeyInfo()).Expect();
        var signature = dsa.SignData("message"u8.ToArray(), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

        Assert.That(key.Algorithm.Name, Is.EqualTo(name));
        Assert.That(key.Verify(WithSha256, "message"u8, signature));
        Assert.That(key.Verify(WithSha256, new MemoryStream("message"u8.ToArray()), signature));
        Assert.That(key.Verify(WithSha256, "massage"u8, signature), Is.False);
        Assert.That(key.Verify(WithSha1, "message"u8, signature), Is.False);
        Assert.That(key.Verify(SignatureAlgorithm.Parse("ecdsa-sha256").Expect(), "message"u8, signature), Is.False);
        Assert.That(key.Verify(WithSha256, "message"u8, [.. signature, 0]), Is.False, "an octet behind");
    }

    // RFC 3279 §2.3.2 leaves them out; RFC 5280 §6.1.4 (e) reads NULL alike.
    [Test]
    public void A_key_without_parameters_has_those_of_its_issuer([Values] bool asNull)
    {
        var whole = PublicKey.Parse(Long.ExportSubjectPublicKeyInfo()).Expect();
        var info = Info(w =>
        {
            if (asNull)
                w.WriteNull();
        }, Number(Long.ExportParameters(false).Y!));
        var signature = Long.SignData("message"u8.ToArray(), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

        Assert.That(Complaint(info), Is.EqualTo("Keys.dsa-parameters-inherited"));
        var inherited = PublicKey.Parse(info, whole).Expect();
        Assert.That(inherited.Verify(WithSha256, "message"u8, signature));
        Assert.That(inherited.Identity, Is.EqualTo(whole.Identity));
        Assert.That(Complaint(info, PublicKey.Parse(Short.ExportSubjectPublicKeyInfo()).Expect()), Is.EqualTo("Keys.dsa-numbers"), "another's parameters");
        using var ec = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());
        Assert.That(Complaint(info, ec.PublicKey), Is.EqualTo("Keys.dsa-parameters-inherited"));
    }

    /// <summary>What is changed of p, q, g and y, and whether the key is refused when it is read or found wrong when it is used.</summary>
    static IEnumerable<TestCaseData> WrongNumbers()
    {
        yield return Row("y is 1", "Keys.dsa-numbers", n => n with { Y = 1 });
        yield return Row("y is -1", "Keys.dsa-numbers", n => n with { Y = n.P - 1 });
        yield return Row("y is 0", "Keys.dsa-numbers", n => n with { Y = 0 });
        yield return Row("y is p", "Keys.dsa-numbers", n => n with { Y = n.P });
        yield return Row("g is 1", "Keys.dsa-numbers", n => n with { G = 1 });
        yield return Row("g is negative", "Keys.dsa-numbers", n => n with { G = -2 });
        yield return Row("q does not divide p - 1", "Keys.dsa-numbers", n => n with { Q = n.Q - 2 });
        yield return Row("p is negative", "Keys.dsa-lengths", n => n with { P = -n.P });
        yield return Row("p of no standard's length", "Keys.dsa-lengths", n => n with { P = n.P >> 1 });
        yield return Row("q of no standard's length", "Keys.dsa-lengths", n => n with { Q = n.Q >> 1 });
        yield return Row("y outside the subgroup", null, n => n with { Y = 2 });
        yield return Row("g outside the subgroup", null, n => n with { G = 2 });

        static TestCaseData Row(string what, string? complaint, Func<Numbers, Numbers> change) => new TestCaseData(change, complaint).SetArgDisplayNames(what);
    }

    sealed record Numbers(BigInteger P, BigInteger Q, BigInteger G, BigInteger Y);

    [TestCaseSource(nameof(WrongNumbers))]
    public void Numbers_that_do_not_belong_together_are_refused(object change, string? complaint)
    {
        var parameters = Short.ExportParameters(false);
        var numbers = ((Func<Numbers, Numbers>)change)(new(Number(parameters.P!), Number(parameters.Q!), Number(parameters.G!), Number(parameters.Y!)));
        var info = Info(w =>
        {
            using (w.PushSequence())
                foreach (var number in new[] { numbers.P, numbers.Q, numbers.G })
                    w.WriteInteger(number);
        }, numbers.Y);

        Assert.That(Complaint(info), Is.EqualTo(complaint));
        if (complaint is not null)
            return;
        var key = PublicKey.Parse(info).Expect();
        Assert.That(key.Defect?.Sentence.Key, Is.EqualTo("Keys.dsa-numbers"));
        Assert.That(key.Verify(WithSha1, "message"u8, Short.SignData("message"u8.ToArray(), HashAlgorithmName.SHA1, DSASignatureFormat.Rfc3279DerSequence)), Is.False);
    }

    [Test]
    public void No_mutation_of_a_key_throws()
    {
        var signature = Short.SignData("message"u8.ToArray(), HashAlgorithmName.SHA1, DSASignatureFormat.Rfc3279DerSequence);
        foreach (var (mutant, i) in Mutants.Of(Short.ExportSubjectPublicKeyInfo()).Select((m, i) => (m, i)))
            if (i % 7 == 0 && !PublicKey.Parse(mutant).Refused(out _, out var key))
                key.Verify(WithSha1, "message"u8, signature);
    }

    [Test]
    public void Nothing_signs_with_it_and_nobody_is_certified_for_it()
    {
        Assert.That(SignatureAlgorithm.All.Any(a => a.Family == KeyFamily.Dsa), Is.False);
        Assert.That(KeyAlgorithm.All.Any(a => a.Family == KeyFamily.Dsa), Is.False);
        Assert.That(KeyPolicy.Refuses(PublicKey.Parse(Long.ExportSubjectPublicKeyInfo()).Expect())?.Sentence.Key, Is.EqualTo("Keys.key-kind-not-certified"));
        Assert.That(SoftwareKey.Parse(Long.ExportPkcs8PrivateKey()).Refused(out _, out _));
    }

    static string? Complaint(byte[] info, PublicKey? issuer = null) => PublicKey.Parse(info, issuer).Refused(out var why, out _) ? why.Sentence.Key : null;

    static BigInteger Number(byte[] octets) => new(octets, isUnsigned: true, isBigEndian: true);

    static byte[] Info(Action<System.Formats.Asn1.AsnWriter> parameters, BigInteger y) => Der.Write(w =>
    {
        using (w.PushSequence())
        {
            using (w.PushSequence())
            {
                w.WriteObjectIdentifier(Dsa);
                parameters(w);
            }
            w.WriteBitString(Der.Write(inner => inner.WriteInteger(y)));
        }
    });
}
