using System.Globalization;
using Ca.Core.Certificates;
using Ca.Core.Ocsp;
using Ca.Core.Paths;
using Ca.Core.Revocation;
using Ca.Core.Signatures.Policies;

namespace Ca.Core.Signatures;

/// <summary>A report as it leaves us: the same members from the desk and over HTTP, sentences in the reader's language.</summary>
/// <param name="Indication">The worst of the signatures': TOTAL_PASSED, INDETERMINATE or TOTAL_FAILED.</param>
/// <param name="Signatures">In the order of the file.</param>
/// <param name="Policy">Whether they serve for the service that was asked about; null when none was.</param>
public sealed record ReportDocument(string Indication, IReadOnlyList<SignatureDocument> Signatures, PolicyDocument? Policy)
{
    /// <summary>The report in this language.</summary>
    public static ReportDocument Of(ValidationReport report, CultureInfo language, PolicyVerdict? policy = null) => new(
        report.Indication.Word(),
        [.. report.Signatures.Select(s => SignatureDocument.Of(s, language))],
        policy is null ? null : PolicyDocument.Of(policy, language));
}

/// <summary>Fitness for a service, apart from the truth of the signatures.</summary>
/// <param name="Service">The service's name.</param>
/// <param name="Version">Of its policy.</param>
/// <param name="Sha256">Of the policy's file, in hex.</param>
/// <param name="Title">What the service is, in the reader's language.</param>
/// <param name="Fits">Whether the service may act on the file.</param>
/// <param name="Breaches">For each signature, in the order of the report, what the policy has against it.</param>
public sealed record PolicyDocument(string Service, int Version, string Sha256, string Title, bool Fits, IReadOnlyList<IReadOnlyList<FindingDocument>> Breaches)
{
    internal static PolicyDocument Of(PolicyVerdict verdict, CultureInfo language) => new(
        verdict.Policy.Service, verdict.Policy.Version, verdict.Policy.Sha256, verdict.Policy.Title.In(language), verdict.Fits,
        [.. verdict.Breaches.Select(breaches => breaches.Select(b => FindingDocument.Of(b, language)).ToList())]);
}

/// <summary>One signature of a <see cref="ReportDocument"/>.</summary>
public sealed record SignatureDocument
{
    /// <summary>The format: CMS, CAdES, XMLDSig, XAdES, SMEV2, SMEV3, PDF, PAdES.</summary>
    public required string Format { get; init; }

    /// <summary>The level of the evidence it carries: B-B, B-T, B-LT, B-LTA; null when the signer's certificate is not signed.</summary>
    public required string? Level { get; init; }

    /// <summary>TOTAL_PASSED, INDETERMINATE or TOTAL_FAILED.</summary>
    public required string Indication { get; init; }

    /// <summary>Why not passed, in the words of EN 319 102-1; null when passed.</summary>
    public required string? SubIndication { get; init; }

    /// <summary>Whether content and signed attributes are what was signed.</summary>
    public required bool Intact { get; init; }

    /// <summary>How much of what was sent it is over: WHOLE, PART, or INDIRECT for another signature and for a time-stamp alone.</summary>
    public required string Extent { get; init; }

    /// <summary>What it is over.</summary>
    public required IReadOnlyList<ReferenceDocument> References { get; init; }

    /// <summary>What was changed after signing.</summary>
    public required IReadOnlyList<ModificationDocument> Modifications { get; init; }

    /// <summary>Its time-stamps.</summary>
    public required IReadOnlyList<TimeStampDocument> TimeStamps { get; init; }

    /// <summary>The signature algorithm's name, or the OID of an unknown one.</summary>
    public required string Algorithm { get; init; }

    /// <summary>The signer's certificate; null when it is not at hand.</summary>
    public required CertificateDocument? Signer { get; init; }

    /// <summary>From the signer's certificate to the anchor's, or as far as it could be followed.</summary>
    public required IReadOnlyList<CertificateDocument> Path { get; init; }

    /// <summary>By what it was decided whether certificates of the path are revoked, from the anchor down.</summary>
    public required IReadOnlyList<RevocationDocument> Revocation { get; init; }

    /// <summary>The time judged at.</summary>
    public required DateTimeOffset JudgedAt { get; init; }

