using System.Globalization;
using Ca.Core.Cms;
using Ca.Core.Pdf;
using Ca.Core.Signatures.Cms;

namespace Ca.Core.Signatures.Pdf;

/// <summary>What is said beside a signature in a PDF file.</summary>
public sealed record PadesDetails
{
    /// <summary>M: the time of signing that the signer claims.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Why it is signed, for people; null to say nothing.</summary>
    public string? Reason { get; init; }

    /// <summary>Where; null to say nothing.</summary>
    public string? Location { get; init; }

    /// <summary>The authority for a time-stamp over the signature value, which makes the level B-T; null for B-B.</summary>
    public TimeStampSource? TimeStamp { get; init; }
}

/// <summary>
/// Signs a PDF file as PAdES B-B or B-T ask for (EN 319 142-1 §6.3): an incremental update with a signature field that is not seen. Signatures
/// and revisions that are there stay as they are.
/// </summary>
public static class PadesSignature
{
    /// <summary>Signature value, attributes, names and lengths around the certificates.</summary>
    const int CmsOctets = 4096;

    /// <summary>The signed file; a refusal when it cannot be signed, or no time-stamp was had.</summary>
    public static Outcome<byte[]> Create(CmsSigner signer, ReadOnlyMemory<byte> pdf, PadesDetails details)
    {
        if (PdfFieldUpdate.Open(pdf).Refused(out var why, out var update))
            return why;
        if (update.IsCertifiedFinal)
            return new Refusal(RefusalCode.NotAllowed, "Pdf.certified-final");
        var room = CmsOctets + signer.Chain.Append(signer.Certificate).Sum(c => c.Encoded.Length) + (details.TimeStamp is null ? 0 : PdfFieldUpdate.TokenOctets);
        return update.Write(Entries(details), room, octets => Sign(signer, octets, details.TimeStamp));
    }

    static string Entries(PadesDetails details)
    {
        var said = (details.Reason is { } reason ? $" /Reason {PdfUpdate.Text(reason)}" : "") + (details.Location is { } location ? $" /Location {PdfUpdate.Text(location)}" : "");
        var time = details.Time.ToUniversalTime().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        return $"/Type /Sig /Filter /Adobe.PPKLite /SubFilter /{PdfSignature.CadesFilter} /M (D:{time}Z){said}";
    }

    static Outcome<byte[]> Sign(CmsSigner signer, Stream octets, TimeStampSource? timeStamp)
    {
        var cms = CmsSignature.CreateForPdf(signer, octets);
        return timeStamp is null ? cms : CadesAugmentation.AddTimeStamps(cms, timeStamp);
    }
}
