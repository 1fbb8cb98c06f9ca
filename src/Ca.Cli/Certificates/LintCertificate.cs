using System.CommandLine;
using Ca.Cli.Desk;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Issuance;

namespace Ca.Cli.Certificates;

/// <summary><c>ca certificate lint FILE</c>: the rules that every certificate of ours has to pass before it is signed, asked of any.</summary>
static class LintCertificate
{
    public static Command Verb(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = terminal.Say("Certificates.argument-file") };
        return Desk.Verb.Create(terminal, "lint", "Certificates.lint", parsed =>
            InputFile.Read(parsed.GetRequiredValue(file), Pem.MaxOctets(Certificate.MaxOctets))
                .Then(bytes => Certificate.ParsePemOrDer(bytes))
                .Then<Answer>(certificate => View(certificate)), file);
    }

    static Answer View(Certificate certificate)
    {
        var applying = CertificateRule.All.Count(rule => rule.AppliesTo(certificate));
        var broken = CertificateRule.Broken(certificate);
        return new(
            [
                .. broken.Select(rule => Line.Of("Certificates.broken", $"{rule.Id} ({rule.Clause})")),
                Line.Of(new Sentence(typeof(LintCertificate).Assembly, "Certificates.lint-verdict", applying - broken.Count, applying)),
            ],
            new
            {
                rules = applying,
                broken = broken.Select(rule => new { rule.Id, rule.Clause }),
            },
            Good: broken.Count == 0);
    }
}
