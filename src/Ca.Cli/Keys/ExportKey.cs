using System.CommandLine;
using Ca.Cli.Desk;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;

namespace Ca.Cli.Keys;

/// <summary><c>ca key export --key FILE --certificate FILE --out FILE</c>: a key with its certificates, as PKCS #12.</summary>
static class ExportKey
{
    const int MaxCertificatesOctets = 256 * 1024;

    public static Command Verb(Terminal terminal)
    {
        var key = new Option<string>("--key") { Description = terminal.Say("Keys.argument-key"), HelpName = "FILE", Required = true };
        var certificate = new Option<string>("--certificate") { Description = terminal.Say("Keys.option-certificate"), HelpName = "FILE", Required = true };
        var output = new Option<string>("--out") { Description = terminal.Say("Keys.option-out-p12"), HelpName = "FILE", Required = true };
        var passphrase = new PassphraseOptions(terminal);
        var exported = new PassphraseOptions(terminal, "export-");
        var verb = Desk.Verb.Create(terminal, "export", "Keys.export", parsed =>
        {
            if (ReadCertificates(parsed.GetRequiredValue(certificate)).Refused(out var why, out var certificates))
                return why;
            if (passphrase.Open(parsed, parsed.GetRequiredValue(key)).Refused(out why, out var opened))
                return why;
            using (opened)
                return Export(opened, certificates, parsed.GetRequiredValue(output), file => exported.New(parsed, file));
        }, key, certificate, output);
        passphrase.AddTo(verb);
        exported.AddTo(verb);
        return verb;
    }

    static Outcome<Answer> Export(SoftwareKey key, IReadOnlyList<Certificate> certificates, string output, Func<string, Outcome<Passphrase>> ask)
    {
        if (certificates[0].PublicKey.Refused(out var why, out var certified))
            return why;
        if (certified.Identity != key.PublicKey.Identity)
            return new Refusal(RefusalCode.NotAllowed, new Sentence(typeof(ExportKey).Assembly, "Keys.certificate-of-another", certificates[0].Subject));
        if (File.Exists(output))
            return new Refusal(RefusalCode.Conflict, new Sentence("Keys.file-exists", output));
        if (ask(output).Refused(out why, out var secret))
            return why;
        using (secret)
            return PrivateFile.Write(output, Pkcs12.Write(key, [.. certificates.Select(c => c.Encoded)], secret.Characters)) is { } unwritten
                ? unwritten
                : KeyView.Of(output, key);
    }

    static Outcome<IReadOnlyList<Certificate>> ReadCertificates(string path)
    {
        if (InputFile.Read(path, MaxCertificatesOctets).Then(bytes => Certificate.ParseAll(bytes)).Refused(out var why, out var certificates))
            return why;
        return certificates.Length > 0
            ? certificates
            : new Refusal(RefusalCode.Malformed, new Sentence("Asn1.no-pem", "CERTIFICATE"));
    }
}
