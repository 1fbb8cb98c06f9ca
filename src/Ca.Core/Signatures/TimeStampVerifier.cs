using Ca.Core.Keys;
using Ca.Core.Paths;
using Ca.Core.TimeStamping;

namespace Ca.Core.Signatures;

/// <summary>The entry to verification for a time-stamp that stands by itself, in no signature: judged like those that do.</summary>
public static class TimeStampVerifier
{
    /// <summary>Verifies one.</summary>
    /// <param name="token">As it was read.</param>
    /// <param name="hash">The hash, by a given algorithm, of what the time-stamp has to be over; null where it cannot be had by this one.</param>
    /// <param name="material">Anchors, and further certificates and evidence beside what the token carries.</param>
    /// <param name="inputs">The time judged at and the rest of RFC 5280 §6.1.1; the purpose is time-stamping whatever stands there.</param>
    public static TimeStampVerdict Verify(TimeStampToken token, Func<DigestAlgorithm, byte[]?> hash, PathMaterial material, PathInputs inputs)
    {
        var carried = CarriedMaterial.Of(token.SignedData);
        var work = new PathWork(material with
        {
            Certificates = [.. carried.Certificates, .. material.Certificates],
            RevocationLists = [.. carried.RevocationLists, .. material.RevocationLists],
        }, inputs);
        var claim = new TimeStampClaim(TimeStampKind.Content, token, t => t.Digest.Refused(out _, out var digest) ? null : hash(digest)) { Covers = _ => false };
        return TimeStampJudgement.Judge(claim, inputs, work);
    }
}
