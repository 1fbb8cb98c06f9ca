using Ca.Core.Keys;

namespace Ca.Conformance.Tests.Objects;

/// <summary>A program that makes objects to be judged.</summary>
abstract class Maker
{
    public abstract string Name { get; }

    /// <summary>Whether it makes such objects with such keys.</summary>
    public abstract bool Makes(ObjectKind kind, KeyAlgorithm algorithm);

    /// <summary>Whether it signs everything of a hierarchy by RSASSA-PSS when told to.</summary>
    public virtual bool MakesPss => true;

    /// <summary>Whether its RSASSA-PSS has another salt than ours, which is as long as the hash.</summary>
    public virtual bool SaltsOtherwise => false;

    /// <param name="algorithm">Of every key.</param>
    /// <param name="signature">Of every signature.</param>
    public abstract Exhibits Make(KeyAlgorithm algorithm, SignatureAlgorithm signature);

    public override string ToString() => Name;
}
