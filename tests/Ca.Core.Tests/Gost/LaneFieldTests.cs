using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using Ca.Core.Gost;
using static Ca.Core.Tests.Gost.FieldTests;

namespace Ca.Core.Tests.Gost;

/// <summary>The arithmetic of four elements side by side, beside the platform's BigInteger: at the edges of elements and of limbs, and at random.</summary>
public class LaneFieldTests
{
    [OneTimeSetUp]
    public void NeedsAvx2()
    {
        if (!Avx2.IsSupported)
            Assert.Ignore("This processor has no AVX2, and the curves do without.");
    }

    [Test]
    public void Fields_of_256_bits_in_lanes_are_those_of_BigInteger([ValueSource(nameof(Primes256))] string prime) => Agree<UInt256, Lanes256>(prime);

    [Test]
    public void Fields_of_512_bits_in_lanes_are_those_of_BigInteger([ValueSource(nameof(Primes512))] string prime) => Agree<UInt512, Lanes512>(prime);

    static IEnumerable<string> Primes256() => Primes(32);

    static IEnumerable<string> Primes512() => Primes(64);

    static IEnumerable<string> Primes(int octets) =>
        ParameterSet.All.Select(s => s.Curve.Numbers).Where(n => n.Octets == octets).Select(n => n.P).Distinct();

    static void Agree<T, TLanes>(string prime) where T : unmanaged, ILimbs<T> where TLanes : unmanaged, ILanes<TLanes>
    {
        T.Subtract(default, Limbs.Parse<T>(prime), out var below);
        T.Add(Limbs.Parse<T>(prime), Limbs.Parse<T>(prime), out var above);
        Agree<T, TLanes, MontgomeryLanes<TLanes>>(prime);
        if (Limbs.BitLength(below) <= 32 || Limbs.BitLength(above) <= 31)
            Agree<T, TLanes, FoldingLanes<TLanes>>(prime);
    }

