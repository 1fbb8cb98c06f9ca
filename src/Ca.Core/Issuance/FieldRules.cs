using System.Formats.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using static Ca.Core.Issuance.Kinds;

namespace Ca.Core.Issuance;

/// <summary>Rules of the basic fields (RFC 5280 §4.1).</summary>
static class FieldRules
{
    // 126 random bits are what we write; an authority that leaves the sign bit out of 64 is the mistake of 2019.
    const int LeastSerialOctets = 9;
    const int MostSerialOctets = 20;
    const int LastYearOfUtcTime = 2049;

    public static CertificateRule[] All { get; } =
    [
        new("version-3", "RFC 5280 §4.1.2.1", Any, c => c.Version == 3),
        new("serial-positive", "RFC 5280 §4.1.2.2", Any, c => c.SerialNumber.IsPositive),
        new("serial-at-most-20-octets", "RFC 5280 §4.1.2.2", Any, c => c.SerialNumber.Length <= MostSerialOctets),
        new("serial-holds-64-random-bits", "CA/Browser Forum BR §7.1", Any, c => c.SerialNumber.Length >= LeastSerialOctets),
        new("signature-algorithms-equal", "RFC 5280 §4.1.1.2", Any, c => c.InnerSignatureAlgorithm.Span.SequenceEqual(c.OuterSignatureAlgorithm.Span)),
        new("signature-algorithm-exactly-encoded", "RFC 4055 §5, RFC 5758 §3.2, RFC 8410 §3, RFC 9215 §2", Any,
            // More is read than may be written: absent NULLs of RSA, superfluous ones of GOST.
            c => !SignatureAlgorithm.Parse(c.OuterSignatureAlgorithm).Refused(out _, out var algorithm) && SignatureAlgorithm.All.Contains(algorithm)
                && c.OuterSignatureAlgorithm.Span.SequenceEqual(algorithm.AlgorithmIdentifier.Span)),
        new("issuer-not-empty", "RFC 5280 §4.1.2.4", Any, c => !c.Issuer.IsEmpty),
        new("validity-does-not-end-before-it-begins", "RFC 5280 §4.1.2.5", Any, c => c.Validity.NotBefore <= c.Validity.NotAfter),
        new("validity-in-utc-time-through-2049", "RFC 5280 §4.1.2.5", Any, TimesHaveTheFormOfTheirYear),
        new("subject-of-authority-not-empty", "RFC 5280 §4.1.2.6", Authority, c => !c.Subject.IsEmpty),
        new("subject-named-somewhere", "RFC 5280 §4.1.2.6", c => c.Subject.IsEmpty, c => c.SubjectAlternativeName is { Count: > 0 }),
        new("unique-identifiers-absent", "RFC 5280 §4.1.2.8", Any, HasNoUniqueIdentifiers),
        new("public-key-readable", "RFC 5280 §4.1.2.7", Any, c => !c.PublicKey.Refused(out _, out _)),
        new("signature-not-empty", "RFC 5280 §4.1.1.3", Any, c => !c.Signature.IsEmpty),
    ];

    static bool TimesHaveTheFormOfTheirYear(Certificate c)
    {
        var times = FieldsBehindIssuer(c).ReadSequence();
        return HasFormOf(times, c.Validity.NotBefore) && HasFormOf(times, c.Validity.NotAfter);
    }

    static bool HasFormOf(AsnReader times, DateTimeOffset moment)
    {
        var isUtcTime = times.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime);
        times.ReadEncodedValue();
        return isUtcTime == moment.Year <= LastYearOfUtcTime;
    }

    static bool HasNoUniqueIdentifiers(Certificate c)
    {
        var fields = FieldsBehindIssuer(c);
        for (var i = 0; i < 3; i++) // validity, subject, subjectPublicKeyInfo
            fields.ReadEncodedValue();
        return !fields.HasData || fields.PeekTag().TagValue == 3;
    }

    /// <summary>At validity; whoever parsed the certificate has read all of it once.</summary>
    static AsnReader FieldsBehindIssuer(Certificate c)
    {
        var fields = new AsnReader(c.TbsCertificate, AsnEncodingRules.DER).ReadSequence();
        for (var skip = c.Version == 1 ? 3 : 4; skip > 0; skip--) // version, serialNumber, signature, issuer
            fields.ReadEncodedValue();
        return fields;
    }
}
