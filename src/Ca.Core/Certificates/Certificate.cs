using System.Formats.Asn1;
using System.Security.Cryptography;
using Ca.Core.Asn1;
using Ca.Core.Keys;

namespace Ca.Core.Certificates;

/// <summary>An X.509 certificate, parsed strictly, once: version, fields and every known extension are values or the whole is refused.</summary>
/// <remarks>
/// Strict in encoding, tolerant in profile: what RFC 5280 §4.1–4.2 forbids but DER can say (a negative serial, a CA without
/// basicConstraints) is read, since path validation and <c>CertificateRule</c>s have to be able to speak about it.
/// </remarks>
public sealed class Certificate : IEquatable<Certificate>
{
    /// <summary>Larger ones are refused: the largest of a million public certificates has under 40 KiB.</summary>
    public const int MaxOctets = 64 * 1024;

    const string PemLabel = "CERTIFICATE";

    readonly TbsCertificate tbs;
    readonly Lazy<Outcome<PublicKey>> publicKey;
    string? fingerprint;

    Certificate(TbsCertificate tbs)
    {
        this.tbs = tbs;
        publicKey = new(() => Keys.PublicKey.Parse(tbs.SubjectPublicKeyInfo));
    }

    /// <summary>DER, byte for byte.</summary>
    public ReadOnlyMemory<byte> Encoded { get; private init; }

    /// <summary>DER of tbsCertificate: what was signed.</summary>
    public ReadOnlyMemory<byte> TbsCertificate { get; private init; }

    /// <summary>1, 2 or 3.</summary>
    public int Version => tbs.Version;

    /// <summary>serialNumber.</summary>
    public SerialNumber SerialNumber => tbs.SerialNumber;

    /// <summary>DER of the AlgorithmIdentifier inside tbsCertificate, which must equal <see cref="OuterSignatureAlgorithm"/>.</summary>
    public ReadOnlyMemory<byte> InnerSignatureAlgorithm => tbs.SignatureAlgorithm;

    /// <summary>DER of the AlgorithmIdentifier beside the signature.</summary>
    public ReadOnlyMemory<byte> OuterSignatureAlgorithm { get; private init; }

    /// <summary>issuer.</summary>
    public DistinguishedName Issuer => tbs.Issuer;

    /// <summary>validity.</summary>
    public Validity Validity => tbs.Validity;

    /// <summary>subject.</summary>
    public DistinguishedName Subject => tbs.Subject;

    /// <summary>DER of subjectPublicKeyInfo.</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo => tbs.SubjectPublicKeyInfo;

    /// <summary>The key, or why we cannot use it (an algorithm we do not know, a point off its curve). Read when first asked for.</summary>
    public Outcome<PublicKey> PublicKey => publicKey.Value;

    /// <summary>
    /// The key in a path, where the issuer's is known: that of DSA without parameters of its own has the issuer's (RFC 3279 §2.3.2), any other is
    /// <see cref="PublicKey"/>.
    /// </summary>
    public Outcome<PublicKey> KeyUnder(PublicKey issuer) =>
        InheritsParameters ? Keys.PublicKey.Parse(SubjectPublicKeyInfo, issuer) : PublicKey;

    /// <summary>Whether the key is whole only together with the issuer's.</summary>
    internal bool InheritsParameters => PublicKey.Refused(out var why, out _) && why.Sentence.Key == Keys.PublicKey.InheritedParameters;

    /// <summary>All extensions in order; none before version 3.</summary>
    public CertificateExtensions Extensions => tbs.Extensions;

    /// <summary>The extension of this type, or null.</summary>
    public Extension? Extension(string oid) => Extensions[oid];

    /// <summary>signatureValue.</summary>
    public ReadOnlyMemory<byte> Signature { get; private init; }

    /// <summary>Every signature is; one that is not is read (PKITS 4.1.2 has it) and never good.</summary>
    bool SignatureIsOctets { get; init; }

    /// <summary>BasicConstraints, or null when absent. So with the rest.</summary>
    public BasicConstraints? BasicConstraints => Extensions.BasicConstraints;

    /// <summary>KeyUsage.</summary>
    public KeyUsages? KeyUsage => Extensions.KeyUsage;

    /// <summary>OIDs of ExtendedKeyUsage.</summary>
    public IReadOnlyList<string>? ExtendedKeyUsage => Extensions.ExtendedKeyUsage;

    /// <summary>SubjectAlternativeName.</summary>
    public IReadOnlyList<GeneralName>? SubjectAlternativeName => Extensions.SubjectAlternativeName;

    /// <summary>SubjectKeyIdentifier.</summary>
    public ReadOnlyMemory<byte>? SubjectKeyIdentifier => Extensions.SubjectKeyIdentifier;

    /// <summary>AuthorityKeyIdentifier.</summary>
    public AuthorityKeyIdentifier? AuthorityKeyIdentifier => Extensions.AuthorityKeyIdentifier;

    /// <summary>CertificatePolicies.</summary>
    public IReadOnlyList<PolicyInformation>? Policies => Extensions.Policies;

    /// <summary>The URIs of CRLDistributionPoints' full names.</summary>
    public IReadOnlyList<string>? CrlDistributionPoints => Extensions.CrlUrls;

    /// <summary>AuthorityInformationAccess.</summary>
    public IReadOnlyList<AccessDescription>? AuthorityInformationAccess => Extensions.AuthorityInformationAccess;

    /// <summary>PrivateKeyUsagePeriod.</summary>
    public PrivateKeyUsagePeriod? PrivateKeyUsagePeriod => Extensions.PrivateKeyUsagePeriod;

