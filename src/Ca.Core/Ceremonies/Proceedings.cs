using System.Security.Cryptography;
using Ca.Core.Audit;
using Ca.Core.Cms;
using Ca.Core.Keys;

namespace Ca.Core.Ceremonies;

/// <summary>
/// A ceremony under way: what it has done so far, and the directory in which its results grow under another name, so that an output
/// directory is either whole, with signed minutes, or not there.
/// </summary>
sealed class Proceedings : IDisposable
{
    const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    readonly ScriptFile script;
    readonly CeremonyRoom room;
    readonly string output;
    readonly string unfinished;
    readonly List<MinutesStep> steps = [];

    Proceedings(ScriptFile script, CeremonyRoom room, string output)
    {
        this.script = script;
        this.room = room;
        this.output = output;
        unfinished = UnfinishedOf(output);
    }

    /// <summary>Opens the ceremony: notes who is there, and copies the script to where its results will lie.</summary>
    public static Outcome<Proceedings> Begin(ScriptFile script, CeremonyRoom room)
    {
        var output = script.Resolve(script.Script.Output);
        if (Path.Exists(output))
            return new Refusal(RefusalCode.Conflict, "Ceremonies.output-exists", output);
        if (Path.Exists(UnfinishedOf(output)))
            return new Refusal(RefusalCode.Conflict, "Ceremonies.output-unfinished", UnfinishedOf(output));
        Directory.CreateDirectory(UnfinishedOf(output));
        var proceedings = new Proceedings(script, room, output);
        proceedings.Note(new Sentence("Ceremonies.begun", script.Script.Title, script.Sha256));
        proceedings.Write(Minutes.ScriptFileName, script.Bytes.Span);
        return proceedings;
    }

    /// <summary>What the clock says.</summary>
    public DateTimeOffset Now => room.Clock.GetUtcNow();

    /// <summary>A path of the script.</summary>
    public string Resolve(string path) => script.Resolve(path);

    /// <summary>Where a result lies until the ceremony is concluded.</summary>
    public string PathOf(string name) => Path.Combine(unfinished, name);

    /// <summary>Notes a step, with the files that came of it.</summary>
    public void Note(Sentence sentence, params IReadOnlyList<string> files)
    {
        var objects = files.Select(name => new MinutesObject(name, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(PathOf(name))))));
        var step = MinutesStep.Of(Now, sentence, [.. objects]);
        steps.Add(step);
        room.Announce(step);
    }

    /// <summary>Writes a result.</summary>
    public void Write(string name, ReadOnlySpan<byte> contents)
    {
        if (!DurableFile.TryCreate(PathOf(name), contents, Readable))
            throw new IOException($"{PathOf(name)} appeared while the ceremony was held.");
    }

    /// <summary>The passphrase of a key that exists: from the file the script names, or from its keeper.</summary>
    public Outcome<Passphrase> PassphraseOf(string key, string? passphraseFile) =>
        passphraseFile is null ? room.PassphraseOf(key) : Passphrase.Read(Resolve(passphraseFile));

    /// <summary>The passphrase that a new key shall have.</summary>
    public Outcome<Passphrase> PassphraseForNew(string key, string? passphraseFile) =>
        passphraseFile is null ? room.PassphraseForNew(key) : Passphrase.Read(Resolve(passphraseFile));

    /// <summary>Ends the ceremony: writes the minutes, signs them, and gives the output directory its name.</summary>
    public Minutes Conclude(CertificateDirectoryRegister register, CmsSigner signer)
    {
        register.Note(AuditAct.CeremonyEnded, Target, Now);
        Note(new Sentence("Ceremonies.ended", signer.Certificate.Subject));
        var minutes = new Minutes
        {
            Tool = room.Tool,
            ScriptSha256 = script.Sha256,
            Title = script.Script.Title,
            Place = script.Script.Place,
            Participants = script.Script.Participants,
            Steps = steps,
            Register = register.Head,
        };
        var encoded = minutes.Encode();
        Write(Minutes.FileName, encoded);
        Write(Minutes.SignatureFileName, CmsSignature.CreateDetached(signer, new MemoryStream(encoded), Now));
        Directory.Move(unfinished, output);
        DurableFile.Flush(Path.GetDirectoryName(output)!);
        return minutes;
    }

    /// <summary>Notes the beginning in the register's log, which cannot be opened before there is a key.</summary>
    public void Open(CertificateDirectoryRegister register) => register.Note(AuditAct.CeremonyBegun, Target, Now);

    /// <summary>What a refusal leaves behind is of no use to anybody; after <see cref="Conclude"/> nothing is left to remove.</summary>
    public void Dispose()
    {
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);
    }

    string Target => $"ceremony:{script.Sha256}";

    static string UnfinishedOf(string output) => output + ".unfinished";
}
