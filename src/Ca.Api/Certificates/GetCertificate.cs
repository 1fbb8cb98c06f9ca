using System.Text;
using Ca.Api.Http;
using Ca.Api.Problems;
using Ca.Api.Storage;
using Ca.Core;
using Ca.Core.Certificates;
using Ca.Core.Revocation;
using Microsoft.EntityFrameworkCore;

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
        switch (Accepted.Of(http.Request, Accepted.Json, Der, Pem))
        {
            case Accepted.Json:
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

    static Refusal NotFound(string key) => new(RefusalCode.NotFound, new Sentence(typeof(GetCertificate).Assembly, key));
}
