using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace Ca.Core.Keys;

/// <summary>A curve y² = x³ − 3x + b over a prime field, with cofactor 1 (SP 800-186 §3.2.1).</summary>
sealed class NistCurve
{
    readonly BigInteger p;
    readonly BigInteger b;
    readonly int octets;

    NistCurve(string name, ECCurve platform, string p, string b)
    {
        Kind = KeyAlgorithm.Parse(name).Expect();
        Platform = platform;
        this.p = Number(p);
        this.b = Number(b);
        octets = (Kind.Bits + 7) / 8;
    }

    public static IReadOnlyList<NistCurve> All { get; } =
    [
        new("ec-p256", ECCurve.NamedCurves.nistP256,
            "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
            "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b"),
        new("ec-p384", ECCurve.NamedCurves.nistP384,
            "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
            "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef"),
        new("ec-p521", ECCurve.NamedCurves.nistP521,
            "01ff" + "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" + "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00"),
    ];

    public KeyAlgorithm Kind { get; }

    public ECCurve Platform { get; }

    /// <summary>The curve that the parameters of a key name.</summary>
    public static Outcome<NistCurve> Of(AsnReader parameters)
    {
        // namedCurve; implicitCurve and specifiedCurve MUST NOT be used (RFC 5480 §2.1.1): a curve of the sender's own
        // choice is how CVE-2020-0601 forged signatures.
        if (!parameters.PeekTag().HasSameClassAndValue(Asn1Tag.ObjectIdentifier))
            return new Refusal(RefusalCode.Unsupported, "Keys.ec-explicit-curve");
        var oid = parameters.ReadObjectIdentifier();
        parameters.ThrowIfNotEmpty();
        return All.FirstOrDefault(c => c.Kind.ParameterSet == oid) is { } curve
            ? curve
            : new Refusal(RefusalCode.Unsupported, "Keys.ec-unknown-curve", oid);
    }

    /// <summary>Why the octets are not a public key on this curve (SEC 1 §2.3.4 and §3.2.2.1); null when they are.</summary>
    public Refusal? Refuses(ReadOnlySpan<byte> point)
    {
        // Uncompressed alone, which RFC 5480 §2.2 obliges everyone to; one key has then one encoding.
        if (point is not [4, ..] || point.Length != 1 + 2 * octets)
            return new(RefusalCode.Unsupported, "Keys.ec-point-form", Kind.Name);
        var x = new BigInteger(point.Slice(1, octets), isUnsigned: true, isBigEndian: true);
        var y = new BigInteger(point[(1 + octets)..], isUnsigned: true, isBigEndian: true);
        // The curve has a prime number of points, so that a point on it that is not infinity is in the one group.
        return x < p && y < p && (y * y - (x * x - 3) * x - b) % p == 0
            ? null
            : new(RefusalCode.UnacceptableKey, "Keys.point-off-curve", Kind.Name);
    }

    static BigInteger Number(string hex) => BigInteger.Parse("0" + hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
