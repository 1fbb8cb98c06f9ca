using System.Security.Cryptography;

namespace Ca.Core.Keys;

/// <summary>RSA in memory, signed with by the platform.</summary>
sealed class RsaSoftwareKey : SoftwareKey
{
    readonly Instances<RSA> instances;

    RsaSoftwareKey(PublicKey publicKey, SignatureAlgorithm algorithm, PrivateOctets privateKeyInfo) : base(publicKey, algorithm, privateKeyInfo) =>
        instances = new(() => Import(Encoded));

    public static RsaSoftwareKey New(KeyAlgorithm kind, SignatureAlgorithm algorithm)
    {
        using var instance = RSA.Create(kind.Bits);
        return new(PublicKey.Parse(instance.ExportSubjectPublicKeyInfo()).Expect(), algorithm,
            PrivateOctets.TakeFrom(instance.ExportPkcs8PrivateKey()));
    }

    public static Outcome<SoftwareKey> Read(PrivateOctets privateKeyInfo, SignatureAlgorithm? asked)
    {
        using var instance = Import(privateKeyInfo.Span);
        if (PublicKey.Parse(instance.ExportSubjectPublicKeyInfo()).Refused(out var why, out var publicKey))
            return why;
        if (Choose(publicKey.Algorithm, asked).Refused(out why, out var algorithm))
            return why;
        return new RsaSoftwareKey(publicKey, algorithm, privateKeyInfo);
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
        return loan.Instance.SignHash(digest, Algorithm.Digest.Platform, Algorithm.Pss is not null ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
    }

    static RSA Import(ReadOnlySpan<byte> privateKeyInfo)
    {
        var instance = RSA.Create();
        instance.ImportPkcs8PrivateKey(privateKeyInfo, out _);
        return instance;
    }
}
