using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Certificates;

namespace Ca.Core.Issuance;

/// <summary>The AlgorithmIdentifier of a certified key, as it is encoded.</summary>
/// <param name="Oid">algorithm.</param>
/// <param name="Parameters">DER of parameters; empty when they are absent.</param>
readonly record struct KeyAlgorithmIdentifier(string Oid, ReadOnlyMemory<byte> Parameters)
{
    /// <summary>Of a certificate; with an empty OID when it cannot be read.</summary>
    public static KeyAlgorithmIdentifier Of(Certificate certificate) =>
        Der.Read(certificate.SubjectPublicKeyInfo, Certificate.MaxOctets, reader =>
        {
            var info = reader.ReadSequence();
            var algorithm = info.ReadSequence();
            return (Outcome<KeyAlgorithmIdentifier>)new KeyAlgorithmIdentifier(
                algorithm.ReadObjectIdentifier(), algorithm.HasData ? algorithm.ReadEncodedValue() : default);
        }).Refused(out _, out var read) ? new("", default) : read;

    /// <summary>The octets inside of a certificate's AlgorithmIdentifier, whose outer form has been read before.</summary>
    public static ReadOnlySpan<byte> ContentsOf(Certificate certificate)
    {
        var info = certificate.SubjectPublicKeyInfo.Span;
        AsnDecoder.ReadSequence(info, AsnEncodingRules.DER, out var offset, out _, out _);
        info = info[offset..];
        AsnDecoder.ReadSequence(info, AsnEncodingRules.DER, out offset, out var length, out _);
        return info.Slice(offset, length);
    }

    /// <summary>Whether the parameters are one NULL.</summary>
    public bool ParametersAreNull => Parameters.Span is [0x05, 0x00];

    /// <summary>The OID that the parameters are, or null.</summary>
    public string? ParametersOid =>
        Der.Read(Parameters, Certificate.MaxOctets, reader => (Outcome<string>)reader.ReadObjectIdentifier()).Refused(out _, out var oid) ? null : oid;

    /// <summary>publicKeyParamSet and digestParamSet of GostR3410-2012-PublicKeyParameters (RFC 9215 §4.2), or null for other contents.</summary>
    public (string ParameterSet, string? Digest)? GostParameters =>
        Der.Read(Parameters, Certificate.MaxOctets, reader =>
        {
            var parts = reader.ReadSequence();
            var pair = (parts.ReadObjectIdentifier(), parts.HasData ? parts.ReadObjectIdentifier() : null);
            parts.ThrowIfNotEmpty();
            return (Outcome<(string, string?)>)pair;
        }).Refused(out _, out var read) ? null : read;
}
