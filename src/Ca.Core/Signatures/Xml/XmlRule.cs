using Ca.Core.Paths;
using static Ca.Core.Paths.SubIndication;
using static Ca.Core.Paths.ValidationRule;

namespace Ca.Core.Signatures.Xml;

/// <summary>What a signature in XML is held to besides what every signature is, and what a breach comes to.</summary>
static class XmlRule
{
    public static readonly ValidationRule Structure = Failed("Signatures.xml-structure", "XMLDSig §4", FormatFailure);
    public static readonly ValidationRule Hmac = Failed("Signatures.xml-hmac", "EN 319 132-1 §4.2, CVE-2009-0217", FormatFailure);
    public static readonly ValidationRule Ambiguous = Failed("Signatures.xml-identifier-ambiguous", "XMLDSig §4.4.3.2, XML 1.0 §3.3.1", FormatFailure);
    public static readonly ValidationRule NoTarget = Undecided("Signatures.xml-no-target", "XMLDSig §4.4.3.2", SignedDataNotFound);
    public static readonly ValidationRule External = Undecided("Signatures.xml-external-reference", "EN 319 102-1 §5.2.7", SignedDataNotFound);
    public static readonly ValidationRule Transform = Undecided("Signatures.xml-transform", "XMLDSig §4.4.3.4, §8.1", SigConstraintsFailure);
    public static readonly ValidationRule Reference = Failed("Signatures.xml-reference-changed", "XMLDSig §3.2.1", HashFailure);
    public static readonly ValidationRule Value = Failed("Signatures.xml-signature-value", "XMLDSig §3.2.2", SigCryptoFailure);
    public static readonly ValidationRule Work = Undecided("Signatures.xml-too-much-work", "XMLDSig §8.4", SigConstraintsFailure);
    public static readonly ValidationRule BareKey = Undecided("Signatures.xml-bare-key", "EN 319 102-1 §5.2.3", NoSigningCertificateFound);
    public static readonly ValidationRule SignerNotMeant = Undecided("Signatures.xml-signing-certificate", "EN 319 132-1 §5.2.2", NoSigningCertificateFound);
    public static readonly ValidationRule PropertiesElsewhere = Failed("Signatures.xml-properties-elsewhere", "EN 319 132-1 §4.4", FormatFailure);
    public static readonly ValidationRule PropertiesUnsigned = Told("Signatures.xml-properties-unsigned", "EN 319 132-1 §4.3.1");
    public static readonly ValidationRule ManifestEntryMissing = Told("Signatures.xml-manifest-entry", "XMLDSig §5.1");
    public static readonly ValidationRule NotRetrieved = Told("Signatures.xml-not-retrieved", "XMLDSig §4.5.3, §8.3");
    public static readonly ValidationRule NotWhole = Told("Signatures.xml-not-whole", "XMLDSig §8.1.1");
}
