using Ca.Api.Issuers;
using Ca.Api.Profiles;
using Ca.Api.Status;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Audit;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Ocsp;
using Ca.Core.Profiles;
using Ca.Core.TimeStamping;

namespace Ca.Api.TimeStamping;

/// <summary>Time-stamps under one issuer: a key of its own in this process's memory, certified through the same line as everybody's (docs/decisions/0013-time-stamps.md).</summary>
sealed class TimeStampUnit(OnlineIssuer issuer, ProfileList profiles, StatusRegister register, TimeStampPolicy policy, TimeProvider time) : IDisposable
{
    /// <summary>The profile that units are certified under; an issuer that may not issue under it has none.</summary>
    public const string Profile = "time-stamping";

    /// <summary>A log that cannot be written for so long stops the stamping: what is not told of is not done.</summary>
    static readonly TimeSpan MaxUnwritten = TimeSpan.FromMinutes(2);

    readonly StampBatch batch = new(issuer.Name);
    (AuditEntry Entry, long Since)? unwritten;
    volatile Serving? serving;
    volatile bool isStuck;

    public string Issuer => issuer.Name;

    /// <summary>Whether it signs with GOST R 34.10-2012.</summary>
    public bool IsGost => issuer.Key.PublicKey.Algorithm.Family is KeyFamily.Gost256 or KeyFamily.Gost512;

    /// <summary>
    /// Whether a new certificate is to be had: there is none, it was revoked (nothing is stamped with it from here on), or two thirds of the time
    /// for which its key may sign are over.
    /// </summary>
    public async Task<bool> IsDue(DateTimeOffset now, CancellationToken cancellation)
    {
        if (serving is not { Authority.Certificate: var certificate })
            return true;
        if (await register.StatusOf(Issuer, certificate.SerialNumber, cancellation) != CertificateStatus.Good)
        {
            serving = null;
            return true;
        }
        var end = certificate.PrivateKeyUsagePeriod?.NotAfter ?? certificate.Validity.NotAfter;
        return now >= end - (end - certificate.Validity.NotBefore) / 3;
    }

    /// <summary>What is wrong, or null.</summary>
    public Sentence? Complaint(DateTimeOffset now) => isStuck
        ? Say("TimeStamping.log-unwritten", Issuer)
        : serving is { } one && one.Authority.MayStampAt(now) ? null : Say("TimeStamping.no-unit", Issuer);

    /// <summary>A time-stamp, or why there is none.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="clock">Asked last, so that the time is that of the signature.</param>
    /// <param name="token">DER; null when there is none.</param>
    public TimeStampRejection? Stamp(TimeStampRequest request, WatchedClock clock, out byte[]? token)
    {
        token = null;
        if (serving is not { Authority: var authority } || isStuck)
            return new(TimeStampFailure.SystemFailure, Complaint(time.GetUtcNow()) ?? Say("TimeStamping.no-unit", Issuer));
        if (authority.Refuses(request) is { } rejection)
            return rejection;
        if (clock.Read() is not { } now)
            return new(TimeStampFailure.TimeNotAvailable, Say("TimeStamping.time-not-available"));
        if (!authority.MayStampAt(now))
            return new(TimeStampFailure.SystemFailure, Say("TimeStamping.no-unit", Issuer));
        var stamp = authority.Stamp(request, now);
        batch.Add(stamp);
        token = stamp.Token;
        return null;
    }

    /// <summary>A new key and its certificate.</summary>
    /// <returns>The refusal, or null when the new one stamps.</returns>
    public async Task<Refusal?> Renew(DateTimeOffset now, CancellationToken cancellation)
    {
        if (!profiles.TryGet(Profile, out var profile))
            return new Refusal(RefusalCode.Unavailable, Say("TimeStamping.no-profile", Profile));
        var key = SoftwareKey.Generate(KindOfKey);
        if ((await Certify(profile, key, now, cancellation)).Then(c => TimeStampAuthority.Create(new CmsSigner(key, c, [issuer.Certificate, .. issuer.Chain]), policy))
            .Refused(out var why, out var authority))
        {
            key.Dispose();
            return why;
        }
        // The key before it is left to the collector: a request may be using it.
        serving = new Serving(authority, key);
        return null;
    }

    /// <summary>Writes down what was stamped since the last time. What cannot be written is kept and tried again.</summary>
    public async Task Record()
    {
        unwritten ??= batch.Take(time.GetUtcNow()) is { } entry ? (entry, time.GetTimestamp()) : null;
        if (unwritten is not { } waiting)
            return;
        isStuck = time.GetElapsedTime(waiting.Since) > MaxUnwritten;
        await register.Record(waiting.Entry);
        unwritten = null;
        isStuck = false;
    }

    public void Dispose()
    {
        serving?.Key.Dispose();
        batch.Dispose();
    }

    /// <summary>Of the issuer's family, so that whoever can check its certificates can check the token; P-256, the fastest, where it is a curve.</summary>
    KeyAlgorithm KindOfKey => issuer.Key.PublicKey.Algorithm.Family == KeyFamily.Ec
        ? KeyAlgorithm.Parse("ec-p256").Expect()
        : issuer.Key.PublicKey.Algorithm;

    async Task<Outcome<Certificate>> Certify(CertificateProfile profile, SigningKey key, DateTimeOffset now, CancellationToken cancellation)
    {
        var name = DistinguishedName.Of([
            .. issuer.Certificate.Subject.Attributes.Where(a => a.Type is Oids.Country or Oids.Organization),
            new NameAttribute(Oids.CommonName, $"TSA {Issuer}", NameStringType.Utf8),
        ]);
        return profile.Admit(key.PublicKey, name).Refused(out var why, out var content)
            ? why
            : await issuer.Issuer.Issue(content, register.ForItself(Issuer, time), now, cancellation);
    }

    static Sentence Say(string key, params object[] arguments) => new(typeof(TimeStampUnit).Assembly, key, arguments);

    sealed record Serving(TimeStampAuthority Authority, SoftwareKey Key);
}
