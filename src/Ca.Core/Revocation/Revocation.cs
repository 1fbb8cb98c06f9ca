using Ca.Core.Certificates;

namespace Ca.Core.Revocation;

/// <summary>
/// That a certificate is revoked, or held. One row: it begins to exist when the certificate is revoked, a hold may become final and
/// any reason a key compromise, and only the row of a hold ever goes away again (<see cref="Release"/>).
/// </summary>
/// <remarks>Times are whole seconds, as CRLs and OCSP responses carry them.</remarks>
public sealed class Revocation
{
    Revocation(string issuer, SerialNumber serialNumber, RevocationReason reason, DateTimeOffset revokedAt, DateTimeOffset? invalidityDate)
    {
        Issuer = issuer;
        SerialNumber = serialNumber;
        Reason = reason;
        RevokedAt = revokedAt;
        InvalidityDate = invalidityDate;
    }

    /// <summary>The issuer, by the name the register calls it; serial numbers are unique within one.</summary>
    public string Issuer { get; private init; }

    /// <summary>Of the certificate.</summary>
    public SerialNumber SerialNumber { get; private init; }

    /// <summary>Why. A concurrency token where it is stored: two officers who end one hold differently cannot both be right.</summary>
    public RevocationReason Reason { get; private set; }

    /// <summary>Since when the authority says so. Of a hold that became final it stays the moment of the hold.</summary>
    public DateTimeOffset RevokedAt { get; private init; }

    /// <summary>Since when the key is known or suspected to be compromised, or the certificate to be wrong (RFC 5280 §5.3.2); or null.</summary>
    public DateTimeOffset? InvalidityDate { get; private set; }

    /// <summary>Held, and nothing worse yet.</summary>
    public bool IsHold => Reason == RevocationReason.CertificateHold;

    /// <summary>A certificate that is not revoked becomes so.</summary>
    /// <param name="issuer">By the name the register calls it.</param>
    /// <param name="serialNumber">Of a certificate of that issuer.</param>
    /// <param name="reason">Why.</param>
    /// <param name="now">The moment of revocation: never set back, whatever <paramref name="invalidityDate"/> says.</param>
    /// <param name="invalidityDate">Not in the future.</param>
    public static Outcome<Revocation> Of(
        string issuer, SerialNumber serialNumber, RevocationReason reason, DateTimeOffset now, DateTimeOffset? invalidityDate = null)
    {
        var revokedAt = WholeSecond(now);
        if (RefuseDate(invalidityDate, revokedAt) is { } why)
            return why;
        return new Revocation(issuer, serialNumber, reason, revokedAt, WholeSecond(invalidityDate));
    }

    /// <summary>As a list of the issuer's own states it: what it says was decided once, and is not decided again.</summary>
    public static Revocation Of(string issuer, RevocationListEntry entry) =>
        new(issuer, entry.SerialNumber, entry.Reason, entry.RevokedAt, entry.InvalidityDate);

    /// <summary>
    /// Revokes what is revoked already. The same again changes nothing; a hold may become final, and keeps its moment, since the
    /// certificate was not good in between (X.509, certificateHold); whatever was final becomes a key compromise when one comes to light,
    /// since then the key has to be blocked too, and signatures are judged otherwise; everything else is refused.
    /// </summary>
    public Outcome<RevocationEffect> Revoke(RevocationReason reason, DateTimeOffset now, DateTimeOffset? invalidityDate = null)
    {
        if (reason == Reason && (invalidityDate is null || WholeSecond(invalidityDate) == InvalidityDate))
            return RevocationEffect.None;
        var comesToLight = reason == RevocationReason.KeyCompromise && Reason != RevocationReason.KeyCompromise;
        if (!IsHold && !comesToLight || reason == RevocationReason.CertificateHold)
            return new Refusal(RefusalCode.WrongState, "Revocation.already-revoked", Reason.Name(), $"{RevokedAt:u}");
        if (RefuseDate(invalidityDate, WholeSecond(now)) is { } why)
            return why;
        Reason = reason;
        InvalidityDate = WholeSecond(invalidityDate) ?? InvalidityDate;
        return RevocationEffect.Changed;
    }

    /// <summary>Ends a hold.</summary>
    /// <returns>The refusal, or null when this row is to be deleted: the certificate is good again.</returns>
    public Refusal? Release() =>
        IsHold ? null : new Refusal(RefusalCode.WrongState, "Revocation.not-a-hold", Reason.Name(), $"{RevokedAt:u}");

    static Refusal? RefuseDate(DateTimeOffset? invalidityDate, DateTimeOffset now) =>
        invalidityDate > now ? new Refusal(RefusalCode.NotAllowed, "Revocation.invalidity-in-future", $"{invalidityDate:u}") : null;

    static DateTimeOffset WholeSecond(DateTimeOffset time) => new(time.UtcTicks - time.UtcTicks % TimeSpan.TicksPerSecond, TimeSpan.Zero);

    static DateTimeOffset? WholeSecond(DateTimeOffset? time) => time is { } given ? WholeSecond(given) : null;
}

/// <summary>What a repeated revocation did.</summary>
public enum RevocationEffect
{
    /// <summary>It said what was so already.</summary>
    None,
    /// <summary>The hold has become final, or the reason a compromise.</summary>
    Changed,
}
