using System.Diagnostics;
using System.Text;
using Ca.Core.Issuance;
using Ca.Core.Keys;
using Ca.Core.Profiles;

namespace Ca.Core.Ceremonies;

/// <summary>Prepares the stage: a directory with an issuer of the same name and kind, and a copy of its register.</summary>
static class Rehearsal
{
    /// <summary>The room without the people who know passphrases: throwaway keys get passphrases that nobody learns.</summary>
    public static CeremonyRoom WithoutKeepers(CeremonyRoom room) => room with
    {
        PassphraseOf = _ => StagePassphrase(),
        PassphraseForNew = _ => StagePassphrase(),
    };

    /// <summary>The script, with everything that it uses and makes on the stage.</summary>
    public static async Task<Outcome<ScriptFile>> Stage(ScriptFile file, string stage, CeremonyRoom room, CancellationToken cancellation)
    {
        var register = Path.Combine(stage, "register");
        CopyRegister(file.Resolve(file.Script.Register), register);
        var script = file.Script with { Register = register, Output = Path.Combine(stage, "output") };
        switch (script)
        {
            case RootScript root:
                return file with { Script = root with { Key = root.Key with { PassphraseFile = null } } };
            case SubordinateScript { Issuer: var issuer } subordinate:
                if ((await StageIssuer(issuer, file, stage, room, cancellation)).Refused(out var why, out var staged))
                    return why;
                return file with
                {
                    Script = subordinate with { Issuer = staged, Key = subordinate.Key is { } key ? key with { PassphraseFile = null } : null },
                };
            case RevocationListScript { Issuer: var issuer } list:
                if ((await StageIssuer(issuer, file, stage, room, cancellation)).Refused(out why, out staged))
                    return why;
                return file with { Script = list with { Issuer = staged } };
            default:
                throw new UnreachableException();
        }
    }

    static Outcome<Passphrase> StagePassphrase() => Passphrase.Of("nobody needs to learn this one");

    /// <summary>A root of the same name and kind of key: what it signs differs from the real thing in keys and numbers only.</summary>
    static async Task<Outcome<ScriptIssuer>> StageIssuer(
        ScriptIssuer issuer, ScriptFile file, string stage, CeremonyRoom room, CancellationToken cancellation)
    {
        if (CeremonyKeys.ReadCertificates(file.Resolve(issuer.Certificate)).Refused(out var why, out var real))
            return why;
        if (real[0].PublicKey.Refused(out why, out var realKey))
            return why;
        SignatureAlgorithm? algorithm = null;
        if (issuer.SignatureAlgorithm is { } named && SignatureAlgorithm.Parse(named).Refused(out why, out algorithm))
            return why;
        var now = room.Clock.GetUtcNow();
        using var key = SoftwareKey.Generate(realKey.Algorithm, algorithm);
        if (CertificateProfile.Shipped["root"].Admit(key.PublicKey, real[0].Subject).Refused(out why, out var content))
            return why;
        if (CertificateDirectoryRegister.Open(Path.Combine(stage, "issuer-register"), key.PublicKey.KeyIdentifier, now).Refused(out why, out var register))
            return why;
        using (register)
        {
            if ((await Issuer.IssueSelfSigned(content, key, register, now, cancellation)).Refused(out why, out var certificate))
                return why;
            await File.WriteAllBytesAsync(Path.Combine(stage, "issuer.pem"), Encoding.ASCII.GetBytes(certificate.ToPem()), cancellation);
        }
        using var passphrase = StagePassphrase().Expect();
        if (KeyFile.Write(Path.Combine(stage, "issuer.key.pem"), key, passphrase.Characters) is { } unwritten)
            return unwritten;
        return issuer with
        {
            Certificate = Path.Combine(stage, "issuer.pem"),
            Key = Path.Combine(stage, "issuer.key.pem"),
            PassphraseFile = null,
        };
    }

    /// <summary>All but whose it is, since the throwaway key is another.</summary>
    static void CopyRegister(string from, string to)
    {
        if (!Directory.Exists(from))
            return;
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (Path.GetFileName(file) is not ("issuer" or "lock"))
                File.Copy(file, copy);
        }
    }
}
