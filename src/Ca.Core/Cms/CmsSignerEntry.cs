using System.Formats.Asn1;
using Ca.Core.Certificates;

namespace Ca.Core.Cms;

/// <summary>SignerInfo (RFC 5652 §5.3): one signature, as it was read.</summary>
public sealed class CmsSignerEntry
{
    static readonly Asn1Tag First = new(TagClass.ContextSpecific, 0, isConstructed: true);
    static readonly Asn1Tag Second = new(TagClass.ContextSpecific, 1, isConstructed: true);

    CmsSignerEntry(CmsSignerName signer, ReadOnlyMemory<byte> digestAlgorithm, CmsAttributes? attributes, ReadOnlyMemory<byte> signatureAlgorithm)
    {
        Signer = signer;
        DigestAlgorithm = digestAlgorithm;
        SignedAttributes = attributes;
        SignatureAlgorithm = signatureAlgorithm;
    }

    /// <summary>sid.</summary>
    internal CmsSignerName Signer { get; }

    /// <summary>sid, for people: issuer and serial number, or the key identifier in hex.</summary>
    public string Name => Signer.ToString();

    /// <summary>The signature algorithm's name, or the OID of an unknown one.</summary>
    public string Algorithm => CmsAlgorithms.Name(SignatureAlgorithm, DigestAlgorithm);

    /// <summary>DER of digestAlgorithm.</summary>
    public ReadOnlyMemory<byte> DigestAlgorithm { get; }

    /// <summary>signedAttrs; null when the content was signed itself.</summary>
    internal CmsAttributes? SignedAttributes { get; }

    /// <summary>DER of signatureAlgorithm.</summary>
    public ReadOnlyMemory<byte> SignatureAlgorithm { get; }

    /// <summary>signature.</summary>
    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>unsignedAttrs.</summary>
    internal CmsAttributes UnsignedAttributes { get; private init; } = CmsAttributes.Empty;

    internal static CmsSignerEntry Read(AsnReader infos)
    {
        var info = infos.ReadSequence();
        _ = info.ReadInteger();
        var signer = CmsSignerName.Read(info);
        var digest = ReadAlgorithm(info);
        var attributes = info.PeekTag().HasSameClassAndValue(First) ? CmsAttributes.Read(info, First) : null;
        var algorithm = ReadAlgorithm(info);
        var signature = info.ReadOctetString();
        var unsigned = info.HasData ? CmsAttributes.Read(info, Second) : CmsAttributes.Empty;
        info.ThrowIfNotEmpty();
        return new(signer, digest, attributes, algorithm) { Signature = signature, UnsignedAttributes = unsigned };
    }

    static ReadOnlyMemory<byte> ReadAlgorithm(AsnReader reader)
    {
        var encoded = reader.PeekEncodedValue();
        reader.ReadSequence().ReadObjectIdentifier();
        return encoded;
    }
}

/// <summary>SignerIdentifier (RFC 5652 §5.3): by issuer and serial number, or by subject key identifier.</summary>
sealed record CmsSignerName(DistinguishedName? Issuer, SerialNumber? SerialNumber, ReadOnlyMemory<byte>? KeyIdentifier)
{
    static readonly Asn1Tag ByKey = new(TagClass.ContextSpecific, 0);

    public static CmsSignerName Read(AsnReader reader)
    {
        if (reader.PeekTag().HasSameClassAndValue(ByKey))
            return new(null, null, reader.ReadOctetString(ByKey));
        var (issuer, serial) = ReadIssuerAndSerialNumber(reader.ReadSequence());
        return new(issuer, serial, null);
    }

    public static (DistinguishedName Issuer, SerialNumber Serial) ReadIssuerAndSerialNumber(AsnReader reader)
    {
        var name = reader.ReadEncodedValue();
        var number = reader.ReadIntegerBytes();
        reader.ThrowIfNotEmpty();
        if (DistinguishedName.Parse(name).Refused(out _, out var issuer) || SerialNumberOf(number.Span) is not { } serial)
            throw new AsnContentException("IssuerAndSerialNumber is a name and a number (RFC 5652 §10.2.4).");
        return (issuer, serial);
    }

    /// <summary>Whether the certificate is the one that is meant.</summary>
    public bool Names(Certificate certificate) => KeyIdentifier is { } identifier
        ? IdentifierOf(certificate).Span.SequenceEqual(identifier.Span) && !identifier.IsEmpty
        : certificate.SerialNumber == SerialNumber && certificate.Issuer.Equals(Issuer);

    public override string ToString() => KeyIdentifier is { } identifier ? Convert.ToHexStringLower(identifier.Span) : $"{Issuer}, {SerialNumber}";

    /// <summary>The extension, or what it would be (RFC 5652 §5.3); empty when the key cannot be read.</summary>
    static ReadOnlyMemory<byte> IdentifierOf(Certificate certificate) =>
        certificate.SubjectKeyIdentifier ?? (certificate.PublicKey.Refused(out _, out var key) ? [] : key.KeyIdentifier);

    static SerialNumber? SerialNumberOf(ReadOnlySpan<byte> contents) =>
        Certificates.SerialNumber.Parse(contents).Refused(out _, out var serial) ? null : serial;
}
