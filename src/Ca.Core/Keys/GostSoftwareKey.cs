using System.Formats.Asn1;
using Ca.Core.Gost;

namespace Ca.Core.Keys;

/// <summary>GOST R 34.10-2012 in memory.</summary>
sealed class GostSoftwareKey : SoftwareKey
{
    readonly Curve curve;
    readonly PrivateOctets key;

    GostSoftwareKey(PublicKey publicKey, SignatureAlgorithm algorithm, PrivateOctets privateKeyInfo, Curve curve, PrivateOctets key)
        : base(publicKey, algorithm, privateKeyInfo)
    {
        this.curve = curve;
        this.key = key;
    }

    public static GostSoftwareKey New(KeyAlgorithm kind, SignatureAlgorithm algorithm)
    {
        var set = ParameterSet.Of(kind.ParameterSet!);
        var key = PrivateOctets.TakeFrom(SignatureKey.Generate(set.Curve));
        // The bare octets, as the GOST engine of OpenSSL writes and everyone reads.
        var info = PrivateKeyInfo.Encode(writer => KeyParameters.Write(writer, set), key.Span);
        return From(set, algorithm, PrivateOctets.TakeFrom(info), key);
    }

    public static Outcome<SoftwareKey> Read(PrivateOctets octets, PrivateKeyInfo info, SignatureAlgorithm? asked)
    {
        if (KeyParameters.Read(info.Algorithm, new AsnReader(info.Parameters, AsnEncodingRules.DER)).Refused(out var why, out var set))
            return why;
        if (Choose(GostPublicKey.KindOf(set), asked).Refused(out why, out var algorithm))
            return why;
        if (SignatureKey.Read(set.Curve, info.PrivateKey).Refused(out why, out var key))
            return why;
        return From(set, algorithm, octets, PrivateOctets.TakeFrom(key));
    }

    public override byte[] Sign(ReadOnlySpan<byte> toBeSigned) => SignatureKey.Sign(curve, key.Span, Algorithm.Digest.Compute(toBeSigned));

    public override byte[] Sign(Stream toBeSigned) => SignatureKey.Sign(curve, key.Span, Algorithm.Digest.Compute(toBeSigned));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            key.Dispose();
        base.Dispose(disposing);
    }

    static GostSoftwareKey From(ParameterSet set, SignatureAlgorithm algorithm, PrivateOctets privateKeyInfo, PrivateOctets key)
    {
        var info = SignatureKey.VerificationKey(set, key.Span).Encode();
        return new(PublicKey.Parse(info).Expect(), algorithm, privateKeyInfo, set.Curve, key);
    }
}
