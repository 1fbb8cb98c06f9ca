using System.Numerics;
using System.Security.Cryptography;
using Ca.Core.Keys;

namespace Ca.Core.Tests.Keys;

public class WeakRsaTests
{
    static readonly BigInteger Sound = Modulus(RSA.Create(2048));

    [Test]
    public void A_sound_modulus_shows_no_sign()
    {
        Assert.Multiple(() =>
        {
            Assert.That(WeakRsa.HasSmallFactor(Sound), Is.False);
            Assert.That(WeakRsa.HasClosePrimes(Sound), Is.False);
            Assert.That(WeakRsa.IsRoca(Sound), Is.False);
        });
    }

    [TestCase(2)]
    [TestCase(3)]
    [TestCase(751)]
    public void A_factor_below_752_is_found(int factor) => Assert.That(WeakRsa.HasSmallFactor(Sound * factor), Is.True);

    [Test]
    public void A_factor_of_757_is_not_small() => Assert.That(WeakRsa.HasSmallFactor(Sound * 757), Is.False);

    [Test]
    public void Primes_that_follow_each_other_are_close()
    {
        var first = NextPrime(RandomOfBits(512));
        Assert.That(WeakRsa.HasClosePrimes(first * NextPrime(first + 2)), Is.True);
    }

    [TestCase(10, true)]
    [TestCase(200, false)]
    public void Fermats_method_is_followed_for_a_hundred_rounds(int rounds, bool close)
    {
        // With mean a and half distance d the method needs about d²/2a rounds; the factors need not be prime for it.
        var mean = RandomOfBits(512);
        var half = Root(2 * mean * rounds);
        Assert.That(WeakRsa.HasClosePrimes((mean - half) * (mean + half)), Is.EqualTo(close));
    }

    [Test]
    public void A_square_is_the_closest_of_all()
    {
        var prime = RandomOfBits(1024) | 1;
        Assert.That(WeakRsa.HasClosePrimes(prime * prime), Is.True);
    }

    [Test]
    public void A_modulus_of_Infineons_form_is_marked()
    {
        // p = k·M + (65537^a mod M), with M the product of the first 39 primes, as for keys of 512 to 960 bits.
        var m = Enumerable.Range(2, 166).Where(n => Enumerable.Range(2, n - 2).All(d => n % d != 0)).Aggregate(BigInteger.One, (a, p) => a * p);
        BigInteger Prime() => RandomOfBits(40) * m + BigInteger.ModPow(65537, RandomOfBits(60), m);
        Assert.That(WeakRsa.IsRoca(Prime() * Prime()), Is.True);
    }

    [Test]
    public void A_modulus_that_is_a_power_of_65537_modulo_each_prime_but_not_modulo_all_is_sound()
    {
        // By the Chinese remainder theorem, with an exponent of its own for each prime: one in 2^27 sound keys is like it.
        var (number, product) = (BigInteger.Zero, BigInteger.One);
        var exponent = 0;
        foreach (var prime in Enumerable.Range(3, 165).Where(n => Enumerable.Range(2, n - 2).All(d => n % d != 0)))
        {
            var wanted = BigInteger.ModPow(65537, exponent++, prime);
            while (number % prime != wanted)
                number += product;
            product *= prime;
        }
        Assert.That(WeakRsa.IsRoca(number), Is.False);
    }

    static BigInteger Modulus(RSA key)
    {
        using (key)
            return new BigInteger(key.ExportParameters(false).Modulus, isUnsigned: true, isBigEndian: true);
    }

    static BigInteger RandomOfBits(int bits) =>
        new BigInteger(RandomNumberGenerator.GetBytes(bits / 8), isUnsigned: true) | BigInteger.One << bits - 1;

    static BigInteger NextPrime(BigInteger from)
    {
        var candidate = from | 1;
        while (!BigInteger.ModPow(2, candidate - 1, candidate).IsOne)
            candidate += 2;
        return candidate;
    }

    static BigInteger Root(BigInteger number)
    {
        var root = BigInteger.One << (int)(number.GetBitLength() / 2 + 1);
        while ((root + number / root) / 2 is var next && next < root)
            root = next;
        return root;
    }
}
