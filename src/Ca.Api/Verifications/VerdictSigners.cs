using Ca.Api.Issuers;
using Ca.Core;
using Ca.Core.Cms;

namespace Ca.Api.Verifications;

/// <summary>Who signs verdicts: under each issuer that may certify one, a key of the service's own (docs/decisions/0017-kept-verdicts.md).</summary>
sealed class VerdictSigners(IssuerList issuers, ServiceKeys keys, TimeProvider time) : BackgroundService
{
    /// <summary>How often it is looked whether a key is to be replaced, or its certificate was revoked.</summary>
    public static readonly TimeSpan Watch = TimeSpan.FromMinutes(1);

    static readonly Duty Duty = new("verdict-signing", "Verdicts");

    readonly List<(OnlineIssuer Issuer, ServiceKey<CmsSigner> Key)> all =
        [.. issuers.All.Where(i => i.Profiles.Contains(Duty.Profile)).Select(i => (i, new ServiceKey<CmsSigner>(i, Duty, keys, signer => signer)))];

    /// <summary>Whether this authority signs verdicts at all.</summary>
    public bool Exist => all.Count > 0;

    /// <summary>
    /// Whoever has to check GOST signatures can check the verdict's, others seldom can: of the kind asked for the first by name, else of
    /// the other kind; null when nobody may sign at this moment.
    /// </summary>
    public CmsSigner? For(bool gost, DateTimeOffset now) =>
        all.OrderByDescending(s => s.Issuer.IsGost == gost).Select(s => s.Key.At(now)).FirstOrDefault(s => s is not null);

    /// <summary>What is wrong now.</summary>
    public IEnumerable<Sentence> Complaints(DateTimeOffset now) => all.Where(s => s.Key.At(now) is null)
        .Select(s => new Sentence(typeof(VerdictSigners).Assembly, "Verifications.no-signer-of", s.Issuer.Name));

    public override void Dispose()
    {
        foreach (var (_, key) in all)
            key.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!Exist)
            return;
        using var watch = new PeriodicTimer(Watch, time);
        do
            foreach (var (_, key) in all)
                await key.Renew(time.GetUtcNow(), stoppingToken);
        while (await watch.WaitForNextTickAsync(stoppingToken));
    }
}
