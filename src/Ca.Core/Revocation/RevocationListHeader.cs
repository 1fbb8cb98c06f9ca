using System.Formats.Asn1;
using System.Numerics;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;

namespace Ca.Core.Revocation;

/// <summary>A CRL without its entries (RFC 5280 §5.1 and §5.2).</summary>
public sealed record RevocationListHeader
{
    /// <summary>As many kinds of unknown critical extensions are named; one suffices to reject the list.</summary>
    internal const int MaxUnknownExtensions = 16;

    static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 0);

    static readonly string[] KnownExtensions =
    [
        Oids.AuthorityKeyIdentifier, Oids.IssuerAlternativeName, Oids.CrlNumber, Oids.DeltaCrlIndicator, Oids.IssuingDistributionPoint,
        Oids.FreshestCrl, Oids.AuthorityInformationAccess, Oids.ExpiredCertsOnCrl,
    ];

    /// <summary>1 or 2.</summary>
    public required int Version { get; init; }

    /// <summary>DER of the AlgorithmIdentifier inside tbsCertList, which must equal <see cref="OuterSignatureAlgorithm"/>.</summary>
    public required ReadOnlyMemory<byte> InnerSignatureAlgorithm { get; init; }

    /// <summary>DER of the AlgorithmIdentifier beside the signature.</summary>
    public required ReadOnlyMemory<byte> OuterSignatureAlgorithm { get; init; }

    /// <summary>signatureValue.</summary>
    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>issuer.</summary>
    public required DistinguishedName Issuer { get; init; }

    /// <summary>thisUpdate.</summary>
    public required DateTimeOffset ThisUpdate { get; init; }

    /// <summary>nextUpdate, or null.</summary>
    public required DateTimeOffset? NextUpdate { get; init; }

    /// <summary>crlExtensions in order, with what those say that certificates have too; none in version 1.</summary>
    public required CertificateExtensions Extensions { get; init; }

    /// <summary>CRLNumber, or null when absent. So with the rest.</summary>
    public required BigInteger? Number { get; init; }

    /// <summary>BaseCRLNumber of a delta CRL.</summary>
    public required BigInteger? DeltaBase { get; init; }

    /// <summary>IssuingDistributionPoint.</summary>
    public required IssuingDistributionPoint? IssuingDistributionPoint { get; init; }

    /// <summary>expiredCertsOnCRL.</summary>
    public required DateTimeOffset? ExpiredCertificatesSince { get; init; }

    /// <summary>OIDs of critical extensions of the list and of its entries that we do not know: with one, the list must not be used (RFC 5280 §5.2, §5.3).</summary>
    public required IReadOnlyList<string> UnknownCriticalExtensions { get; init; }

    /// <summary>The algorithm, when both identifiers are the same and we know it.</summary>
    public Outcome<SignatureAlgorithm> SignatureAlgorithm => One(Keys.SignatureAlgorithm.Parse);

    /// <summary>The same, of an outdated one too.</summary>
    internal Outcome<SignatureAlgorithm> SignatureAlgorithmEvenOutdated => One(Keys.SignatureAlgorithm.ParseEvenOutdated);

    Outcome<SignatureAlgorithm> One(Func<ReadOnlyMemory<byte>, Outcome<SignatureAlgorithm>> parse) =>
        InnerSignatureAlgorithm.Span.SequenceEqual(OuterSignatureAlgorithm.Span)
            ? parse(OuterSignatureAlgorithm)
            : new Refusal(RefusalCode.Malformed, "Revocation.two-algorithms");

    /// <summary>Reads the inside of CertificateList; what is malformed deep inside throws, and becomes a refusal in <see cref="Der.Read"/>.</summary>
    /// <param name="list">Behind the outer header.</param>
    /// <param name="entries">Contents of revokedCertificates; empty when there are none.</param>
    internal static Outcome<RevocationListHeader> Read(AsnReader list, out ReadOnlyMemory<byte> entries)
    {
        entries = default;
        var tbs = list.ReadSequence();
        var outer = list.ReadEncodedValue();
        var signature = list.ReadBitString(out var unusedBits);
        list.ThrowIfNotEmpty();
        if (unusedBits != 0)
            throw new AsnContentException("A signature has whole octets.");

        var version = ReadVersion(tbs);
        var inner = tbs.ReadEncodedValue();
        if (DistinguishedName.Parse(tbs.ReadEncodedValue()).Refused(out var why, out var issuer))
            return why;
        var thisUpdate = Time.Read(tbs);
        DateTimeOffset? nextUpdate = tbs.IsNext(Asn1Tag.UtcTime) || tbs.IsNext(Asn1Tag.GeneralizedTime) ? Time.Read(tbs) : null;
        if (tbs.IsNext(Asn1Tag.Sequence))
            entries = ReadEntries(tbs);
        if (ReadExtensions(tbs, version).Refused(out why, out var extensions))
            return why;
        tbs.ThrowIfNotEmpty();

        return new RevocationListHeader
        {
            Version = version,
            InnerSignatureAlgorithm = inner,
            OuterSignatureAlgorithm = outer,
            Signature = signature,
            Issuer = issuer,
            ThisUpdate = thisUpdate,
            NextUpdate = nextUpdate,
            Extensions = extensions,
            Number = extensions[Oids.CrlNumber] is { } number ? Value(number, ReadNumber) : null,
            DeltaBase = extensions[Oids.DeltaCrlIndicator] is { } delta ? Value(delta, ReadNumber) : null,
            IssuingDistributionPoint = extensions[Oids.IssuingDistributionPoint] is { } point ? Value(point, IssuingDistributionPoint.Read) : null,
            ExpiredCertificatesSince = extensions[Oids.ExpiredCertsOnCrl] is { } since ? Value(since, ReadDate) : null,
            UnknownCriticalExtensions =
                [.. extensions.Where(e => e.Critical && !KnownExtensions.Contains(e.Oid)).Select(e => e.Oid).Take(MaxUnknownExtensions)],
        };
    }

    /// <summary>The same, once the entries have been read.</summary>
    internal RevocationListHeader WithUnknownOfEntries(IReadOnlyList<string> unknown) =>
        unknown.Count == 0 ? this : this with { UnknownCriticalExtensions = [.. UnknownCriticalExtensions, .. unknown] };

    static int ReadVersion(AsnReader tbs)
    {
        if (!tbs.IsNext(Asn1Tag.Integer))
            return 1;
        return tbs.TryReadInt32(out var version) && version == 1 ? 2 : throw new AsnContentException("There is no such version.");
    }

    static ReadOnlyMemory<byte> ReadEntries(AsnReader tbs)
    {
        var encoded = tbs.ReadEncodedValue();
        AsnDecoder.ReadSequence(encoded.Span, AsnEncodingRules.DER, out var offset, out var length, out _);
        // Some authorities write an empty list where RFC 5280 §5.1.2.6 says to leave it out; it says the same.
        return encoded.Slice(offset, length);
    }

    static Outcome<CertificateExtensions> ReadExtensions(AsnReader tbs, int version)
    {
        if (!tbs.IsNext(ExtensionsTag))
            return CertificateExtensions.None;
        if (version == 1)
            throw new AsnContentException("Version 1 has no extensions.");
        var wrapped = tbs.ReadSequence(ExtensionsTag);
        var extensions = CertificateExtensions.Read(wrapped);
        wrapped.ThrowIfNotEmpty();
        return extensions;
    }

    static T Value<T>(Extension extension, Func<AsnReader, T> read)
    {
        // A list may be long; what is said about it need not be.
        if (extension.Value.Length > Certificate.MaxOctets)
            throw new AsnContentException("An extension is too long.");
        var reader = new AsnReader(extension.Value, AsnEncodingRules.DER);
        var value = read(reader);
        reader.ThrowIfNotEmpty();
        return value;
    }

    static BigInteger ReadNumber(AsnReader reader)
    {
        var octets = reader.ReadIntegerBytes();
        // "MUST NOT use values longer than 20 octets"; longer ones are not compared, they are refused (RFC 5280 §5.2.3).
        return octets.Length <= 20 && octets.Span[0] < 0x80
            ? new BigInteger(octets.Span, isBigEndian: true)
            : throw new AsnContentException("A CRL number is negative or too long.");
    }

    static DateTimeOffset ReadDate(AsnReader reader) => reader.ReadGeneralizedTime();
}
