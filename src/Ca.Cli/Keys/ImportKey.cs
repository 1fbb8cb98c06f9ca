using System.CommandLine;
using System.Text;
using Ca.Cli.Desk;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Keys;

namespace Ca.Cli.Keys;

/// <summary><c>ca key import FILE --out FILE [--certificate-out FILE]</c>: from PKCS #12 to a key file of ours.</summary>
static class ImportKey
{
    /// <summary>A key with a chain has a few KiB.</summary>
    const int MaxOctets = 1024 * 1024;

    public static Command Verb(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = terminal.Say("Keys.argument-p12") };
        var output = new Option<string>("--out") { Description = terminal.Say("Keys.option-out"), HelpName = "FILE", Required = true };
        var certificates = new Option<string?>("--certificate-out") { Description = terminal.Say("Keys.option-certificate-out"), HelpName = "FILE" };
        var imported = new PassphraseOptions(terminal, "import-");
        var passphrase = new PassphraseOptions(terminal);
        var verb = Desk.Verb.Create(terminal, "import", "Keys.import", parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            if (InputFile.Read(path, MaxOctets).Refused(out var why, out var bytes))
                return why;
            if (imported.Existing(parsed, path).Refused(out why, out var secret))
                return why;
            using (secret)
            {
                if (Pkcs12.Read(bytes, secret.Characters).Refused(out why, out var contents))
                    return why;
                using (contents.Key)
                    return Keep(contents, parsed.GetRequiredValue(output), parsed.GetValue(certificates), to => passphrase.New(parsed, to));
            }
        }, file, output, certificates);
        imported.AddTo(verb);
        passphrase.AddTo(verb);
        return verb;
    }

    static Outcome<Answer> Keep(Pkcs12Contents contents, string output, string? certificates, Func<string, Outcome<Passphrase>> ask)
    {
        if (File.Exists(output))
            return new Refusal(RefusalCode.Conflict, new Sentence("Keys.file-exists", output));
        if (ask(output).Refused(out var why, out var secret))
            return why;
        using (secret)
            if (KeyFile.Write(output, contents.Key, secret.Characters) is { } unwritten)
                return unwritten;
        var pem = string.Concat(contents.Certificates.Select(der => Pem.Write("CERTIFICATE", der.Span)));
        if (certificates is not null && OutputFile.Write(certificates, Encoding.ASCII.GetBytes(pem)) is { } refused)
            return refused;
        return KeyView.Of(output, contents.Key);
    }
}
