using Ca.Api.Issuers;
using Ca.Api.Profiles;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Ocsp;
using Ca.Core.Profiles;

namespace Ca.Api.Status;

/// <summary>The OCSP responder of one issuer: a key of its own, certified through the same line as everybody's, and renewed by itself.</summary>
/// <remarks>
/// The key lives in this process's memory and dies with it (docs/decisions/0006-status.md): nothing to steal from a disk or a
/// backup, and nothing to keep, since a new certificate costs one row at each start.
/// </remarks>
sealed class IssuerResponder(OnlineIssuer issuer, ProfileList profiles, StatusRegister register, TimeProvider time) : IDisposable
{
    const string Profile = "ocsp-responder";

    volatile Serving? serving;

    public string Issuer => issuer.Name;

    /// <summary>Whether a new certificate is to be had: there is none, or two thirds of its life are over.</summary>
    public bool IsDue(DateTimeOffset now) =>
        serving is not { Responder.Certificate.Validity: var validity } || now >= validity.NotAfter - validity.Length / 3;

    /// <summary>What is wrong, or null.</summary>
    public Sentence? Complaint(DateTimeOffset now) =>
        ServingAt(now) is null ? new Sentence(typeof(IssuerResponder).Assembly, "Status.no-responder", Issuer) : null;

    /// <summary>What the register says now, signed now or before; null when nobody may sign.</summary>
    public async ValueTask<OcspAnswer?> Answer(OcspRequest request, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (ServingAt(now) is not { Responder: var responder, Answers: var answers })
            return null;
        if (request is not { Nonce.IsEmpty: true, Certificates: [var single] } || !responder.AnswersFor(single))
            return new OcspAnswer(
                await responder.Respond(request, (serial, c) => register.StatusOf(Issuer, serial, c), now, OcspAnswers.Validity, cancellation), now, null);

        var status = await register.StatusOf(Issuer, single.SerialNumber, cancellation);
        if (answers.TryGet(single, status, now, out var kept))
            return kept;
        var der = await responder.Respond(request, (_, _) => ValueTask.FromResult(status), now, OcspAnswers.Validity, cancellation);
        var answer = new OcspAnswer(der, now, status);
        // Anybody can make up serial numbers: only certificates that exist may take room.
        if (status != CertificateStatus.Unknown)
            answers.Keep(single, answer);
        return answer;
    }

    /// <summary>A new key and its certificate.</summary>
    /// <returns>The refusal, or null when the new one answers.</returns>
    public async Task<Refusal?> Renew(CancellationToken cancellation)
    {
        if (!profiles.TryGet(Profile, out var profile))
            return new Refusal(RefusalCode.Unavailable, new Sentence(typeof(IssuerResponder).Assembly, "Status.no-profile", Profile));
        var key = SoftwareKey.Generate(KindOfKey);
        if ((await Certify(profile, key, cancellation)).Then(c => OcspResponder.Create(issuer.Certificate, c, key)).Refused(out var why, out var responder))
        {
            key.Dispose();
            return why;
        }
        // The key before it is left to the collector: a request may be using it.
        serving = new Serving(responder, new OcspAnswers(), key);
        return null;
    }

    public void Dispose() => serving?.Key.Dispose();

    /// <summary>Of the issuer's family, so that whoever can check its certificates can check its answers; P-256, the fastest, where it is a curve.</summary>
    KeyAlgorithm KindOfKey => issuer.Key.PublicKey.Algorithm.Family == KeyFamily.Ec
        ? KeyAlgorithm.Parse("ec-p256").Expect()
        : issuer.Key.PublicKey.Algorithm;

    Serving? ServingAt(DateTimeOffset now) => serving is { } one && one.Responder.Certificate.Validity.Includes(now) ? one : null;

    async Task<Outcome<Certificate>> Certify(CertificateProfile profile, SigningKey key, CancellationToken cancellation)
    {
        var name = DistinguishedName.Of([
            .. issuer.Certificate.Subject.Attributes.Where(a => a.Type is Oids.Country or Oids.Organization),
            new NameAttribute(Oids.CommonName, $"OCSP {Issuer}", NameStringType.Utf8),
        ]);
        return profile.Admit(key.PublicKey, name).Refused(out var why, out var content)
            ? why
            : await issuer.Issuer.Issue(content, register.ForItself(Issuer, time), time.GetUtcNow(), cancellation);
    }

    sealed record Serving(OcspResponder Responder, OcspAnswers Answers, SoftwareKey Key);
}
