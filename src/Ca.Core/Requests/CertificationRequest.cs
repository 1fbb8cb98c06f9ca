using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;

namespace Ca.Core.Requests;

/// <summary>A PKCS #10 certification request (RFC 2986). A value that exists has proved possession of its key.</summary>
/// <remarks>It says what the applicant wishes; what is certified, the profile decides.</remarks>
public sealed class CertificationRequest
{
    /// <summary>Larger input is refused unread. A request with an RSA-4096 key and a hundred alternative names has 4 KiB.</summary>
    public const int MaxOctets = 64 * 1024;

    /// <summary>More attributes are refused. Windows, the most talkative of applicants, sends five.</summary>
    const int MaxAttributes = 32;

    const string PemLabel = "CERTIFICATE REQUEST";

    // RFC 7468 §7: parsers may take this one, which Windows and old OpenSSL write.
    const string OldPemLabel = "NEW CERTIFICATE REQUEST";

    static readonly Asn1Tag AttributesTag = new(TagClass.ContextSpecific, 0);

    CertificationRequest(
        ReadOnlyMemory<byte> encoded, DistinguishedName subject, PublicKey publicKey, CertificateExtensions extensions, SignatureAlgorithm algorithm)
    {
        Encoded = encoded;
        Subject = subject;
        PublicKey = publicKey;
        Extensions = extensions;
        SignatureAlgorithm = algorithm;
    }

    /// <summary>DER, byte for byte.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>subject: every attribute is one that could be certified (<see cref="NameAttribute.Check"/>); it may have none.</summary>
    public DistinguishedName Subject { get; }

    /// <summary>The key whose possession is proved.</summary>
    public PublicKey PublicKey { get; }

    /// <summary>What the extensionRequest attribute asks for (RFC 2985 §5.4.2).</summary>
    public CertificateExtensions Extensions { get; }

    /// <summary>What the request is signed with.</summary>
    public SignatureAlgorithm SignatureAlgorithm { get; }

    /// <summary>Reads PEM or DER, at most <see cref="MaxOctets"/>, and checks the signature (RFC 2986 §3, note 2).</summary>
    public static Outcome<CertificationRequest> Parse(ReadOnlyMemory<byte> bytes)
    {
        if (Pem.UnwrapOnly(bytes, MaxOctets, PemLabel, OldPemLabel).Refused(out var why, out var der))
            return why;
        // A copy: the fields are slices of it, and what was checked must stay as it was.
        ReadOnlyMemory<byte> encoded = der.ToArray();
        return Der.Read(encoded, MaxOctets, reader => Read(encoded, reader.ReadSequence()));
    }

    static Outcome<CertificationRequest> Read(ReadOnlyMemory<byte> encoded, AsnReader parts)
    {
        var signed = parts.PeekEncodedValue();
        var info = parts.ReadSequence();
        var algorithmIdentifier = parts.ReadEncodedValue();
        var signature = parts.ReadBitString(out var unusedBits);
        parts.ThrowIfNotEmpty();
        if (unusedBits != 0)
            return new Refusal(RefusalCode.Malformed, "Requests.signature-not-octets");

        if (!info.TryReadInt32(out var version) || version != 0)
            return new Refusal(RefusalCode.Unsupported, "Requests.version-unknown");
        if (DistinguishedName.Parse(info.ReadEncodedValue()).Refused(out var why, out var subject))
            return why;
        if (subject.Check() is { } badName)
            return badName;
        var subjectPublicKeyInfo = info.ReadEncodedValue();
        if (ReadAttributes(info).Refused(out why, out var extensions))
            return why;
        info.ThrowIfNotEmpty();
        if (AlternativeNames.Check(extensions) is { } badAlternative)
            return badAlternative;

        if (WeakDigest.In(algorithmIdentifier) is { } weak)
            return new Refusal(RefusalCode.Unsupported, "Requests.weak-digest", weak);
        if (SignatureAlgorithm.Parse(algorithmIdentifier).Refused(out why, out var algorithm))
            return why;
        if (!algorithm.IsCurrent)
            return new Refusal(RefusalCode.Unsupported, "Requests.algorithm-of-the-past", algorithm.Name);
        if (PublicKey.Parse(subjectPublicKeyInfo).Refused(out why, out var key))
            return why;
        if (key.Algorithm.Family != algorithm.Family)
            return new Refusal(RefusalCode.BadSignature, "Requests.algorithm-of-another-key", algorithm.Name, key.Algorithm.Name);
        return key.Verify(algorithm, signed.Span, signature)
            ? new CertificationRequest(encoded, subject, key, extensions, algorithm)
            : new Refusal(RefusalCode.BadSignature, "Requests.no-possession");
    }

    /// <summary>The extensions asked for. Other attributes, as a challenge password or what Windows says of itself, are read over.</summary>
    static Outcome<CertificateExtensions> ReadAttributes(AsnReader info)
    {
        CertificateExtensions? asked = null;
        var attributes = info.ReadSetOf(AttributesTag);
        for (var count = 1; attributes.HasData; count++)
        {
            if (count > MaxAttributes)
                return new Refusal(RefusalCode.TooLarge, "Requests.too-many-attributes", MaxAttributes);
            var attribute = attributes.ReadSequence();
            var type = attribute.ReadObjectIdentifier();
            var values = attribute.ReadSetOf();
            attribute.ThrowIfNotEmpty();
            if (type != Oids.ExtensionRequest)
                continue;
            var value = values.ReadEncodedValue();
            if (asked is not null || values.HasData)
                return new Refusal(RefusalCode.Malformed, "Requests.several-extension-requests");
            if (CertificateExtensions.Parse(value).Refused(out var why, out asked))
                return why;
        }
        return asked ?? CertificateExtensions.None;
    }

    /// <summary>A request of this key's holder; refused when it would be one that we would not read, say for its length.</summary>
    public static Outcome<CertificationRequest> Create(SigningKey key, DistinguishedName subject, IEnumerable<Extension> extensions)
    {
        var asked = extensions.ToList();
        var signed = Der.Write(writer =>
        {
            using (writer.PushSequence())
            {
                writer.WriteInteger(0);
                writer.WriteEncodedValue(subject.Encoded.Span);
                writer.WriteEncodedValue(key.PublicKey.SubjectPublicKeyInfo.Span);
                using (writer.PushSetOf(AttributesTag))
                    if (asked.Count > 0)
                        using (writer.PushSequence())
                        {
                            writer.WriteObjectIdentifier(Oids.ExtensionRequest);
                            using (writer.PushSetOf())
                                CertificateExtensions.Write(writer, asked);
                        }
            }
        });
        return Parse(Der.Write(writer =>
        {
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(signed);
                writer.WriteEncodedValue(key.Algorithm.AlgorithmIdentifier.Span);
                writer.WriteBitString(key.Sign(signed));
            }
        }));
    }

    /// <summary>PEM, with a line feed at its end.</summary>
    public string ToPem() => Pem.Write(PemLabel, Encoded.Span);
}
