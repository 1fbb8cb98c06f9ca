using System.Security.Cryptography;
using Ca.Core.Asn1;
using Ca.Core.Gost;
using Ca.Tests;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;
using ECPoint = Org.BouncyCastle.Math.EC.ECPoint;

namespace Ca.Core.Tests.Gost;

public class SignatureTests
{
    static TestCaseData[] Examples() =>
    [
        new TestCaseData(Oids.GostCryptoProTest,
            "7A929ADE789BB9BE10ED359DD39A72C11B60961F49397EEE1D19CE9891EC3B28",
            "2DFBC1B372D89A1188C09C52E0EEC61FCE52032AB1022E8E67ECE6672B043EE5",
            "77105C9B20BCD3122823C8CF6FCC7B956DE33814E95B7FE64FED924594DCEAB3",
            "7F2B49E270DB6D90D8595BEC458B50C58585BA1D4E9B788F6689DBD8E56FD80B",
            "26F1B489D6701DD185C8413A977B3CBBAF64D1C593D26627DFFB101A87FF77DA",
            "41AA28D2F1AB148280CD9ED56FEDA41974053554A42767B83AD043FD39DC0493",
            "01456C64BA4642A1653C235A98A60249BCD6D3F746B631DF928014F6C5BF9C40").SetArgDisplayNames("RFC 7091 §7.1"),
        new TestCaseData(Oids.Gost512Test,
            "0BA6048AADAE241BA40936D47756D7C93091A0E8514669700EE7508E508B102072E8123B2200A0563322DAD2827E2714A2636B7BFD18AADFC62967821FA18DD4",
            "3754F3CFACC9E0615C4F4A7C4D8DAB531B09B6F9C170C533A71D147035B0C5917184EE536593F4414339976C647C5D5A407ADEDB1D560C4FC6777D2972075B8C",
            "0359E7F4B1410FEACC570456C6801496946312120B39D019D455986E364F365886748ED7A44B3E794434006011842286212273A6D14CF70EA3AF71BB1AE679F1",
            "115DC5BC96760C7B48598D8AB9E740D4C4A85A65BE33C1815B5C320C854621DD5A515856D13314AF69BC5B924C8B4DDFF75C45415C1D9DD9DD33612CD530EFE1",
            "37C7C90CD40B0F5621DC3AC1B751CFA0E2634FA0503B3D52639F5D7FB72AFD61EA199441D943FFE7F0C70A2759A3CDB84C114E1F9339FDF27F35ECA93677BEEC",
            "2F86FA60A081091A23DD795E1E3C689EE512A3C82EE0DCC2643C78EEA8FCACD35492558486B20F1C9EC197C90699850260C93BCBCD9C5C3317E19344E173AE36",
            "1081B394696FFE8E6585E7A9362D26B6325F56778AADBC081C0BFBE933D52FF5823CE288E8C4F362526080DF7F70CE406A6EEB1F56919CB92A9853BDE73E5B4A")
            .SetArgDisplayNames("RFC 7091 §7.2"),
    ];

    [TestCaseSource(nameof(Examples))]
    public void The_worked_examples_of_RFC_7091_come_out(string set, string d, string e, string k, string x, string y, string r, string s)
    {
        var parameterSet = ParameterSet.Of(set);
        var digest = Reversed(e);

        var signature = new byte[digest.Length * 2];
        Assert.That(parameterSet.Curve.TrySign(Reversed(d), digest, Reversed(k), signature));
        Assert.That(Convert.ToHexString(signature), Is.EqualTo(s + r));

        var key = VerificationKey.Read(parameterSet, [.. Reversed(x), .. Reversed(y)]).Expect();
        Assert.That(key.Verifies(digest, signature));
        Assert.That(SignatureKey.VerificationKey(parameterSet, Reversed(d)).Encode(), Is.EqualTo(key.Encode()));
    }

    [Test]
    public void A_parameter_set_is_a_group_of_prime_order([ValueSource(nameof(Curves))] string set)
    {
        var curve = new BouncyCastleCurve(ParameterSet.Of(set).Curve);

        Assert.That(curve.P.IsProbablePrime(80) && curve.Q.IsProbablePrime(80));
        Assert.That(curve.BasePoint.IsValid());
        Assert.That(ECAlgorithms.ReferenceMultiply(curve.BasePoint, curve.Q).IsInfinity);
        // Hasse: the number of points is near p, so that the cofactor is the number of points divided by q.
        Assert.That(curve.Q.Multiply(BigInteger.ValueOf(curve.Cofactor)).Subtract(curve.P).Abs().BitLength, Is.LessThanOrEqualTo(curve.P.BitLength / 2 + 1));
    }

