namespace Ca.Core.Certificates;

/// <summary>The time in which an issuer answers for a certificate, both seconds included (RFC 5280 §4.1.2.5). In whole seconds, UTC.</summary>
/// <param name="NotBefore">The first second.</param>
/// <param name="NotAfter">The last second: a certificate for one day, from 00:00:00, ends at 23:59:59.</param>
public sealed record Validity(DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    /// <summary>Whether the moment is inside; a fraction of the last second is.</summary>
    // Subtracted, not added to: 99991231235959Z, "no well-defined expiration" (RFC 5280 §4.1.2.5), has no second after it.
    public bool Includes(DateTimeOffset moment) => moment >= NotBefore && moment - NotAfter < TimeSpan.FromSeconds(1);

    /// <summary>How long it is, the last second included.</summary>
    public TimeSpan Length => NotAfter - NotBefore + TimeSpan.FromSeconds(1);

    /// <summary>A validity of this length from the second in which <paramref name="start"/> lies.</summary>
    public static Validity From(DateTimeOffset start, TimeSpan length)
    {
        var first = new DateTimeOffset(start.UtcTicks - start.UtcTicks % TimeSpan.TicksPerSecond, TimeSpan.Zero);
        return new(first, first + length - TimeSpan.FromSeconds(1));
    }
}
