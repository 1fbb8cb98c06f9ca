using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Ocsp;
using Ca.Core.Paths;
using Ca.Core.Revocation;
using Ca.Core.Signatures.Cms;
using Ca.Core.TimeStamping;

namespace Ca.Core.Signatures.Pdf;

/// <summary>
/// A signed PDF file: each signature's CMS is checked over the octets that it covers, and its document time-stamps are those of every
/// signature that they cover. Where there are time-stamps and nobody has signed, they are reported themselves.
/// </summary>
static class SignedPdf
{
    /// <summary>Each signature is over nearly the whole file: more than eight of the largest are there to make us hash.</summary>
    const long MaxHashed = 8L * Core.Pdf.PdfFile.MaxOctets;

    public static Outcome<CheckedFile> Check(ReadOnlyMemory<byte> file) =>
        PdfSignatures.Read(file).Then<CheckedFile>(signatures => Check(signatures));

    static CheckedFile Check(PdfSignatures signatures)
    {
        var carried = Carried(signatures.SecurityStore);
        var stamps = Stamps(signatures);
        var signed = signatures.All.Where(s => s.Kind == PdfSignatureKind.Signature).ToList();
        var left = MaxHashed;
        var results = new List<CheckedSignature>();
        foreach (var signature in signed.Count > 0 ? signed : signatures.All)
        {
            var cms = CmsSignedData.Parse(signature.Cms);
            if (!cms.Refused(out _, out var data))
                carried = carried.With(CarriedMaterial.Of(data)).With(CmsEvidence.InPdf(data));
            carried = carried.With(new([.. signature.Certificates.Select(Certificate.Parse).Values()], [], []));
            left -= signature.SignedLength * (signature.SubFilter == PdfSignature.RsaFilter ? OutdatedPdfSignature.Readings : 1);
            var covering = stamps.Where(s => !ReferenceEquals(s.Stamp, signature) && s.Stamp.Revision is { } later && later >= (signature.Revision ?? int.MaxValue)).ToList();
            var one = Check(signature, cms, left >= 0);
            results.Add(one with
            {
                TimeStamps = [.. one.TimeStamps, .. covering.Select(s => s.Claim)],
                Level = LevelOf(one, covering.Select(s => s.Stamp), signatures.SecurityStore),
            });
        }
        return new(results, carried);
    }

    static CheckedSignature Check(PdfSignature signature, Outcome<CmsSignedData> cms, bool isAffordable)
    {
        var findings = new List<Finding>(signature.Findings);
        var core = CheckCms(signature, cms, isAffordable, findings);
        findings.AddRange(core?.Findings ?? []);

        var intact = core?.Intact == true && signature.IsUntouched;
        return new()
        {
            Format = signature.SubFilter == PdfSignature.CadesFilter ? SignatureFormat.Pades : SignatureFormat.Pdf,
            Level = core?.Level ?? SignatureLevel.None,
            Algorithm = core?.Algorithm ?? "",
            Weakness = core?.Weakness,
            Signer = core?.Signer,
            Intact = intact,
            Extent = signature.Kind == PdfSignatureKind.DocumentTimeStamp ? SignatureExtent.Indirect
                : signature.Modifications.Any(m => m.Change is PdfChange.FormFilling or PdfChange.Annotation) ? SignatureExtent.Part : SignatureExtent.Whole,
            ClaimedSigningTime = core?.ClaimedSigningTime ?? signature.ClaimedTime,
            References = [new(signature.FieldName, core?.References.All(r => r.Intact) == true && signature.IsUntouched, Scope(signature))],
            Modifications = [.. signature.Modifications.Select(m => new Modification(m.Detail, m.IsAllowed))],
            TimeStamps = core?.TimeStamps ?? [],
            Findings = findings,
        };
    }

