using System.Security.Cryptography;
using Ca.Core.Cms;
using Ca.Core.Pdf;
using Ca.Core.Signatures.Cms;

namespace Ca.Core.Signatures.Pdf;

/// <summary>
/// Adds to a signed PDF what the higher levels have (ETSI EN 319 142-1 §6.3), each as an incremental update: evidence in the document security store makes
/// B-LT, a document time-stamp over the whole file B-LTA.
/// </summary>
public static class PadesAugmentation
{
    /// <summary>B-LT: certificates and revocation information beside what the store has, and named for the last signature in VRI (§5.4.2).</summary>
    public static Outcome<byte[]> AddEvidence(ReadOnlyMemory<byte> pdf, CarriedMaterial evidence)
    {
        if (PdfFieldUpdate.Open(pdf).Refused(out var why, out _) || LastSignature(pdf).Refused(out why, out var signature))
            return why;
        var revision = signature.File.Revisions[^1];
        var (root, catalog) = ((PdfReference)revision.Trailer["Root"], revision.Catalog!);
        var update = new PdfUpdate(revision);
        var store = revision.Dictionary(catalog, "DSS") ?? Empty;
        (string Store, string Vri, List<int> Numbers)[] kinds =
        [
            ("Certs", "Cert", Streams(update, evidence.Certificates.Select(c => c.Encoded))),
            ("CRLs", "CRL", Streams(update, evidence.RevocationLists.Select(l => l.Encoded))),
            ("OCSPs", "OCSP", Streams(update, evidence.OcspResponses.Select(r => r.Encoded))),
        ];
        var written = kinds.Where(k => k.Numbers.Count > 0).ToList();
        var related = $"<< {string.Join(' ', written.Select(k => $"/{k.Vri} {Array([], k.Numbers)}"))} >>";
        var text = PdfUpdate.Text(store,
        [
            ("Type", "/DSS"),
            .. written.Select(k => (k.Store, Array(revision.Array(store, k.Store), k.Numbers))),
            ("VRI", PdfUpdate.Text(revision.Dictionary(store, "VRI") ?? Empty, (NameInVri(signature.Signature), related))),
        ]);
        var number = catalog["DSS"] is PdfReference separate ? separate.Number : update.NewNumber();
        update.Add(number, text);
        if (catalog["DSS"] is not PdfReference)
            update.Add(root.Number, PdfUpdate.Text(catalog, ("DSS", $"{number} 0 R")));
        var file = update.Finish();
        return file.Length <= PdfFile.MaxOctets ? file : new Refusal(RefusalCode.TooLarge, "Pdf.too-large", file.Length, PdfFile.MaxOctets);
    }

    /// <summary>B-LTA: a time-stamp over the file as it is (§5.4.3), in a field that is not seen.</summary>
    public static Outcome<byte[]> AddDocumentTimeStamp(ReadOnlyMemory<byte> pdf, TimeStampSource source)
    {
        if (PdfFieldUpdate.Open(pdf).Refused(out var why, out var update) || LastSignature(pdf).Refused(out why, out var signature))
            return why;
        if (CmsSignedData.Parse(signature.Signature.Cms).Then(signed => CadesAugmentation.DigestOf(signed.Signers[0])).Refused(out why, out var digest))
            return why;
        return update.Write(
            $"/Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /{PdfSignature.TimeStampFilter}", PdfFieldUpdate.TokenOctets,
            octets => source.Stamp(digest, digest.Compute(octets)).Then<byte[]>(token => token.ToArray()));
    }

    static PdfDictionary Empty { get; } = new(new Dictionary<string, PdfValue>(), false);

    static Outcome<(PdfFile File, PdfSignature Signature)> LastSignature(ReadOnlyMemory<byte> pdf) => PdfFile.Open(pdf).Then(file =>
        PdfSignatures.Read(file).Then<(PdfFile, PdfSignature)>(signatures =>
            signatures.All.LastOrDefault(s => s.Kind == PdfSignatureKind.Signature) is { } last ? (file, last) : new Refusal(RefusalCode.NotFound, "Pdf.not-signed")));

    static List<int> Streams(PdfUpdate update, IEnumerable<ReadOnlyMemory<byte>> values)
    {
        var numbers = new List<int>();
        foreach (var value in values.DistinctBy(v => Convert.ToHexString(v.Span)))
        {
            numbers.Add(update.NewNumber());
            update.Add(numbers[^1], value.Span);
        }
        return numbers;
    }

    static string Array(IReadOnlyList<PdfValue> before, IEnumerable<int> numbers) => $"[{string.Join(' ', before.Select(PdfUpdate.Text).Concat(numbers.Select(n => $"{n} 0 R")))}]";

    /// <summary>SHA-1 of Contents with the zeros behind the CMS (ISO 32000-2 §12.8.4.4): a name, and no protection.</summary>
    static string NameInVri(PdfSignature signature) => Convert.ToHexString(SHA1.HashData(signature.Contents.Span));
}
