using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Revocation;

namespace Ca.Core.Paths;

/// <summary>What a certificate says about where and from whom revocation lists on it come: a DistributionPoint, read for RFC 5280 §6.3.3.</summary>
/// <param name="Names">distributionPoint as full names; null when absent.</param>
/// <param name="Reasons">The reasons that its lists cover.</param>
/// <param name="ListIssuers">cRLIssuer; empty when the certificate's issuer signs the list.</param>
sealed record RevocationScope(IReadOnlyList<GeneralName>? Names, ReasonFlags Reasons, IReadOnlyList<DistinguishedName> ListIssuers)
{
    /// <summary>keyCompromise (1) to aACompromise (8).</summary>
    public const ReasonFlags AllReasons = (ReasonFlags)0b1_1111_1110;

    /// <summary>
    /// The points of the certificate, and last the one that §6.3.3 assumes for lists which no point leads to: all reasons, named by and
    /// from the certificate's issuer. Where the certificate has points of its own, a list that is named for another is not taken in
    /// their place: it may be a part of the whole, and its silence would pass for "not revoked" (BSI, CERT_PATH_CRL_13).
    /// </summary>
    public static IEnumerable<RevocationScope> Of(Certificate certificate) => certificate.Extensions.DistributionPoints is { } points
        ? points.Select(p => Of(p, certificate.Issuer)).Append(new([], AllReasons, []))
        : [new([GeneralName.Of(certificate.Issuer)], AllReasons, [])];

    /// <summary>The issuers of lists for this point.</summary>
    public IEnumerable<DistinguishedName> IssuersFor(Certificate certificate) => ListIssuers.Count > 0 ? ListIssuers : [certificate.Issuer];

    /// <summary>Whether the list speaks about this certificate through this point (§6.3.3 (b)).</summary>
    public bool IsServedBy(RevocationList list, Certificate certificate)
    {
        if (list.Header.IssuingDistributionPoint is not { } scope)
            return ListIssuers.Count == 0;
        var isAuthority = certificate.BasicConstraints is { IsAuthority: true };
        return !(ListIssuers.Count > 0 && !scope.IsIndirect)
            && !(scope.OnlyUserCertificates && isAuthority)
            && !(scope.OnlyAuthorityCertificates && !isAuthority)
            && !scope.OnlyAttributeCertificates
            && IsNamedBy(scope, list.Header.Issuer);
    }

    /// <summary>How many names <see cref="IsServedBy"/> compares, and no fewer than one.</summary>
    public int CountFor(RevocationList list) =>
        Math.Max(1, list.Header.IssuingDistributionPoint?.FullName?.Count ?? 1) * Math.Max(1, Names?.Count ?? ListIssuers.Count);

    /// <summary>(b)(2)(i): a name of the list's point is one of ours, or one of the list issuers' when we have none.</summary>
    bool IsNamedBy(IssuingDistributionPoint scope, DistinguishedName listIssuer)
    {
        var theirs = scope.RelativeName is { } relative ? Below(listIssuer, relative) : scope.FullName ?? [];
        if (theirs.Count == 0)
            return scope.RelativeName is null;
        var ours = Names ?? [.. ListIssuers.Select(GeneralName.Of)];
        return theirs.Any(t => ours.Any(o => Same(t, o)));
    }

    static RevocationScope Of(DistributionPoint point, DistinguishedName certificateIssuer)
    {
        var issuers = (point.CrlIssuer ?? []).Where(n => n.Kind == GeneralNameKind.Directory).Select(n => n.DirectoryName).ToList();
        var names = point.NameRelativeToIssuer is { } relative ? Below(issuers.FirstOrDefault() ?? certificateIssuer, relative) : point.FullName;
        return new(names, point.Reasons ?? AllReasons, issuers);
    }

    static bool Same(GeneralName one, GeneralName other) => one.Kind == other.Kind
        && (one.Kind == GeneralNameKind.Directory ? one.DirectoryName.Equals(other.DirectoryName) : one.Equals(other));

    /// <summary>nameRelativeToCRLIssuer: the issuer's name with one more relative name; none when that is no name.</summary>
    static IReadOnlyList<GeneralName> Below(DistinguishedName issuer, ReadOnlyMemory<byte> relative)
    {
        var names = new AsnReader(issuer.Encoded, AsnEncodingRules.DER).ReadSequence();
        var encoded = Der.Write(w =>
        {
            using (w.PushSequence())
            {
                while (names.HasData)
                    w.WriteEncodedValue(names.ReadEncodedValue().Span);
                w.WriteEncodedValue(relative.Span);
            }
        });
        return DistinguishedName.Parse(encoded).Refused(out _, out var name) ? [] : [GeneralName.Of(name)];
    }
}
