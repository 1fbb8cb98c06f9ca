using System.Numerics;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using Ca.Core.Gost;

namespace Ca.Core.Tests.Gost;

/// <summary>The arithmetic of limbs, beside the platform's BigInteger: at the edges, where carries run through, and at random.</summary>
public class FieldTests
{
    const int RandomNumbers = 40;

    internal static IEnumerable<string> Moduli(int octets) =>
        ParameterSet.All.Select(s => s.Curve.Numbers).Where(n => n.Octets == octets).SelectMany(n => new[] { n.P, n.Q }).Distinct();

    static IEnumerable<string> Moduli256() => Moduli(32);

    static IEnumerable<string> Moduli512() => Moduli(64);

    [Test]
    public void Limbs_of_256_bits_add_multiply_and_carry() => LimbsAgree<UInt256>();

    [Test]
    public void Limbs_of_512_bits_add_multiply_and_carry() => LimbsAgree<UInt512>();

    [TestCaseSource(nameof(Moduli256))]
    public void A_field_of_256_bits_is_that_of_BigInteger(string modulus) => FieldsAgree<UInt256>(modulus);

    [TestCaseSource(nameof(Moduli512))]
    public void A_field_of_512_bits_is_that_of_BigInteger(string modulus) => FieldsAgree<UInt512>(modulus);

    static void LimbsAgree<T>() where T : unmanaged, ILimbs<T>
    {
        var radix = BigInteger.One << T.Bits;
        var numbers = Edges(T.Bits, radix - 1).ToList();
        foreach (var a in numbers)
            foreach (var b in numbers)
            {
                var (x, y, factor) = (Of<T>(a), Of<T>(b), (ulong)(b & ulong.MaxValue));
                Same(T.Add(x, y, out var sum) * radix + To(sum), a + b);
                Same(To(Difference(x, y, out var borrow)) - borrow * radix, a - b);
                Same(T.Add(x, factor, out sum) * radix + To(sum), a + factor);
                Same(T.MultiplyAdd(x, factor, y, out sum) * radix + To(sum), a * factor + b);
                Same(To(Remainder(x, factor, y, out borrow)) - borrow * radix, b - a * factor);
                T.Multiply(x, y, out var low, out var high);
                Same(To(high) * radix + To(low), a * b);
                T.MultiplyLow(x, y, out low);
                Same(To(low), a * b % radix);
                T.Square(x, out low, out high);
                Same(To(high) * radix + To(low), a * a);
                T.Select(ulong.MaxValue, x, y, out var chosen);
                Same(To(chosen), a);
                T.Select(0, x, y, out chosen);
                Same(To(chosen), b);
                Assert.That(Limbs.Less(x, y), Is.EqualTo(a < b));
                Assert.That(Limbs.Equal(x, y), Is.EqualTo(a == b));
                // A result that takes an operand's place.
                T.Multiply(x, y, out x, out y);
                Same(To(y) * radix + To(x), a * b);
            }
    }

    static void FieldsAgree<T>(string hex) where T : unmanaged, ILimbs<T>
    {
        var modulus = To(Limbs.Parse<T>(hex));
        T.Subtract(default, Limbs.Parse<T>(hex), out var below);
        T.Add(Limbs.Parse<T>(hex), Limbs.Parse<T>(hex), out var above);
        FieldAgrees<T, Montgomery<T>>(hex, modulus);
        if (Limbs.BitLength(below) <= 32)
            FieldAgrees<T, BelowPowerOfTwo<T>>(hex, modulus);
        if (Limbs.BitLength(above) <= 31)
            FieldAgrees<T, AbovePowerOfTwo<T>>(hex, modulus);
    }

    static void FieldAgrees<T, TReduction>(string hex, BigInteger modulus) where T : unmanaged, ILimbs<T> where TReduction : struct, IReduction<T, TReduction>
    {
        var field = new Field<T, TReduction>(Limbs.Parse<T>(hex));
        var numbers = Edges(T.Bits, modulus - 1).ToList();
        foreach (var a in numbers)
        {
            var x = field.Element(Of<T>(a));
            Same(Number(x), a);
            field.Square(x, out var result);
            Same(Number(result), a * a % modulus);
            result = x;
            field.NegateWhere(default, ref result);
            Same(Number(result), a);
            field.NegateWhere(Vector256<long>.AllBitsSet, ref result);
            Same(Number(result), (modulus - a) % modulus);
            field.Invert(x, out result);
            Same(Number(result), BigInteger.ModPow(a, modulus - 2, modulus));
            foreach (var b in numbers)
            {
                var y = field.Element(Of<T>(b));
                field.Multiply(x, y, out result);
                Same(Number(result), a * b % modulus);
                field.Add(x, y, out result);
                Same(Number(result), (a + b) % modulus);
                field.Subtract(x, y, out result);
                Same(Number(result), (a - b + modulus) % modulus);
                result = x;
                field.Multiply(result, result, out result);
                Same(Number(result), a * a % modulus);
                field.Enter(Of<T>(a), Of<T>(b), out result);
                Same(Number(result), (a + (b << T.Bits)) % modulus);
            }
        }

        BigInteger Number(in T element)
        {
            field.Number(element, out var number);
            return To(number);
        }
    }

    /// <summary>Zero, one, all ones, single limbs of ones, the powers of two at the limbs' borders, all of these from the other end, and random numbers.</summary>
    internal static IEnumerable<BigInteger> Edges(int bits, BigInteger greatest)
    {
        var edges = new List<BigInteger> { 0, 1, 2, greatest / 2, greatest / 2 + 1 };
        for (var bit = 64; bit <= bits; bit += 64)
            edges.AddRange([(BigInteger.One << bit) - 1, BigInteger.One << bit, (BigInteger.One << bit) - (BigInteger.One << (bit - 64))]);
        for (var i = 0; i < RandomNumbers; i++)
            edges.Add(new BigInteger(RandomNumberGenerator.GetBytes(bits / 8), isUnsigned: true));
        return edges.SelectMany(e => new[] { e, greatest - e }).Where(e => e >= 0 && e <= greatest).Distinct();
    }

    static T Difference<T>(in T a, in T b, out ulong borrow) where T : unmanaged, ILimbs<T>
    {
        borrow = T.Subtract(a, b, out var difference);
        return difference;
    }

    static T Remainder<T>(in T a, ulong factor, in T minuend, out ulong borrow) where T : unmanaged, ILimbs<T>
    {
        borrow = T.MultiplySubtract(a, factor, minuend, out var difference);
        return difference;
    }

    internal static void Same(BigInteger ours, BigInteger expected)
    {
        if (ours != expected)
            Assert.That(ours, Is.EqualTo(expected));
    }

    internal static T Of<T>(BigInteger number) where T : unmanaged, ILimbs<T>
    {
        var octets = new byte[T.Bits / 8];
        number.TryWriteBytes(octets, out _, isUnsigned: true);
        Limbs.ReadLittleEndian(octets, out T limbs);
        return limbs;
    }

    internal static BigInteger To<T>(T number) where T : unmanaged, ILimbs<T>
    {
        var octets = new byte[T.Bits / 8];
        Limbs.WriteLittleEndian(number, octets);
        return new BigInteger(octets, isUnsigned: true);
    }
}
