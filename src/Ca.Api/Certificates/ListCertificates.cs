using Ca.Api.Http;
using Ca.Api.Problems;
using Ca.Api.Storage;
using Ca.Core;
using Ca.Core.Certificates;
using Ca.Core.Revocation;
using Microsoft.EntityFrameworkCore;

namespace Ca.Api.Certificates;

static class ListCertificates
{
    /// <summary>A shorter beginning of a name would find a large part of all rows.</summary>
    const int MinSearch = 3;

    public static async Task<IResult> Handle(
        string? subject, string? serial, string? state, string? cursor, CaDbContext db, CancellationToken cancellation)
    {
        if (Page.Behind(cursor, long.MaxValue).Refused(out var why, out var behind))
            return why.ToProblem();
        var certificates = db.Certificates.Where(c => c.Id < behind);
        if (serial is not null)
        {
            if (SerialNumber.Parse(serial).Refused(out why, out var number))
                return why.ToProblem();
            certificates = certificates.Where(c => c.SerialNumber == number);
        }
        if (subject is not null)
        {
            var term = SubjectTerm.Normal(subject);
            if (term.Length < MinSearch)
                return No("Certificates.search-too-short", MinSearch).ToProblem();
            // A range, since LIKE would not use the index; the end is the first text that no longer begins so.
            var (first, end) = (term[..Math.Min(term.Length, SubjectTerm.MaxLength)], term[..Math.Min(term.Length, SubjectTerm.MaxLength)] + char.MaxValue);
            certificates = certificates.Where(c => db.SubjectTerms
                .Where(t => t.Term.CompareTo(first) >= 0 && t.Term.CompareTo(end) < 0).Select(t => t.CertificateId).Contains(c.Id));
        }
        if (state is not null)
        {
            if (InState(db, certificates, state) is not { } some)
                return No("Certificates.no-state").ToProblem();
            certificates = some;
        }
        var rows = await certificates.OrderByDescending(c => c.Id).Take(Page.Size + 1)
            .Select(c => new
            {
                Record = c,
                Revocation = db.Revocations.FirstOrDefault(r => r.Issuer == c.Issuer && r.SerialNumber == c.SerialNumber),
            })
            .ToListAsync(cancellation);
        return Answer.Ok(Page<CertificateView>.Of(rows, r => r.Record.Id, r => CertificateView.Of(r.Record, r.Revocation)));
    }

    static IQueryable<CertificateRecord>? InState(CaDbContext db, IQueryable<CertificateRecord> all, string state) => state switch
    {
        "reserved" => all.Where(c => c.State == CertificateState.Reserved),
        "not-issued" => all.Where(c => c.State == CertificateState.NotIssued),
        "lost" => all.Where(c => c.State == CertificateState.Lost
            && !db.Revocations.Any(r => r.Issuer == c.Issuer && r.SerialNumber == c.SerialNumber)),
        "issued" => all.Where(c => c.State == CertificateState.Issued
            && !db.Revocations.Any(r => r.Issuer == c.Issuer && r.SerialNumber == c.SerialNumber)),
        "held" => all.Where(c => db.Revocations.Any(r =>
            r.Issuer == c.Issuer && r.SerialNumber == c.SerialNumber && r.Reason == RevocationReason.CertificateHold)),
        "revoked" => all.Where(c => db.Revocations.Any(r =>
            r.Issuer == c.Issuer && r.SerialNumber == c.SerialNumber && r.Reason != RevocationReason.CertificateHold)),
        _ => null,
    };

    static Refusal No(string key, params object[] arguments) =>
        new(RefusalCode.Malformed, new Sentence(typeof(ListCertificates).Assembly, key, arguments));
}
