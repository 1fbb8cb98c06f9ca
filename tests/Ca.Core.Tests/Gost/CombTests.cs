using System.Runtime.Intrinsics.X86;
using Ca.Core.Gost;
using Ca.Tests;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;

namespace Ca.Core.Tests.Gost;

/// <summary>Both ways of adding points, whichever this processor would take, beside BouncyCastle.</summary>
public class CombTests
{
    [Test]
    public void Multiples_are_right_one_by_one_and_in_lanes([ValueSource(nameof(Curves))] string set, [Values] bool inLanes)
    {
        var curve = Curve(set, inLanes);
        var reference = new BouncyCastleCurve(curve);
        var (one, q) = (BigInteger.One, reference.Q);
        List<BigInteger> numbers = [one, BigInteger.Two, BigInteger.Three, q.Subtract(one), q.Subtract(BigInteger.Two), q.ShiftRight(1)];
        // Where a digit, a column, a limb begins and ends.
        for (var bit = 4; bit < 8 * curve.Octets; bit += 4)
            numbers.AddRange([one.ShiftLeft(bit), one.ShiftLeft(bit).Subtract(one), q.Subtract(one.ShiftLeft(bit))]);
        for (var i = 0; i < 20; i++)
            numbers.Add(new BigInteger(8 * curve.Octets, new SecureRandom()).Mod(q));

        foreach (var k in numbers.Where(k => k.SignValue > 0 && k.CompareTo(q) < 0))
        {
            var coordinates = new byte[2 * curve.Octets];
            curve.BasePointTimes(reference.LittleEndian(k)).Write(coordinates);
            if (!coordinates.SequenceEqual(reference.Coordinates(reference.BasePoint.Multiply(k))))
                Assert.Fail($"{k}");
        }
    }

    [Test]
    public void Signatures_of_either_way_verify_the_other_way([ValueSource(nameof(Curves))] string set, [Values] bool inLanes)
    {
        var (signing, verifying) = (Curve(set, inLanes), Curve(set, !inLanes && Avx2.IsSupported));
        for (var i = 0; i < 10; i++)
        {
            var d = SignatureKey.Generate(signing);
            var coordinates = new byte[2 * signing.Octets];
            signing.BasePointTimes(d).Write(coordinates);
            var point = verifying.Point(coordinates)!;
            Assert.That(point.IsOfOrderQ());

            for (var use = 0; use < 3; use++)
            {
                var digest = SignatureKey.Generate(signing);
                var signature = SignatureKey.Sign(signing, d, digest);
                Assert.That(point.Verifies(digest, signature));
                signature[^1] ^= 1;
                Assert.That(point.Verifies(digest, signature), Is.False);
            }
        }
    }

    static IEnumerable<string> Curves() => ParameterSet.All.DistinctBy(s => s.Curve).Select(s => s.Oid);

    static Curve Curve(string set, bool inLanes)
    {
        if (inLanes && !Avx2.IsSupported)
            Assert.Ignore("This processor has no AVX2, and the curves do without.");
        return Ca.Core.Gost.Curve.Of(ParameterSet.Of(set).Curve.Numbers, inLanes);
    }
}
