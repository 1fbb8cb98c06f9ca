using Ca.Core.Paths;
using Ca.Core.Pdf;
using Ca.Core.Signatures.Asic;
using Ca.Core.Signatures.Cms;
using Ca.Core.Signatures.Pdf;
using Ca.Core.Signatures.Xml;

namespace Ca.Core.Signatures;

/// <summary>The one entry to verification: a signed file in, a report on each of its signatures out.</summary>
public static class SignatureVerifier
{
    /// <summary>Verifies every signature of a file.</summary>
    /// <param name="signature">CMS SignedData in PEM, base64, BER or DER; an XML document; a PDF; or a container of ASiC.</param>
    /// <param name="content">What a detached signature is over, seekable; null when it is attached. Beside an attached one it must be the same.</param>
    /// <param name="material">Anchors, and further certificates and evidence beside what the file carries.</param>
    /// <param name="inputs">The time judged at and the rest of RFC 5280 §6.1.1; its budget is for the whole file.</param>
    /// <returns>A refusal when the bytes are no signed file at all; what is wrong with a signature is in the report.</returns>
    public static Outcome<ValidationReport> Verify(ReadOnlyMemory<byte> signature, Stream? content, PathMaterial material, PathInputs inputs) =>
        Verify(new SignedFile(signature, content is null ? [] : [SignedContent.Of(content)]), material, inputs);

    /// <summary>The same, with any number of contents beside the signature, whole or known by their hashes.</summary>
    public static Outcome<ValidationReport> Verify(SignedFile file, PathMaterial material, PathInputs inputs) =>
        Check(file, material).Then<ValidationReport>(read => Judge(read with { Signatures = [.. read.Signatures.Select(s => TellUnsigned(s, file.Contents))] }, material, inputs));

    /// <summary>Files that were given by name, of which a signature is over some: whoever acts on the others is told.</summary>
    static CheckedSignature TellUnsigned(CheckedSignature signature, IReadOnlyList<SignedContent> contents)
    {
        var unsigned = contents.Where(c => !c.IsAbsent).Select(c => c.Name).OfType<string>().Except(signature.References.Select(r => r.File)).ToList();
        return unsigned.Count == 0 || signature.Extent == SignatureExtent.Indirect
            ? signature
            : signature with
            {
                Extent = SignatureExtent.Part,
                Findings = [.. signature.Findings, SignatureRule.UnsignedFiles.Found(unsigned.Count, string.Join(", ", unsigned.Take(10)))],
            };
    }

    /// <summary>By the reader of its format, which its first octets tell.</summary>
    static Outcome<CheckedFile> Check(SignedFile file, PathMaterial material) =>
        AsicContainer.IsOne(file.Octets.Span) ? AsicFile.Check(file, material)
        : PdfFile.Recognises(file.Octets.Span) ? SignedPdf.Check(file.Octets)
        : XmlFile.Is(file.Octets.Span) ? XmlFile.Check(file, material)
        : CmsFile.Is(file.Octets.Span) ? CmsFile.Check(file, material)
        : new Refusal(RefusalCode.Malformed, "Signatures.no-signed-file");

    static ValidationReport Judge(CheckedFile file, PathMaterial material, PathInputs inputs)
    {
        var stamped = file.Signatures.SelectMany(s => s.TimeStamps).Select(t => t.Token).Select(t => t.Refused(out _, out var token) ? null : token).Distinct();
        var carried = stamped.Where(t => t is not null).Select(t => CarriedMaterial.Of(t!.SignedData)).Aggregate(file.Carried, (all, one) => all.With(one));
        var work = new PathWork(material with
        {
            Certificates = [.. carried.Certificates, .. material.Certificates],
            RevocationLists = [.. carried.RevocationLists, .. material.RevocationLists],
            OcspResponses = [.. carried.OcspResponses, .. material.OcspResponses],
        }, inputs);
        return new ValidationReport([.. file.Signatures.Select(new SignatureJudgement(inputs, work).Judge)]);
    }
}

/// <summary>What the reader of a format has made out about a file.</summary>
/// <param name="Signatures">At least one.</param>
/// <param name="Carried">What the file brings along to judge them by.</param>
sealed record CheckedFile(IReadOnlyList<CheckedSignature> Signatures, CarriedMaterial Carried);
