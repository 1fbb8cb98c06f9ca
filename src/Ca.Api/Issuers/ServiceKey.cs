using Ca.Core;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Keys;

namespace Ca.Api.Issuers;

/// <summary>A key of the service's own for one duty under one issuer, and what signs with it; renewed by itself.</summary>
/// <remarks>
/// The key lives in this process's memory and dies with it (docs/decisions/0006-status.md, 0013-time-stamps.md): nothing to steal from a
/// disk or a backup, and nothing to keep, since a new certificate costs one row at each start.
/// </remarks>
/// <param name="issuer">Certifies it.</param>
/// <param name="duty">What it is for.</param>
/// <param name="keys">How it is certified.</param>
/// <param name="take">Makes of a key and its certificate what signs with them.</param>
sealed class ServiceKey<T>(OnlineIssuer issuer, Duty duty, ServiceKeys keys, Func<CmsSigner, Outcome<T>> take) : IDisposable where T : class
{
    volatile Serving? serving;

    /// <summary>What signs now, whatever the time; null when there is none.</summary>
    public T? Current => serving?.Signer;

    /// <summary>What may sign at this moment, or null.</summary>
    public T? At(DateTimeOffset now) => serving is { } one && one.Certificate.MaySignAt(now) ? one.Signer : null;

    /// <summary>Sees to it that there is a key that may sign. What fails is logged, and tried again by the next call.</summary>
    public async Task Renew(DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            if (!await IsDue(now, cancellation))
                return;
            if (await Replace(now, cancellation) is { } why)
                keys.Log.LogError("{Duty} {Issuer} got no certificate: {Refusal}", duty.Name, issuer.Name, why.ToString());
            else
                keys.Log.LogInformation("{Duty} {Issuer} got a new certificate", duty.Name, issuer.Name);
        }
        // The edge: the next attempt has to be made, and the keys of others have to be seen to.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            keys.Log.LogError(e, "{Duty} {Issuer} got no certificate", duty.Name, issuer.Name);
        }
    }

    public void Dispose() => serving?.Key.Dispose();

    /// <summary>There is no certificate, it was revoked (nothing is signed with it from here on), or two thirds of the time for which its key may sign are over.</summary>
    async Task<bool> IsDue(DateTimeOffset now, CancellationToken cancellation)
    {
        if (serving is not { Certificate: var certificate })
            return true;
        if (await keys.IsRevoked(issuer, certificate, cancellation))
        {
            serving = null;
            return true;
        }
        var end = certificate.PrivateKeyUsagePeriod?.NotAfter ?? certificate.Validity.NotAfter;
        return now >= end - (end - certificate.Validity.NotBefore) / 3;
    }

    async Task<Refusal?> Replace(DateTimeOffset now, CancellationToken cancellation)
    {
        var key = SoftwareKey.Generate(KindOfKey);
        if ((await keys.Certify(issuer, duty, key, now, cancellation)).Then(certificate => Take(key, certificate)).Refused(out var why, out var next))
        {
            key.Dispose();
            return why;
        }
        // The key before it is left to the collector: a request may be using it.
        serving = next;
        return null;
    }

    Outcome<Serving> Take(SoftwareKey key, Certificate certificate) =>
        take(new CmsSigner(key, certificate, [issuer.Certificate, .. issuer.Chain])).Then<Serving>(signer => new Serving(signer, certificate, key));

    /// <summary>Of the issuer's family, so that whoever can check its certificates can check what is signed; P-256, the fastest, where it is a curve.</summary>
    KeyAlgorithm KindOfKey => issuer.Key.PublicKey.Algorithm.Family == KeyFamily.Ec
        ? KeyAlgorithm.Parse("ec-p256").Expect()
        : issuer.Key.PublicKey.Algorithm;

    sealed record Serving(T Signer, Certificate Certificate, SoftwareKey Key);
}