    /// <summary>Where that time came from: DAY_OF_CHECKING, GIVEN_BY_REQUESTER or TRUSTED_TIME_STAMP.</summary>
    public required string JudgedAtSource { get; init; }

    /// <summary>The clock when the verdict was made.</summary>
    public required DateTimeOffset CheckedAt { get; init; }

    /// <summary>What the signer claims; null when nothing.</summary>
    public required DateTimeOffset? ClaimedSigningTime { get; init; }

    /// <summary>In the order of checking.</summary>
    public required IReadOnlyList<FindingDocument> Findings { get; init; }

    internal static SignatureDocument Of(SignatureVerdict verdict, CultureInfo language) => new()
    {
        Format = verdict.Format.Word(),
        Level = verdict.Level.Word(),
        Indication = verdict.Indication.Word(),
        SubIndication = verdict.SubIndication?.Word(),
        Intact = verdict.Intact,
        Extent = verdict.Extent.Word(),
        References = [.. verdict.References.Select(r => new ReferenceDocument(r.Name, r.Intact, r.Scope.In(language)))],
        Modifications = [.. verdict.Modifications.Select(m => new ModificationDocument(m.Detail.In(language), m.Allowed))],
        TimeStamps = [.. verdict.TimeStamps.Select(t => TimeStampDocument.Of(t, language))],
        Algorithm = verdict.Algorithm,
        Signer = verdict.Signer is { } signer ? CertificateDocument.Of(signer) : null,
        Path = [.. verdict.Path.Select(CertificateDocument.Of)],
        Revocation = [.. verdict.Evidence.Select(RevocationDocument.Of)],
        JudgedAt = verdict.Time.At.ToUniversalTime(),
        JudgedAtSource = verdict.Time.Source.Word(),
        CheckedAt = verdict.Time.CheckedAt.ToUniversalTime(),
        ClaimedSigningTime = verdict.ClaimedSigningTime?.ToUniversalTime(),
        Findings = [.. verdict.Findings.Select(f => FindingDocument.Of(f, language))],
    };
}

/// <summary>A certificate of a <see cref="SignatureDocument"/>.</summary>
/// <param name="Subject">Its subject.</param>
/// <param name="Issuer">Its issuer.</param>
/// <param name="SerialNumber">In hex.</param>
/// <param name="NotBefore">The first second of its validity.</param>
/// <param name="NotAfter">The last.</param>
/// <param name="Sha256">Of its DER, in hex.</param>
public sealed record CertificateDocument(
    string Subject, string Issuer, string SerialNumber, DateTimeOffset NotBefore, DateTimeOffset NotAfter, string Sha256)
{
    internal static CertificateDocument Of(Certificate certificate) => new(
        certificate.Subject.ToString(), certificate.Issuer.ToString(), certificate.SerialNumber.Hex,
        certificate.Validity.NotBefore, certificate.Validity.NotAfter, certificate.Fingerprint);
}

/// <summary>What is known of the revocation of one certificate, and from where.</summary>
/// <param name="Subject">Its subject.</param>
/// <param name="Certificate">SHA-256 of its DER, in hex.</param>
/// <param name="Status">good or revoked.</param>
/// <param name="RevokedAt">When; null when it is good.</param>
/// <param name="Reason">Why, in the words of RFC 5280 §5.3.1; null when it is good.</param>
/// <param name="Sources">The lists or the response that say so.</param>
public sealed record RevocationDocument(
    string Subject, string Certificate, string Status, DateTimeOffset? RevokedAt, string? Reason, IReadOnlyList<SourceDocument> Sources)
{
    internal static RevocationDocument Of(RevocationEvidence evidence)
    {
        var revoked = evidence.Status as CertificateStatus.Revoked;
        return new(
            evidence.Certificate.Subject.ToString(), evidence.Certificate.Fingerprint, revoked is null ? "good" : "revoked",
            revoked?.At.ToUniversalTime(), revoked?.Reason.Name(), [.. evidence.Used.Select(SourceDocument.Of)]);
    }
}