    [Test]
    public void A_signature_with_a_number_out_of_range_is_refused([ValueSource(nameof(Sets))] string set)
    {
        var curve = ParameterSet.Of(set).Curve;
        var d = SignatureKey.Generate(curve);
        var key = SignatureKey.VerificationKey(ParameterSet.Of(set), d);
        var digest = Streebog.Hash(curve.Octets, "message"u8);
        var signature = SignatureKey.Sign(curve, d, digest);
        var reference = new BouncyCastleCurve(curve);
        var (s, r) = (new BigInteger(1, signature[..curve.Octets]), new BigInteger(1, signature[curve.Octets..]));
        var limit = BigInteger.One.ShiftLeft(8 * curve.Octets);

        Assert.That(key.Verifies(digest, signature));
        foreach (var number in new[] { BigInteger.Zero, reference.Q, r.Add(reference.Q), s.Add(reference.Q), limit.Subtract(BigInteger.One) })
        {
            if (number.CompareTo(limit) >= 0)
                continue;
            Assert.That(key.Verifies(digest, (byte[])[.. reference.BigEndian(s), .. reference.BigEndian(number)]), Is.False, $"r = {number}");
            Assert.That(key.Verifies(digest, (byte[])[.. reference.BigEndian(number), .. reference.BigEndian(r)]), Is.False, $"s = {number}");
        }
        Assert.That(key.Verifies(digest.AsSpan(1), signature), Is.False);
        Assert.That(key.Verifies(digest, [.. signature, 0]), Is.False);
        Assert.That(key.Verifies(digest, signature.AsSpan(1)), Is.False);
        Assert.That(key.Verifies(digest, []), Is.False);
    }

    [Test]
    public void A_hash_of_zero_counts_as_one([ValueSource(nameof(Sets))] string set)
    {
        var curve = ParameterSet.Of(set).Curve;
        var d = SignatureKey.Generate(curve);
        var key = SignatureKey.VerificationKey(ParameterSet.Of(set), d);

        Assert.That(key.Verifies(new byte[curve.Octets], SignatureKey.Sign(curve, d, new byte[curve.Octets])));
        byte[] one = [1, .. new byte[curve.Octets - 1]];
        Assert.That(key.Verifies(one, SignatureKey.Sign(curve, d, new byte[curve.Octets])));
    }

    [Test]
    public void A_point_whose_x_is_above_q_counts_as_its_residue([ValueSource(nameof(Curves))] string set)
    {
        var parameterSet = ParameterSet.Of(set);
        var curve = new BouncyCastleCurve(parameterSet.Curve);
        if (curve.Q.CompareTo(curve.P) > 0)
            Assert.Pass("q is above p.");
        // The least multiple of the point that is wanted, and from it a public key under which the sum of the two multiples is this point.
        var x = curve.Q;
        ECPoint? c = null;
        while (c is null || curve.Cofactor != 1 && !ECAlgorithms.ReferenceMultiply(c, curve.Q).IsInfinity)
            c = curve.PointAt(x = x.Add(BigInteger.One));
        var (e, s, r) = (BigInteger.ValueOf(7), BigInteger.ValueOf(11), x.Subtract(curve.Q));
        var v = e.ModInverse(curve.Q);
        var (z1, z2) = (s.Multiply(v).Mod(curve.Q), curve.Q.Subtract(r).Multiply(v).Mod(curve.Q));
        var key = c.Subtract(curve.BasePoint.Multiply(z1)).Multiply(z2.ModInverse(curve.Q));

        var ours = VerificationKey.Read(parameterSet, curve.Coordinates(key)).Expect();
        Assert.That(ours.Verifies(curve.LittleEndian(e), [.. curve.BigEndian(s), .. curve.BigEndian(r)]));
        Assert.That(ours.Verifies(curve.LittleEndian(e), [.. curve.BigEndian(s), .. curve.BigEndian(r.Add(BigInteger.One))]), Is.False);
    }

    [Test]
    public void A_number_k_that_is_zero_or_not_below_q_is_not_used([ValueSource(nameof(Curves))] string set)
    {
        var curve = ParameterSet.Of(set).Curve;
        var reference = new BouncyCastleCurve(curve);
        var d = SignatureKey.Generate(curve);
        var signature = new byte[2 * curve.Octets];

        Assert.That(curve.TrySign(d, new byte[curve.Octets], reference.LittleEndian(BigInteger.Zero), signature), Is.False);
        Assert.That(curve.TrySign(d, new byte[curve.Octets], reference.LittleEndian(reference.Q), signature), Is.False);
        Assert.That(curve.TrySign(d, new byte[curve.Octets], reference.LittleEndian(BigInteger.Two), signature));
    }

