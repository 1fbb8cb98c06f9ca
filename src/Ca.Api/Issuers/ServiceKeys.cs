using Ca.Api.Profiles;
using Ca.Api.Storage;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Microsoft.EntityFrameworkCore;

namespace Ca.Api.Issuers;

/// <summary>What the service signs in its own name, with a key that is for this alone.</summary>
/// <param name="Profile">That its certificates are issued under.</param>
/// <param name="Name">Stands before the issuer's in their common name.</param>
sealed record Duty(string Profile, string Name);

/// <summary>Certifies the keys that the service makes for itself, through the line that every certificate takes.</summary>
sealed class ServiceKeys(
    ProfileList profiles, IDbContextFactory<CaDbContext> databases, Writer writer, TimeProvider time, ILogger<ServiceKeys> log)
{
    public ILogger Log => log;

    /// <summary>A certificate of this issuer for the key.</summary>
    public async Task<Outcome<Certificate>> Certify(OnlineIssuer issuer, Duty duty, SigningKey key, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!profiles.TryGet(duty.Profile, out var profile))
            return new Refusal(RefusalCode.Unavailable, new Sentence(typeof(ServiceKeys).Assembly, "Issuers.no-service-profile", duty.Profile));
        var name = DistinguishedName.Of([
            .. issuer.Certificate.Subject.Attributes.Where(a => a.Type is Oids.Country or Oids.Organization),
            new NameAttribute(Oids.CommonName, $"{duty.Name} {issuer.Name}", NameStringType.Utf8),
        ]);
        return profile.Admit(key.PublicKey, name).Refused(out var why, out var content)
            ? why
            : await issuer.Issuer.Issue(content, new DatabaseRegister(writer, time) { Issuer = issuer.Name, Actor = "service" }, now, cancellation);
    }

    /// <summary>Whether an officer has revoked or held it.</summary>
    public async Task<bool> IsRevoked(OnlineIssuer issuer, Certificate certificate, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Revocations.AnyAsync(r => r.Issuer == issuer.Name && r.SerialNumber == certificate.SerialNumber, cancellation);
    }
}
