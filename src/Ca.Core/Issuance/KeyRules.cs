using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using static Ca.Core.Issuance.Kinds;

namespace Ca.Core.Issuance;

/// <summary>Rules of subjectPublicKeyInfo and of what a key of its kind may be used for.</summary>
static class KeyRules
{
    const KeyUsages Signing = KeyUsages.DigitalSignature | KeyUsages.NonRepudiation | KeyUsages.KeyCertSign | KeyUsages.CrlSign;

    static readonly string[] NistCurves = [Oids.P256, Oids.P384, Oids.P521];
    static readonly string[] WithoutDigest = [Oids.Gost256B, Oids.Gost256C, Oids.Gost256D];
    static readonly string[] WithDigest =
        [Oids.GostCryptoProA, Oids.GostCryptoProB, Oids.GostCryptoProC, Oids.GostCryptoProXchA, Oids.GostCryptoProXchB];

    public static CertificateRule[] All { get; } =
    [
        new("gost-parameters-present", "RFC 9215 §4.2", GostKey, c => KeyAlgorithmIdentifier.Of(c).GostParameters is not null),
        new("gost-digest-parameter-set-present-with-cryptopro-sets", "RFC 9215 §4.2", GostWith(WithDigest),
            c => KeyAlgorithmIdentifier.Of(c).GostParameters?.Digest == Oids.Streebog256),
        new("gost-digest-parameter-set-absent-with-tc26-sets-b-c-d", "RFC 9215 §4.2", GostWith(WithoutDigest),
            c => KeyAlgorithmIdentifier.Of(c).GostParameters?.Digest is null),
        new("gost-digest-parameter-set-of-the-keys-length", "RFC 9215 §4.2", GostKey,
            c => KeyAlgorithmIdentifier.Of(c) is var id && id.GostParameters?.Digest is null or Oids.Streebog256 or Oids.Streebog512
                && (id.GostParameters?.Digest is not { } digest || digest == Oids.Streebog512 == (id.Oid == Oids.Gost2012Key512))),
        new("gost-test-parameter-set-not-certified", "RFC 9215 appendix D", GostKey,
            c => KeyAlgorithmIdentifier.Of(c).GostParameters?.ParameterSet is not (Oids.GostCryptoProTest or Oids.Gost512Test)),
        new("gost-key-usage-encipher-only-or-decipher-only", "RFC 9215 §4.4", GostKey,
            c => !Has(c, KeyUsages.EncipherOnly) || !Has(c, KeyUsages.DecipherOnly)),
        new("ec-curve-named-and-known", "RFC 5480 §2.1.1", Key(Oids.EcPublicKey), c => NistCurves.Contains(KeyAlgorithmIdentifier.Of(c).ParametersOid)),
        new("ec-key-usage-without-encipherment", "RFC 8813 §3", Key(Oids.EcPublicKey), c => !Has(c, KeyUsages.KeyEncipherment) && !Has(c, KeyUsages.DataEncipherment)),
        new("ed25519-parameters-absent", "RFC 8410 §3", Key(Oids.Ed25519), c => KeyAlgorithmIdentifier.Of(c).Parameters.IsEmpty),
        new("ed25519-key-usage-signs-only", "RFC 8410 §5, RFC 9295", Key(Oids.Ed25519), c => c.KeyUsage is not { } usage || (usage & ~Signing) == 0),
        new("rsa-parameters-null", "RFC 3279 §2.3.1", Key(Oids.RsaEncryption), c => KeyAlgorithmIdentifier.Of(c).ParametersAreNull),
        new("rsa-at-least-2048-bits", "CA/Browser Forum BR §6.1.5", Key(Oids.RsaEncryption), Rsa(key => key.Algorithm.Bits >= 2048)),
        new("rsa-exponent-odd-and-large", "CA/Browser Forum BR §6.1.6", Key(Oids.RsaEncryption), Rsa(key => !key.Exponent.IsEven && key.Exponent > 0x10000)),
        new("rsa-key-usage-without-agreement", "RFC 3279 §2.3.1", Key(Oids.RsaEncryption),
            c => !Has(c, KeyUsages.KeyAgreement) && !Has(c, KeyUsages.EncipherOnly) && !Has(c, KeyUsages.DecipherOnly)),
    ];

    static Func<Certificate, bool> GostWith(string[] parameterSets) =>
        c => GostKey(c) && parameterSets.Contains(KeyAlgorithmIdentifier.Of(c).GostParameters?.ParameterSet);

    // A key that cannot be read breaks the rule that says so.
    static Func<Certificate, bool> Rsa(Func<RsaPublicKey, bool> holds) =>
        c => c.PublicKey.Refused(out _, out var key) || key is not RsaPublicKey rsa || holds(rsa);

    static bool Has(Certificate c, KeyUsages usage) => c.KeyUsage?.HasFlag(usage) == true;
}
