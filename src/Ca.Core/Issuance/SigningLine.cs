using Ca.Core.Certificates;
using Ca.Core.Keys;

namespace Ca.Core.Issuance;

/// <summary>The straight line from a tbsCertificate to a certificate: rehearse, reserve, sign, record, compare.</summary>
/// <remarks>
/// "Orphans" have come from signing first and storing after (boulder issues 1343, 4429, 5887), misissuance from linting what was signed
/// already; so the register comes before the key, and the rules before the register.
/// </remarks>
sealed class SigningLine(SigningKey key) : IDisposable
{
    // Once for all certificates: making an RSA key takes a thousand times as long as using it.
    readonly Lazy<SigningKey> rehearsalKey = new(key.Throwaway);
    volatile Refusal? stopped;

    /// <summary>Why nothing is signed any more, or null.</summary>
    public Refusal? Stopped => stopped;

    /// <summary>Makes the reservation's certificate.</summary>
    /// <param name="reservation">Not yet in the register.</param>
    /// <param name="issuer">The issuer's certificate; null when the certificate will be its own.</param>
    /// <param name="register">Remembers it, before and after.</param>
    /// <param name="cancellation">Heeded until the reservation is durable, and not after.</param>
    public async Task<Outcome<Certificate>> Run(
        Reservation reservation, Certificate? issuer, ICertificateRegister register, CancellationToken cancellation)
    {
        if (stopped is { } reason)
            return reason;

        // Assemble copies the octets: what is compared in the end is what was looked at here, whatever happens to the reservation's.
        var rehearsed = Assemble(reservation, rehearsalKey.Value);
        if (Refuse(rehearsed, issuer ?? rehearsed) is { } broken)
            return broken;

        if (await register.Reserve(reservation, cancellation) is { } notReserved)
            return notReserved;

        Certificate? signed = null;
        try
        {
            var assembled = Assemble(reservation, key);
            // A signature with a computing fault in it can give the private key away (Boneh, DeMillo, Lipton 1997): nobody sees it.
            if (assembled.IsSignedBy(key.PublicKey))
                signed = assembled;
        }
        finally
        {
            if (signed is null)
                await register.RecordNotIssued(reservation, "The key made no good signature.");
        }
        if (signed is null)
            return await Stop(reservation, register, "The issuing key made a signature that its public key does not verify.");

        await register.Record(reservation, signed);
        return signed.TbsCertificate.Span.SequenceEqual(rehearsed.TbsCertificate.Span)
            ? signed
            : await Stop(reservation, register, "What was signed is not what was rehearsed.");
    }

    /// <summary>Forgets the rehearsal key.</summary>
    public void Dispose()
    {
        if (rehearsalKey.IsValueCreated)
            rehearsalKey.Value.Dispose();
    }

    static Certificate Assemble(Reservation reservation, SigningKey signer)
    {
        var tbs = reservation.TbsCertificate.Span;
        // Signed before it is copied, so that the certificate has the very octets the key has seen.
        var signature = signer.Sign(tbs);
        return Certificate.Assemble(tbs, signer.Algorithm.AlgorithmIdentifier.Span, signature);
    }

    static Refusal? Refuse(Certificate rehearsed, Certificate issuer)
    {
        if (CertificateRule.Broken(rehearsed) is [var rule, ..])
            return new(RefusalCode.NotAllowed, "Issuance.rule-broken", rule.Id, rule.Clause);
        if (ChainRule.Broken(rehearsed, issuer) is [var chainRule, ..])
            return new(RefusalCode.NotAllowed, "Issuance.rule-broken", chainRule.Id, chainRule.Clause);
        return null;
    }

    async Task<Refusal> Stop(Reservation reservation, ICertificateRegister register, string reason)
    {
        // In memory first: should the register fail as well, this process signs nothing all the same.
        var refusal = new Refusal(RefusalCode.Unavailable, "Issuance.stopped");
        stopped = refusal;
        await register.Stop(reservation, reason);
        return refusal;
    }
}