    static void Agree<T, TLanes, TLaneReduction>(string prime)
        where T : unmanaged, ILimbs<T> where TLanes : unmanaged, ILanes<TLanes> where TLaneReduction : struct, ILaneReduction<TLanes, TLaneReduction>
    {
        var single = new Field<T, Montgomery<T>>(Limbs.Parse<T>(prime));
        var field = new LaneField<T, Montgomery<T>, TLanes, TLaneReduction>(single);
        var p = To(single.Modulus);
        var numbers = Edges(T.Bits, p - 1).ToArray();

        for (var i = 0; i < numbers.Length; i += 3)
            for (var j = 0; j < numbers.Length; j += 4)
            {
                BigInteger[] a = [numbers[i], numbers[(i + 1) % numbers.Length], numbers[(i + 2) % numbers.Length], numbers[(i + 3) % numbers.Length]];
                BigInteger[] b = [.. Enumerable.Range(0, 4).Select(k => numbers[(j + k) % numbers.Length])];
                var (x, y) = (Enter(a), Enter(b));
                field.Multiply(x, y, out var result);
                Same((l, r) => l * r);
                field.Square(x, out result);
                Same((l, _) => l * l);
                field.Add(x, y, out result);
                Same((l, r) => l + r);
                field.Carry(ref result);
                Same((l, r) => l + r);
                field.Subtract(x, y, out result);
                Same((l, r) => l - r);
                field.NegateWhere(Vector256.Create(0, -1L, 0, -1L), ref result);
                Assert.That(Leave(result), Is.EqualTo(new[] { a[0] - b[0], b[1] - a[1], a[2] - b[2], b[3] - a[3] }.Select(Mod)));
                field.Carry(ref result);
                Assert.That(Leave(result), Is.EqualTo(new[] { a[0] - b[0], b[1] - a[1], a[2] - b[2], b[3] - a[3] }.Select(Mod)));
                // The result in the place of an operand.
                result = x;
                field.Multiply(result, result, out result);
                Same((l, _) => l * l);

                void Same(Func<BigInteger, BigInteger, BigInteger> expected)
                {
                    var ours = Leave(result);
                    for (var lane = 0; lane < 4; lane++)
                        if (ours[lane] != Mod(expected(a[lane], b[lane])))
                            Assert.That(ours, Is.EqualTo(a.Zip(b, expected).Select(Mod)));
                }
            }

        BigInteger[] units = [p - 1, 2, 3, 1];
        field.Invert(Enter(units), out var inverse);
        Assert.That(Leave(inverse), Is.EqualTo(units.Select(u => BigInteger.ModPow(u, p - 2, p))));
        var one = field.One;
        Assert.That(Leave(one), Is.All.EqualTo(BigInteger.One));

        Span<Vector256<int>> words = stackalloc Vector256<int>[LaneField<T, Montgomery<T>, TLanes, TLaneReduction>.Words];
        LaneField<T, Montgomery<T>, TLanes, TLaneReduction>.Store(inverse, words);
        LaneField<T, Montgomery<T>, TLanes, TLaneReduction>.Load(words, out var loaded);
        Assert.That(Leave(loaded), Is.EqualTo(Leave(inverse)));

        Extremes();

        // The largest limbs, of both signs, that the products' bound allows, whose products are of the value that the limbs have.
        void Extremes()
        {
            // What a product stands for beside the numbers' own product: in Montgomery's form R is divided by.
            var radix = BigInteger.ModPow(Value(one), p - 2, p);
            foreach (var (first, second) in new[] { (5L, 5L), (15, 1), (1, 15), (12, 2), (3, 8) })
                foreach (var (signA, signB) in new[] { (1, 1), (1, -1), (-1, 1), (-1, -1), (0, 1), (1, 0), (0, 0) })
                {
                    var (a, b) = (Filled(first, signA), Filled(second, signB));
                    field.Multiply(a, b, out var product);
                    Assert.That(Mod(Value(product)), Is.EqualTo(Mod(Value(a) * Value(b) * radix)), $"{first} {signA} by {second} {signB}");
                    OneUnit(product);
                    a = Filled(IField<T>.GreatestSum, signA);
                    var before = Value(a);
                    field.Carry(ref a);
                    Assert.That(Mod(Value(a)), Is.EqualTo(Mod(before)));
                    OneUnit(a);
                }
        }

        // Units are a little more than 26 bits: what is carried into the second limb last stays there.
        void OneUnit(TLanes element)
        {
            foreach (var limb in Lanes.Limbs(ref element))
                for (var lane = 0; lane < 4; lane++)
                    Assert.That(Math.Abs(limb[lane]), Is.LessThan((1L << Ten.LimbBits) + (1 << 16)));
        }

        // All limbs as large as they may be, with one sign, or with signs by chance.
        TLanes Filled(long times, int sign)
        {
            TLanes filled = default;
            foreach (ref var limb in Lanes.Limbs(ref filled))
                limb = Vector256.Create(Sign(), Sign(), Sign(), Sign()) * Vector256.Create(times * ((1L << Ten.LimbBits) + (1 << 14)));
            // In Montgomery's form an element is below 2p, and so the highest limb no more than that of 2p for a unit.
            if (typeof(TLaneReduction) == typeof(MontgomeryLanes<TLanes>))
                foreach (ref var limb in Lanes.Limbs(ref filled)[^1..])
                    limb = Vector256.Create(Sign(), Sign(), Sign(), Sign()) * Vector256.Create(times * (long)(2 * p >> (Ten.LimbBits * (Lanes.Limbs(ref filled).Length - 1))));
            return filled;

            long Sign() => sign != 0 ? sign : RandomNumberGenerator.GetInt32(2) * 2 - 1;
        }

        BigInteger Value(TLanes lanes)
        {
            BigInteger value = 0;
            var limbs = Lanes.Limbs(ref lanes);
            for (var i = limbs.Length - 1; i >= 0; i--)
                value = (value << Ten.LimbBits) + limbs[i][0];
            return value;
        }

        BigInteger Mod(BigInteger number) => ((number % p) + p) % p;

        TLanes Enter(BigInteger[] lanes)
        {
            field.Enter([.. lanes.Select(n => single.Element(Of<T>(n)))], out var entered);
            return entered;
        }

        BigInteger[] Leave(TLanes lanes)
        {
            var left = new BigInteger[4];
            for (var lane = 0; lane < 4; lane++)
            {
                field.Rotate(lanes, lane, out var rotated);
                field.Leave(rotated, out var element);
                single.Number(element, out var number);
                left[lane] = To(number);
            }
            return left;
        }
    }
}
