using System.Formats.Asn1;
using System.Security.Cryptography;
using Ca.Core.Asn1;

namespace Ca.Core.Keys;

/// <summary>A public key, which verifies. A value that exists is well formed; whether we accept it is <c>KeyPolicy</c>'s to say.</summary>
/// <remarks>Safe to use from several threads at once.</remarks>
public abstract class PublicKey
{
    /// <summary>Longer than any SubjectPublicKeyInfo we can use: RSA of 16384 bits has 2,086 octets.</summary>
    public const int MaxOctets = 4096;

    private protected PublicKey(KeyAlgorithm algorithm, ReadOnlyMemory<byte> subjectPublicKeyInfo)
    {
        Algorithm = algorithm;
        SubjectPublicKeyInfo = subjectPublicKeyInfo;
    }

    /// <summary>The kind of key; RSA of a foreign length has a name that is not in <see cref="KeyAlgorithm.All"/>.</summary>
    public KeyAlgorithm Algorithm { get; }

    /// <summary>DER, byte for byte as it was read (RFC 5280 §4.1.2.7).</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    /// <summary>SHA-1 of the BIT STRING's octets, 20 octets: the name that RFC 5280 §4.2.1.2 (1) gives to a key.</summary>
    public byte[] KeyIdentifier => SHA1.HashData(KeyOctets(SubjectPublicKeyInfo).Span);

    /// <summary>
    /// SHA-256, in lower-case hex, over what the key is and not how it was encoded: one key has one identity though GOST allows
    /// it several SubjectPublicKeyInfos (parameter set B is CryptoPro-A by another name, digestParamSet may be absent).
    /// </summary>
    public string Identity => field ??= Convert.ToHexStringLower(SHA256.HashData(CanonicalInfo.Span));

    /// <summary>The one SubjectPublicKeyInfo among those that mean the same key.</summary>
    private protected virtual ReadOnlyMemory<byte> CanonicalInfo => SubjectPublicKeyInfo;

    /// <summary>What the refusal says of a DSA key whose parameters are its issuer's.</summary>
    internal const string InheritedParameters = "Keys.dsa-parameters-inherited";

    /// <summary>What is wrong with the numbers of the key, where to find out takes too long to be asked of every key that is read: such a key verifies nothing.</summary>
    internal virtual Refusal? Defect => null;

    /// <summary>How long each of the two numbers of a signature is where they stand side by side (XMLDSig 1.1 §6.4.1, §6.4.3); null for other signatures.</summary>
    internal virtual int? NumberOctets => null;

    /// <summary>Reads a SubjectPublicKeyInfo in DER.</summary>
    /// <param name="subjectPublicKeyInfo">DER.</param>
    /// <param name="issuer">Whose parameters a DSA key has that names none; without it, such a key is refused.</param>
    public static Outcome<PublicKey> Parse(ReadOnlyMemory<byte> subjectPublicKeyInfo, PublicKey? issuer = null)
    {
        // Our own copy: what was judged must not change under us when the caller reuses its buffer.
        ReadOnlyMemory<byte> info = subjectPublicKeyInfo.ToArray();
        return Der.Read<PublicKey>(info, MaxOctets, reader =>
        {
            var sequence = reader.ReadSequence();
            var parameters = sequence.ReadSequence();
            var oid = parameters.ReadObjectIdentifier();
            if (!sequence.TryReadPrimitiveBitString(out var unusedBits, out var key) || unusedBits != 0)
                return new Refusal(RefusalCode.Malformed, "Keys.key-bits");
            sequence.ThrowIfNotEmpty();
            return oid switch
            {
                Oids.RsaEncryption or Oids.RsaPss => RsaPublicKey.Read(info, oid, parameters, key),
                Oids.EcPublicKey => EcPublicKey.Read(info, parameters, key),
                Oids.Dsa => DsaPublicKey.Read(info, parameters, key, issuer),
                Oids.Ed25519 => Ed25519PublicKey.Read(info, parameters, key),
                Oids.Gost2012Key256 or Oids.Gost2012Key512 => GostPublicKey.Read(info, oid, parameters, key),
                _ => new Refusal(RefusalCode.Unsupported, "Keys.unknown-key", oid),
            };
        });
    }

    /// <summary>Whether the signature is this key's over the data. Never throws for bad signatures, whatever their form.</summary>
    /// <param name="algorithm">Of another family than the key, it is simply not verified: false.</param>
    /// <param name="data">What was signed, not its hash.</param>
    /// <param name="signature">As certificates carry it: DER for ECDSA and DSA, s||r for GOST (RFC 9215 §3).</param>
    public abstract bool Verify(SignatureAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);

    /// <summary>The same over a stream, read to its end; in constant memory except for Ed25519, which has to hold it whole (RFC 8032 §5.1.7).</summary>
    public abstract bool Verify(SignatureAlgorithm algorithm, Stream data, ReadOnlySpan<byte> signature);

    static ReadOnlyMemory<byte> KeyOctets(ReadOnlyMemory<byte> subjectPublicKeyInfo)
    {
        var sequence = new AsnReader(subjectPublicKeyInfo, AsnEncodingRules.DER).ReadSequence();
        sequence.ReadEncodedValue();
        return sequence.TryReadPrimitiveBitString(out _, out var octets)
            ? octets
            : throw new InvalidOperationException("A public key that was parsed has no BIT STRING.");
    }
}
