using System.Numerics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Ca.Core.Gost;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;

namespace Ca.Core.Tests.Gost;

public class StreebogTests
{
    // "Се ветри, Стрибожи внуци, веютъ с моря стрелами на храбрыя плъкы Игоревы" in Windows-1251.
    const string Igor =
        "d1e520e2e5f2f0e82c20d1f2f0e8e1eee6e820e2edf3f6e82c20e2e5fef2fa20f120eceef0ff20f1f2f0e5ebe0ece820" +
        "ede020f5f0e0e1f0fbff20efebfaeafb20c8e3eef0e5e2fb";

    static readonly string Digits = Convert.ToHexStringLower("012345678901234567890123456789012345678901234567890123456789012"u8);

    static TestCaseData[] Examples() =>
    [
        new(Digits, "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500"),
        new(Digits, "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa" +
                    "00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48"),
        new(Igor, "9dd2fe4e90409e5da87f53976d7405b0c0cac628fc669a741d50063c557e8f50"),
        new(Igor, "1e88e62226bfca6f9994f1f2d51569e0daf8475a3b0fe61a5300eee46d961376" +
                  "035fe83549ada2b8620fcd7c496ce5b33f0cb9dddc2b6460143b03dabac9fb28"),
    ];

    // The service takes the fastest of these that the machine can run; all that it can run are tested.
    static readonly Dictionary<string, StreebogCompression> Compressions = new (string Name, bool IsSupported, StreebogCompression Compress)[]
    {
        ("tables", true, StreebogTables.Compress),
        ("nibbles", StreebogNibbles.IsSupported, StreebogNibbles.Compress),
        ("vectors", StreebogVectors.IsSupported, StreebogVectors.Compress),
    }.Where(way => way.IsSupported).ToDictionary(way => way.Name, way => way.Compress);

    static IEnumerable<string> Ways => Compressions.Keys;

    [Test]
    public void The_substitution_by_nibbles_is_that_of_RFC_6986()
    {
        var images = Enumerable.Range(0, 256).Select(octet =>
        {
            var (left, right) = (StreebogDecomposition.Alpha(octet) >> 4, StreebogDecomposition.Alpha(octet) & 15);
            left = right == 0 ? StreebogDecomposition.Nu0[left] : StreebogDecomposition.Nu1[Product(left, Power(right, 14))];
            right = StreebogDecomposition.Sigma[Product(right, StreebogDecomposition.Phi[left])];
            return (byte)StreebogDecomposition.Omega(left << 4 | right);
        });

        Assert.That(images, Is.EqualTo(StreebogStandard.Pi.ToArray()));
        Assert.That(StreebogDecomposition.Phi.ToArray(), Has.None.Zero);
        Assert.That(StreebogDecomposition.Powers.ToArray(), Is.EqualTo(Enumerable.Range(0, 15).Select(exponent => Power(2, exponent))));

        static int Power(int nibble, int exponent) => Enumerable.Repeat(nibble, exponent).Aggregate(1, Product);

        // Modulo X^4 + X^3 + 1.
        static int Product(int a, int b)
        {
            var product = 0;
            for (; b > 0; b >>= 1)
            {
                product ^= a * (b & 1);
                a = a << 1 ^ (a >> 3) * 0b11001;
            }
            return product;
        }
    }

    [TestCaseSource(nameof(Examples))]
    public void The_hashes_are_those_of_RFC_6986_10(string message, string expected)
    {
        var data = Convert.FromHexString(message);

        Assert.That(Convert.ToHexStringLower(Streebog.Hash(expected.Length / 2, data)), Is.EqualTo(expected));
        Assert.That(Convert.ToHexStringLower(Streebog.Hash(expected.Length / 2, new MemoryStream(data))), Is.EqualTo(expected));
        foreach (var way in Ways)
            Assert.That(Convert.ToHexStringLower(Hash(way, expected.Length / 2, data)), Is.EqualTo(expected), way);
    }

    [Test]
    public void Every_short_message_in_pieces_of_every_length_is_hashed_as_by_BouncyCastle([ValueSource(nameof(Ways))] string way, [Values(32, 64)] int octets)
    {
        var longest = RandomNumberGenerator.GetBytes(300);
        for (var length = 0; length <= longest.Length; length++)
        {
            var message = longest[..length];
            var expected = BouncyCastle(octets, message);
            for (var piece = 1; piece <= Math.Max(length, 1); piece++)
                if (!Hash(way, octets, message, piece).AsSpan().SequenceEqual(expected))
                    Assert.Fail($"{length} octets in pieces of {piece}");
        }
    }

    [Test]
    public void Where_a_message_is_cut_does_not_matter([ValueSource(nameof(Ways))] string way, [Values(32, 64)] int octets)
    {
        foreach (var length in new[] { 63, 64, 65, 127, 128, 129, 191, 192, 193 })
        {
            var message = RandomNumberGenerator.GetBytes(length);
            var expected = BouncyCastle(octets, message);
            for (var cut = 0; cut <= length; cut++)
            {
                using var streebog = new Streebog(octets, Compressions[way]);
                streebog.Append(message.AsSpan(0, cut));
                streebog.Append([]);
                streebog.Append(message.AsSpan(cut));
                if (!streebog.Finish().AsSpan().SequenceEqual(expected))
                    Assert.Fail($"{length} octets cut after {cut}");
            }
        }
    }

    [Test]
    public void Two_thousand_random_messages_are_hashed_as_by_BouncyCastle([ValueSource(nameof(Ways))] string way, [Values(32, 64)] int octets)
    {
        for (var i = 0; i < 2_000; i++)
        {
            var message = RandomNumberGenerator.GetBytes(RandomNumberGenerator.GetInt32(3_000));
            if (!Hash(way, octets, message).AsSpan().SequenceEqual(BouncyCastle(octets, message)))
                Assert.Fail(Convert.ToHexString(message));
        }
    }

