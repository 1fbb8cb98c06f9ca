using System.Text;
using Ca.Api.Http;
using Ca.Api.Problems;
using Ca.Api.Storage;
using Ca.Core;
using Ca.Core.Certificates;
using Ca.Core.Revocation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace Ca.Api.Certificates;

static class GetCertificate
{
    /// <summary>RFC 2585 §4.1.</summary>
    public const string Der = "application/pkix-cert";

    /// <summary>RFC 8555 §9.1; here of one certificate.</summary>
    public const string Pem = "application/pem-certificate-chain";

    public static async Task<IResult> Handle(string serialNumber, HttpContext http, CaDbContext db)
    {
        if ((await Find(db, serialNumber)).Refused(out var why, out var found))
            return why.ToProblem();
        var (record, revocation) = found;
        switch (Wanted(http.Request))
        {
            case "application/json":
                return Answer.Ok(CertificateView.WithPem(record, revocation));
            case null:
                return Problem.Plain(StatusCodes.Status406NotAcceptable);
            case var form when record.Encoded is { } der:
                return Results.Bytes(form == Der ? der : Encoding.ASCII.GetBytes(Ca.Core.Asn1.Pem.Write("CERTIFICATE", der)), form);
            default:
                return NotFound("Certificates.not-issued").ToProblem();
        }
    }

    /// <summary>What is known of a serial number.</summary>
    public static async Task<Outcome<(CertificateRecord Record, Revocation? Revocation)>> Find(CaDbContext db, string serialNumber)
    {
        if (SerialNumber.Parse(serialNumber).Refused(out var why, out var serial))
            return why;
        // Unique within an issuer only, as the standard has it; ours are random, so that two issuers never share one.
        if (await db.Certificates.FirstOrDefaultAsync(c => c.SerialNumber == serial) is not { } record)
            return NotFound("Certificates.not-found");
        return (record, await db.Revocations.SingleOrDefaultAsync(r => r.Issuer == record.Issuer && r.SerialNumber == serial));
    }

    /// <summary>The form that Accept likes best (RFC 9110 §12.5.1) of the three there are; null when it likes none.</summary>
    static string? Wanted(HttpRequest request)
    {
        if (request.Headers.Accept.Count == 0)
            return "application/json";
        string[] forms = ["application/json", Der, Pem];
        return request.GetTypedHeaders().Accept
            .Where(a => a.Quality is null or > 0)
            .OrderByDescending(a => a.Quality ?? 1)
            .Select(a => forms.FirstOrDefault(f => new MediaTypeHeaderValue(f).IsSubsetOf(a)))
            .FirstOrDefault(f => f is not null);
    }

    static Refusal NotFound(string key) => new(RefusalCode.NotFound, new Sentence(typeof(GetCertificate).Assembly, key));
}
