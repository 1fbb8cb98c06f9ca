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
/// and can be revoked, and the first officers, <c>officers/&lt;role&gt;.pem</c>, are admitted, once.
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
            foreach (var certificate in found.Values)
                await Register(db, issuers, certificate, OfficerAuthentication.Profile);
            await Register(db, issuers, server, "tls-server");
            if (!await db.OfficerCertificates.AnyAsync())
                foreach (var (role, certificate) in found)
                    await Admit(db, role, certificate, now);
            return db;
        });
        if (admitted.Refused(out var refusal, out _))
            return refusal;
        await using var db = new CaDbContext(writer.Options);
        return await db.OfficerCertificates.AnyAsync() ? null : No("Officers.none", Path.Combine(dataDirectory, "officers"));
    }

    /// <summary>The first certificate of <c>tls/server.pem</c>; behind it stands its chain.</summary>
    static async Task<Outcome<Certificate>> ServerCertificate(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, "tls", "server.pem");
        return Pem.All(await File.ReadAllBytesAsync(path), "CERTIFICATE").Then(all => Certificate.Parse(all[0])).Refused(out var why, out var server)
            ? No("Officers.file-refused", path, why.Sentence)
            : server;
    }

    static async Task Register(CaDbContext db, IssuerList issuers, Certificate certificate, string profile)
    {
        if (issuers.WhoSigned(certificate) is not { } issuer
            || await db.Certificates.AnyAsync(c => c.Issuer == issuer.Name && c.SerialNumber == certificate.SerialNumber))
            return;
        var record = new CertificateRecord
        {
            Issuer = issuer.Name,
            SerialNumber = certificate.SerialNumber,
            State = CertificateState.Issued,
            ApplicationId = null,
            Subject = certificate.Subject.ToString(),
            Profile = profile,
            ProfileHash = "ceremony",
            KeyIdentity = certificate.PublicKey.Expect().Identity,
            NotBefore = certificate.Validity.NotBefore,
            NotAfter = certificate.Validity.NotAfter,
            TbsCertificate = certificate.TbsCertificate.ToArray(),
            Encoded = certificate.Encoded.ToArray(),
        };
        db.Certificates.Add(record);
        await db.SaveChangesAsync();
        db.SubjectTerms.AddRange(SubjectTerm.Of(certificate.Subject).Select(term => new SubjectTerm(term, record.Id)));
    }

    static async Task Admit(CaDbContext db, Role role, Certificate certificate, DateTimeOffset now)
    {
        var officer = new OfficerCertificate
        {
            Fingerprint = certificate.Fingerprint,
            OfficerId = role.ToString().ToLowerInvariant(),
            Name = certificate.Subject.ToString(),
            Role = role,
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