    [Test]
    public void The_sum_of_blocks_carries_through_all_its_words([ValueSource(nameof(Ways))] string way, [Values(32, 64)] int octets)
    {
        byte[][] blocks =
        [
            Block(_ => 0xff), Block(_ => 0), Block(i => i == 0 ? 1 : 0), Block(i => i == 63 ? 0x80 : 0), Block(i => i < 32 ? 0xff : 0),
            Block(i => i % 8 == 7 ? 0x80 : 0), Block(i => i % 8 == 0 ? 1 : 0xff), Block(i => i / 8 % 2 == 0 ? 0xff : 0),
        ];
        foreach (var first in blocks)
            foreach (var second in blocks)
                foreach (var third in blocks)
                {
                    byte[] message = [.. first, .. second, .. third, .. first.AsSpan(1)];
                    Assert.That(Hash(way, octets, message), Is.EqualTo(BouncyCastle(octets, message)), () => Convert.ToHexString(message));
                }
    }

    [Test]
    public void Words_add_modulo_2_to_512()
    {
        // The count of bits passes a word only after 2^61 octets: too many to hash, so that the addition is asked itself.
        byte[][] numbers =
        [
            Block(_ => 0), Block(_ => 0xff), Block(i => i < 8 ? 0xff : 0), Block(i => i < 8 ? 0xff : 0xfe), Block(i => i is > 0 and < 56 ? 0xff : 0),
            .. Enumerable.Range(0, 100).Select(_ => RandomNumberGenerator.GetBytes(64)),
        ];
        foreach (var a in numbers)
        {
            foreach (var b in numbers)
                Assert.That(Sum(a, (ref StreebogWords words) => words.Add(StreebogWords.Read(b))), Is.EqualTo(Number(a) + Number(b) & Number(Block(_ => 0xff))));
            foreach (var bits in new ulong[] { 0, 1, 512, ulong.MaxValue })
                Assert.That(Sum(a, (ref StreebogWords words) => words.Add(bits)), Is.EqualTo(Number(a) + bits & Number(Block(_ => 0xff))));
        }
    }

    [Test]
    public void After_the_end_another_message_begins([Values(32, 64)] int octets, [Values(0, 1, 64, 100)] int length)
    {
        var message = RandomNumberGenerator.GetBytes(length);
        using var streebog = new Streebog(octets);
        streebog.Append("another"u8);
        streebog.Finish();
        streebog.Append(message);

        Assert.That(streebog.Finish(), Is.EqualTo(BouncyCastle(octets, message)));
    }

    [Test]
    public void What_was_hashed_is_erased([Values] bool finished)
    {
        var streebog = new Streebog(64);
        streebog.Append(RandomNumberGenerator.GetBytes(200));
        Assert.That(State(streebog), Has.Length.EqualTo(4 * 64 + 4).And.Some.Not.Zero);

        if (finished)
            streebog.Finish();
        else
            streebog.Dispose();
        // Of 64 octets the initial value is zero, too.
        Assert.That(State(streebog), Is.All.Zero);
    }

    [TestCase(0)]
    [TestCase(63)]
    [TestCase(512)]
    public void No_other_length_is_made(int octets) => Assert.That(() => new Streebog(octets), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Nothing_is_allocated_but_the_value([Values(32, 64)] int octets)
    {
        var message = RandomNumberGenerator.GetBytes(100_000);
        using var stream = new MemoryStream(message);
        var value = Allocated(() => new byte[octets]);

        Assert.That(Allocated(() => Streebog.Hash(octets, message)), Is.EqualTo(value));
        Assert.That(Allocated(() => { stream.Position = 0; return Streebog.Hash(octets, stream); }), Is.EqualTo(value));
    }

    static byte[] Hash(string way, int octets, ReadOnlySpan<byte> message, int piece = int.MaxValue)
    {
        using var streebog = new Streebog(octets, Compressions[way]);
        for (; message.Length > piece; message = message[piece..])
            streebog.Append(message[..piece]);
        streebog.Append(message);
        return streebog.Finish();
    }

    static byte[] BouncyCastle(int octets, byte[] message)
    {
        IDigest digest = octets == 32 ? new Gost3411_2012_256Digest() : new Gost3411_2012_512Digest();
        digest.BlockUpdate(message);
        var value = new byte[octets];
        digest.DoFinal(value);
        return value;
    }

    static byte[] Block(Func<int, int> octet) => [.. Enumerable.Range(0, 64).Select(i => (byte)octet(i))];

    static BigInteger Number(ReadOnlySpan<byte> octets) => new(octets, isUnsigned: true);

    delegate void Change(ref StreebogWords words);

    static BigInteger Sum(byte[] number, Change change)
    {
        var words = StreebogWords.Read(number);
        change(ref words);
        var sum = new byte[64];
        words.Write(sum);
        return Number(sum);
    }

    /// <summary>Every field that a message changes.</summary>
    static byte[] State(Streebog streebog) =>
    [
        .. typeof(Streebog).GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Where(f => !f.IsInitOnly).SelectMany(f => f.GetValue(streebog) switch
        {
            StreebogWords words => MemoryMarshal.AsBytes((ReadOnlySpan<ulong>)words).ToArray(),
            StreebogBlock block => ((ReadOnlySpan<byte>)block).ToArray(),
            var number => BitConverter.GetBytes((int)number!),
        }),
    ];

    static long Allocated(Func<byte[]> make)
    {
        make();
        var before = GC.GetAllocatedBytesForCurrentThread();
        make();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
