namespace Ca.Core.Signatures;

/// <summary>The formats of signatures.</summary>
public enum SignatureFormat
{
    /// <summary>CMS SignedData (RFC 5652), also called PKCS #7.</summary>
    Cms,
    /// <summary>CMS with the signed attributes of CAdES (ETSI EN 319 122-1): the signer's certificate is signed too.</summary>
    Cades,
    /// <summary>XML signature (W3C XMLDSig).</summary>
    Xmldsig,
    /// <summary>XML signature with the properties of XAdES (ETSI EN 319 132-1).</summary>
    Xades,
    /// <summary>XML signature in the WS-Security header of a message of СМЭВ 2.</summary>
    Smev2,
    /// <summary>XML signature with the transform of СМЭВ 3.</summary>
    Smev3,
    /// <summary>CMS in a PDF (ISO 32000, adbe.pkcs7.detached and its kin).</summary>
    Pdf,
    /// <summary>CAdES in a PDF (ETSI EN 319 142-1).</summary>
    Pades,
}

/// <summary>How much evidence a signature carries beside itself: the levels of the baseline profiles of ETSI.</summary>
public enum SignatureLevel
{
    /// <summary>No level: the signer's certificate is not signed.</summary>
    None,
    /// <summary>B-B: the signer's certificate is signed.</summary>
    Basic,
    /// <summary>B-T: and a time-stamp over the signature.</summary>
    Timed,
    /// <summary>B-LT: and certificates and revocation information to judge it by.</summary>
    LongTerm,
    /// <summary>B-LTA: and a time-stamp over all that.</summary>
    Archived,
}

/// <summary>What a time-stamp of a signature is over.</summary>
public enum TimeStampKind
{
    /// <summary>The content, before it was signed.</summary>
    Content,
    /// <summary>The signature value.</summary>
    Signature,
    /// <summary>The signature and references to the certificates and revocation information that judge it.</summary>
    SignatureAndReferences,
    /// <summary>Those references alone.</summary>
    References,
    /// <summary>Content, signature, evidence and the time-stamps before it.</summary>
    Archive,
    /// <summary>A whole revision of a PDF.</summary>
    Document,
    /// <summary>The files of a container, or its signatures.</summary>
    Container,
}

/// <summary>The names that reports give them.</summary>
public static class FormatWords
{
    /// <summary><c>CMS</c>, <c>CAdES</c>, <c>XMLDSig</c>, <c>XAdES</c>, <c>SMEV2</c>, <c>SMEV3</c>, <c>PDF</c>, <c>PAdES</c>.</summary>
    public static string Word(this SignatureFormat format) => format switch
    {
        SignatureFormat.Cms => "CMS",
        SignatureFormat.Cades => "CAdES",
        SignatureFormat.Xmldsig => "XMLDSig",
        SignatureFormat.Xades => "XAdES",
        SignatureFormat.Smev2 => "SMEV2",
        SignatureFormat.Smev3 => "SMEV3",
        SignatureFormat.Pdf => "PDF",
        SignatureFormat.Pades => "PAdES",
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <summary><c>B-B</c>, <c>B-T</c>, <c>B-LT</c>, <c>B-LTA</c>; null for none.</summary>
    public static string? Word(this SignatureLevel level) => level switch
    {
        SignatureLevel.None => null,
        SignatureLevel.Basic => "B-B",
        SignatureLevel.Timed => "B-T",
        SignatureLevel.LongTerm => "B-LT",
        SignatureLevel.Archived => "B-LTA",
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };

    /// <summary><c>WHOLE</c>, <c>PART</c>, <c>INDIRECT</c>.</summary>
    public static string Word(this SignatureExtent extent) => extent.ToString().ToUpperInvariant();

    /// <summary><c>CONTENT</c>, <c>SIGNATURE</c>, <c>SIGNATURE_AND_REFERENCES</c>, <c>REFERENCES</c>, <c>ARCHIVE</c>, <c>DOCUMENT</c>, <c>CONTAINER</c>.</summary>
    public static string Word(this TimeStampKind kind) => System.Text.Json.JsonNamingPolicy.SnakeCaseUpper.ConvertName(kind.ToString());
}
