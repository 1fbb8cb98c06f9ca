using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Certificates;

namespace Ca.Core.Revocation;

/// <summary>IssuingDistributionPoint (RFC 5280 §5.2.5): which certificates and reasons a list covers.</summary>
/// <param name="FullName">fullName of distributionPoint, or null.</param>
/// <param name="RelativeName">nameRelativeToCRLIssuer, as the SET that it is, or null.</param>
/// <param name="OnlyUserCertificates">onlyContainsUserCerts.</param>
/// <param name="OnlyAuthorityCertificates">onlyContainsCACerts.</param>
/// <param name="OnlySomeReasons">onlySomeReasons, or null for all.</param>
/// <param name="IsIndirect">indirectCRL.</param>
/// <param name="OnlyAttributeCertificates">onlyContainsAttributeCerts.</param>
public sealed record IssuingDistributionPoint(
    IReadOnlyList<GeneralName>? FullName,
    ReadOnlyMemory<byte>? RelativeName,
    bool OnlyUserCertificates,
    bool OnlyAuthorityCertificates,
    ReasonFlags? OnlySomeReasons,
    bool IsIndirect,
    bool OnlyAttributeCertificates)
{
    /// <summary>Reads the value of the extension.</summary>
    internal static IssuingDistributionPoint Read(AsnReader reader)
    {
        var parts = reader.ReadSequence();
        IReadOnlyList<GeneralName>? fullName = null;
        ReadOnlyMemory<byte>? relativeName = null;
        if (parts.IsNext(Context(0)))
        {
            var point = parts.ReadSequence(Context(0));
            if (point.IsNext(Context(0)))
                fullName = GeneralName.ReadAll(point, Context(0));
            else
                relativeName = ExtensionReader.RelativeName(point, Context(1));
            point.ThrowIfNotEmpty();
        }
        var onlyUser = ReadFlag(parts, 1);
        var onlyAuthority = ReadFlag(parts, 2);
        ReasonFlags? onlySomeReasons = parts.IsNext(Context(3)) ? (ReasonFlags)ExtensionReader.NamedBits(parts, Context(3)) : null;
        var indirect = ReadFlag(parts, 4);
        var onlyAttribute = ReadFlag(parts, 5);
        parts.ThrowIfNotEmpty();
        return new(fullName, relativeName, onlyUser, onlyAuthority, onlySomeReasons, indirect, onlyAttribute);
    }

    static bool ReadFlag(AsnReader parts, int number) => parts.IsNext(Context(number)) && parts.ReadBoolean(Context(number));

    static Asn1Tag Context(int number) => new(TagClass.ContextSpecific, number);
}
