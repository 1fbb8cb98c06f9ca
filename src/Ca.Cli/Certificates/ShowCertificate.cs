using System.CommandLine;
using Ca.Cli.Desk;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;

namespace Ca.Cli.Certificates;

/// <summary><c>ca certificate show FILE</c></summary>
static class ShowCertificate
{
    public static Command Verb(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = terminal.Say("Certificates.argument-file") };
        return Desk.Verb.Create(terminal, "show", "Certificates.show", parsed =>
            InputFile.Read(parsed.GetRequiredValue(file), Pem.MaxOctets(Certificate.MaxOctets))
                .Then(bytes => Certificate.ParsePemOrDer(bytes))
                .Then<Answer>(certificate => View(certificate)), file);
    }

    static Answer View(Certificate certificate)
    {
        var key = certificate.PublicKey.Refused(out var unknown, out var known) ? (object)unknown.Sentence : known.Algorithm;
        var signature = SignatureAlgorithm.Parse(certificate.OuterSignatureAlgorithm).Refused(out var unread, out var algorithm)
            ? (object)unread.Sentence
            : algorithm;
        return new(
            [
                Line.Of("Certificates.subject", certificate.Subject),
                Line.Of("Certificates.issuer", certificate.Issuer),
                Line.Of("Certificates.serial", certificate.SerialNumber),
                Line.Of("Certificates.not-before", $"{certificate.Validity.NotBefore:u}"),
                Line.Of("Certificates.not-after", $"{certificate.Validity.NotAfter:u}"),
                Line.Of("Certificates.key", key),
                Line.Of("Certificates.signature", signature),
                .. ExtensionView.Lines(certificate.Extensions),
                Line.Of("Certificates.fingerprint", certificate.Fingerprint),
            ],
            new
            {
                subject = certificate.Subject.ToString(),
                issuer = certificate.Issuer.ToString(),
                serialNumber = certificate.SerialNumber.Hex,
                certificate.Version,
                certificate.Validity.NotBefore,
                certificate.Validity.NotAfter,
                keyAlgorithm = known?.Algorithm.Name,
                keyIdentity = known?.Identity,
                signatureAlgorithm = algorithm?.Name,
                extensions = ExtensionView.Json(certificate.Extensions),
                sha256 = certificate.Fingerprint,
            });
    }
}
