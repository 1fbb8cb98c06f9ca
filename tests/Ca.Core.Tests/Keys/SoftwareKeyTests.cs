using Ca.Core.Keys;

namespace Ca.Core.Tests.Keys;

public class SoftwareKeyTests
{
    static readonly byte[] Message = "to be signed"u8.ToArray();

    /// <summary>Every algorithm with a kind of key that it works with; RSA of one length, since generating takes long.</summary>
    static IEnumerable<TestCaseData> KindsAndAlgorithms() =>
        from kind in KeyAlgorithm.All
        where kind.Family != KeyFamily.Rsa || kind.Bits == 2048
        from algorithm in SignatureAlgorithm.All
        where algorithm.Family == kind.Family
        select new TestCaseData(kind, algorithm);

    [TestCaseSource(nameof(KindsAndAlgorithms))]
    public void A_key_signs_what_its_public_half_verifies_and_nothing_else(KeyAlgorithm kind, SignatureAlgorithm algorithm)
    {
        using var key = SoftwareKey.Generate(kind, algorithm);
        var signature = key.Sign(Message);

        Assert.That(key.PublicKey.Algorithm, Is.EqualTo(kind));
        Assert.That(key.PublicKey.Verify(algorithm, Message, signature));
        Assert.That(key.PublicKey.Verify(algorithm, new MemoryStream(Message), key.Sign(new MemoryStream(Message))));
        Assert.That(key.PublicKey.Verify(algorithm, "to be Signed"u8, signature), Is.False);
        foreach (var other in SignatureAlgorithm.All.Where(a => a != algorithm))
            Assert.That(key.PublicKey.Verify(other, Message, signature), Is.False, other.Name);
    }

    [TestCaseSource(nameof(KindsAndAlgorithms))]
    public void A_signature_with_a_changed_lost_or_added_octet_is_refused(KeyAlgorithm kind, SignatureAlgorithm algorithm)
    {
        using var key = SoftwareKey.Generate(kind, algorithm);
        var signature = key.Sign(Message);

        for (var i = 0; i < signature.Length; i += 7)
        {
            byte[] changed = [.. signature];
            changed[i] ^= 1;
            Assert.That(key.PublicKey.Verify(algorithm, Message, changed), Is.False, $"octet {i}");
        }
        Assert.That(key.PublicKey.Verify(algorithm, Message, [.. signature, 0]), Is.False);
        Assert.That(key.PublicKey.Verify(algorithm, Message, [0, .. signature]), Is.False);
        Assert.That(key.PublicKey.Verify(algorithm, Message, signature.AsSpan(1)), Is.False);
        Assert.That(key.PublicKey.Verify(algorithm, Message, signature.AsSpan(0, signature.Length - 1)), Is.False);
        Assert.That(key.PublicKey.Verify(algorithm, Message, []), Is.False);
        Assert.That(key.PublicKey.Verify(algorithm, Message, new byte[signature.Length]), Is.False);
    }

    [TestCaseSource(nameof(KindsAndAlgorithms))]
    public void Both_halves_are_read_as_they_are_written(KeyAlgorithm kind, SignatureAlgorithm algorithm)
    {
        using var key = SoftwareKey.Generate(kind, algorithm);
        var publicKey = PublicKey.Parse(key.PublicKey.SubjectPublicKeyInfo).Expect();
        using var privateKey = SoftwareKey.Parse(key.ExportPrivateKeyInfo(), algorithm).Expect();

        Assert.That(publicKey.SubjectPublicKeyInfo.ToArray(), Is.EqualTo(key.PublicKey.SubjectPublicKeyInfo.ToArray()));
        Assert.That(publicKey.Identity, Is.EqualTo(key.PublicKey.Identity));
        Assert.That(privateKey.PublicKey.Identity, Is.EqualTo(key.PublicKey.Identity));
        Assert.That(publicKey.Verify(algorithm, Message, privateKey.Sign(Message)));
    }

    [TestCaseSource(nameof(KindsAndAlgorithms))]
    public void A_throwaway_is_another_key_of_the_same_kind(KeyAlgorithm kind, SignatureAlgorithm algorithm)
    {
        using var key = SoftwareKey.Generate(kind, algorithm);
        using var throwaway = key.Throwaway();

        Assert.That(throwaway.Algorithm, Is.EqualTo(algorithm));
        Assert.That(throwaway.PublicKey.Algorithm, Is.EqualTo(kind));
        Assert.That(throwaway.PublicKey.Identity, Is.Not.EqualTo(key.PublicKey.Identity));
    }

    [TestCaseSource(nameof(KindsAndAlgorithms))]
    public void A_key_serves_many_threads_at_once(KeyAlgorithm kind, SignatureAlgorithm algorithm)
    {
        using var key = SoftwareKey.Generate(kind, algorithm);

        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            byte[] message = [.. Message, (byte)i];
            Assert.That(key.PublicKey.Verify(algorithm, message, key.Sign(message)));
        });
    }

    [TestCaseSource(nameof(KindsAndAlgorithms))]
    public void A_key_that_was_disposed_of_signs_no_more(KeyAlgorithm kind, SignatureAlgorithm algorithm)
    {
        var key = SoftwareKey.Generate(kind, algorithm);
        key.Dispose();

        Assert.Throws<ObjectDisposedException>(() => key.Sign(Message));
        Assert.Throws<ObjectDisposedException>(() => key.ExportPrivateKeyInfo());
    }
}
