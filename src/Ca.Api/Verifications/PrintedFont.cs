using PdfSharp.Fonts;

namespace Ca.Api.Verifications;

/// <summary>PT Sans, made for the languages of Russia, out of this assembly: a server has no fonts of its own.</summary>
sealed class PrintedFont : IFontResolver
{
    public const string Family = "PT Sans";

    const string Regular = "Regular";
    const string Bold = "Bold";

    /// <summary>Makes the font known to PDFsharp.</summary>
    public static void Provide() => GlobalFontSettings.FontResolver ??= new PrintedFont();

    public FontResolverInfo? ResolveTypeface(string familyName, bool bold, bool italic) => new(bold ? Bold : Regular);

    public byte[]? GetFont(string faceName)
    {
        using var stream = typeof(PrintedFont).Assembly.GetManifestResourceStream($"Ca.Api.Verifications.Fonts.PTSans-{faceName}.ttf")!;
        var font = new byte[stream.Length];
        stream.ReadExactly(font);
        return font;
    }
}
