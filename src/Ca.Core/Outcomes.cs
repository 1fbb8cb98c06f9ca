namespace Ca.Core;

/// <summary>Many outcomes at once.</summary>
static class Outcomes
{
    /// <summary>The values; what was refused is left out.</summary>
    public static IEnumerable<T> Values<T>(this IEnumerable<Outcome<T>> outcomes) where T : notnull
    {
        foreach (var outcome in outcomes)
            if (!outcome.Refused(out _, out var value))
                yield return value;
    }
}
