using Ca.Core.Paths;
using static Ca.Core.Paths.SubIndication;
using static Ca.Core.Paths.ValidationRule;

namespace Ca.Core.Signatures;

/// <summary>What a signature is held to besides its path, and what a breach comes to.</summary>
static class SignatureRule
{
    public static readonly ValidationRule Attributes = Failed("Signatures.attributes", "RFC 5652 §5.3, §11", FormatFailure);
    public static readonly ValidationRule ContentType = Failed("Signatures.content-type", "RFC 5652 §11.1", FormatFailure);
    public static readonly ValidationRule AttributesAsContent = Failed("Signatures.attributes-as-content", "RFC 5652 §5.4", FormatFailure);
    public static readonly ValidationRule AlgorithmProtection = Failed("Signatures.algorithm-protection", "RFC 6211 §3", FormatFailure);
    public static readonly ValidationRule NoSigner = Undecided("Signatures.no-signing-certificate", "EN 319 102-1 §5.2.3", NoSigningCertificateFound);
    public static readonly ValidationRule SignerNotMeant = Undecided("Signatures.signing-certificate", "RFC 5035 §3, EN 319 102-1 §5.2.3", NoSigningCertificateFound);
    public static readonly ValidationRule Digest = Undecided("Signatures.digest-algorithm", "EN 319 102-1 §5.2.8", CryptoConstraintsFailure);
    public static readonly ValidationRule Algorithm = Undecided("Signatures.signature-algorithm", "EN 319 102-1 §5.2.8", CryptoConstraintsFailure);
    // Each part is under a hash that holds. RFC 8933 asks signers since 2020 to use one, and verifiers for nothing.
    public static readonly ValidationRule DigestsDiffer = Told("Signatures.digests-differ", "RFC 8933 §3, §4");
    public static readonly ValidationRule NoContent = Undecided("Signatures.no-content", "EN 319 102-1 §5.2.7", SignedDataNotFound);
    public static readonly ValidationRule NoHash = Undecided("Signatures.no-hash", "EN 319 102-1 §5.2.7", SignedDataNotFound);
    public static readonly ValidationRule NoWholeContent = Undecided("Signatures.no-whole-content", "RFC 5652 §5.4", SignedDataNotFound);
    public static readonly ValidationRule Content = Failed("Signatures.content-changed", "RFC 5652 §5.6, §11.2", HashFailure);
    public static readonly ValidationRule Value = Failed("Signatures.signature-value", "RFC 5652 §5.6", SigCryptoFailure);
    public static readonly ValidationRule TooManyReadings = Undecided("Signatures.too-many-readings", "RFC 5652 §5.4", SigConstraintsFailure);
    public static readonly ValidationRule KeyUsage = Undecided("Signatures.signer-key-usage", "RFC 5280 §4.2.1.3", ChainConstraintsFailure);
    public static readonly ValidationRule Outdated = Undecided("Signatures.outdated-algorithm", "EN 319 102-1 §5.2.8", CryptoConstraintsFailure);
    public static readonly ValidationRule SignaturePolicy = Told("Signatures.signature-policy", "EN 319 122-1 §5.2.9");
    public static readonly ValidationRule Order472Signer = Told("Signatures.order-472-signer", "order 472 of 14.09.2020, 5.4");
    public static readonly ValidationRule Order472Attributes = Told("Signatures.order-472-attributes", "order 472 of 14.09.2020, 5.6");
    public static readonly ValidationRule CounterSignatureUnread = Told("Signatures.counter-signature-unread", "RFC 5652 §11.4");
    public static readonly ValidationRule TooManyTimeStamps = Told("Signatures.too-many-time-stamps", "RFC 3161 §2.4.2");
    public static readonly ValidationRule ReferenceMissing = Undecided("Signatures.reference-missing", "EN 319 162-1 A.4, EN 319 102-1 §5.2.7", SignedDataNotFound);
    public static readonly ValidationRule ReferenceChanged = Failed("Signatures.reference-changed", "EN 319 162-1 A.4", HashFailure);
    public static readonly ValidationRule ReferenceDigest = Undecided("Signatures.reference-digest", "EN 319 102-1 §5.2.8", CryptoConstraintsFailure);
    public static readonly ValidationRule UnsignedFiles = Told("Signatures.unsigned-files", "EN 319 162-1 §4.4.2");
    public static readonly ValidationRule ContainerType = Told("Signatures.container-type", "EN 319 162-1 A.1");
    public static readonly ValidationRule TimeStampUnread = Undecided("Signatures.time-stamp-unread", "RFC 3161 §2.4.2", FormatFailure);
    public static readonly ValidationRule TimeStampAttributes = Undecided("Signatures.time-stamp-signing-certificate", "RFC 5816 §2.2.1", FormatFailure);
    public static readonly ValidationRule TimeStampUnbound = Undecided("Signatures.time-stamp-unbound", "EN 319 102-1 §5.4.4", HashFailure);
    public static readonly ValidationRule TimeStampImprint = Failed("Signatures.time-stamp-imprint", "RFC 3161 §2.4.2", HashFailure);
    public static readonly ValidationRule TimeStampOutdatedImprint = Undecided("Signatures.time-stamp-outdated-imprint", "EN 319 102-1 §5.2.8, §5.4.4", CryptoConstraintsFailure);
    public static readonly ValidationRule TimeStampAhead = Undecided("Signatures.time-stamp-ahead", "EN 319 102-1 §5.4.4", SigConstraintsFailure);
    public static readonly ValidationRule TimeStampPurpose = Undecided("Signatures.time-stamp-purpose", "RFC 3161 §2.3", ChainConstraintsFailure);
    public static readonly ValidationRule TimeStampNotCounted = Told("Signatures.time-stamp-not-counted", "EN 319 102-1 §5.5.4");
    public static readonly ValidationRule OnlyTimeStamp = Told("Signatures.only-time-stamp", "EN 319 162-1 §4.3.3.3, §4.4.4");
    public static readonly ValidationRule TimeProved = Told("Signatures.time-proved", "63-FZ art. 11 (2), EN 319 102-1 §5.5.4");
    public static readonly ValidationRule TimeClaimed = Told("Signatures.signing-time-claimed", "63-FZ art. 11 (2), RFC 5652 §11.3");
}
