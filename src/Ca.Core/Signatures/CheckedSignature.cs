using Ca.Core.Certificates;
using Ca.Core.Paths;
using Ca.Core.TimeStamping;

namespace Ca.Core.Signatures;

/// <summary>
/// What the reader of a format has made out about one signature: what it is over, whether it is intact, what it claims. Whether its signer
/// is to be believed, and for what time, is <see cref="SignatureJudgement"/>'s to say, for all formats alike.
/// </summary>
sealed record CheckedSignature
{
    /// <summary>The format.</summary>
    public required SignatureFormat Format { get; init; }

    /// <summary>How much evidence it carries, by what is there, valid or not.</summary>
    public required SignatureLevel Level { get; init; }

    /// <summary>Name of the signature algorithm, or the identifier we do not know.</summary>
    public required string Algorithm { get; init; }

    /// <summary>That an algorithm or a hash no longer protects against forgery, or null: intact or not, nothing can be believed then.</summary>
    public Finding? Weakness { get; init; }

    /// <summary>The signer's certificate, or null when it was not found.</summary>
    public required Certificate? Signer { get; init; }

    /// <summary>How much of what was sent it is over.</summary>
    public SignatureExtent Extent { get; init; }

    /// <summary>Whether every reference and the signature value are, octet for octet, what the certificate's key signed.</summary>
    public required bool Intact { get; init; }

    /// <summary>The signing time that the signer claims.</summary>
    public required DateTimeOffset? ClaimedSigningTime { get; init; }

    /// <summary>What the signature is over, part by part.</summary>
    public required IReadOnlyList<SignedReference> References { get; init; }

    /// <summary>What was changed after signing in a way that the format allows to add to a file.</summary>
    public IReadOnlyList<Modification> Modifications { get; init; } = [];

    /// <summary>Time-stamps on it, in the order of the file.</summary>
    public IReadOnlyList<TimeStampClaim> TimeStamps { get; init; } = [];

    /// <summary>What format and cryptography have given cause to say.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }
}

/// <summary>A time-stamp that a signature carries.</summary>
/// <param name="Kind">What it is over.</param>
/// <param name="Token">The token; a refusal when it cannot be read.</param>
/// <param name="Imprint">The hash that the token must have, computed by its own algorithm; null when what it is over cannot be made out.</param>
sealed record TimeStampClaim(TimeStampKind Kind, Outcome<TimeStampToken> Token, Func<TimeStampToken, byte[]?> Imprint)
{
    /// <summary>
    /// Of a kind that can be over other time-stamps of the signature: whether it is over this one. An old time-stamp that was slipped in later
    /// must not profit from a newer one.
    /// </summary>
    public required Func<TimeStampClaim, bool> Covers { get; init; }
}

/// <summary>A part of what was signed.</summary>
/// <param name="Name">A file's name, an XML reference's URI, <c>content</c> for the content of CMS.</param>
/// <param name="Intact">Whether it is what was signed; false when it is not at hand.</param>
/// <param name="Scope">What it covers, in words.</param>
public sealed record SignedReference(string Name, bool Intact, Sentence Scope)
{
    /// <summary>The name of the file beside the signature that was hashed, however the reference spells it; null when it was none.</summary>
    internal string? File { get; init; }
}

/// <summary>A change after signing.</summary>
/// <param name="Detail">What was changed and where.</param>
/// <param name="Allowed">Whether such a change leaves standing what was signed.</param>
public sealed record Modification(Sentence Detail, bool Allowed);
