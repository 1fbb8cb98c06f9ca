using System.Diagnostics.CodeAnalysis;
using Ca.Api.Hosting;
using Ca.Api.Issuers;
using Ca.Api.Storage;

namespace Ca.Api.Status;

/// <summary>The revocation lists of all issuers, by name.</summary>
sealed class RevocationLists
{
    readonly Dictionary<string, IssuerRevocationList> byName;

    public RevocationLists(IssuerList issuers, Settings settings, StatusRegister register, RevocationListSchedule schedule)
    {
        var folder = Path.Combine(settings.DataDirectory, "crl");
        PrivateDirectory.Create(folder);
        byName = issuers.All.ToDictionary(i => i.Name, i => new IssuerRevocationList(i, folder, register, schedule), StringComparer.Ordinal);
    }

    public IEnumerable<IssuerRevocationList> All => byName.Values;

    public bool TryGet(string issuer, [NotNullWhen(true)] out IssuerRevocationList? list) => byName.TryGetValue(issuer, out list);
}
