using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Paths;
using Ca.Core.Signatures.Cms;

namespace Ca.Core.Signatures.Pdf;

/// <summary>
/// The two kinds of signatures that PDF 1.3 began with and PDF 2.0 has given up (ISO 32000-1 §12.8.3.2 and §12.8.3.3.1): whether they are intact is
/// told, and nothing is believed of what relies on SHA-1.
/// </summary>
static class OutdatedPdfSignature
{
    /// <summary>The hashes of <c>adbe.x509.rsa_sha1</c> in spite of its name (ISO 32000-1 table 257); which one, the padding alone says.</summary>
    static readonly string[] RsaAlgorithms = ["rsa-sha1", "rsa-sha256", "rsa-sha384", "rsa-sha512"];

    /// <summary>How often a bare signature has what it covers read.</summary>
    public static int Readings => RsaAlgorithms.Length;

    /// <summary><c>adbe.pkcs7.sha1</c>: the content of the CMS is the hash of what the file covers.</summary>
    public static CheckedSignature CheckHashed(PdfSignature signature, CmsSignedData signed)
    {
        var core = new CmsVerification(signed.Signers[0], signed.ContentType, new CmsContent(signed.Content, []), signed.Certificates).Check();
        using var covered = signature.OpenSigned();
        var isContent = covered is not null && signed.Content is { } content && content.Span.SequenceEqual(DigestAlgorithm.Sha1.Compute(covered));
        return core with
        {
            Format = SignatureFormat.Pdf,
            Level = SignatureLevel.None,
            Weakness = PdfRule.WeakSubFilter.Found(signature.SubFilter),
            Intact = core.Intact && isContent,
            References = [.. core.References.Select(r => r with { Intact = r.Intact && isContent })],
            Findings = isContent || signed.Content is null ? core.Findings : [.. core.Findings, SignatureRule.Content.Found()],
        };
    }

    /// <summary><c>adbe.x509.rsa_sha1</c>: the value by the first of the certificates beside it.</summary>
    public static CheckedSignature CheckBare(PdfSignature signature)
    {
        var findings = new List<Finding>();
        var signer = SignerOf(signature, findings);
        var algorithm = signer is null ? null : AlgorithmOf(signature, signer, findings);
        return new()
        {
            Format = SignatureFormat.Pdf,
            Level = SignatureLevel.None,
            Algorithm = algorithm?.Name ?? signature.SubFilter,
            Weakness = algorithm is { IsOutdated: false } ? null : PdfRule.WeakSubFilter.Found(signature.SubFilter),
            Signer = signer,
            Intact = algorithm is not null,
            ClaimedSigningTime = null,
            References = [new(signature.FieldName, algorithm is not null, new Sentence("Signatures.scope-content"))],
            Findings = findings,
        };
    }

    static Certificate? SignerOf(PdfSignature signature, List<Finding> findings)
    {
        if (signature.Certificates is not [var first, ..])
            findings.Add(SignatureRule.NoSigner.Found("Cert"));
        else if (Certificate.Parse(first).Refused(out var why, out var certificate))
            findings.Add(PdfRule.Certificate.Found(why.Sentence));
        else
            return certificate;
        return null;
    }

    static SignatureAlgorithm? AlgorithmOf(PdfSignature signature, Certificate signer, List<Finding> findings)
    {
        if (signer.PublicKey.Refused(out var why, out var key))
        {
            findings.Add(PathRule.Key.Found(signer.Subject, why.Sentence));
            return null;
        }
        if (Der.Read<byte[]>(signature.Cms, PdfSignature.MaxValueOctets, r => r.ReadOctetString()).Refused(out why, out var value))
        {
            findings.Add(PdfRule.Cms.Found(why.Sentence));
            return null;
        }
        foreach (var name in RsaAlgorithms)
        {
            using var covered = signature.OpenSigned();
            var algorithm = SignatureAlgorithm.Known.First(a => a.Name == name);
            if (covered is not null && key.Verify(algorithm, covered, value))
                return algorithm;
        }
        findings.Add(SignatureRule.Value.Found());
        return null;
    }
}
