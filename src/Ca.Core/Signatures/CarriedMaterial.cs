using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Ocsp;
using Ca.Core.Revocation;
using Ca.Core.Signatures.Cms;

namespace Ca.Core.Signatures;

/// <summary>Certificates and evidence that a file carries, or is to carry. Nothing is believed of them but by their own signatures.</summary>
/// <param name="Certificates">Of signers, time-stamp authorities and those above them.</param>
/// <param name="RevocationLists">Of their issuers.</param>
/// <param name="OcspResponses">About them.</param>
public sealed record CarriedMaterial(
    IReadOnlyList<Certificate> Certificates, IReadOnlyList<RevocationList> RevocationLists, IReadOnlyList<OcspResponse> OcspResponses)
{
    /// <summary>Nothing.</summary>
    public static CarriedMaterial None { get; } = new([], [], []);

    /// <summary>In the container's own sets, and in the attributes that signers have had added (EN 319 122-1 §5.4.2, annex A.1).</summary>
    internal static CarriedMaterial Of(CmsSignedData signed) => signed.Signers.Aggregate(
        new CarriedMaterial(signed.Certificates, signed.RevocationLists, [.. signed.OtherRevocationInformation.SelectMany(o => CmsEvidence.ReadOther(o.Format, o.Value))]),
        (all, signer) => all.With(CmsEvidence.Of(signer)));

    internal CarriedMaterial With(CarriedMaterial other) => new(
        [.. Certificates, .. other.Certificates], [.. RevocationLists, .. other.RevocationLists], [.. OcspResponses, .. other.OcspResponses]);
}
