using System.Formats.Asn1;
using System.Security.Cryptography;
using Ca.Core.Asn1;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Ca.Core.Keys;

/// <summary>Ed25519 in memory.</summary>
sealed class Ed25519SoftwareKey : SoftwareKey
{
    readonly PrivateOctets seed;
    readonly byte[] publicPoint;

    Ed25519SoftwareKey(SignatureAlgorithm algorithm, PrivateOctets privateKeyInfo, PrivateOctets seed, byte[] publicPoint)
        : base(PublicKey.Parse(Encode(publicPoint)).Expect(), algorithm, privateKeyInfo)
    {
        this.seed = seed;
        this.publicPoint = publicPoint;
    }

    public static Ed25519SoftwareKey New(SignatureAlgorithm algorithm)
    {
        Span<byte> seed = stackalloc byte[Ed25519.SecretKeySize];
        Span<byte> wrapped = stackalloc byte[2 + Ed25519.SecretKeySize];
        RandomNumberGenerator.Fill(seed);
        // CurvePrivateKey, an OCTET STRING inside the OCTET STRING (RFC 8410 §7).
        wrapped[0] = 0x04;
        wrapped[1] = (byte)seed.Length;
        seed.CopyTo(wrapped[2..]);
        var info = PrivateKeyInfo.Encode(writer => writer.WriteObjectIdentifier(Oids.Ed25519), wrapped);
        var key = From(algorithm, PrivateOctets.TakeFrom(info), seed);
        CryptographicOperations.ZeroMemory(seed);
        CryptographicOperations.ZeroMemory(wrapped);
        return key;
    }

    public static Outcome<SoftwareKey> Read(PrivateOctets octets, PrivateKeyInfo info, SignatureAlgorithm? asked)
    {
        if (Choose(Ed25519PublicKey.Kind, asked).Refused(out var why, out var algorithm))
            return why;
        var reader = new AsnReader(info.PrivateKey, AsnEncodingRules.DER);
        var seed = PrivateKeyInfo.ReadOctets(reader);
        reader.ThrowIfNotEmpty();
        if (!info.Parameters.IsEmpty)
            return new Refusal(RefusalCode.Malformed, "Keys.key-parameters", Ed25519PublicKey.Kind.Name);
        return seed.Length == Ed25519.SecretKeySize
            ? From(algorithm, octets, seed.Span)
            : new Refusal(RefusalCode.Malformed, "Keys.key-length", Ed25519PublicKey.Kind.Name, Ed25519.SecretKeySize, seed.Length);
    }

    public override byte[] Sign(ReadOnlySpan<byte> toBeSigned)
    {
        var signature = new byte[Ed25519.SignatureSize];
        // As a span: an array here would be taken for the context of Ed25519ctx.
        Ed25519.Sign(seed.Span, publicPoint.AsSpan(), toBeSigned, signature);
        return signature;
    }

    public override byte[] Sign(Stream toBeSigned)
    {
        using var whole = new MemoryStream();
        toBeSigned.CopyTo(whole);
        return Sign(whole.GetBuffer().AsSpan(0, (int)whole.Length));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            seed.Dispose();
        base.Dispose(disposing);
    }

    static Ed25519SoftwareKey From(SignatureAlgorithm algorithm, PrivateOctets privateKeyInfo, ReadOnlySpan<byte> seed)
    {
        var publicPoint = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(seed, publicPoint);
        return new(algorithm, privateKeyInfo, new PrivateOctets(seed), publicPoint);
    }

    static byte[] Encode(byte[] publicPoint) => Der.Write(writer =>
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
                writer.WriteObjectIdentifier(Oids.Ed25519);
            writer.WriteBitString(publicPoint);
        }
    });
}
