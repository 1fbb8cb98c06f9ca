using System.CommandLine;
using Ca.Core;
using Ca.Core.Keys;

namespace Ca.Cli.Desk;

/// <summary>
/// Where a passphrase comes from: a file, an environment variable, or a person. Never the command line itself, which every user of the
/// machine can read in the list of processes, and which shells write down.
/// </summary>
sealed class PassphraseOptions
{
    /// <summary>An encrypted RSA key of 16384 bits in PEM has under 16 KiB.</summary>
    const int MaxKeyOctets = 64 * 1024;

    readonly Option<string?> file;
    readonly Option<string?> environment;
    readonly Terminal terminal;

    /// <param name="terminal">Where a person can be asked.</param>
    /// <param name="prefix">Before the names of the options, where a verb needs two passphrases: <c>--export-passphrase-file</c>.</param>
    public PassphraseOptions(Terminal terminal, string prefix = "")
    {
        this.terminal = terminal;
        file = new($"--{prefix}passphrase-file") { Description = terminal.Say("Desk.passphrase-file"), HelpName = "FILE" };
        environment = new($"--{prefix}passphrase-env") { Description = terminal.Say("Desk.passphrase-env"), HelpName = "NAME" };
    }

    /// <summary>Adds both options.</summary>
    public void AddTo(Command command)
    {
        command.Add(file);
        command.Add(environment);
        command.Validators.Add(result =>
        {
            if (result.GetValue(file) is not null && result.GetValue(environment) is not null)
                result.AddError(terminal.Say("Desk.two-passphrases", file.Name, environment.Name));
        });
    }

    /// <summary>The passphrase of what exists.</summary>
    public Outcome<Passphrase> Existing(ParseResult parsed, string of) =>
        FromOptions(parsed) ?? Ask(new Sentence(typeof(PassphraseOptions).Assembly, "Desk.ask", of));

    /// <summary>A passphrase for something new: asked twice, since nobody sees what is typed.</summary>
    public Outcome<Passphrase> New(ParseResult parsed, string of)
    {
        if (FromOptions(parsed) is { } given)
            return given;
        if (Ask(new Sentence(typeof(PassphraseOptions).Assembly, "Desk.ask-new", of)).Refused(out var why, out var first))
            return why;
        if (Ask(new Sentence(typeof(PassphraseOptions).Assembly, "Desk.ask-again")).Refused(out why, out var second))
            return why;
        using (second)
        {
            if (first.Characters.SequenceEqual(second.Characters))
                return first;
            first.Dispose();
            return new Refusal(RefusalCode.BadCredential, new Sentence(typeof(PassphraseOptions).Assembly, "Desk.passphrases-differ"));
        }
    }

    /// <summary>The key in this file, opened with its passphrase.</summary>
    public Outcome<SoftwareKey> Open(ParseResult parsed, string path, SignatureAlgorithm? algorithm = null)
    {
        // Before anybody is asked anything.
        if (PrivateFile.Read(path, MaxKeyOctets).Refused(out var why, out _))
            return why;
        if (Existing(parsed, path).Refused(out why, out var passphrase))
            return why;
        using (passphrase)
            return KeyFile.Read(path, passphrase.Characters, algorithm);
    }

    Outcome<Passphrase>? FromOptions(ParseResult parsed)
    {
        if (parsed.GetValue(file) is { } path)
            return Passphrase.Read(path);
        if (parsed.GetValue(environment) is not { } name)
            return null;
        return Environment.GetEnvironmentVariable(name) is { } text
            ? Passphrase.Of(text)
            : new Refusal(RefusalCode.Unavailable, new Sentence(typeof(PassphraseOptions).Assembly, "Desk.no-variable", name));
    }

    Outcome<Passphrase> Ask(Sentence question) => terminal.AskSecret is { } ask
        ? Passphrase.Of(ask(terminal.Say(question)))
        : new Refusal(RefusalCode.Unavailable, new Sentence(typeof(PassphraseOptions).Assembly, "Desk.nobody-to-ask", file.Name, environment.Name));
}
