using Ca.Conformance.Tests.Objects;
using Ca.Core.Keys;

namespace Ca.Conformance.Tests.Judges;

/// <summary>What a judge says about an object.</summary>
/// <param name="Accepted">Yes or no.</param>
/// <param name="Said">In the judge's words, for whoever reads a failure.</param>
sealed record Verdict(bool Accepted, string Said);

/// <summary>A program that reads our objects and others' and says whether they are good.</summary>
abstract class Judge
{
    public static IReadOnlyList<Judge> All { get; } = [new OpenSslJudge(), new GnuTlsJudge(), new CaJudge()];

    public abstract string Name { get; }

    /// <summary>Whether it can compute with such keys in such objects.</summary>
    public abstract bool Knows(ObjectKind kind, KeyAlgorithm algorithm);

    /// <summary>Whether it verifies RSASSA-PSS with a salt of any length.</summary>
    public virtual bool KnowsEverySalt => true;

    /// <summary>Whether it looks at what is wrong here; a flaw that it never looks for is not asked about.</summary>
    public abstract bool Answers(Question question);

    public abstract Verdict Ask(Question question);

    public override string ToString() => Name;
}
