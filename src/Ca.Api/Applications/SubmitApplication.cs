using System.Text;
using Ca.Api.Http;
using Ca.Api.Issuers;
using Ca.Api.Officers;
using Ca.Api.Problems;
using Ca.Api.Profiles;
using Ca.Api.Storage;
using Ca.Core;
using Ca.Core.Audit;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Profiles;
using Ca.Core.Registration;
using Ca.Core.Requests;

namespace Ca.Api.Applications;

/// <summary>A registrar lays a certification request before the approvers.</summary>
static class SubmitApplication
{
    /// <param name="Profile">The profile's name.</param>
    /// <param name="Request">PKCS #10: PEM, or DER in base64.</param>
    /// <param name="Subject">What the registrar states from documents instead of what the request says, as in <c>{"CN": "Иванов Иван", "C": "RU"}</c>.</param>
    public sealed record Body(string Profile, string Request, OrderedDictionary<string, string>? Subject = null);

    public static async Task<IResult> Handle(HttpContext http, ProfileList profiles, IssuerList issuers, Writer writer, TimeProvider time)
    {
        if ((await JsonBody<Body>.Read(http)).Refused(out var why, out var body))
            return why.ToProblem();
        if (body.Earlier is { } answered)
            return answered;
        if (!profiles.TryGet(body.Value.Profile, out var profile))
            return No("Applications.no-profile", body.Value.Profile).ToProblem();
        if (CertificationRequest.Parse(Octets(body.Value.Request)).Refused(out why, out var request))
            return why.ToProblem();
        if ((issuers.Refuses(request.PublicKey) ?? KeyPolicy.Refuses(request.PublicKey)) is { } bad)
            return bad.ToProblem();
        if (Admit(profile, request, body.Value.Subject).Refused(out why, out var content))
            return why.ToProblem();
        // Told as what it is, rather than that no issuer may sign it.
        if (content.SpeaksForTheAuthority)
            return CertificateApplication.ForTheAuthorityAlone(content).ToProblem();
        if (issuers.For(content).Refused(out why, out var issuer))
            return why.ToProblem();
        var now = time.GetUtcNow();
        if (CertificateApplication.Submit(http.Officer(), request, content, issuer.Name, now).Refused(out why, out var application))
            return why.ToProblem();

        var saved = await writer.Write(db => body.Once.In(db, now, async () =>
        {
            if (await db.Refuses(request.PublicKey, content.Subject) is { } refusal)
                return refusal;
            db.Applications.Add(application);
            await db.Audit(new AuditEntry
            {
                Time = now,
                Actor = $"officer:{application.SubmittedBy}",
                Act = AuditAct.ApplicationSubmitted,
                Target = $"application:{application.Id}",
                Facts = new Dictionary<string, string> { ["profile"] = profile.Name, ["profileHash"] = profile.Sha256 },
                Concerning = content.Encode(),
            });
            return Answer.Created($"/api/v1/applications/{application.Id}", ApplicationView.Of(application));
        }));
        return saved.Refused(out why, out var answer) ? why.ToProblem() : answer;
    }

    static Outcome<CertificateContent> Admit(CertificateProfile profile, CertificationRequest request, OrderedDictionary<string, string>? stated)
    {
        if (stated is null)
            return profile.Admit(request);
        var attributes = new List<NameAttribute>();
        foreach (var (key, value) in stated)
        {
            if (NameAttributeType.Parse(key).Refused(out var why, out var type))
                return why;
            if (NameAttribute.Of(type.Oid, value).Refused(out why, out var attribute))
                return why;
            attributes.Add(attribute);
        }
        return DistinguishedName.Create([.. attributes.Select(a => new[] { a })]).Then(subject => profile.Admit(request, subject));
    }

    /// <summary>PEM as its own octets; base64 decoded; what is neither is left for the parser to refuse.</summary>
    static byte[] Octets(string request)
    {
        var decoded = new byte[request.Length];
        return Convert.TryFromBase64String(request, decoded, out var written) ? decoded[..written] : Encoding.UTF8.GetBytes(request);
    }

    static Refusal No(string key, params object[] arguments) =>
        new(RefusalCode.NotAllowed, new Sentence(typeof(SubmitApplication).Assembly, key, arguments));
}
