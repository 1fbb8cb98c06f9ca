using System.Security.Cryptography;
using Ca.Core.Keys;

namespace Ca.Core.Tests.Keys;

public class RunningDigestTests
{
    static IEnumerable<DigestAlgorithm> Algorithms => DigestAlgorithm.All;

    [Test]
    public void Pieces_hash_as_the_whole([ValueSource(nameof(Algorithms))] DigestAlgorithm algorithm, [Values(0, 1, 64, 1000)] int length)
    {
        var message = RandomNumberGenerator.GetBytes(length);
        using var digest = algorithm.Begin();
        foreach (var piece in message.Chunk(7))
            digest.Append(piece);

        Assert.That(digest.Finish(), Is.EqualTo(algorithm.Compute(message)));
    }

    [Test]
    public void Two_messages_one_after_the_other_are_two([ValueSource(nameof(Algorithms))] DigestAlgorithm algorithm)
    {
        using var digest = algorithm.Begin();
        digest.Append("one"u8);
        var one = digest.Finish();
        digest.Append("two"u8);

        Assert.That(digest.Finish(), Is.EqualTo(algorithm.Compute("two"u8)).And.Not.EqualTo(one));
    }

    [Test]
    public void Nothing_comes_of_it_once_it_is_disposed([ValueSource(nameof(Algorithms))] DigestAlgorithm algorithm)
    {
        var digest = algorithm.Begin();
        digest.Dispose();

        Assert.That(() => digest.Append("more"u8), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(digest.Finish, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(digest.Dispose, Throws.Nothing);
    }
}