    /// <summary>
    /// Where the last row of the base point's table adds a point to itself: k = 2m - q with m a multiple of the row's worth. And the numbers beside
    /// them and at both ends.
    /// </summary>
    [Test]
    public void The_base_point_is_multiplied_rightly_at_the_edges([ValueSource(nameof(Curves))] string set)
    {
        var curve = ParameterSet.Of(set).Curve;
        var reference = new BouncyCastleCurve(curve);
        var one = BigInteger.One;
        var numbers = new List<BigInteger> { one, BigInteger.Two, BigInteger.Three, reference.Q.Subtract(one), reference.Q.Subtract(BigInteger.Two), reference.Q.ShiftRight(1) };
        for (var width = 5; width <= 7; width++)
        {
            var worth = one.ShiftLeft((8 * curve.Octets + width - 1) / width * width - width);
            for (var digit = 1; digit < 1 << width; digit += 2)
            {
                var k = worth.Multiply(BigInteger.ValueOf(2 * digit)).Subtract(reference.Q);
                numbers.AddRange([k, k.Subtract(one), k.Add(one), worth.Multiply(BigInteger.ValueOf(digit))]);
            }
        }
        var checks = 0;
        foreach (var k in numbers.Where(k => k.SignValue > 0 && k.CompareTo(reference.Q) < 0))
        {
            var coordinates = new byte[2 * curve.Octets];
            curve.BasePointTimes(reference.LittleEndian(k)).Write(coordinates);
            Assert.That(coordinates, Is.EqualTo(reference.Coordinates(reference.BasePoint.Multiply(k))), $"{k}");
            checks++;
        }
        // Six for every curve; in the Edwards form, where no sum is an exception, it may stay at them.
        Assert.That(checks, Is.GreaterThan(curve.Numbers.D is null ? 10 : 5));
    }

    /// <summary>With e = 1, k = 1 and d = -1/r the half s of a signature is zero.</summary>
    [Test]
    public void A_signature_whose_s_is_zero_is_not_made([ValueSource(nameof(Curves))] string set)
    {
        var curve = ParameterSet.Of(set).Curve;
        var reference = new BouncyCastleCurve(curve);
        var r = reference.BasePoint.AffineXCoord.ToBigInteger().Mod(reference.Q);
        if (r.SignValue == 0)
            Assert.Pass("The base point has x = 0, and so k = 1 does not do at all.");
        var d = reference.Q.Subtract(r.ModInverse(reference.Q));
        var one = reference.LittleEndian(BigInteger.One);

        Assert.That(curve.TrySign(reference.LittleEndian(d), one, one, new byte[2 * curve.Octets]), Is.False);
        Assert.That(curve.TrySign(reference.LittleEndian(d.Add(BigInteger.One).Mod(reference.Q)), one, one, new byte[2 * curve.Octets]));
    }

    [Test]
    public void The_number_k_is_the_residue_of_a_hash_of_random_octets_and_key_and_digest_in_blocks_of_their_own([ValueSource(nameof(Sets))] string set)
    {
        var curve = ParameterSet.Of(set).Curve;
        var reference = new BouncyCastleCurve(curve);
        var (d, digest, random) = (SignatureKey.Generate(curve), SignatureKey.Generate(curve), SignatureKey.Generate(curve)[..Nonce.RandomLength]);
        var k = new byte[curve.Octets];
        Nonce.Derive(curve, d, digest, random, k);

        byte[] wide = curve.Octets == 32 ? Part(0) : [.. Part(0), .. Part(1)];
        Assert.That(k, Is.EqualTo(reference.LittleEndian(BouncyCastleCurve.FromLittleEndian(wide).Mod(reference.Q))));

        byte[] Part(byte i) => SHA512.HashData([.. random, i, .. new byte[95], .. d, .. new byte[128 - d.Length], .. digest]);
    }

    [Test]
    public void Two_signatures_over_the_same_data_differ()
    {
        var curve = ParameterSet.Of(Oids.Gost256A).Curve;
        var d = SignatureKey.Generate(curve);

        var first = SignatureKey.Sign(curve, d, d);
        Assert.That(SignatureKey.Sign(curve, d, d), Is.Not.EqualTo(first));
    }

