using Ca.Core;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Microsoft.EntityFrameworkCore;

namespace Ca.Api.Storage;

/// <summary>What the register remembers of a key, as far as it forbids to certify it. Asked in the transaction that accepts the key.</summary>
static class KeyMemory
{
    /// <returns>The refusal of a key that is blocked, or certified for somebody else; or null.</returns>
    public static async Task<Refusal?> Refuses(this CaDbContext db, PublicKey key, DistinguishedName subject)
    {
        var known = await db.Certificates.Where(c => c.KeyIdentity == key.Identity && c.State != CertificateState.NotIssued)
            .Select(c => c.Subject).Distinct().Select(s => new KnownKey(KeyStanding.Certified, s)).ToListAsync();
        if (await db.BlockedKeys.AnyAsync(b => b.KeyIdentity == key.Identity))
            known.Add(new KnownKey(KeyStanding.Blocked));
        return known.Select(k => KeyPolicy.Refuses(k, subject.ToString())).FirstOrDefault(why => why is not null);
    }
}
