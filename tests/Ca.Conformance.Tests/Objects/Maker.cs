using Ca.Core.Keys;

namespace Ca.Conformance.Tests.Objects;

/// <summary>A program that makes objects to be judged.</summary>
abstract class Maker
{
    public abstract string Name { get; }

    /// <summary>Whether it makes such objects with such keys.</summary>
    public abstract bool Makes(ObjectKind kind, KeyAlgorithm algorithm);

    public abstract Exhibits Make(KeyAlgorithm algorithm);

    public override string ToString() => Name;
}
