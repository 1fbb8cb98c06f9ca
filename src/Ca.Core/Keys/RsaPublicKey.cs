using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using Ca.Core.Asn1;

namespace Ca.Core.Keys;

/// <summary>RSA (RFC 8017), verified by the platform.</summary>
sealed class RsaPublicKey : PublicKey
{
    /// <summary>OpenSSL computes with no longer ones (OPENSSL_RSA_MAX_MODULUS_BITS), and one verification then takes a millisecond.</summary>
    const int MaxModulusBits = 16384;

    /// <summary>Baseline Requirements §6.1.6; the work of a verification grows with the exponent.</summary>
    const int MaxExponentBits = 256;

    readonly Instances<RSA> instances;
    // Whether the key itself says that it is for RSASSA-PSS (RFC 4055 §1.2), and with which parameters.
    readonly bool pssOnly;
    readonly SignatureAlgorithm? only;

    RsaPublicKey(ReadOnlyMemory<byte> info, BigInteger modulus, BigInteger exponent, bool pssOnly, SignatureAlgorithm? only)
        : base(KeyAlgorithm.Rsa((int)modulus.GetBitLength()), info)
    {
        Modulus = modulus;
        Exponent = exponent;
        this.pssOnly = pssOnly;
        this.only = only;
        instances = new(() => RSA.Create(new RSAParameters
        {
            Modulus = modulus.ToByteArray(isUnsigned: true, isBigEndian: true),
            Exponent = exponent.ToByteArray(isUnsigned: true, isBigEndian: true),
        }));
    }

    public BigInteger Modulus { get; }

    public BigInteger Exponent { get; }

    private protected override ReadOnlyMemory<byte> CanonicalInfo => pssOnly ? Encode(Modulus, Exponent) : SubjectPublicKeyInfo;

    /// <summary>An even modulus or exponent is none of RSA (RFC 8017 §3.1), and with 1 as exponent every message is its own signature.</summary>
    internal override Refusal? Defect =>
        Modulus.IsEven || Exponent.IsEven || Exponent.IsOne ? new(RefusalCode.Malformed, "Keys.rsa-not-rsa") : null;

    public static Outcome<PublicKey> Read(ReadOnlyMemory<byte> info, string oid, AsnReader parameters, ReadOnlyMemory<byte> key)
    {
        SignatureAlgorithm? only = null;
        if (oid == Oids.RsaEncryption)
        {
            parameters.ReadNull();
        }
        else if (parameters.HasData)
        {
            // Parameters in the key bind its signatures to the same hash, mask and at least this salt (RFC 4055 §3.3).
            var whole = new AsnReader(info, AsnEncodingRules.DER).ReadSequence().ReadEncodedValue();
            if (SignatureAlgorithm.ParseEvenOutdated(whole).Refused(out var why, out only))
                return why;
            parameters.ReadEncodedValue();
        }
        parameters.ThrowIfNotEmpty();

        var reader = new AsnReader(key, AsnEncodingRules.DER);
        var numbers = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        var modulus = numbers.ReadInteger();
        var exponent = numbers.ReadInteger();
        numbers.ThrowIfNotEmpty();
        if (modulus.Sign <= 0 || exponent.Sign <= 0)
            return new Refusal(RefusalCode.Malformed, "Keys.rsa-not-positive");
        if (modulus.GetBitLength() > MaxModulusBits)
            return new Refusal(RefusalCode.TooLarge, "Keys.rsa-too-long", modulus.GetBitLength(), MaxModulusBits);
        if (exponent.GetBitLength() > MaxExponentBits)
            return new Refusal(RefusalCode.TooLarge, "Keys.rsa-exponent-too-long", exponent.GetBitLength(), MaxExponentBits);
        return new RsaPublicKey(info, modulus, exponent, pssOnly: oid == Oids.RsaPss, only);
    }

    public override bool Verify(SignatureAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        Takes(algorithm) && VerifyDigest(algorithm, algorithm.Digest.Compute(data), signature);

    public override bool Verify(SignatureAlgorithm algorithm, Stream data, ReadOnlySpan<byte> signature) =>
        Takes(algorithm) && VerifyDigest(algorithm, algorithm.Digest.Compute(data), signature);

    bool Takes(SignatureAlgorithm algorithm) =>
        algorithm.Family == KeyFamily.Rsa && (algorithm.Pss is not null || !pssOnly)
        && (only?.Pss is not { } bound || only.Digest == algorithm.Digest && bound.Mask == algorithm.Pss!.Mask && bound.SaltOctets <= algorithm.Pss.SaltOctets);

    bool VerifyDigest(SignatureAlgorithm algorithm, byte[] digest, ReadOnlySpan<byte> signature)
    {
        // RFC 8017 §8.1.2 and §8.2.2, step 1.
        if (signature.Length != (Algorithm.Bits + 7) / 8 || Defect is not null)
            return false;
        if (algorithm.Pss is { } pss && !IsOfPlatform(pss, algorithm.Digest))
            return PssEncoding.Verify(Modulus, Exponent, algorithm.Digest, pss, digest, signature);
        if (!algorithm.Digest.IsOfPlatform)
            return Pkcs1Encoding.Verify(Modulus, Exponent, algorithm.Digest, digest, signature);
        try
        {
            using var loan = instances.Borrow();
            var padding = algorithm.Pss is not null ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
            return loan.Instance.VerifyHash(digest, signature, algorithm.Digest.Platform, padding);
        }
        // The platform does not compute with some keys that are well formed: one shorter than the padding.
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>The platform has one salt and one mask for each hash.</summary>
    static bool IsOfPlatform(PssParameters pss, DigestAlgorithm digest) => digest.IsOfPlatform && pss.SaltOctets == digest.Octets && pss.Mask == digest;

    static byte[] Encode(BigInteger modulus, BigInteger exponent) => Der.Write(writer =>
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Oids.RsaEncryption);
                writer.WriteNull();
            }
            writer.WriteBitString(Der.Write(inner =>
            {
                using (inner.PushSequence())
                {
                    inner.WriteInteger(modulus);
                    inner.WriteInteger(exponent);
                }
            }));
        }
    });
}
