using System.Text.Encodings.Web;
using Ca.Api.Issuers;
using Ca.Api.Problems;
using Ca.Api.Storage;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Registration;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Ca.Api.Officers;

/// <summary>
/// Tells who comes, from the certificate whose key the TLS handshake has proved: issued by an issuer of ours that may issue to officers,
/// for client authentication, in time, not revoked as of this moment, proposed by an administrator and admitted by security. No header is believed.
/// </summary>
sealed class OfficerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, IssuerList issuers, CaDbContext db, TimeProvider time)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string Name = "officer";

    /// <summary>The profile under which officers get their certificates.</summary>
    public const string Profile = "officer";

    Refusal? refusal;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Context.Connection.ClientCertificate is not { } presented)
            return AuthenticateResult.NoResult();
        if ((await Recognise(presented.RawDataMemory)).Refused(out refusal, out var officer))
        {
            Logger.LogWarning("A client certificate was refused: {Reason}", refusal.Sentence.Key);
            return AuthenticateResult.Fail(refusal.ToString());
        }
        return AuthenticateResult.Success(new AuthenticationTicket(new OfficerPrincipal(officer), Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        (refusal is null ? Problem.Plain(StatusCodes.Status401Unauthorized) : Problem.Of(refusal)).ExecuteAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problem.Plain(StatusCodes.Status403Forbidden).ExecuteAsync(Context);

    async Task<Outcome<Officer>> Recognise(ReadOnlyMemory<byte> presented)
    {
        if (Certificate.Parse(presented).Refused(out _, out var certificate)
            || issuers.WhoSigned(certificate) is not { } issuer || !issuer.Profiles.Contains(Profile))
            return No("Officers.not-ours");
        if (certificate.ExtendedKeyUsage?.Contains(Oids.ClientAuth) != true
            || certificate.KeyUsage?.HasFlag(KeyUsages.DigitalSignature) != true
            || certificate.BasicConstraints?.IsAuthority == true)
            return No("Officers.wrong-purpose");
        var now = time.GetUtcNow();
        if (!certificate.Validity.Includes(now) || !issuer.Certificate.Validity.Includes(now))
            return No("Officers.out-of-time");
        var known = await db.OfficerCertificates.Where(o => o.Fingerprint == certificate.Fingerprint && o.AdmittedAt != null && o.DismissedAt == null)
            .Select(o => new
            {
                Row = o,
                Revoked = db.Revocations.Any(r => r.Issuer == issuer.Name && r.SerialNumber == certificate.SerialNumber),
            })
            .SingleOrDefaultAsync(Context.RequestAborted);
        if (known is null)
            return No("Officers.not-admitted");
        return known.Revoked ? No("Officers.revoked") : known.Row.Officer;
    }

    static Refusal No(string key) => new(RefusalCode.BadCredential, new Sentence(typeof(OfficerAuthentication).Assembly, key));
}
