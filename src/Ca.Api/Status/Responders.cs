using System.Diagnostics.CodeAnalysis;
using Ca.Api.Issuers;
using Ca.Api.Profiles;

namespace Ca.Api.Status;

/// <summary>The OCSP responders of all issuers: certified at the start, renewed when two thirds of a certificate's life are over.</summary>
sealed class Responders(IssuerList issuers, ProfileList profiles, StatusRegister register, TimeProvider time, ILogger<Responders> log) : BackgroundService
{
    readonly Dictionary<string, IssuerResponder> byName = issuers.All.ToDictionary(
        i => i.Name, i => new IssuerResponder(i, profiles, register, time), StringComparer.Ordinal);

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
            foreach (var responder in All.Where(r => r.IsDue(time.GetUtcNow())))
                await Renew(responder, stoppingToken);
        while (await watch.WaitForNextTickAsync(stoppingToken));
    }

    async Task Renew(IssuerResponder responder, CancellationToken stopping)
    {
        try
        {
            if (await responder.Renew(stopping) is { } why)
                log.LogError("The OCSP responder of {Issuer} got no certificate: {Refusal}", responder.Issuer, why.ToString());
            else
                log.LogInformation("The OCSP responder of {Issuer} got a new certificate", responder.Issuer);
        }
        // The edge: the next attempt has to be made, and the responders of others have to go on.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "The OCSP responder of {Issuer} got no certificate", responder.Issuer);
        }
    }
}
