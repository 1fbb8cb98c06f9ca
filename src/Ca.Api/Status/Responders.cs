using System.Diagnostics.CodeAnalysis;
using Ca.Api.Issuers;

namespace Ca.Api.Status;

/// <summary>The OCSP responders of all issuers: certified at the start, renewed when two thirds of a certificate's life are over.</summary>
sealed class Responders(IssuerList issuers, ServiceKeys keys, StatusRegister register, TimeProvider time) : BackgroundService
{
    readonly Dictionary<string, IssuerResponder> byName = issuers.All.ToDictionary(
        i => i.Name, i => new IssuerResponder(i, keys, register, time), StringComparer.Ordinal);

    public IEnumerable<IssuerResponder> All => byName.Values;

    public bool TryGet(string issuer, [NotNullWhen(true)] out IssuerResponder? responder) => byName.TryGetValue(issuer, out responder);

    public override void Dispose()
    {
        foreach (var responder in All)
            responder.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var watch = new PeriodicTimer(RevocationListSchedule.Watch, time);
        do
            foreach (var responder in All)
                await responder.Renew(stoppingToken);
        while (await watch.WaitForNextTickAsync(stoppingToken));
    }
}
