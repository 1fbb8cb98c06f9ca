using Ca.Api.Issuers;
using Ca.Core;
using Ca.Core.Ocsp;

namespace Ca.Api.Status;

/// <summary>The OCSP responder of one issuer, with a key of its own (docs/decisions/0006-status.md).</summary>
sealed class IssuerResponder(OnlineIssuer issuer, ServiceKeys keys, StatusRegister register, TimeProvider time) : IDisposable
{
    readonly ServiceKey<Serving> key = new(issuer, new("ocsp-responder", "OCSP"), keys, signer =>
        OcspResponder.Create(issuer.Certificate, signer.Certificate, signer.Key).Then<Serving>(responder => new Serving(responder, new OcspAnswers())));

    public string Issuer => issuer.Name;

    /// <summary>What is wrong, or null.</summary>
    public Sentence? Complaint(DateTimeOffset now) =>
        key.At(now) is null ? new Sentence(typeof(IssuerResponder).Assembly, "Status.no-responder", Issuer) : null;

    /// <summary>What the register says now, signed now or before; null when nobody may sign.</summary>
    public async ValueTask<OcspAnswer?> Answer(OcspRequest request, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (key.At(now) is not { Responder: var responder, Answers: var answers })
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

    /// <summary>Sees to it that there is one.</summary>
    public Task Renew(CancellationToken cancellation) => key.Renew(time.GetUtcNow(), cancellation);

    public void Dispose() => key.Dispose();

    sealed record Serving(OcspResponder Responder, OcspAnswers Answers);
}
