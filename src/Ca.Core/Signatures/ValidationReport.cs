using Ca.Core.Certificates;
using Ca.Core.Paths;

namespace Ca.Core.Signatures;

/// <summary>What we say about a signed file: one verdict a signature, in the order the file holds them.</summary>
/// <param name="Signatures">At least one.</param>
public sealed record ValidationReport(IReadOnlyList<SignatureVerdict> Signatures)
{
    /// <summary>The worst of the signatures' indications: a file is good when every signature on it is.</summary>
    public Indication Indication => Signatures.Max(s => s.Indication);
}

/// <summary>What we say about one signature.</summary>
public sealed record SignatureVerdict
{
    /// <summary>The format.</summary>
    public required SignatureFormat Format { get; init; }

    /// <summary>How much evidence it carries, by what is there, valid or not.</summary>
    public required SignatureLevel Level { get; init; }

    /// <summary>TOTAL_PASSED, TOTAL_FAILED or INDETERMINATE.</summary>
    public required Indication Indication { get; init; }

    /// <summary>Why not passed; null when passed.</summary>
    public required SubIndication? SubIndication { get; init; }

    /// <summary>Whether the content and the signed attributes are, octet for octet, what the certificate's key signed. Says nothing about trust.</summary>
    public required bool Intact { get; init; }

    /// <summary>How much of what was sent it is over.</summary>
    public required SignatureExtent Extent { get; init; }

    /// <summary>What it is over, part by part: a service must see that what it acts on is among it.</summary>
    public required IReadOnlyList<SignedReference> References { get; init; }

    /// <summary>What was changed after signing.</summary>
    public required IReadOnlyList<Modification> Modifications { get; init; }

    /// <summary>Its time-stamps, in the order of the file.</summary>
    public required IReadOnlyList<TimeStampVerdict> TimeStamps { get; init; }

    /// <summary>The signer's certificate, or null when it was not found.</summary>
    public required Certificate? Signer { get; init; }

    /// <summary>Name of the signature algorithm, or the OID we do not know.</summary>
    public required string Algorithm { get; init; }

    /// <summary>The signing time that the signer claims; told, never judged at.</summary>
    public required DateTimeOffset? ClaimedSigningTime { get; init; }

    /// <summary>The time judged at and where it came from.</summary>
    public required JudgementTime Time { get; init; }

    /// <summary>The certificates from the signer's to the anchor's: the path found, or the best attempt; empty when there was none.</summary>
    public required IReadOnlyList<Certificate> Path { get; init; }

    /// <summary>What decided whether the certificates of the path are revoked, from the anchor down; ends where the first is found to be.</summary>
    public required IReadOnlyList<RevocationEvidence> Evidence { get; init; }

    /// <summary>Everything found, in the order of checking.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }
}

/// <summary>What we say about one time-stamp. One that has not passed proves nothing, and does the signature no harm.</summary>
public sealed record TimeStampVerdict
{
    /// <summary>What it is over.</summary>
    public required TimeStampKind Kind { get; init; }

    /// <summary>The time it shows; null when it cannot be read.</summary>
    public required DateTimeOffset? Time { get; init; }

    /// <summary>The certificate of its authority, or null when it was not found.</summary>
    public required Certificate? Authority { get; init; }

    /// <summary>The certificates from the authority's to the anchor's.</summary>
    public required IReadOnlyList<Certificate> Path { get; init; }

    /// <summary>What decided whether they are revoked.</summary>
    public required IReadOnlyList<RevocationEvidence> Evidence { get; init; }

    /// <summary>Everything found, in the order of checking.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>TOTAL_PASSED, TOTAL_FAILED or INDETERMINATE.</summary>
    public Indication Indication => Findings.Select(f => f.Rule.Indication).DefaultIfEmpty().Max();

    /// <summary>Why not passed; null when passed.</summary>
    public SubIndication? SubIndication => Findings.FirstOrDefault(f => f.Rule.Indication == Indication)?.Rule.SubIndication;
}
