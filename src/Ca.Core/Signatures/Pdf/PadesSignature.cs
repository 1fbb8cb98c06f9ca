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

    /// <summary>A token with its authority's chain has 3 to 8 KiB.</summary>
    const int TimeStampOctets = 24 * 1024;

    const string ByteRangeRoom = "[0 0000000000 0000000000 0000000000]";

    /// <summary>The signed file; a refusal when it cannot be signed, or no time-stamp was had.</summary>
    public static Outcome<byte[]> Create(CmsSigner signer, ReadOnlyMemory<byte> pdf, PadesDetails details)
    {
        if (PdfFile.Open(pdf).Refused(out var why, out var file))
            return why;
        if (file.IsEncrypted)
            return new Refusal(RefusalCode.Unsupported, "Pdf.encrypted-not-signed");
        var revision = file.Revisions[^1];
        var layout = new PdfLayout(revision);
        if (Refuse(file, revision, layout) is { } refusal)
            return refusal;

        var room = CmsOctets + signer.Chain.Append(signer.Certificate).Sum(c => c.Encoded.Length) + (details.TimeStamp is null ? 0 : TimeStampOctets);
        var update = new PdfUpdate(revision);
        var (signature, field) = (update.NewNumber(), update.NewNumber());
        var text = Dictionary(details, room);
        var place = update.Add(signature, text);
        AddField(update, layout, signature, field);
        var signed = update.Finish();
        if (signed.Length > PdfFile.MaxOctets)
            return new Refusal(RefusalCode.TooLarge, "Pdf.too-large", signed.Length, PdfFile.MaxOctets);
        return Sign(signer, signed, place + text.IndexOf(ByteRangeRoom, StringComparison.Ordinal), place + text.IndexOf("<00", StringComparison.Ordinal), room, details.TimeStamp);
    }

    static Refusal? Refuse(PdfFile file, PdfRevision revision, PdfLayout layout)
    {
        if (file.HasTrailingOctets)
            return new(RefusalCode.Malformed, "Pdf.change-unexplained");
        if (file.Work.IsSpent)
            return PdfFile.TooComplex;
        if (revision.Catalog is not { HasDuplicates: false } catalog || revision.Trailer["Root"] is not PdfReference
            || layout.Pages.IsBroken || layout.Pages.Pages is not [{ Number: not null, Dictionary.HasDuplicates: false }, ..])
            return new(RefusalCode.Malformed, "Pdf.no-page");
        return revision.Dictionary(catalog, "Perms") is { } permissions && revision.Dictionary(permissions, "DocMDP") is { } certification
            && PdfPermissions.Of(revision, NoField, certification).Level == 1
            ? new(RefusalCode.NotAllowed, "Pdf.certified-final")
            : null;
    }

    static PdfField NoField { get; } = new() { Number = null, Dictionary = new(new Dictionary<string, PdfValue>(), false), Name = "", Type = "Sig", Value = PdfValue.Null };

    static string Dictionary(PadesDetails details, int room)
    {
        var said = (details.Reason is { } reason ? $" /Reason {PdfUpdate.Text(reason)}" : "") + (details.Location is { } location ? $" /Location {PdfUpdate.Text(location)}" : "");
        var time = details.Time.ToUniversalTime().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        return $"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /{PdfSignature.CadesFilter} /M (D:{time}Z){said} /ByteRange {ByteRangeRoom} /Contents <{new string('0', 2 * room)}> >>";
    }

    /// <summary>A field that is its own widget, of no size, on the first page.</summary>
    static void AddField(PdfUpdate update, PdfLayout layout, int signature, int field)
    {
        var revision = layout.Revision;
        var page = layout.Pages.Pages[0];
        // 132: Print and Locked (§12.5.3), as every program sets them for signatures.
        update.Add(field, $"<< /Type /Annot /Subtype /Widget /FT /Sig /T {PdfUpdate.Text(NewName(layout))} /F 132 /Rect [0 0 0 0] /P {page.Number} 0 R /V {signature} 0 R >>");
        update.Add(page.Number!.Value, PdfUpdate.Text(page.Dictionary, ("Annots", Append(revision.Array(page.Dictionary, "Annots"), field))));

        var (root, catalog) = ((PdfReference)revision.Trailer["Root"], revision.Catalog!);
        var form = revision.Dictionary(catalog, "AcroForm") ?? NoField.Dictionary;
        // 3: there are signatures, and the file is only to be appended to (§12.7.3, table 225).
        var text = PdfUpdate.Text(form, ("Fields", Append(revision.Array(form, "Fields"), field)), ("SigFlags", "3"));
        if (catalog["AcroForm"] is PdfReference separate)
            update.Add(separate.Number, text);
        else
            update.Add(root.Number, PdfUpdate.Text(catalog, ("AcroForm", text)));
    }

    static string Append(IReadOnlyList<PdfValue> items, int number) => $"[{string.Concat(items.Select(i => PdfUpdate.Text(i) + " "))}{number} 0 R]";

    static string NewName(PdfLayout layout)
    {
        var names = layout.Form.Fields.Select(f => f.Name).ToHashSet();
        return Enumerable.Range(1, names.Count + 1).Select(n => $"Signature{n}").First(n => !names.Contains(n));
    }

    static Outcome<byte[]> Sign(CmsSigner signer, byte[] file, int range, int contents, int room, TimeStampSource? timeStamp)
    {
        var behind = contents + 2 * room + 2;
        var text = $"[0 {contents} {behind} {file.Length - behind}]".PadRight(ByteRangeRoom.Length);
        System.Text.Encoding.ASCII.GetBytes(text, file.AsSpan(range));
        using var octets = new PdfSignedOctets(file.AsMemory(0, contents), file.AsMemory(behind));
        var cms = CmsSignature.CreateForPdf(signer, octets);
        if (timeStamp is not null && CadesAugmentation.AddTimeStamps(cms, timeStamp).Refused(out var why, out cms))
            return why;
        if (cms.Length > room)
            return new Refusal(RefusalCode.TooLarge, "Pdf.signature-too-large", cms.Length, room);
        System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(cms), file.AsSpan(contents + 1));
        return file;
    }
}
