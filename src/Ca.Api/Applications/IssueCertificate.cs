using Ca.Api.Certificates;
using Ca.Api.Http;
using Ca.Api.Issuers;
using Ca.Api.Officers;
using Ca.Api.Problems;
using Ca.Api.Storage;
using Ca.Core;
using Ca.Core.Certificates;

namespace Ca.Api.Applications;

/// <summary>Makes the certificate of an approved application: at most one, however often and from how many sides it is asked for.</summary>
static class IssueCertificate
{
    public static async Task<IResult> Handle(
        Guid id, HttpContext http, IssuerList issuers, CaDbContext db, Writer writer, ApplicationGates gates, TimeProvider time)
    {
        if (Once.Of(http, await JsonBody.Octets(http)).Refused(out var why, out var once))
            return why.ToProblem();
        using var entered = await gates.Enter(id, http.RequestAborted);
        if (await once.Earlier(db) is { } earlier)
            return earlier.Refused(out why, out var kept) ? why.ToProblem() : kept;
        var officer = http.Officer();
        if ((await GetApplication.Find(db, id)).Refused(out why, out var application))
            return why.ToProblem();
        if (application.ToIssue(officer).Refused(out why, out var content))
            return why.ToProblem();
        if (!issuers.TryGet(application.Issuer, out var issuer) || !IssuerList.MaySign(issuer, content))
            return new Refusal(RefusalCode.Conflict, new Sentence(typeof(IssueCertificate).Assembly, "Applications.issuer-gone", application.Issuer)).ToProblem();

        Answer? answer = null;
        var register = new DatabaseRegister(writer, time)
        {
            Issuer = issuer.Name,
            Actor = $"officer:{officer.Id}",
            ApplicationId = id,
            Recorded = async (db, certificate) => answer = await MarkIssued(db, id, certificate, issuer, once, time.GetUtcNow()),
        };
        return (await issuer.Issuer.Issue(content, register, time.GetUtcNow(), http.RequestAborted)).Refused(out why, out _)
            ? why.ToProblem()
            : answer!;
    }

    /// <summary>In the transaction that records the certificate: the application has ended, and the answer is kept.</summary>
    static async Task<Answer> MarkIssued(CaDbContext db, Guid id, Certificate certificate, OnlineIssuer issuer, Once once, DateTimeOffset now)
    {
        var application = (await GetApplication.Find(db, id)).Expect();
        if (application.MarkIssued(certificate, now) is { } impossible)
            throw new InvalidOperationException($"The reservation held the application, and yet: {impossible}");
        var answer = Answer.Created($"/api/v1/certificates/{certificate.SerialNumber}", IssuedCertificate.Of(certificate, issuer));
        once.Keep(db, answer, now);
        return answer;
    }
}

/// <summary>
/// Lets one request at a time work on an application, so that the second of two equal ones waits for the first one's answer. Only that:
/// that there is one certificate is held by the rows. Different applications rarely share a gate, and then wait a few milliseconds.
/// </summary>
sealed class ApplicationGates
{
    readonly SemaphoreSlim[] gates = [.. Enumerable.Range(0, 0x100).Select(_ => new SemaphoreSlim(1))];

    public async Task<IDisposable> Enter(Guid application, CancellationToken cancellation)
    {
        var gate = gates[application.GetHashCode() & 0xFF];
        await gate.WaitAsync(cancellation);
        return new Inside(gate);
    }

    sealed class Inside(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
