using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Ca.Core.Keys;

/// <summary>ECDSA in memory, signed with by the platform.</summary>
sealed class EcSoftwareKey : SoftwareKey
{
    readonly Instances<ECDsa> instances;

    EcSoftwareKey(PublicKey publicKey, SignatureAlgorithm algorithm, PrivateOctets privateKeyInfo) : base(publicKey, algorithm, privateKeyInfo) =>
        instances = new(() => Import(Encoded));

    public static EcSoftwareKey New(KeyAlgorithm kind, SignatureAlgorithm algorithm)
    {
        using var instance = ECDsa.Create(NistCurve.All.First(c => c.Kind == kind).Platform);
        return new(PublicKey.Parse(instance.ExportSubjectPublicKeyInfo()).Expect(), algorithm,
            PrivateOctets.TakeFrom(instance.ExportPkcs8PrivateKey()));
    }

    public static Outcome<SoftwareKey> Read(PrivateOctets privateKeyInfo, PrivateKeyInfo info, SignatureAlgorithm? asked)
    {
        // The platform throws for curves that it does not have.
        if (NistCurve.Of(new AsnReader(info.Parameters, AsnEncodingRules.DER)).Refused(out var why, out _))
            return why;
        using var instance = Import(privateKeyInfo.Span);
        if (PublicKey.Parse(instance.ExportSubjectPublicKeyInfo()).Refused(out why, out var publicKey))
            return why;
        if (Choose(publicKey.Algorithm, asked).Refused(out why, out var algorithm))
            return why;
        return new EcSoftwareKey(publicKey, algorithm, privateKeyInfo);
    }

    public override byte[] Sign(ReadOnlySpan<byte> toBeSigned) => SignDigest(Algorithm.Digest.Compute(toBeSigned));

    public override byte[] Sign(Stream toBeSigned) => SignDigest(Algorithm.Digest.Compute(toBeSigned));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            instances.Close();
        base.Dispose(disposing);
    }

    byte[] SignDigest(byte[] digest)
    {
        using var loan = instances.Borrow();
        return loan.Instance.SignHash(digest, DSASignatureFormat.Rfc3279DerSequence);
    }

    static ECDsa Import(ReadOnlySpan<byte> privateKeyInfo)
    {
        var instance = ECDsa.Create();
        instance.ImportPkcs8PrivateKey(privateKeyInfo, out _);
        return instance;
    }
}
