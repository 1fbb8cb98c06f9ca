using System.CommandLine;
using Ca.Cli.Desk;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Issuance;

namespace Ca.Cli.Certificates;

/// <summary><c>ca certificate lint FILE</c>: the rules that every certificate of ours has to pass before it is signed, asked of any; and <c>--batch</c>.</summary>
static class LintCertificate
{
    /// <summary>The certificate is called that, or <c>data</c> as in <c>ca inspect</c>.</summary>
    sealed record LintCase : Case
    {
        public byte[]? Certificate { get; init; }
        public byte[]? Data { get; init; }
    }

    public static Command Verb(Terminal terminal)
    {
        var file = new Argument<string?>("FILE") { Description = terminal.Say("Certificates.argument-file"), Arity = ArgumentArity.ZeroOrOne };
        return Desk.Verb.Create(terminal, "lint", "Certificates.lint", parsed =>
                InputFile.Read(parsed.GetValue(file)!, Pem.MaxOctets(Certificate.MaxOctets))
                    .Then(bytes => Certificate.ParsePemOrDer(bytes))
                    .Then<Answer>(certificate => View(certificate)), file)
            .WithBatch<LintCase>(terminal, Answer, file);
    }

    static Outcome<CaseAnswer> Answer(LintCase given) => (given.Certificate is null) == (given.Data is null)
        ? new Refusal(RefusalCode.Malformed, Say("Certificates.lint-one"))
        : Certificate.ParsePemOrDer(given.Certificate ?? given.Data).Then<CaseAnswer>(certificate => new CaseAnswer(View(certificate).Json));

    static Answer View(Certificate certificate)
    {
        var applying = CertificateRule.All.Count(rule => rule.AppliesTo(certificate));
        var broken = CertificateRule.Broken(certificate);
        return new(
            [
                .. broken.Select(rule => Line.Of("Certificates.broken", $"{rule.Id} ({rule.Clause})")),
                Line.Of(Say("Certificates.lint-verdict", applying - broken.Count, applying)),
            ],
            new
            {
                rules = applying,
                broken = broken.Select(rule => new { rule.Id, rule.Clause }),
            },
            Good: broken.Count == 0);
    }

    static Sentence Say(string key, params object[] arguments) => new(typeof(LintCertificate).Assembly, key, arguments);
}
