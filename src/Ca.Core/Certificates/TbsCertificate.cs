using System.Formats.Asn1;
using Ca.Core.Asn1;

namespace Ca.Core.Certificates;

/// <summary>What an authority signs (RFC 5280 §4.1.2).</summary>
public sealed record TbsCertificate
{
    static readonly Asn1Tag VersionTag = new(TagClass.ContextSpecific, 0);
    static readonly Asn1Tag IssuerUniqueId = new(TagClass.ContextSpecific, 1);
    static readonly Asn1Tag SubjectUniqueId = new(TagClass.ContextSpecific, 2);
    static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 3);

    /// <summary>1, 2 or 3; we write 3.</summary>
    public int Version { get; private init; } = 3;

    /// <summary>serialNumber.</summary>
    public required SerialNumber SerialNumber { get; init; }

    /// <summary>DER of the AlgorithmIdentifier.</summary>
    public required ReadOnlyMemory<byte> SignatureAlgorithm { get; init; }

    /// <summary>issuer; its bytes are copied as they are.</summary>
    public required DistinguishedName Issuer { get; init; }

    /// <summary>validity.</summary>
    public required Validity Validity { get; init; }

    /// <summary>subject.</summary>
    public required DistinguishedName Subject { get; init; }

    /// <summary>DER of subjectPublicKeyInfo.</summary>
    public required ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; init; }

    /// <summary>extensions.</summary>
    public required CertificateExtensions Extensions { get; init; }

    /// <summary>DER of a version 3 certificate's part that is signed.</summary>
    public byte[] Encode() => Der.Write(writer =>
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence(VersionTag))
                writer.WriteInteger(2);
            writer.WriteInteger(SerialNumber.Octets);
            writer.WriteEncodedValue(SignatureAlgorithm.Span);
            writer.WriteEncodedValue(Issuer.Encoded.Span);
            using (writer.PushSequence())
            {
                Time.Write(writer, Validity.NotBefore);
                Time.Write(writer, Validity.NotAfter);
            }
            writer.WriteEncodedValue(Subject.Encoded.Span);
            writer.WriteEncodedValue(SubjectPublicKeyInfo.Span);
            if (Extensions.Count > 0)
                using (writer.PushSequence(ExtensionsTag))
                    CertificateExtensions.Write(writer, Extensions);
        }
    });

    /// <summary>Reads any version.</summary>
    internal static Outcome<TbsCertificate> Read(AsnReader reader)
    {
        var tbs = reader.ReadSequence();
        var version = ReadVersion(tbs);
        if (version is < 1 or > 3)
            return new Refusal(RefusalCode.Unsupported, "Certificates.version-unknown");
        if (SerialNumber.Parse(tbs.ReadIntegerBytes().Span).Refused(out var why, out var serial))
            return why;
        var algorithm = tbs.ReadEncodedValue();
        if (DistinguishedName.Parse(tbs.ReadEncodedValue()).Refused(out why, out var issuer))
            return why;
        var validity = ReadValidity(tbs);
        if (DistinguishedName.Parse(tbs.ReadEncodedValue()).Refused(out why, out var subject))
            return why;
        var key = ReadSubjectPublicKeyInfo(tbs);
        // Unique identifiers are for versions 2 and 3 (RFC 5280 §4.1.2.8) and say nothing to anyone since names are not reused.
        foreach (var tag in (ReadOnlySpan<Asn1Tag>)[IssuerUniqueId, SubjectUniqueId])
            if (version > 1 && tbs.IsNext(tag))
                tbs.ReadBitString(out _, tag);
        var extensions = CertificateExtensions.None;
        if (tbs.IsNext(ExtensionsTag))
        {
            if (version < 3)
                return new Refusal(RefusalCode.Malformed, "Certificates.extensions-before-version-3", version);
            var wrapped = tbs.ReadSequence(ExtensionsTag);
            if (CertificateExtensions.Read(wrapped).Refused(out why, out extensions))
                return why;
            wrapped.ThrowIfNotEmpty();
        }
        tbs.ThrowIfNotEmpty();
        return new TbsCertificate
        {
            Version = version,
            SerialNumber = serial,
            SignatureAlgorithm = algorithm,
            Issuer = issuer,
            Validity = validity,
            Subject = subject,
            SubjectPublicKeyInfo = key,
            Extensions = extensions,
        };
    }

    static int ReadVersion(AsnReader tbs)
    {
        if (!tbs.IsNext(VersionTag))
            return 1;
        var wrapped = tbs.ReadSequence(VersionTag);
        // 0, the default, is not written in DER; a number that fits no int is no version.
        var version = wrapped.TryReadInt32(out var number) && number is > 0 and < 3 ? number + 1 : 0;
        wrapped.ThrowIfNotEmpty();
        return version;
    }

    static Validity ReadValidity(AsnReader tbs)
    {
        var times = tbs.ReadSequence();
        var validity = new Validity(Time.Read(times), Time.Read(times));
        times.ThrowIfNotEmpty();
        return validity;
    }

    /// <summary>The bytes, once their outer form is right; the key inside is read when someone asks for it.</summary>
    static ReadOnlyMemory<byte> ReadSubjectPublicKeyInfo(AsnReader tbs)
    {
        var encoded = tbs.PeekEncodedValue();
        var parts = tbs.ReadSequence();
        parts.ReadSequence();
        parts.ReadBitString(out _);
        parts.ThrowIfNotEmpty();
        return encoded;
    }
}
