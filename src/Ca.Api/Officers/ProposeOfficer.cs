using System.Text.RegularExpressions;
using Ca.Api.Certificates;
using Ca.Api.Http;
using Ca.Api.Problems;
using Ca.Api.Storage;
using Ca.Core;
using Ca.Core.Audit;
using Ca.Core.Certificates;
using Ca.Core.Registration;
using Microsoft.EntityFrameworkCore;

namespace Ca.Api.Officers;

/// <summary>An administrator wishes a certificate to open a role. It opens nothing until security agrees.</summary>
static partial class ProposeOfficer
{
    /// <param name="SerialNumber">Of a certificate issued under the profile officer.</param>
    /// <param name="Officer">What the person is called in the log, also under the next certificate: no name, since the log is never deleted from.</param>
    /// <param name="Role">The one role.</param>
    public sealed record Body(string SerialNumber, string Officer, Role Role);

    public static async Task<IResult> Handle(HttpContext http, Writer writer, TimeProvider time)
    {
        if ((await JsonBody<Body>.Read(http)).Refused(out var why, out var body))
            return why.ToProblem();
        if (body.Earlier is { } answered)
            return answered;
        if (!Identifier().IsMatch(body.Value.Officer))
            return No(RefusalCode.Malformed, "Officers.bad-identifier").ToProblem();
        var (by, now) = (http.Officer(), time.GetUtcNow());
        var saved = await writer.Write(db => body.Once.In(db, now, async () =>
        {
            if ((await Find(db, body.Value.SerialNumber, now)).Refused(out var refusal, out var certificate))
                return refusal;
            if (await db.OfficerCertificates.AnyAsync(o => o.Fingerprint == certificate.Fingerprint))
                return No(RefusalCode.Conflict, "Officers.known-already");
            if (await db.OfficerCertificates.AnyAsync(o => o.OfficerId == body.Value.Officer && o.Role != body.Value.Role && o.DismissedAt == null))
                return No(RefusalCode.NotAllowed, "Officers.one-role", body.Value.Officer);
            var row = new OfficerCertificate
            {
                Fingerprint = certificate.Fingerprint,
                Issuer = (await db.Certificates.FirstAsync(c => c.SerialNumber == certificate.SerialNumber)).Issuer,
                SerialNumber = certificate.SerialNumber,
                NotAfter = certificate.Validity.NotAfter,
                OfficerId = body.Value.Officer,
                Name = certificate.Subject.ToString(),
                Role = body.Value.Role,
                ProposedBy = by.Id,
                ProposedAt = now,
            };
            db.OfficerCertificates.Add(row);
            await db.Audit(Entry(AuditAct.OfficerProposed, row, by, now));
            return Answer.Created($"/api/v1/officers/{row.Fingerprint}", OfficerView.Of(row));
        }));
        return saved.Refused(out why, out var answer) ? why.ToProblem() : answer;
    }

    /// <summary>What the log says of each step.</summary>
    public static AuditEntry Entry(AuditAct act, OfficerCertificate row, Officer by, DateTimeOffset now) => new()
    {
        Time = now,
        Actor = $"officer:{by.Id}",
        Act = act,
        Target = $"officer:{row.OfficerId}",
        Facts = new Dictionary<string, string> { ["role"] = row.Role.ToString().ToLowerInvariant(), ["certificate"] = row.Fingerprint },
    };

    static async Task<Outcome<Certificate>> Find(CaDbContext db, string serialNumber, DateTimeOffset now)
    {
        if ((await GetCertificate.Find(db, serialNumber)).Refused(out var why, out var found))
            return why;
        if (found.Record is not { State: CertificateState.Issued, Profile: OfficerAuthentication.Profile, Encoded: { } der })
            return No(RefusalCode.NotAllowed, "Officers.not-an-officers");
        var certificate = Certificate.Parse(der).Expect();
        return found.Revocation is null && certificate.Validity.Includes(now)
            ? certificate
            : No(RefusalCode.WrongState, "Officers.not-good");
    }

    static Refusal No(RefusalCode code, string key, params object[] arguments) =>
        new(code, new Sentence(typeof(ProposeOfficer).Assembly, key, arguments));

    [GeneratedRegex(@"^[a-z][a-z0-9.-]{0,31}\z")]
    private static partial Regex Identifier();
}
