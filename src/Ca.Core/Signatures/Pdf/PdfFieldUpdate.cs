using System.Text;
using Ca.Core.Pdf;

namespace Ca.Core.Signatures.Pdf;

/// <summary>
/// An incremental update that puts a signature or a document time-stamp into a field that is not seen: the file with a hole first, then what goes
/// into the hole and is over all the rest.
/// </summary>
sealed class PdfFieldUpdate
{
    /// <summary>A token with its authority's chain has 3 to 8 KiB.</summary>
    public const int TokenOctets = 24 * 1024;

    const string ByteRangeRoom = "[0 0000000000 0000000000 0000000000]";

    readonly PdfLayout layout;

    PdfFieldUpdate(PdfLayout layout) => this.layout = layout;

    PdfRevision Revision => layout.Revision;

    static PdfField NoField { get; } = new() { Number = null, Dictionary = new(new Dictionary<string, PdfValue>(), false), Name = "", Type = "Sig", Value = PdfValue.Null };

    /// <summary>Whether who has certified the document allows no further signatures; time-stamps and evidence are no changes (ISO 32000-2 §12.8.2.2.2).</summary>
    public bool IsCertifiedFinal => Revision.Dictionary(Revision.Catalog!, "Perms") is { } permissions && Revision.Dictionary(permissions, "DocMDP") is { } certification
        && PdfPermissions.Of(Revision, NoField, certification).Level == 1;

    /// <summary>Of the newest revision; a refusal when the file is of no form that can be added to.</summary>
    public static Outcome<PdfFieldUpdate> Open(ReadOnlyMemory<byte> pdf)
    {
        if (PdfFile.Open(pdf).Refused(out var why, out var file))
            return why;
        if (file.IsEncrypted)
            return new Refusal(RefusalCode.Unsupported, "Pdf.encrypted-not-signed");
        var revision = file.Revisions[^1];
        var layout = new PdfLayout(revision);
        if (file.HasTrailingOctets)
            return new Refusal(RefusalCode.Malformed, "Pdf.change-unexplained");
        if (file.Work.IsSpent)
            return PdfFile.TooComplex;
        return revision.Catalog is not { HasDuplicates: false } || revision.Trailer["Root"] is not PdfReference
            || layout.Pages.IsBroken || layout.Pages.Pages is not [{ Number: not null, Dictionary.HasDuplicates: false }, ..]
            ? new Refusal(RefusalCode.Malformed, "Pdf.no-page")
            : new PdfFieldUpdate(layout);
    }

    /// <summary>The file with the field.</summary>
    /// <param name="entries">Of the signature dictionary, but for ByteRange and Contents.</param>
    /// <param name="room">Octets that are left for Contents.</param>
    /// <param name="make">Contents over these octets.</param>
    public Outcome<byte[]> Write(string entries, int room, Func<Stream, Outcome<byte[]>> make)
    {
        var update = new PdfUpdate(Revision);
        var (signature, field) = (update.NewNumber(), update.NewNumber());
        var text = $"<< {entries} /ByteRange {ByteRangeRoom} /Contents <{new string('0', 2 * room)}> >>";
        var place = update.Add(signature, text);
        AddField(update, signature, field);
        var file = update.Finish();
        return file.Length > PdfFile.MaxOctets
            ? new Refusal(RefusalCode.TooLarge, "Pdf.too-large", file.Length, PdfFile.MaxOctets)
            : Fill(file, place + text.IndexOf(ByteRangeRoom, StringComparison.Ordinal), place + text.IndexOf("<00", StringComparison.Ordinal), room, make);
    }

    /// <summary>A field that is its own widget, of no size, on the first page.</summary>
    void AddField(PdfUpdate update, int signature, int field)
    {
        var page = layout.Pages.Pages[0];
        // 132: Print and Locked (§12.5.3), as every program sets them for signatures.
        update.Add(field, $"<< /Type /Annot /Subtype /Widget /FT /Sig /T {PdfUpdate.Text(NewName())} /F 132 /Rect [0 0 0 0] /P {page.Number} 0 R /V {signature} 0 R >>");
        update.Add(page.Number!.Value, PdfUpdate.Text(page.Dictionary, ("Annots", Append(Revision.Array(page.Dictionary, "Annots"), field))));

        var (root, catalog) = ((PdfReference)Revision.Trailer["Root"], Revision.Catalog!);
        var form = Revision.Dictionary(catalog, "AcroForm") ?? NoField.Dictionary;
        // 3: there are signatures, and the file is only to be appended to (§12.7.3, table 225).
        var text = PdfUpdate.Text(form, ("Fields", Append(Revision.Array(form, "Fields"), field)), ("SigFlags", "3"));
        if (catalog["AcroForm"] is PdfReference separate)
            update.Add(separate.Number, text);
        else
            update.Add(root.Number, PdfUpdate.Text(catalog, ("AcroForm", text)));
    }

    static string Append(IReadOnlyList<PdfValue> items, int number) => $"[{string.Concat(items.Select(i => PdfUpdate.Text(i) + " "))}{number} 0 R]";

    string NewName()
    {
        var names = layout.Form.Fields.Select(f => f.Name).ToHashSet();
        return Enumerable.Range(1, names.Count + 1).Select(n => $"Signature{n}").First(n => !names.Contains(n));
    }

    static Outcome<byte[]> Fill(byte[] file, int range, int contents, int room, Func<Stream, Outcome<byte[]>> make)
    {
        var behind = contents + 2 * room + 2;
        Encoding.ASCII.GetBytes($"[0 {contents} {behind} {file.Length - behind}]".PadRight(ByteRangeRoom.Length), file.AsSpan(range));
        using var octets = new PdfSignedOctets(file.AsMemory(0, contents), file.AsMemory(behind));
        if (make(octets).Refused(out var why, out var value))
            return why;
        if (value.Length > room)
            return new Refusal(RefusalCode.TooLarge, "Pdf.signature-too-large", value.Length, room);
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(value), file.AsSpan(contents + 1));
        return file;
    }
}
