using System.CommandLine;
using Ca.Cli.Desk;
using Ca.Cli.Verification;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Keys;

namespace Ca.Cli.Signing;

/// <summary>Who signs: a key file with its certificate and the chain, or a PKCS #12 that has all of them.</summary>
sealed class SignerOptions
{
    /// <summary>A key with a chain has a few KiB.</summary>
    const int MaxOctets = 1024 * 1024;

    readonly Option<string?> key;
    readonly Option<string[]> certificates;
    readonly Option<string?> pkcs12;
    readonly PassphraseOptions passphrase;
    readonly Terminal terminal;

    public SignerOptions(Terminal terminal)
    {
        this.terminal = terminal;
        key = new("--key") { Description = terminal.Say("Signing.option-key"), HelpName = "FILE" };
        certificates = new("--certificate")
        {
            Description = terminal.Say("Signing.option-certificate"),
            HelpName = "FILE",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
        };
        pkcs12 = new("--p12") { Description = terminal.Say("Signing.option-p12"), HelpName = "FILE" };
        passphrase = new(terminal);
    }

    public void AddTo(Command verb)
    {
        verb.Add(key);
        verb.Add(certificates);
        verb.Add(pkcs12);
        passphrase.AddTo(verb);
        verb.Validators.Add(result =>
        {
            var fromFiles = result.GetValue(key) is not null && result.GetValue(certificates) is { Length: > 0 };
            if (fromFiles == result.GetValue(pkcs12) is not null)
                result.AddError(terminal.Say("Signing.key-or-p12"));
        });
    }

    /// <summary>The signer; its key is the caller's to dispose of.</summary>
    public Outcome<CmsSigner> Open(ParseResult parsed) => parsed.GetValue(pkcs12) is { } path ? FromPkcs12(parsed, path) : FromFiles(parsed, parsed.GetValue(key)!);

    Outcome<CmsSigner> FromFiles(ParseResult parsed, string path)
    {
        if (MaterialFile.Certificates(parsed.GetValue(certificates)).Refused(out var why, out var chain))
            return why;
        return passphrase.Open(parsed, path).Refused(out why, out var opened) ? why : Match(opened, chain);
    }

    Outcome<CmsSigner> FromPkcs12(ParseResult parsed, string path)
    {
        if (InputFile.Read(path, MaxOctets).Refused(out var why, out var bytes))
            return why;
        if (passphrase.Existing(parsed, path).Refused(out why, out var secret))
            return why;
        using (secret)
        {
            if (Pkcs12.Read(bytes, secret.Characters).Refused(out why, out var contents))
                return why;
            var chain = new List<Certificate>();
            foreach (var der in contents.Certificates)
                if (Certificate.Parse(der).Refused(out why, out var certificate))
                {
                    contents.Key.Dispose();
                    return why;
                }
                else
                    chain.Add(certificate);
            return Match(contents.Key, chain);
        }
    }

    /// <summary>The certificate of the key, and the others as its chain.</summary>
    static Outcome<CmsSigner> Match(SoftwareKey opened, IReadOnlyList<Certificate> chain)
    {
        if (chain.FirstOrDefault(c => !c.PublicKey.Refused(out _, out var key) && key.Identity == opened.PublicKey.Identity) is { } own)
            return new CmsSigner(opened, own, [.. chain.Where(c => !c.Equals(own))]);
        opened.Dispose();
        return new Refusal(RefusalCode.NotFound, new Sentence(typeof(SignerOptions).Assembly, "Signing.no-certificate-of-key"));
    }
}