    /// <summary>subjectSignTool (1.2.643.100.111).</summary>
    public string? SubjectSignTool => Extensions.SubjectSignTool;

    /// <summary>issuerSignTool (1.2.643.100.112).</summary>
    public IssuerSignTool? IssuerSignTool => Extensions.IssuerSignTool;

    /// <summary>identificationKind (1.2.643.100.114): 0 in person … 3.</summary>
    public int? IdentificationKind => Extensions.IdentificationKind;

    /// <summary>SHA-256 over <see cref="Encoded"/>, lower-case hex.</summary>
    public string Fingerprint => fingerprint ??= Convert.ToHexStringLower(SHA256.HashData(Encoded.Span));

    /// <summary>Whether its validity, and the period for which its key may be used (RFC 5280 §4.2.1, privateKeyUsagePeriod), include this moment.</summary>
    public bool MaySignAt(DateTimeOffset time) =>
        Validity.Includes(time) && !(time < PrivateKeyUsagePeriod?.NotBefore) && !(time > PrivateKeyUsagePeriod?.NotAfter);

    /// <summary>The same name as subject and issuer (RFC 5280 §3.2); says nothing about who signed.</summary>
    public bool IsSelfIssued => Subject.Equals(Issuer);

    /// <summary>Whether this key made the signature: both algorithm identifiers equal, known, the signature of whole octets and good.</summary>
    public bool IsSignedBy(PublicKey key) => IsSignedBy(key, SignatureAlgorithm.Parse(OuterSignatureAlgorithm));

    /// <summary>The same with <see cref="SignatureAlgorithm.Outdated"/> algorithms too: to find out who is meant to have signed, and to believe nothing of it.</summary>
    internal bool IsSignedEvenOutdatedBy(PublicKey key) => IsSignedBy(key, SignatureAlgorithm.ParseEvenOutdated(OuterSignatureAlgorithm));

    bool IsSignedBy(PublicKey key, Outcome<SignatureAlgorithm> known) =>
        SignatureIsOctets
        && InnerSignatureAlgorithm.Span.SequenceEqual(OuterSignatureAlgorithm.Span)
        && !known.Refused(out _, out var algorithm)
        && key.Verify(algorithm, TbsCertificate.Span, Signature.Span);

    /// <summary>Reads DER, at most <see cref="MaxOctets"/>.</summary>
    public static Outcome<Certificate> Parse(ReadOnlyMemory<byte> der)
    {
        if (der.Length > MaxOctets)
            return new Refusal(RefusalCode.TooLarge, "Asn1.too-large", der.Length, MaxOctets);
        // A copy: the fields are slices of it, and what was checked must stay as it was.
        ReadOnlyMemory<byte> encoded = der.ToArray();
        return Der.Read(encoded, MaxOctets, reader => Read(encoded, reader.ReadSequence()));
    }

    static Outcome<Certificate> Read(ReadOnlyMemory<byte> encoded, AsnReader parts)
    {
        var tbsEncoded = parts.PeekEncodedValue();
        if (Certificates.TbsCertificate.Read(parts).Refused(out var why, out var tbs))
            return why;
        var algorithm = parts.ReadEncodedValue();
        var signature = parts.ReadBitString(out var unusedBits);
        parts.ThrowIfNotEmpty();
        return new Certificate(tbs)
        {
            Encoded = encoded,
            TbsCertificate = tbsEncoded,
            OuterSignatureAlgorithm = algorithm,
            Signature = signature,
            SignatureIsOctets = unusedBits == 0,
        };
    }

    /// <summary>Reads DER or PEM (the first certificate in it).</summary>
    public static Outcome<Certificate> ParsePemOrDer(ReadOnlyMemory<byte> bytes) =>
        Pem.Unwrap(bytes, Pem.MaxOctets(MaxOctets), PemLabel).Then(Parse);

    /// <summary>Reads every certificate of a PEM text, in order, or the one in DER; none when there is none. One that cannot be read refuses all.</summary>
    /// <param name="bytes">Of a length that the caller has bounded.</param>
    public static Outcome<Certificate[]> ParseAll(ReadOnlyMemory<byte> bytes)
    {
        if (Pem.All(bytes, PemLabel).Refused(out var why, out var blocks))
            return why;
        var certificates = new List<Certificate>();
        foreach (var der in blocks)
        {
            if (Parse(der).Refused(out why, out var certificate))
                return why;
            certificates.Add(certificate);
        }
        return certificates.ToArray();
    }

    /// <summary>A certificate of this signed part.</summary>
    /// <param name="tbsCertificate">What was signed: <see cref="Certificates.TbsCertificate.Encode"/>.</param>
    /// <param name="algorithmIdentifier">The same as inside.</param>
    /// <param name="signature">As the algorithm encodes it.</param>
    public static Certificate Assemble(
        ReadOnlySpan<byte> tbsCertificate, ReadOnlySpan<byte> algorithmIdentifier, ReadOnlySpan<byte> signature)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(tbsCertificate);
            writer.WriteEncodedValue(algorithmIdentifier);
            writer.WriteBitString(signature);
        }
        return Parse(writer.Encode()).Expect();
    }

    /// <summary>PEM, with a line feed at its end.</summary>
    public string ToPem() => Pem.Write(PemLabel, Encoded.Span);

    /// <summary>The same bytes.</summary>
    public bool Equals(Certificate? other) => other is not null && Encoded.Span.SequenceEqual(other.Encoded.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Certificate);

    /// <inheritdoc/>
    public override int GetHashCode() => Fingerprint.GetHashCode(StringComparison.Ordinal);
}
