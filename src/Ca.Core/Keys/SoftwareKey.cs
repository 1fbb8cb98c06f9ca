using Ca.Core.Asn1;

namespace Ca.Core.Keys;

/// <summary>A private key in this process's memory: generated here, or read from a <see cref="KeyFile"/> or a PKCS #12.</summary>
public abstract class SoftwareKey : SigningKey
{
    /// <summary>RSA of 16384 bits has about 9,300 octets.</summary>
    internal const int MaxOctets = 16384;

    readonly PrivateOctets privateKeyInfo;

    private protected SoftwareKey(PublicKey publicKey, SignatureAlgorithm algorithm, PrivateOctets privateKeyInfo)
    {
        PublicKey = publicKey;
        Algorithm = algorithm;
        this.privateKeyInfo = privateKeyInfo;
    }

    /// <inheritdoc/>
    public sealed override PublicKey PublicKey { get; }

    /// <inheritdoc/>
    public sealed override SignatureAlgorithm Algorithm { get; }

    private protected ReadOnlySpan<byte> Encoded => privateKeyInfo.Span;

    /// <summary>A new key, from the platform's cryptographic randomness.</summary>
    /// <param name="kind">One of <see cref="KeyAlgorithm.All"/>.</param>
    /// <param name="algorithm">What it signs with; null for <see cref="SignatureAlgorithm.For"/>.</param>
    public static SoftwareKey Generate(KeyAlgorithm kind, SignatureAlgorithm? algorithm = null)
    {
        algorithm ??= SignatureAlgorithm.For(kind);
        if (algorithm.Family != kind.Family || !SignatureAlgorithm.All.Contains(algorithm))
            throw new ArgumentException($"A key of the kind {kind} does not sign with {algorithm}.", nameof(algorithm));
        return kind.Family switch
        {
            KeyFamily.Rsa => RsaSoftwareKey.New(kind, algorithm),
            KeyFamily.Ec => EcSoftwareKey.New(kind, algorithm),
            KeyFamily.Ed25519 => Ed25519SoftwareKey.New(algorithm),
            _ => GostSoftwareKey.New(kind, algorithm),
        };
    }

    /// <summary>Reads PrivateKeyInfo (RFC 5208, 5958) in DER; of a GOST key both forms are read.</summary>
    /// <param name="privateKeyInfo">Zeroed by its owner, not here.</param>
    /// <param name="algorithm">What it signs with; null for <see cref="SignatureAlgorithm.For"/>.</param>
    public static Outcome<SoftwareKey> Parse(ReadOnlySpan<byte> privateKeyInfo, SignatureAlgorithm? algorithm = null)
    {
        var own = new PrivateOctets(privateKeyInfo);
        var outcome = Der.Read<SoftwareKey>(own.Memory, MaxOctets, reader =>
        {
            var info = PrivateKeyInfo.Read(reader);
            return info.Algorithm switch
            {
                Oids.RsaEncryption => RsaSoftwareKey.Read(own, algorithm),
                Oids.EcPublicKey => EcSoftwareKey.Read(own, info, algorithm),
                Oids.Ed25519 => Ed25519SoftwareKey.Read(own, info, algorithm),
                Oids.Gost2012Key256 or Oids.Gost2012Key512 => GostSoftwareKey.Read(own, info, algorithm),
                _ => new Refusal(RefusalCode.Unsupported, "Keys.unknown-key", info.Algorithm),
            };
        }).Then(RefuseOddHalves);
        if (outcome.Refused(out _, out _))
            own.Dispose();
        return outcome;
    }

    /// <summary>PrivateKeyInfo in DER; the caller zeroes it.</summary>
    public byte[] ExportPrivateKeyInfo() => Encoded.ToArray();

    /// <inheritdoc/>
    public sealed override SigningKey Throwaway() => Generate(PublicKey.Algorithm, Algorithm);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            privateKeyInfo.Dispose();
    }

    /// <summary>What the key signs with: as asked, when its kind can.</summary>
    private protected static Outcome<SignatureAlgorithm> Choose(KeyAlgorithm kind, SignatureAlgorithm? asked)
    {
        var algorithm = asked ?? SignatureAlgorithm.For(kind);
        return algorithm.Family == kind.Family && SignatureAlgorithm.All.Contains(algorithm)
            ? algorithm
            : new Refusal(RefusalCode.Unsupported, "Keys.algorithm-of-another-family", kind.Name, algorithm.Name);
    }

    /// <summary>
    /// A key whose numbers do not belong together is refused before it signs anything: one RSA signature made with a damaged prime
    /// gives the other prime away (Boneh, DeMillo, Lipton 1997). This is the pair-wise test of FIPS 140-3.
    /// </summary>
    static Outcome<SoftwareKey> RefuseOddHalves(SoftwareKey key)
    {
        var message = "pair-wise consistency"u8;
        if (key.PublicKey.Verify(key.Algorithm, message, key.Sign(message)))
            return key;
        key.Dispose();
        return new Refusal(RefusalCode.Malformed, "Keys.halves-differ");
    }
}
