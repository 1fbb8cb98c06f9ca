using System.Diagnostics.CodeAnalysis;

namespace Ca.Core;

/// <summary>A value, or the refusal to produce one. Bugs and outages are exceptions, never refusals.</summary>
public readonly struct Outcome<T> where T : notnull
{
    readonly T? value;
    readonly Refusal? refusal;

    Outcome(T? value, Refusal? refusal)
    {
        this.value = value;
        this.refusal = refusal;
    }

    /// <summary>Whether there is no value. Exactly one of the two results is not null.</summary>
    public bool Refused([NotNullWhen(true)] out Refusal? why, [NotNullWhen(false)] out T? result)
    {
        if (value is null && refusal is null)
            throw new InvalidOperationException("An outcome that was never made holds neither a value nor a refusal.");
        why = refusal;
        result = value;
        return refusal is not null;
    }

    /// <summary>The value, where the caller has made the input itself and a refusal would be a bug.</summary>
    public T Expect() => refusal is null
        ? value ?? throw new InvalidOperationException("An outcome that was never made has no value.")
        : throw new InvalidOperationException($"Unexpected refusal: {refusal}");

    /// <summary>The outcome of the next step, or this refusal.</summary>
    public Outcome<TNext> Then<TNext>(Func<T, Outcome<TNext>> next) where TNext : notnull =>
        Refused(out var why, out var result) ? why : next(result);

    /// <summary>A value is an outcome.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "The constructor would say nothing more.")]
    public static implicit operator Outcome<T>(T value) => new(value ?? throw new ArgumentNullException(nameof(value)), null);

    /// <summary>A refusal is an outcome.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "The constructor would say nothing more.")]
    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal ?? throw new ArgumentNullException(nameof(refusal)));
}
