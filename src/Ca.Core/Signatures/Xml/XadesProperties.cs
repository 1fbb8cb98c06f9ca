using System.Xml;
using Ca.Core.Certificates;
using Ca.Core.Ocsp;
using Ca.Core.Revocation;
using Ca.Core.Xml;

namespace Ca.Core.Signatures.Xml;

/// <summary>xades:QualifyingProperties (EN 319 132-1 §4.3) of a signature, as they were read; whether they are signed is the verification's to say.</summary>
sealed class XadesProperties
{
    /// <summary>Evidence about a signer, its time-stamps and theirs: more is no evidence but an attack on the verifier.</summary>
    const int MaxValues = 256;

    readonly ElementNode? signatureProperties;
    readonly List<(string Method, byte[] Digest)> certificates = [];

    XadesProperties(ElementNode qualifying, ElementNode signed)
    {
        Signed = signed;
        var unsigned = Only(qualifying, "UnsignedProperties");
        var unsignedOfSignature = Only(unsigned, "UnsignedSignatureProperties");
        Innermost = unsignedOfSignature ?? unsigned ?? qualifying;
        Unsigned = unsignedOfSignature?.Elements.ToList() ?? [];
        signatureProperties = Only(signed, "SignedSignatureProperties");
        Contents = Only(signed, "SignedDataObjectProperties")?.Elements.ToList() ?? [];
        foreach (var certificate in (Only(signatureProperties, "SigningCertificate") ?? Only(signatureProperties, "SigningCertificateV2"))?.Elements ?? [])
            if (Only(certificate, "CertDigest")?.Elements.ToList() is [var method, var value] && value.Octets() is { } digest)
                certificates.Add((method.Attribute("Algorithm") ?? "", digest));
    }

    /// <summary>SignedProperties: the one element that a reference has to name.</summary>
    public ElementNode Signed { get; }

    /// <summary>UnsignedSignatureProperties where it is, else the element in which it is missing: UnsignedProperties or QualifyingProperties.</summary>
    public ElementNode Innermost { get; }

    /// <summary>UnsignedSignatureProperties, in order.</summary>
    public IReadOnlyList<ElementNode> Unsigned { get; }

    /// <summary>SignedDataObjectProperties, in order.</summary>
    public IReadOnlyList<ElementNode> Contents { get; }

    /// <summary>Whether the signer signed for a certificate: SigningCertificate or SigningCertificateV2.</summary>
    public bool NamesCertificate => (Only(signatureProperties, "SigningCertificate") ?? Only(signatureProperties, "SigningCertificateV2")) is not null;

    /// <summary>Whether this is the certificate: the first that is listed is the signer's (§5.2.2.1).</summary>
    public bool Means(Certificate certificate) =>
        certificates is [var (method, expected), ..]
        && !XmlAlgorithms.ReadDigest(method).Refused(out _, out var digest)
        && digest.Compute(certificate.Encoded.Span).AsSpan().SequenceEqual(expected);

    /// <summary>What the signer claims; a time without zone is taken as UTC.</summary>
    public DateTimeOffset? SigningTime
    {
        get
        {
            try
            {
                return Only(signatureProperties, "SigningTime")?.Text.Trim() is { Length: > 0 and < 50 } text
                    && XmlConvert.ToDateTime(text, XmlDateTimeSerializationMode.RoundtripKind) is var time
                    ? new DateTimeOffset(time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc))
                    : null;
            }
            catch (Exception e) when (e is FormatException or ArgumentException)
            {
                return null;
            }
        }
    }

    /// <summary>By what is there, valid or not.</summary>
    public SignatureLevel Level =>
        !NamesCertificate ? SignatureLevel.None
        : !Has("SignatureTimeStamp") ? SignatureLevel.Basic
        : !(Has("RevocationValues") || Has("TimeStampValidationData") || Has("AnyValidationData")) ? SignatureLevel.Timed
        : Has("ArchiveTimeStamp") ? SignatureLevel.Archived : SignatureLevel.LongTerm;

    /// <summary>The certificates, lists and answers that it carries, wherever; what cannot be read is left out.</summary>
    public CarriedMaterial Carried
    {
        get
        {
            var values = Unsigned.SelectMany(p => p.SelfAndDescendants()).Take(10 * MaxValues).ToList();
            return new(
                [.. Read(values, "EncapsulatedX509Certificate", der => Certificate.Parse(der))],
                [.. Read(values, "EncapsulatedCRLValue", der => RevocationList.Parse(der))],
                [.. Read(values, "EncapsulatedOCSPValue", der => OcspResponse.Parse(der))]);
        }
    }

    /// <summary>The properties that a signature carries; null when there are none, or more than one.</summary>
    public static XadesProperties? Of(XmlSignature signature)
    {
        var found = signature.Objects.SelectMany(o => o.Elements).Where(e => e.Is(XmlNames.Xades, "QualifyingProperties")).ToList();
        return found is [var properties] && Only(properties, "SignedProperties") is { } signed
            ? new(properties, signed)
            : null;
    }

    bool Has(string name) => Unsigned.Any(p => p.LocalName == name);

    static IEnumerable<T> Read<T>(IEnumerable<ElementNode> values, string name, Func<byte[], Outcome<T>> parse) where T : notnull
    {
        foreach (var value in values.Where(v => v.Is(XmlNames.Xades, name)).Take(MaxValues))
            if (value.Octets() is { } der && !parse(der).Refused(out _, out var read))
                yield return read;
    }

    static ElementNode? Only(ElementNode? around, string name) =>
        around?.Elements.Where(e => e.Is(XmlNames.Xades, name)).Take(2).ToList() is [var only] ? only : null;
}
