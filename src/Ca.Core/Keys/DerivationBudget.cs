namespace Ca.Core.Keys;

/// <summary>What the derivation of keys from a passphrase may cost over one file: a PKCS #12 holds any number of parts that each ask for their own.</summary>
sealed class DerivationBudget
{
    /// <summary>About three seconds of work: more is an attempt to keep us busy.</summary>
    public const int MaxIterations = 10_000_000;

    int left = MaxIterations;

    /// <summary>Why so many iterations are not done, or null when they may be.</summary>
    public Refusal? Refuses(int iterations) => iterations < 1 || (left -= Math.Min(iterations, left + 1)) < 0
        ? new(RefusalCode.TooLarge, "Keys.too-many-iterations", MaxIterations)
        : null;
}
