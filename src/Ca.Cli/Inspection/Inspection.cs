using System.Globalization;
using System.Text.Json;
using Ca.Cli.Certificates;
using Ca.Cli.Desk;
using Ca.Cli.TimeStamps;
using Ca.Core;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Ocsp;
using Ca.Core.Pdf;
using Ca.Core.Requests;
using Ca.Core.Revocation;
using Ca.Core.TimeStamping;

namespace Ca.Cli.Inspection;

/// <summary>The kinds of objects that can be asked for.</summary>
enum ObjectKind
{
    Certificate,
    Crl,
    Request,
    Cms,
    Ocsp,
    Timestamp,
    Xml,
    Pdf,
}

/// <summary>What some bytes are.</summary>
/// <param name="Lines">For people.</param>
/// <param name="Json">For machines: <c>kind</c> and a few fields.</param>
sealed record Inspection(IReadOnlyList<Line> Lines, object Json)
{
    /// <summary>Reads the bytes as this kind, or with null as the one that they look like.</summary>
    public static Outcome<Inspection> Of(ReadOnlyMemory<byte> bytes, ObjectKind? kind) => kind switch
    {
        ObjectKind.Certificate => Core.Certificates.Certificate.ParsePemOrDer(bytes).Then(Certificate),
        ObjectKind.Crl => Core.Revocation.RevocationList.ParsePemOrDer(bytes).Then(RevocationList),
        ObjectKind.Request => CertificationRequest.Parse(bytes).Then(Request),
        ObjectKind.Ocsp => OcspResponse.Parse(bytes).Then(Response),
        ObjectKind.Cms => CmsSignedData.Parse(bytes).Then(Cms),
        ObjectKind.Timestamp => TimeStampFile.Parse(bytes).Then(TimeStamp),
        ObjectKind.Xml => Core.Xml.XmlTree.Parse(bytes, Core.Xml.Doctype.Refused).Then(Xml),
        ObjectKind.Pdf => PdfFile.Open(bytes).Then(Pdf),
        _ => Guess(bytes),
    };

