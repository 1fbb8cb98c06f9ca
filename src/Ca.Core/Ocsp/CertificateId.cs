using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;

namespace Ca.Core.Ocsp;

/// <summary>CertID (RFC 6960 §4.1.1): a certificate named by hashes of its issuer's name and key, and its serial number.</summary>
public sealed class CertificateId : IEquatable<CertificateId>
{
    CertificateId(
        ReadOnlyMemory<byte> encoded, string digestOid, ReadOnlyMemory<byte> nameHash, ReadOnlyMemory<byte> keyHash, SerialNumber serialNumber)
    {
        Encoded = encoded;
        Digest = Digests.FirstOrDefault(d => d.Oid == digestOid);
        IssuerNameHash = nameHash;
        IssuerKeyHash = keyHash;
        SerialNumber = serialNumber;
    }

    /// <summary>
    /// The hashes by which issuers are known: SHA-1 because most clients use no other (RFC 5019 §2.1.1), SHA-2 as RFC 9654's era asks,
    /// and GOST R 34.11-2012 where a GOST program asks.
    /// </summary>
    public static IReadOnlyList<DigestAlgorithm> Digests => DigestAlgorithm.All;

    /// <summary>DER; responses repeat it byte for byte.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>hashAlgorithm, one of <see cref="Digests"/>; null for another, by which no issuer is known.</summary>
    public DigestAlgorithm? Digest { get; }

    /// <summary>issuerNameHash.</summary>
    public ReadOnlyMemory<byte> IssuerNameHash { get; }

    /// <summary>issuerKeyHash.</summary>
    public ReadOnlyMemory<byte> IssuerKeyHash { get; }

    /// <summary>serialNumber.</summary>
    public SerialNumber SerialNumber { get; }

    /// <summary>Names a certificate of this issuer.</summary>
    /// <param name="issuer">The issuer's certificate.</param>
    /// <param name="serialNumber">Of the certificate.</param>
    /// <param name="digest">One of <see cref="Digests"/>.</param>
    public static CertificateId Of(Certificate issuer, SerialNumber serialNumber, DigestAlgorithm digest)
    {
        var (nameHash, keyHash) = Hashes(issuer, digest);
        var encoded = Der.Write(writer =>
        {
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                    WriteDigest(writer, digest);
                writer.WriteOctetString(nameHash);
                writer.WriteOctetString(keyHash);
                writer.WriteInteger(serialNumber.Octets);
            }
        });
        return new(encoded, digest.Oid, nameHash, keyHash, serialNumber);
    }

    /// <summary>Whether the hashes are those of this issuer.</summary>
    public bool Names(Certificate issuer) => Digest is { } digest && Names(Hashes(issuer, digest));

    /// <summary>Whether the hashes are these.</summary>
    internal bool Names((byte[] Name, byte[] Key) issuer) =>
        IssuerNameHash.Span.SequenceEqual(issuer.Name) && IssuerKeyHash.Span.SequenceEqual(issuer.Key);

    /// <summary>What a request names the issuer by.</summary>
    internal static (byte[] Name, byte[] Key) Hashes(Certificate issuer, DigestAlgorithm digest) =>
        (digest.Compute(issuer.Subject.Encoded.Span), digest.Compute(KeyOctets(issuer.SubjectPublicKeyInfo).Span));

    /// <summary>Reads one.</summary>
    internal static Outcome<CertificateId> Read(AsnReader reader)
    {
        var encoded = reader.PeekEncodedValue();
        var parts = reader.ReadSequence();
        var algorithm = parts.ReadSequence();
        var digest = algorithm.ReadObjectIdentifier();
        if (algorithm.HasData)
            algorithm.ReadEncodedValue();
        algorithm.ThrowIfNotEmpty();
        var nameHash = parts.ReadOctetString();
        var keyHash = parts.ReadOctetString();
        if (SerialNumber.Parse(parts.ReadIntegerBytes().Span).Refused(out var why, out var serialNumber))
            return why;
        parts.ThrowIfNotEmpty();
        return new CertificateId(encoded, digest, nameHash, keyHash, serialNumber);
    }

    /// <summary>The same bytes.</summary>
    public bool Equals(CertificateId? other) => other is not null && Encoded.Span.SequenceEqual(other.Encoded.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CertificateId);

    /// <inheritdoc/>
    public override int GetHashCode() => SerialNumber.GetHashCode();

    // NULL beside SHA-1 and SHA-2 as every client writes it (RFC 4055 §2.1 lets it be there); nothing beside GOST (RFC 9215 §2).
    static void WriteDigest(AsnWriter writer, DigestAlgorithm digest)
    {
        writer.WriteObjectIdentifier(digest.Oid);
        if (digest != DigestAlgorithm.Streebog256 && digest != DigestAlgorithm.Streebog512)
            writer.WriteNull();
    }

    /// <summary>"the value of the BIT STRING subjectPublicKey, excluding tag, length, and number of unused bits" (RFC 6960 §4.1.1).</summary>
    static ReadOnlyMemory<byte> KeyOctets(ReadOnlyMemory<byte> subjectPublicKeyInfo)
    {
        var parts = new AsnReader(subjectPublicKeyInfo, AsnEncodingRules.DER).ReadSequence();
        parts.ReadEncodedValue();
        return parts.ReadBitString(out _);
    }
}