    [Test]
    public void A_key_verifies_alike_before_and_after_its_table_is_made([ValueSource(nameof(Curves))] string set)
    {
        var curve = ParameterSet.Of(set).Curve;
        var d = SignatureKey.Generate(curve);
        var key = SignatureKey.VerificationKey(ParameterSet.Of(set), d);

        for (var use = 0; use < 5; use++)
        {
            var digest = SignatureKey.Generate(curve);
            var signature = SignatureKey.Sign(curve, d, digest);
            Assert.That(key.Verifies(digest, signature), $"use {use}");
            Assert.That(key.Verifies(signature.AsSpan(0, curve.Octets), signature), Is.False, $"use {use}");
        }
    }

    [TestCase(Oids.Gost256A)]
    [TestCase(Oids.Gost256B)]
    [TestCase(Oids.Gost512A)]
    public void Nothing_is_allocated_but_the_signature(string set)
    {
        var curve = ParameterSet.Of(set).Curve;
        var d = SignatureKey.Generate(curve);
        var key = SignatureKey.VerificationKey(ParameterSet.Of(set), d);
        var fresh = SignatureKey.VerificationKey(ParameterSet.Of(set), d);
        var signature = SignatureKey.Sign(curve, d, d);
        for (var i = 0; i < 3; i++)
            key.Verifies(d, signature);

        var before = GC.GetAllocatedBytesForCurrentThread();
        fresh.Verifies(d, signature);
        key.Verifies(d, signature);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        before = GC.GetAllocatedBytesForCurrentThread();
        SignatureKey.Sign(curve, d, d);
        // The array's header and length are 24 octets.
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.EqualTo(2 * curve.Octets + 24));
    }

    [Test]
    public void A_point_off_the_curve_or_with_a_coordinate_too_large_is_refused([ValueSource(nameof(Sets))] string set)
    {
        var parameterSet = ParameterSet.Of(set);
        var curve = new BouncyCastleCurve(parameterSet.Curve);
        var (x, y) = (curve.BasePoint.AffineXCoord.ToBigInteger(), curve.BasePoint.AffineYCoord.ToBigInteger());

        Assert.That(Complaint(parameterSet, x, y), Is.Null);
        Assert.That(Complaint(parameterSet, x, y.Xor(BigInteger.One)), Is.EqualTo("Gost.point-off-curve"));
        Assert.That(Complaint(parameterSet, BigInteger.Zero, BigInteger.Zero), Is.EqualTo("Gost.point-off-curve"));
        // The same residue in another encoding would be a second key for one point.
        Assert.That(Complaint(parameterSet, x.Add(curve.P), y), Is.EqualTo(x.Add(curve.P).BitLength > 8 * curve.Octets ? "Gost.key-length" : "Gost.point-off-curve"));
    }

    [TestCase(Oids.Gost256A)]
    [TestCase(Oids.Gost512C)]
    public void A_point_outside_the_subgroup_is_refused(string set)
    {
        var parameterSet = ParameterSet.Of(set);
        var curve = new BouncyCastleCurve(parameterSet.Curve);
        var orders = new HashSet<int>();

        for (var x = 1; x < 200; x++)
        {
            var point = curve.PointAt(BigInteger.ValueOf(x));
            if (point is null)
                continue;
            // The part of the point that is outside: of order 1, 2 or 4.
            var outside = ECAlgorithms.ReferenceMultiply(point, curve.Q).Normalize();
            var order = outside.IsInfinity ? 1 : outside.Twice().IsInfinity ? 2 : 4;
            orders.Add(order);
            Assert.That(Complaint(parameterSet, point), Is.EqualTo(order == 1 ? null : "Gost.point-outside-subgroup"), $"x = {x}");
            if (order > 1)
                Assert.That(Complaint(parameterSet, outside), Is.EqualTo("Gost.point-outside-subgroup"), $"of order {order}");
        }
        Assert.That(orders, Is.EquivalentTo([1, 2, 4]));
    }

    static IEnumerable<string> Sets() => ParameterSet.All.Select(s => s.Oid);

    /// <summary>One of the names of each.</summary>
    static IEnumerable<string> Curves() => ParameterSet.All.DistinctBy(s => s.Curve).Select(s => s.Oid);

    static string? Complaint(ParameterSet set, ECPoint point) =>
        Complaint(set, point.AffineXCoord.ToBigInteger(), point.AffineYCoord.ToBigInteger());

    static string? Complaint(ParameterSet set, BigInteger x, BigInteger y)
    {
        var curve = new BouncyCastleCurve(set.Curve);
        VerificationKey.Read(set, [.. curve.LittleEndian(x), .. curve.LittleEndian(y)]).Refused(out var why, out _);
        return why?.Sentence.Key;
    }

    static byte[] Reversed(string hex)
    {
        var octets = Convert.FromHexString(hex);
        Array.Reverse(octets);
        return octets;
    }
}
