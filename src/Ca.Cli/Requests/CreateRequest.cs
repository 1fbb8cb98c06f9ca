using System.CommandLine;
using System.Net;
using System.Text;
using Ca.Cli.Desk;
using Ca.Core;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Requests;

namespace Ca.Cli.Requests;

/// <summary><c>ca request create --key FILE --subject "C=RU, CN=…" --out FILE</c></summary>
static class CreateRequest
{
    public static Command Verb(Terminal terminal)
    {
        var key = new Option<string>("--key") { Description = terminal.Say("Requests.option-key"), HelpName = "FILE", Required = true };
        var subject = new Option<string>("--subject") { Description = terminal.Say("Requests.option-subject"), HelpName = "NAME", Required = true };
        var output = new Option<string>("--out") { Description = terminal.Say("Requests.option-out"), HelpName = "FILE", Required = true };
        var dns = new Option<string[]>("--dns") { Description = terminal.Say("Requests.option-dns"), HelpName = "NAME" };
        var email = new Option<string[]>("--email") { Description = terminal.Say("Requests.option-email"), HelpName = "ADDRESS" };
        var ip = new Option<string[]>("--ip") { Description = terminal.Say("Requests.option-ip"), HelpName = "ADDRESS" };
        var algorithm = new Option<string?>("--signature-algorithm") { Description = terminal.Say("Requests.option-signature"), HelpName = "NAME" };
        algorithm.AcceptOnlyFromAmong([.. SignatureAlgorithm.All.Select(a => a.Name)]);
        var passphrase = new PassphraseOptions(terminal);
        var verb = Desk.Verb.Create(terminal, "create", "Requests.create", parsed =>
        {
            if (DistinguishedName.Parse(parsed.GetRequiredValue(subject)).Refused(out var why, out var name))
                return why;
            if (AlternativeNames(parsed.GetValue(dns) ?? [], parsed.GetValue(email) ?? [], parsed.GetValue(ip) ?? []).Refused(out why, out var alternatives))
                return why;
            SignatureAlgorithm? wanted = null;
            if (parsed.GetValue(algorithm) is { } named && SignatureAlgorithm.Parse(named).Refused(out why, out wanted))
                return why;
            if (passphrase.Open(parsed, parsed.GetRequiredValue(key), wanted).Refused(out why, out var opened))
                return why;
            using (opened)
            {
                if (CertificationRequest.Create(opened, name, alternatives).Refused(out why, out var request))
                    return why;
                return OutputFile.Write(parsed.GetRequiredValue(output), Encoding.ASCII.GetBytes(request.ToPem())) is { } unwritten
                    ? unwritten
                    : RequestView.Of(request);
            }
        }, key, subject, output, dns, email, ip, algorithm);
        passphrase.AddTo(verb);
        return verb;
    }

    /// <summary>The extensions to ask for: subjectAlternativeName, or none.</summary>
    static Outcome<Extension[]> AlternativeNames(string[] dns, string[] email, string[] ip)
    {
        var names = new List<GeneralName>();
        foreach (var (kind, text) in dns.Select(d => (GeneralNameKind.Dns, d)).Concat(email.Select(e => (GeneralNameKind.Email, e))))
        {
            if (text.Length == 0 || !text.All(c => c is > ' ' and <= '~'))
                return No("Requests.not-ascii", text);
            names.Add(GeneralName.Of(kind, text));
        }
        foreach (var text in ip)
        {
            if (!IPAddress.TryParse(text, out var address))
                return No("Requests.not-an-address", text);
            names.Add(new(GeneralNameKind.IpAddress, address.GetAddressBytes()));
        }
        return names.Count > 0 ? new[] { ExtensionWriter.SubjectAlternativeName(names) } : Array.Empty<Extension>();
    }

    static Refusal No(string key, string text) => new(RefusalCode.Malformed, new Sentence(typeof(CreateRequest).Assembly, key, text));
}
