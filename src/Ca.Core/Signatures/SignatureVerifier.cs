using Ca.Core.Paths;
using Ca.Core.Signatures.Cms;

namespace Ca.Core.Signatures;

/// <summary>The one entry to verification: a signed file in, a report on each of its signatures out.</summary>
public static class SignatureVerifier
{
    /// <summary>Verifies every signature of a file.</summary>
    /// <param name="signature">CMS SignedData in PEM, base64, BER or DER.</param>
    /// <param name="content">What a detached signature is over, seekable; null when it is attached. Beside an attached one it must be the same.</param>
    /// <param name="material">Anchors, and further certificates and CRLs beside those in the file.</param>
    /// <param name="inputs">The time judged at and the rest of RFC 5280 §6.1.1; its budget is for the whole file.</param>
    /// <returns>A refusal when the bytes are no signed file at all; what is wrong with a signature is in the report.</returns>
    public static Outcome<ValidationReport> Verify(ReadOnlyMemory<byte> signature, Stream? content, PathMaterial material, PathInputs inputs)
    {
        if (CmsSignedData.Parse(signature).Refused(out var why, out var signed))
            return why;
        var all = material with
        {
            Certificates = [.. signed.Certificates, .. material.Certificates],
            RevocationLists = [.. signed.RevocationLists, .. material.RevocationLists],
        };
        var work = new PathWork(all, inputs.Budget);
        var contents = new CmsContent(signed.Content, content);
        return new ValidationReport([.. signed.Signers.Select(s => new CmsVerification(s, signed.ContentType, contents, all.Certificates).Judge(inputs, work))]);
    }
}
