using Ca.Core.Paths;
using static Ca.Core.Paths.SubIndication;
using static Ca.Core.Paths.ValidationRule;

namespace Ca.Core.Signatures.Pdf;

/// <summary>What a signature in a PDF file is held to besides its CMS, and what a breach comes to.</summary>
static class PdfRule
{
    public static readonly ValidationRule Dictionary = Failed("Pdf.signature-dictionary", "ISO 32000-2 §12.8.1, table 255", FormatFailure);
    public static readonly ValidationRule ByteRange = Failed("Pdf.byte-range", "ISO 32000-2 §12.8.1, EN 319 142-1 §5.3", FormatFailure);
    public static readonly ValidationRule Contents = Failed("Pdf.contents", "ISO 32000-2 §12.8.1, §12.8.3.3", FormatFailure);
    public static readonly ValidationRule Cms = Failed("Pdf.cms", "ISO 32000-2 §12.8.3.3, EN 319 142-1 §4.2", FormatFailure);
    public static readonly ValidationRule Signers = Failed("Pdf.several-signers", "ISO 32000-2 §12.8.3.3.1, EN 319 142-1 §4.2", FormatFailure);
    public static readonly ValidationRule TooMuch = Undecided("Pdf.too-much-signed", "ISO 32000-2 §12.8.1", SigConstraintsFailure);
    public static readonly ValidationRule NoRevision = Failed("Pdf.covers-no-revision", "ISO 32000-2 §12.8.1, EN 319 142-1 §5.3", FormatFailure);
    public static readonly ValidationRule SubFilter = Undecided("Pdf.sub-filter", "ISO 32000-2 §12.8.3.3, EN 319 142-1 §5.3", SigConstraintsFailure);
    public static readonly ValidationRule WeakSubFilter = Undecided("Pdf.weak-sub-filter", "ISO 32000-2 §12.8.3.2, §12.8.3.3", CryptoConstraintsFailure);
    public static readonly ValidationRule Certificate = Undecided("Pdf.certificate-unread", "ISO 32000-2 §12.8.3.2, EN 319 102-1 §5.2.3", NoSigningCertificateFound);
    public static readonly ValidationRule Changed = Failed("Pdf.changed-after-signing", "ISO 32000-2 §12.8.2.2", FormatFailure);
    public static readonly ValidationRule Added = Told("Pdf.added-after-signing", "ISO 32000-2 §7.5.6, §12.8.2.2");
    public static readonly ValidationRule Earlier = Told("Pdf.earlier-revision", "ISO 32000-2 §12.8.1");
}
