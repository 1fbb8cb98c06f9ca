using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Keys;

namespace Ca.Core.Cms;

/// <summary>
/// The AlgorithmIdentifiers of SignerInfo, whose writers take more liberties than those of certificates: signatureAlgorithm may name the
/// key's algorithm and leave the hash to digestAlgorithm (RFC 3370 §3.2; OpenSSL and CryptoPro with GOST keys), and NULL stands where
/// parameters should be absent, or the other way round (RFC 5754 §2).
/// </summary>
static class CmsAlgorithms
{
    static readonly byte[] Null = [0x05, 0x00];

    /// <summary>The hash, also SHA-1, which is for whoever asks to accept or not; MD5 is refused.</summary>
    public static Outcome<DigestAlgorithm> ReadDigest(ReadOnlyMemory<byte> identifier)
    {
        var (oid, parameters) = Split(identifier);
        if (oid == Oids.Md5)
            return new Refusal(RefusalCode.Unsupported, "Cms.weak-digest", oid);
        return parameters.IsEmpty || parameters.Span.SequenceEqual(Null)
            ? DigestAlgorithm.Parse(oid)
            : new Refusal(RefusalCode.Unsupported, "Cms.unknown-algorithm", oid);
    }

    /// <summary>The signature algorithm, of one hash; also an outdated one.</summary>
    public static Outcome<SignatureAlgorithm> ReadSignature(ReadOnlyMemory<byte> identifier, DigestAlgorithm digest)
    {
        var (oid, parameters) = Split(identifier);
        if (FamilyOf(oid) is { } family)
            return SignatureAlgorithm.Known.FirstOrDefault(a => a.Family == family && a.Digest.Oid == digest.Oid && a.Pss is null) is { } found
                ? found
                : new Refusal(RefusalCode.Unsupported, "Cms.unknown-algorithm", $"{oid}, {digest.Name}");
        var asWritten = SignatureAlgorithm.ParseEvenOutdated(identifier);
        if (!asWritten.Refused(out _, out _))
            return asWritten;
        if (parameters.IsEmpty)
            return SignatureAlgorithm.ParseEvenOutdated(Write(oid, Null));
        return parameters.Span.SequenceEqual(Null) ? SignatureAlgorithm.ParseEvenOutdated(Write(oid, [])) : asWritten;
    }

    /// <summary>For people: the algorithm's name, or the OID of what we do not know.</summary>
    public static string Name(ReadOnlyMemory<byte> signature, ReadOnlyMemory<byte> digest) =>
        !ReadDigest(digest).Refused(out _, out var hash) && !ReadSignature(signature, hash).Refused(out _, out var known)
            ? known.Name
            : Split(signature).Oid;

    /// <summary>Of an OID that names a key and no hash.</summary>
    static KeyFamily? FamilyOf(string oid) => oid switch
    {
        Oids.RsaEncryption => KeyFamily.Rsa,
        Oids.EcPublicKey => KeyFamily.Ec,
        Oids.Dsa => KeyFamily.Dsa,
        Oids.Gost2012Key256 => KeyFamily.Gost256,
        Oids.Gost2012Key512 => KeyFamily.Gost512,
        _ => null,
    };

    static (string Oid, ReadOnlyMemory<byte> Parameters) Split(ReadOnlyMemory<byte> identifier)
    {
        var parts = new AsnReader(identifier, AsnEncodingRules.DER).ReadSequence();
        return (parts.ReadObjectIdentifier(), parts.HasData ? parts.ReadEncodedValue() : default);
    }

    static byte[] Write(string oid, ReadOnlySpan<byte> parameters)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (!parameters.IsEmpty)
                writer.WriteEncodedValue(parameters);
        }
        return writer.Encode();
    }
}
