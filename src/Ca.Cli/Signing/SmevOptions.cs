using System.CommandLine;
using Ca.Cli.Desk;
using Ca.Cli.Verification;
using Ca.Core;
using Ca.Core.Cms;
using Ca.Core.Signatures.Xml;

namespace Ca.Cli.Signing;

/// <summary>What only messages of СМЭВ have: <c>--gost-uris cryptopro|xmldsig</c>, and in version 3 <c>--place ELEMENT --id ID --attachment ID=FILE…</c></summary>
sealed class SmevOptions
{
    readonly Option<GostUris> uris;
    readonly Option<string?> place;
    readonly Option<string?> identifier;
    readonly Option<string[]> attachments;
    readonly Terminal terminal;

    public SmevOptions(Terminal terminal)
    {
        this.terminal = terminal;
        uris = new("--gost-uris") { Description = terminal.Say("Signing.option-gost-uris"), HelpName = "cryptopro|xmldsig" };
        place = new("--place") { Description = terminal.Say("Signing.option-place"), HelpName = "ELEMENT" };
        identifier = new("--id") { Description = terminal.Say("Signing.option-id"), HelpName = "ID" };
        attachments = MaterialOptions.Files("--attachment", terminal.Say("Signing.option-attachment"));
        attachments.HelpName = "ID=FILE";
    }

    public void AddTo(Command verb, Option<string> format)
    {
        foreach (var option in (Option[])[uris, place, identifier, attachments])
            verb.Add(option);
        verb.Validators.Add(result =>
        {
            var chosen = result.GetValue(format);
            foreach (var option in (Option[])[place, identifier, attachments])
                if (result.GetResult(option) is not null && chosen != SigningFormats.Smev3)
                    result.AddError(terminal.Say("Signing.option-of-format", option.Name, SigningFormats.Smev3));
            if (result.GetResult(uris) is { Implicit: false } && chosen is not (SigningFormats.Smev2 or SigningFormats.Smev3))
                result.AddError(terminal.Say("Signing.option-of-format", uris.Name, $"{SigningFormats.Smev2}, {SigningFormats.Smev3}"));
            if (result.GetValue(attachments)?.Any(a => a.IndexOf('=', StringComparison.Ordinal) < 1) == true)
                result.AddError(terminal.Say("Signing.attachment-form"));
        });
    }

    public SmevForm Read(ParseResult parsed) => new(
        parsed.GetValue(place) is { } element ? new() { Element = element, Identifier = parsed.GetValue(identifier) } : new() { Identifier = parsed.GetValue(identifier) },
        parsed.GetValue(uris),
        [.. (parsed.GetValue(attachments) ?? []).Select(a => a.Split('=', 2)).Select(a => (a[0], a[1]))]);
}

/// <summary>How a message of СМЭВ is signed.</summary>
/// <param name="Place">Where and what, in version 3.</param>
/// <param name="Uris">By which algorithms are named.</param>
/// <param name="Attachments">Identifier and file of each to be signed first.</param>
sealed record SmevForm(SmevPlace Place, GostUris Uris, IReadOnlyList<(string Identifier, string File)> Attachments)
{
    /// <summary>The message with the attachments' signatures, and then its own.</summary>
    public Outcome<byte[]> SignVersion3(CmsSigner signer, byte[] message, DateTimeOffset now)
    {
        Outcome<byte[]> signed = message;
        foreach (var (identifier, file) in Attachments)
            signed = signed.Then(m => SignAttachment(signer, m, identifier, file, now));
        return signed.Then(m => SmevSignature.CreateVersion3(signer, m, Place, Uris));
    }

    static Outcome<byte[]> SignAttachment(CmsSigner signer, byte[] message, string identifier, string file, DateTimeOffset now)
    {
        if (MaterialFile.Open(file).Refused(out var why, out var stream))
            return why;
        using (stream)
            return SmevSignature.SignAttachment(signer, message, identifier, stream, now);
    }
}