    /// <summary>Null where there is no CMS to check; why is said among the findings.</summary>
    static CheckedSignature? CheckCms(PdfSignature signature, Outcome<CmsSignedData> cms, bool isAffordable, List<Finding> findings)
    {
        if (!signature.IsVerifiable || signature.Cms.IsEmpty)
            return null;
        if (signature.SubFilter == PdfSignature.RsaFilter)
            return isAffordable ? OutdatedPdfSignature.CheckBare(signature) : Unaffordable(findings);
        if (cms.Refused(out var why, out var signed))
            findings.Add(PdfRule.Cms.Found(why.Sentence));
        else if (signed.Signers.Count != 1)
            findings.Add(PdfRule.Signers.Found(signed.Signers.Count));
        else if (!isAffordable)
            return Unaffordable(findings);
        else if (signature.SubFilter == PdfSignature.Pkcs7Sha1Filter)
            return OutdatedPdfSignature.CheckHashed(signature, signed);
        else
            // "At minimum the signer's X.509 signing certificate" (ISO 32000-2 §12.8.3.3.1): elsewhere, who has signed is not looked for.
            return new CmsVerification(signed.Signers[0], signed.ContentType, Content(signature, signed), signed.Certificates).Check();
        return null;
    }

    static CheckedSignature? Unaffordable(List<Finding> findings)
    {
        findings.Add(PdfRule.TooMuch.Found());
        return null;
    }

    /// <summary>A time-stamp token carries what it signs; what that says of the file is for whoever judges time-stamps.</summary>
    static CmsContent Content(PdfSignature signature, CmsSignedData signed) => signature.Kind == PdfSignatureKind.DocumentTimeStamp
        ? new(signed.Content, [])
        : new(signed.Content, signature.OpenSigned() is { } octets ? [SignedContent.Of(octets)] : []);

    static Sentence Scope(PdfSignature signature) => signature switch
    {
        { Revision: null } => new("Pdf.scope-none"),
        { CoversWholeFile: true } => new("Pdf.scope-whole"),
        { Revision: var revision } => new("Pdf.scope-revision", revision, signature.Revisions),
    };

    /// <summary>Each is over the time-stamps inside the signatures that it covers, and over those of earlier revisions.</summary>
    static List<(PdfSignature Stamp, TimeStampClaim Claim)> Stamps(PdfSignatures signatures)
    {
        var revisions = new Dictionary<TimeStampClaim, int?>(ReferenceEqualityComparer.Instance);
        var stamps = new List<(PdfSignature, TimeStampClaim)>();
        foreach (var stamp in signatures.All.Where(s => s.Kind == PdfSignatureKind.DocumentTimeStamp))
        {
            var claim = Claim(stamp, other => !revisions.TryGetValue(other, out var earlier) || earlier < stamp.Revision);
            revisions.Add(claim, stamp.Revision);
            stamps.Add((stamp, claim));
        }
        return stamps;
    }

    static TimeStampClaim Claim(PdfSignature stamp, Func<TimeStampClaim, bool> covers)
    {
        var imprints = new Dictionary<string, byte[]?>();
        return new(TimeStampKind.Document, TimeStampToken.Parse(stamp.Cms), token =>
        {
            if (token.Digest.Refused(out _, out var digest))
                return null;
            // Every signature below asks again.
            if (!imprints.TryGetValue(digest.Oid, out var imprint))
                imprints[digest.Oid] = imprint = Imprint(stamp, digest);
            return imprint;
        })
        { Covers = covers };
    }

    static byte[]? Imprint(PdfSignature stamp, DigestAlgorithm digest)
    {
        using var signed = stamp.Revision is null ? null : stamp.OpenSigned();
        return signed is null ? null : digest.Compute(signed);
    }

    /// <summary>The levels of EN 319 142-1 §6, by what is there: time-stamp, then validation data, then a document time-stamp over that.</summary>
    static SignatureLevel LevelOf(CheckedSignature signature, IEnumerable<PdfSignature> stamps, PdfSecurityStore? store)
    {
        if (signature.Level == SignatureLevel.None)
            return SignatureLevel.None;
        var isStamped = signature.TimeStamps.Count > 0 || stamps.Any();
        if (!isStamped)
            return SignatureLevel.Basic;
        if (store is null || !store.HasRevocationData)
            return SignatureLevel.Timed;
        return stamps.Any(s => s.Revision >= store.Revision) ? SignatureLevel.Archived : SignatureLevel.LongTerm;
    }

    static CarriedMaterial Carried(PdfSecurityStore? store) => store is null
        ? CarriedMaterial.None
        : new(
            [.. store.Certificates.Select(Certificate.Parse).Values()],
            [.. store.RevocationLists.Select(RevocationList.Parse).Values()],
            [.. store.OcspResponses.Select(OcspResponse.Parse).Values()]);
}
