using Ca.Api.Issuers;
using Ca.Api.Storage;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Audit;
using Ca.Core.Certificates;
using Ca.Core.Registration;
using Microsoft.EntityFrameworkCore;

namespace Ca.Api.Officers;

/// <summary>
/// What the ceremony made before there was a database: certificates signed in the key room enter the register, so that they have a status
/// and can be revoked, and the first officers, <c>officers/&lt;role&gt;.pem</c>, are admitted. Again only when there is no administrator or no
/// security left to admit others, as when all certificates have expired: then files with new certificates are the way back.
/// </summary>
static class FirstOfficers
{
    /// <returns>The refusal, or null when at least one officer is admitted.</returns>
    public static async Task<Refusal?> Admit(Writer writer, IssuerList issuers, string dataDirectory, DateTimeOffset now)
    {
        var found = new Dictionary<Role, Certificate>();
        foreach (var role in Enum.GetValues<Role>())
        {
            var path = Path.Combine(dataDirectory, "officers", $"{role.ToString().ToLowerInvariant()}.pem");
            if (!File.Exists(path))
                continue;
            if (Certificate.ParsePemOrDer(await File.ReadAllBytesAsync(path)).Refused(out var why, out var certificate))
                return No("Officers.file-refused", path, why.Sentence);
            found.Add(role, certificate);
        }
        if ((await ServerCertificate(dataDirectory)).Refused(out var unread, out var server))
            return unread;
        var admitted = await writer.Write<object>(async db =>
        {
            foreach (var certificate in found.Values.Append(server))
                if (issuers.WhoSigned(certificate) is { } issuer
                    && !await db.Certificates.AnyAsync(c => c.Issuer == issuer.Name && c.SerialNumber == certificate.SerialNumber))
                    await Register(db, issuer.Name, certificate, Origin.Of(dataDirectory, issuer.Name, certificate.SerialNumber), now);
            if (!await CanAdmit(db, now))
                foreach (var (role, certificate) in found)
                    if (issuers.WhoSigned(certificate) is { } issuer && !await db.OfficerCertificates.AnyAsync(o => o.Fingerprint == certificate.Fingerprint))
                        await Admit(db, role, certificate, issuer.Name, now);
            return db;
        });
        if (admitted.Refused(out var refusal, out _))
            return refusal;
        await using var db = new CaDbContext(writer.Options);
        return await db.OfficerCertificates.AnyAsync() ? null : No("Officers.none", Path.Combine(dataDirectory, "officers"));
    }

    /// <summary>Whether the officers can admit others by themselves.</summary>
    static async Task<bool> CanAdmit(CaDbContext db, DateTimeOffset now) =>
        await db.OfficersWhoWork(now).AnyAsync(o => o.Role == Role.Administrator) && await db.OfficersWhoWork(now).AnyAsync(o => o.Role == Role.Security);

    /// <summary>The first certificate of <c>tls/server.pem</c>; behind it stands its chain.</summary>
    static async Task<Outcome<Certificate>> ServerCertificate(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, "tls", "server.pem");
        return Pem.All(await File.ReadAllBytesAsync(path), "CERTIFICATE").Then(all => Certificate.Parse(all[0])).Refused(out var why, out var server)
            ? No("Officers.file-refused", path, why.Sentence)
            : server;
    }

    static async Task Register(CaDbContext db, string issuer, Certificate certificate, Origin origin, DateTimeOffset now)
    {
        var record = new CertificateRecord
        {
            Issuer = issuer,
            SerialNumber = certificate.SerialNumber,
            State = CertificateState.Issued,
            ApplicationId = null,
            Subject = certificate.Subject.ToString(),
            Profile = origin.Profile,
            ProfileHash = origin.ProfileHash,
            KeyIdentity = certificate.PublicKey.Expect().Identity,
            NotBefore = certificate.Validity.NotBefore,
            NotAfter = certificate.Validity.NotAfter,
            TbsCertificate = certificate.TbsCertificate.ToArray(),
            Encoded = certificate.Encoded.ToArray(),
        };
        db.Certificates.Add(record);
        await db.SaveChangesAsync();
        db.SubjectTerms.AddRange(SubjectTerm.Of(certificate.Subject).Select(term => new SubjectTerm(term, record.Id)));
        await db.Audit(new AuditEntry
        {
            Time = now,
            Actor = "service",
            Act = AuditAct.CertificateRegistered,
            Target = $"certificate:{issuer}/{certificate.SerialNumber}",
            Facts = new Dictionary<string, string> { ["profile"] = origin.Profile, ["profileHash"] = origin.ProfileHash, ["sha256"] = certificate.Fingerprint },
        });
    }

    /// <summary>
    /// Under which profile a certificate was made before there was a database, as the log of the register says in which it was made:
    /// <c>ceremonies/ISSUER/first-certificates</c>. Of one that came from elsewhere nothing is claimed.
    /// </summary>
    sealed record Origin(string Profile, string ProfileHash)
    {
        static readonly Origin Unknown = new("unknown", "unknown");

        public static Origin Of(string dataDirectory, string issuer, SerialNumber serial)
        {
            var log = Path.Combine(dataDirectory, "ceremonies", issuer, "first-certificates", "audit.jsonl");
            if (!File.Exists(log))
                return Unknown;
            return File.ReadLines(log)
                .Select(line => AuditEvent.Parse(line).Refused(out _, out var one) ? null : one)
                .FirstOrDefault(e => e is { Act: "issuance-begun" } && e.Target == $"certificate:{serial.Hex}")?.Facts is { } facts
                && facts.TryGetValue("profile", out var profile) && facts.TryGetValue("profileSha256", out var hash)
                    ? new(profile, hash)
                    : Unknown;
        }
    }

    static async Task Admit(CaDbContext db, Role role, Certificate certificate, string issuer, DateTimeOffset now)
    {
        var officer = new OfficerCertificate
        {
            Fingerprint = certificate.Fingerprint,
            Issuer = issuer,
            SerialNumber = certificate.SerialNumber,
            NotAfter = certificate.Validity.NotAfter,
            OfficerId = role.ToString().ToLowerInvariant(),
            Name = certificate.Subject.ToString(),
            Role = role,
            ProposedBy = "ceremony",
            ProposedAt = now,
            AdmittedBy = "service",
            AdmittedAt = now,
        };
        db.OfficerCertificates.Add(officer);
        await db.Audit(new AuditEntry
        {
            Time = now,
            Actor = "service",
            Act = AuditAct.OfficerAdmitted,
            Target = $"officer:{officer.OfficerId}",
            Facts = new Dictionary<string, string> { ["role"] = officer.OfficerId, ["certificate"] = certificate.Fingerprint },
        });
    }

    static Refusal No(string key, params object[] arguments) =>
        new(RefusalCode.Unavailable, new Sentence(typeof(FirstOfficers).Assembly, key, arguments));
}
