using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Ca.Core.Ocsp;

namespace Ca.Api.Status;

/// <summary>A signed answer.</summary>
/// <param name="Der">The OCSPResponse.</param>
/// <param name="ThisUpdate">When it was looked up.</param>
/// <param name="Status">What it says of the one certificate asked about; null when it is for one client alone, because of a nonce or several certificates.</param>
sealed record OcspAnswer(byte[] Der, DateTimeOffset ThisUpdate, CertificateStatus? Status);

/// <summary>
/// Signed answers without a nonce, by the certificate asked about. The status is always looked up first, and an answer that says
/// something else is not given: a revocation is seen at once, also one that another process wrote, and nothing has to be dropped in time.
/// What is saved is the signature.
/// </summary>
sealed class OcspAnswers
{
    /// <summary>An answer has 1 to 2 KiB: twice as many stay under 50 MiB.</summary>
    public const int Most = 10_000;

    /// <summary>Half of what a client will believe it for: whoever gets an answer can use it for the other half.</summary>
    public static readonly TimeSpan Reuse = Validity / 2;

    /// <summary>From thisUpdate to nextUpdate.</summary>
    public static TimeSpan Validity => TimeSpan.FromHours(1);

    // Two generations: when the young is full the old goes, and what is still asked for moves to the young.
    ConcurrentDictionary<CertificateId, OcspAnswer> young = new();
    ConcurrentDictionary<CertificateId, OcspAnswer> old = new();

    public bool TryGet(CertificateId certificate, CertificateStatus status, DateTimeOffset now, [NotNullWhen(true)] out OcspAnswer? answer)
    {
        if (!young.TryGetValue(certificate, out answer) && old.TryGetValue(certificate, out answer))
            Keep(certificate, answer);
        return answer is not null && answer.Status == status && now >= answer.ThisUpdate && now < answer.ThisUpdate + Reuse;
    }

    public void Keep(CertificateId certificate, OcspAnswer answer)
    {
        young[certificate] = answer;
        if (young.Count >= Most)
            (old, young) = (young, new());
    }
}
