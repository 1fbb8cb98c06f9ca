using System.Numerics;

namespace Ca.Core.Keys;

/// <summary>What the register knows of a key, found by <see cref="PublicKey.Identity"/>.</summary>
/// <param name="Standing">How it is known.</param>
/// <param name="Subject">The subject it was certified for, as the register compares subjects; null for other standings.</param>
public sealed record KnownKey(KeyStanding Standing, string? Subject = null);

/// <summary>How a key can be known before it comes in a request.</summary>
public enum KeyStanding
{
    /// <summary>The authority signs with it: certificates, revocation lists, OCSP or time stamps.</summary>
    Authority,

    /// <summary>Its private half is known to others: a certificate was revoked for key compromise, or a list of bad keys names it.</summary>
    Blocked,

    /// <summary>A certificate of ours names it.</summary>
    Certified,
}

/// <summary>Which keys of subscribers we accept (Baseline Requirements §6.1.1.3, 63-FZ art. 14).</summary>
/// <remarks>Points off a curve, at infinity or outside the prime-order subgroup never get here: <see cref="PublicKey.Parse"/> refuses them.</remarks>
public static class KeyPolicy
{
    // 3 satisfies Baseline Requirements §6.1.6, which advise 2^16 + 1 and above; every tool of the last twenty years makes 65537.
    static readonly BigInteger LeastExponent = 65537;

    static readonly int LongestModulus = KeyAlgorithm.All.Where(a => a.Family == KeyFamily.Rsa).Max(a => a.Bits);

    /// <summary>Why a certificate is not issued for this key to this subject; null when the policy has nothing against it.</summary>
    /// <param name="key">The subscriber's.</param>
    /// <param name="subject">As the register compares subjects; a renewal for the same subject may keep its key.</param>
    /// <param name="known">All that the register knows of the key, read in the transaction that accepts it.</param>
    public static Refusal? Refuses(PublicKey key, string subject, IEnumerable<KnownKey> known)
    {
        foreach (var one in known)
            if (Refuses(one, subject) is { } why)
                return why;
        return Refuses(key);
    }

    /// <summary>What is wrong with the key itself, whoever has it; null when nothing is. Costs some milliseconds for RSA.</summary>
    public static Refusal? Refuses(PublicKey key)
    {
        // The tests of numbers grow with the third power of the length: longer ones than we certify are not worth them.
        if (key is RsaPublicKey rsa && rsa.Algorithm.Bits <= LongestModulus && RefusesNumbers(rsa.Modulus, rsa.Exponent) is { } why)
            return why;
        if (KeyAlgorithm.TestOnly.Contains(key.Algorithm))
            return new(RefusalCode.UnacceptableKey, "Keys.test-parameters", key.Algorithm.Name);
        if (!KeyAlgorithm.All.Contains(key.Algorithm))
            return new(RefusalCode.UnacceptableKey, "Keys.key-kind-not-certified", key.Algorithm.Name,
                string.Join(", ", KeyAlgorithm.All.Select(a => a.Name)));
        return null;
    }

    /// <summary>Why what the register knows forbids the key for this subject; null when it does not.</summary>
    public static Refusal? Refuses(KnownKey known, string subject) => known.Standing switch
    {
        KeyStanding.Authority => new(RefusalCode.UnacceptableKey, "Keys.key-of-authority"),
        KeyStanding.Blocked => new(RefusalCode.UnacceptableKey, "Keys.key-blocked"),
        KeyStanding.Certified when known.Subject != subject => new(RefusalCode.UnacceptableKey, "Keys.key-of-another-subject"),
        _ => null,
    };

    static Refusal? RefusesNumbers(BigInteger modulus, BigInteger exponent)
    {
        if (modulus.GetBitLength() < 2048)
            return new(RefusalCode.UnacceptableKey, "Keys.rsa-too-short", modulus.GetBitLength());
        if (exponent.IsEven)
            return new(RefusalCode.UnacceptableKey, "Keys.rsa-exponent-even");
        if (exponent < LeastExponent)
            return new(RefusalCode.UnacceptableKey, "Keys.rsa-exponent-small", exponent);
        if (WeakRsa.HasSmallFactor(modulus))
            return new(RefusalCode.UnacceptableKey, "Keys.rsa-small-factor");
        if (WeakRsa.IsRoca(modulus))
            return new(RefusalCode.UnacceptableKey, "Keys.rsa-roca");
        if (WeakRsa.HasClosePrimes(modulus))
            return new(RefusalCode.UnacceptableKey, "Keys.rsa-close-primes");
        return null;
    }
}