    static Outcome<Inspection> Guess(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Span.StartsWith("%PDF-"u8))
            return Of(bytes, ObjectKind.Pdf);
        if (bytes.Span is [(byte)'<', ..] or [0xEF, 0xBB, 0xBF, (byte)'<', ..])
            return Of(bytes, ObjectKind.Xml);
        // Each of them is told from the others by its outermost fields, so all but one refuse at once.
        foreach (var kind in (ObjectKind[])[ObjectKind.Certificate, ObjectKind.Crl, ObjectKind.Request, ObjectKind.Ocsp, ObjectKind.Timestamp, ObjectKind.Cms])
            if (!Of(bytes, kind).Refused(out _, out var found))
                return found;
        return new Refusal(RefusalCode.Unsupported, Say("Inspection.unrecognised"));
    }

    static Outcome<Inspection> Certificate(Certificate certificate) => Found(ObjectKind.Certificate,
        [
            Line.Of("Inspection.subject", certificate.Subject),
            Line.Of("Inspection.issuer", certificate.Issuer),
            Line.Of("Inspection.serial", certificate.SerialNumber),
            Line.Of("Inspection.validity", $"{certificate.Validity.NotBefore:u} – {certificate.Validity.NotAfter:u}"),
        ],
        new
        {
            kind = Name(ObjectKind.Certificate),
            certificate.Version,
            subject = certificate.Subject.ToString(),
            issuer = certificate.Issuer.ToString(),
            serialNumber = certificate.SerialNumber.Hex,
            certificate.Validity.NotBefore,
            certificate.Validity.NotAfter,
            keyAlgorithm = certificate.PublicKey.Refused(out _, out var key) ? null : key.Algorithm.Name,
            signatureAlgorithm = Algorithm(certificate.OuterSignatureAlgorithm),
            isAuthority = certificate.BasicConstraints is { IsAuthority: true },
            extensions = ExtensionView.Json(certificate.Extensions),
            sha256 = certificate.Fingerprint,
        });

    static Outcome<Inspection> RevocationList(RevocationList list) => Found(ObjectKind.Crl,
        [
            Line.Of("Inspection.issuer", list.Header.Issuer),
            Line.Of("Inspection.this-update", $"{list.Header.ThisUpdate:u}"),
            Line.Of("Inspection.entries", list.Count),
        ],
        new
        {
            kind = Name(ObjectKind.Crl),
            list.Header.Version,
            issuer = list.Header.Issuer.ToString(),
            number = list.Header.Number?.ToString(CultureInfo.InvariantCulture),
            deltaBase = list.Header.DeltaBase?.ToString(CultureInfo.InvariantCulture),
            isIndirect = list.Header.IssuingDistributionPoint is { IsIndirect: true },
            list.Header.ThisUpdate,
            list.Header.NextUpdate,
            signatureAlgorithm = Algorithm(list.Header.OuterSignatureAlgorithm),
            list.Header.UnknownCriticalExtensions,
            entries = list.Count,
        });

    static Outcome<Inspection> Xml(Core.Xml.XmlTree tree)
    {
        var signatures = tree.Count("http://www.w3.org/2000/09/xmldsig#", "Signature");
        return Found(ObjectKind.Xml,
            [Line.Of("Inspection.root", $"{tree.RootName} {tree.RootNamespace}"), Line.Of("Inspection.signatures", signatures)],
            new { kind = Name(ObjectKind.Xml), root = tree.RootName, rootNamespace = tree.RootNamespace, signatures });
    }

    static Outcome<Inspection> TimeStamp(TimeStampToken token) =>
        Found(ObjectKind.Timestamp, [.. ShowTimeStamp.Lines(token)], ShowTimeStamp.Json(token, Name(ObjectKind.Timestamp)));

    static Outcome<Inspection> Pdf(PdfFile file) => Found(ObjectKind.Pdf,
        [Line.Of("Inspection.version", file.Version), Line.Of("Inspection.revisions", file.Revisions.Count)],
        new { kind = Name(ObjectKind.Pdf), version = file.Version, revisions = file.Revisions.Count, trailingOctets = file.HasTrailingOctets });

    static Outcome<Inspection> Request(CertificationRequest request) => Found(ObjectKind.Request,
        [Line.Of("Inspection.subject", request.Subject), Line.Of("Inspection.key", request.PublicKey.Algorithm)],
        new
        {
            kind = Name(ObjectKind.Request),
            subject = request.Subject.ToString(),
            keyAlgorithm = request.PublicKey.Algorithm.Name,
            signatureAlgorithm = request.SignatureAlgorithm.Name,
            extensions = ExtensionView.Json(request.Extensions),
        });

    static Outcome<Inspection> Response(OcspResponse response) => Found(ObjectKind.Ocsp,
        [
            Line.Of("Inspection.response-status", response.Status),
            .. response.Responses.Select(r => Line.Of("Inspection.serial", $"{r.Certificate.SerialNumber}: {Status(r.Status)}, {r.ThisUpdate:u} – {r.NextUpdate:u}")),
        ],
        new
        {
            kind = Name(ObjectKind.Ocsp),
            responseStatus = JsonNamingPolicy.CamelCase.ConvertName(response.Status.ToString()),
            producedAt = response.Status == OcspResponseStatus.Successful ? response.ProducedAt : (DateTimeOffset?)null,
            signatureAlgorithm = Algorithm(response.SignatureAlgorithm),
            certificates = response.Certificates.Select(c => c.Fingerprint),
            responses = response.Responses.Select(r => new
            {
                serialNumber = r.Certificate.SerialNumber.Hex,
                digest = r.Certificate.Digest?.Name,
                status = Status(r.Status),
                reason = (r.Status as CertificateStatus.Revoked)?.Reason.Name(),
                revokedAt = (r.Status as CertificateStatus.Revoked)?.At,
                r.ThisUpdate,
                r.NextUpdate,
            }),
        });

    static Outcome<Inspection> Cms(CmsSignedData signed) => Found(ObjectKind.Cms,
        [
            Line.Of("Inspection.content-type", signed.ContentType),
            .. signed.Signers.Select(s => Line.Of("Inspection.signer", s.Name)),
        ],
        new
        {
            kind = Name(ObjectKind.Cms),
            signed.ContentType,
            attached = signed.Content is not null,
            signers = signed.Signers.Select(s => new { signer = s.Name, signatureAlgorithm = s.Algorithm }),
            certificates = signed.Certificates.Select(c => c.Fingerprint),
            revocationLists = signed.RevocationLists.Count,
        });


    static Outcome<Inspection> Found(ObjectKind kind, IEnumerable<Line> lines, object json) =>
        new Inspection([Line.Of("Inspection.kind", Name(kind)), .. lines], json);

    static string Status(CertificateStatus status) =>
        status is CertificateStatus.Revoked ? "revoked" : status == CertificateStatus.Good ? "good" : "unknown";

    /// <summary>By name; null for one that we do not know.</summary>
    static string? Algorithm(ReadOnlyMemory<byte> identifier) =>
        identifier.IsEmpty || SignatureAlgorithm.Parse(identifier).Refused(out _, out var known) ? null : known.Name;

    static string Name(ObjectKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    static Sentence Say(string key, params object[] arguments) => new(typeof(Inspection).Assembly, key, arguments);
}
