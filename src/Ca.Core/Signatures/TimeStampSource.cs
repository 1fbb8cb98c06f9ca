using Ca.Core.Keys;
using Ca.Core.Paths;
using Ca.Core.TimeStamping;

namespace Ca.Core.Signatures;

/// <summary>Gets a time-stamp token over a hash from an authority.</summary>
/// <param name="algorithm">Of the hash.</param>
/// <param name="imprint">The hash.</param>
public delegate Outcome<ReadOnlyMemory<byte>> TimeStampSource(DigestAlgorithm algorithm, ReadOnlyMemory<byte> imprint);

/// <summary>What is asked of every token before it becomes part of a signature, wherever it comes from.</summary>
static class TimeStampSources
{
    /// <summary>
    /// A token in definite lengths: over this hash and no other, signed with a certificate that it carries and that is for time-stamping. Whether
    /// that certificate is to be trusted is for whoever verifies.
    /// </summary>
    public static Outcome<ReadOnlyMemory<byte>> Stamp(this TimeStampSource source, DigestAlgorithm digest, byte[] imprint)
    {
        if (source(digest, imprint).Refused(out var why, out var octets) || TimeStampToken.Parse(octets).Refused(out why, out var token))
            return why;
        if (token.Digest.Refused(out _, out var used) || used != digest || !token.Imprint.Span.SequenceEqual(imprint))
            return new Refusal(RefusalCode.BadSignature, "Signatures.token-over-something-else");
        var (check, findings) = TimeStampJudgement.Inspect(token, imprint, []);
        return findings.Append(check.Weakness).FirstOrDefault(f => f is not null && f.Rule.Indication != Indication.TotalPassed) is { } flaw
            ? new Refusal(RefusalCode.BadSignature, "Signatures.token-unsound", flaw.Detail)
            : token.SignedData.Encoded;
    }

    /// <summary>With what to hash for a time-stamp, given the hash of the signature: SHA-1 is not stamped anew.</summary>
    public static DigestAlgorithm ToStamp(this DigestAlgorithm digest) => digest == DigestAlgorithm.Sha1 ? DigestAlgorithm.Sha256 : digest;
}
