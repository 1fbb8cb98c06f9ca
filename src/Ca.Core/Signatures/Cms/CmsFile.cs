using Ca.Core.Cms;
using Ca.Core.Paths;

namespace Ca.Core.Signatures.Cms;

/// <summary>A file that is CMS SignedData.</summary>
static class CmsFile
{
    public static Outcome<CheckedFile> Check(ReadOnlyMemory<byte> signature, Stream? content, PathMaterial material) =>
        CmsSignedData.Parse(signature).Then<CheckedFile>(signed => Check(signed, new CmsContent(signed.Content, content), material));

    public static CheckedFile Check(CmsSignedData signed, CmsContent content, PathMaterial material)
    {
        var carried = CarriedMaterial.Of(signed);
        return new(
            [.. signed.Signers.Select(s => new CmsVerification(s, signed.ContentType, content, [.. carried.Certificates, .. material.Certificates]).Check())],
            carried);
    }
}