/// <summary>A list or an OCSP response that was used.</summary>
/// <param name="Source">revocationList or ocspResponse.</param>
/// <param name="Issuer">Who signed it.</param>
/// <param name="Number">cRLNumber in decimal, since it may have 20 octets; null where there is none.</param>
/// <param name="ProducedAt">producedAt of a response; null for a list.</param>
/// <param name="ThisUpdate">thisUpdate.</param>
/// <param name="NextUpdate">nextUpdate; null where there is none.</param>
/// <param name="Sha256">Of its DER, in hex.</param>
public sealed record SourceDocument(
    string Source, string Issuer, string? Number, DateTimeOffset? ProducedAt, DateTimeOffset ThisUpdate, DateTimeOffset? NextUpdate, string Sha256)
{
    /// <summary>The value of <see cref="Source"/> for a list.</summary>
    public const string List = "revocationList";

    internal static SourceDocument Of(UsedEvidence used) => used switch
    {
        UsedEvidence.List { Revocations: var list } => new(
            List, list.Header.Issuer.ToString(), list.Header.Number?.ToString(CultureInfo.InvariantCulture), null,
            list.Header.ThisUpdate, list.Header.NextUpdate, list.Fingerprint),
        UsedEvidence.Response(var response, var single, var responder) => new(
            "ocspResponse", responder.Subject.ToString(), null, response.ProducedAt, single.ThisUpdate, single.NextUpdate, response.Fingerprint),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>A finding of a <see cref="SignatureDocument"/>.</summary>
/// <param name="Rule">Stable, for machines.</param>
/// <param name="Clause">Where the rule stands.</param>
/// <param name="Indication">What it comes to; TOTAL_PASSED for what is only told.</param>
/// <param name="Detail">What was seen, in the reader's language.</param>
public sealed record FindingDocument(string Rule, string Clause, string Indication, string Detail)
{
    internal static FindingDocument Of(Finding finding, CultureInfo language) =>
        new(finding.Rule.Id, finding.Rule.ClauseIn(language), finding.Rule.Indication.Word(), finding.Detail.In(language));
}

/// <summary>A part of what was signed.</summary>
/// <param name="Name">A file's name, an XML reference's URI, or <c>content</c>.</param>
/// <param name="Intact">Whether it is what was signed.</param>
/// <param name="Scope">What it covers, in the reader's language.</param>
public sealed record ReferenceDocument(string Name, bool Intact, string Scope);

/// <summary>A change after signing.</summary>
/// <param name="Detail">What and where, in the reader's language.</param>
/// <param name="Allowed">Whether such a change leaves standing what was signed.</param>
public sealed record ModificationDocument(string Detail, bool Allowed);

/// <summary>A time-stamp of a <see cref="SignatureDocument"/>.</summary>
/// <param name="Kind">CONTENT, SIGNATURE, SIGNATURE_AND_REFERENCES, REFERENCES, ARCHIVE, DOCUMENT or CONTAINER.</param>
/// <param name="Time">The time it shows; null when it cannot be read.</param>
/// <param name="Indication">TOTAL_PASSED, INDETERMINATE or TOTAL_FAILED.</param>
/// <param name="SubIndication">Why not passed; null when passed.</param>
/// <param name="Authority">The certificate of its authority; null when it is not at hand.</param>
/// <param name="Path">From that to the anchor's, or as far as it could be followed.</param>
/// <param name="Revocation">By what it was decided whether these are revoked.</param>
/// <param name="Findings">In the order of checking.</param>
public sealed record TimeStampDocument(
    string Kind, DateTimeOffset? Time, string Indication, string? SubIndication, CertificateDocument? Authority, IReadOnlyList<CertificateDocument> Path,
    IReadOnlyList<RevocationDocument> Revocation, IReadOnlyList<FindingDocument> Findings)
{
    internal static TimeStampDocument Of(TimeStampVerdict verdict, CultureInfo language) => new(
        verdict.Kind.Word(), verdict.Time?.ToUniversalTime(), verdict.Indication.Word(), verdict.SubIndication?.Word(),
        verdict.Authority is { } authority ? CertificateDocument.Of(authority) : null,
        [.. verdict.Path.Select(CertificateDocument.Of)],
        [.. verdict.Evidence.Select(RevocationDocument.Of)],
        [.. verdict.Findings.Select(f => FindingDocument.Of(f, language))]);
}
