using System.CommandLine;
using System.Text.Json;
using Ca.Cli.Desk;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Ocsp;
using Ca.Core.Paths;
using Ca.Core.Revocation;

namespace Ca.Cli.Verification;

/// <summary><c>ca verify status CERTIFICATE --issuer FILE [--ocsp FILE…] [--crl FILE…] [--at TIME] [--max-age SECONDS]</c>, and <c>--batch</c>.</summary>
sealed class VerifyStatus
{
    sealed record StatusCase : Case
    {
        public required byte[] Certificate { get; init; }
        public required byte[] Issuer { get; init; }
        public byte[]? Ocsp { get; init; }
        public byte[]? Crl { get; init; }
        public string? At { get; init; }

        /// <summary>Seconds.</summary>
        public int? MaxAge { get; init; }
    }

    /// <summary>As it leaves us.</summary>
    /// <param name="Status">good, revoked or unknown.</param>
    /// <param name="Reason">Of a revocation; or the rule that leaves the status unknown.</param>
    /// <param name="RevokedAt">Since when.</param>
    /// <param name="Source">revocationList or ocspResponse.</param>
    /// <param name="ThisUpdate">As of when.</param>
    /// <param name="NextUpdate">Until when.</param>
    /// <param name="Detail">Why it is unknown, in words.</param>
    sealed record StatusDocument(
        string Status, string? Reason, DateTimeOffset? RevokedAt, string? Source, DateTimeOffset? ThisUpdate, DateTimeOffset? NextUpdate, string? Detail);

    readonly Terminal terminal;
    readonly Argument<string?> file;
    readonly Option<string?> issuer;
    readonly Option<string[]> responses;
    readonly Option<string[]> lists;
    readonly Option<string?> at;
    readonly Option<int?> maxAge;

    VerifyStatus(Terminal terminal)
    {
        this.terminal = terminal;
        file = new("FILE") { Description = terminal.Say("Verification.argument-certificate"), Arity = ArgumentArity.ZeroOrOne };
        issuer = new("--issuer") { Description = terminal.Say("Verification.option-issuer"), HelpName = "FILE" };
        responses = new("--ocsp") { Description = terminal.Say("Verification.option-ocsp"), HelpName = "FILE", AllowMultipleArgumentsPerToken = true };
        lists = new("--crl") { Description = terminal.Say("Verification.option-crl"), HelpName = "FILE", AllowMultipleArgumentsPerToken = true };
        at = new("--at") { Description = terminal.Say("Verification.option-judged-at"), HelpName = "TIME" };
        maxAge = new("--max-age") { Description = terminal.Say("Verification.option-max-age"), HelpName = "SECONDS" };
    }

    public static Command Verb(Terminal terminal)
    {
        var verb = new VerifyStatus(terminal);
        return Desk.Verb.Create(terminal, "status", "Verification.status-verb", verb.Verify, verb.file, verb.issuer, verb.responses, verb.lists, verb.at, verb.maxAge)
            .WithBatch<StatusCase>(terminal, verb.Answer, verb.file, verb.issuer);
    }

    Outcome<Answer> Verify(ParseResult parsed)
    {
        if (Read(parsed.GetValue(file)!).Refused(out var why, out var certificate))
            return why;
        if (Read(parsed.GetValue(issuer)!).Refused(out why, out var above))
            return why;
        if (MaterialFile.OcspResponses(parsed.GetValue(responses)).Refused(out why, out var answered))
            return why;
        if (MaterialFile.RevocationLists(parsed.GetValue(lists)).Refused(out why, out var revoked))
            return why;
        if (GivenTime.OrNow(parsed.GetValue(at), terminal.Clock).Refused(out why, out var time))
            return why;
        return Ask(certificate, above, answered, revoked, time, parsed.GetValue(maxAge)).Then<Answer>(status =>
        {
            var document = Document(status);
            return new Answer(Lines(document), document, document.Status == "good");
        });
    }

    Outcome<CaseAnswer> Answer(StatusCase given)
    {
        if (CaseMaterial.One(given.Certificate, "certificate", b => Certificate.ParsePemOrDer(b)).Refused(out var why, out var certificate))
            return why;
        if (CaseMaterial.One(given.Issuer, "issuer", b => Certificate.ParsePemOrDer(b)).Refused(out why, out var above))
            return why;
        if (Some(given.Ocsp, "ocsp", OcspResponse.Parse).Refused(out why, out var answered))
            return why;
        if (Some(given.Crl, "crl", b => RevocationList.ParsePemOrDer(b)).Refused(out why, out var revoked))
            return why;
        if (GivenTime.OrNow(given.At, terminal.Clock).Refused(out why, out var time))
            return why;
        return Ask(certificate, above, answered, revoked, time, given.MaxAge).Then<CaseAnswer>(status => new CaseAnswer(Document(status)));
    }

    static Outcome<StatusVerdict> Ask(
        Certificate certificate, Certificate issuer, IReadOnlyList<OcspResponse> responses, IReadOnlyList<RevocationList> lists, DateTimeOffset at, int? maxAge) =>
        VerifyCertificate.Negative("maxAge", maxAge) is { } negative ? negative : StatusVerdict.Of(certificate, issuer, responses, lists, new() { Time = JudgementTime.DayOfChecking(at), MaxAge = VerifyCertificate.Seconds(maxAge) });

    StatusDocument Document(StatusVerdict verdict)
    {
        if (verdict.Evidence is not { } evidence)
            return new("unknown", verdict.Hindrance!.Rule.Id, null, null, null, null, terminal.Say(verdict.Hindrance.Detail));
        var revoked = evidence.Status as CertificateStatus.Revoked;
        return new(
            revoked is null ? "good" : "revoked", revoked?.Reason.Name(), revoked?.At, JsonNamingPolicy.CamelCase.ConvertName(evidence.Source.ToString()),
            evidence.ThisUpdate, evidence.NextUpdate, null);
    }

    static IEnumerable<Line> Lines(StatusDocument document)
    {
        yield return Line.Of("Verification.status", document.Status + (document.Reason is { } reason ? $" ({reason})" : ""));
        if (document.RevokedAt is { } revoked)
            yield return Line.Of("Verification.revoked-at", $"{revoked:u}");
        if (document.ThisUpdate is { } since)
            yield return Line.Of("Verification.as-of", $"{since:u}");
        if (document.Detail is { } detail)
            yield return Line.Of(detail);
    }

    static Outcome<Certificate> Read(string path) =>
        InputFile.Read(path, Pem.MaxOctets(Certificate.MaxOctets)).Then(bytes => Certificate.ParsePemOrDer(bytes));

    static Outcome<IReadOnlyList<T>> Some<T>(byte[]? value, string member, Func<ReadOnlyMemory<byte>, Outcome<T>> parse) where T : notnull =>
        value is null ? Array.Empty<T>() : CaseMaterial.One(value, member, parse).Then<IReadOnlyList<T>>(read => new[] { read });
}
