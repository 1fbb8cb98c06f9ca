using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;

namespace Ca.Core.Ceremonies;

/// <summary>The keys a ceremony makes and uses.</summary>
static class CeremonyKeys
{
    /// <summary>The name of a new key's file in the output directory.</summary>
    public const string FileName = "key.pem";

    /// <summary>An issuer's certificate and those above it.</summary>
    const int MaxCertificatesOctets = 256 * 1024;

    /// <summary>Makes a key, writes it encrypted, and reads it back: a passphrase that does not open it would be found out years later.</summary>
    public static Outcome<SoftwareKey> Make(NewKey wanted, Proceedings proceedings)
    {
        if (KeyAlgorithm.Parse(wanted.Algorithm).Refused(out var why, out var kind))
            return why;
        if (AlgorithmOf(wanted, kind).Refused(out why, out var algorithm))
            return why;
        var path = proceedings.PathOf(FileName);
        if (proceedings.PassphraseForNew(path, wanted.PassphraseFile).Refused(out why, out var passphrase))
            return why;
        using (passphrase)
        {
            using (var made = SoftwareKey.Generate(kind, algorithm))
                if (KeyFile.Write(path, made, passphrase.Characters) is { } unwritten)
                    return unwritten;
            return KeyFile.Read(path, passphrase.Characters, algorithm).Then<SoftwareKey>(key =>
            {
                proceedings.Note(new Sentence("Ceremonies.key-made", kind.Name, key.PublicKey.Identity));
                return key;
            });
        }
    }

    /// <summary>Opens an issuer's key.</summary>
    public static Outcome<SoftwareKey> Open(ScriptIssuer issuer, Proceedings proceedings)
    {
        SignatureAlgorithm? algorithm = null;
        if (issuer.SignatureAlgorithm is { } named && SignatureAlgorithm.Parse(named).Refused(out var why, out algorithm))
            return why;
        var path = proceedings.Resolve(issuer.Key);
        if (proceedings.PassphraseOf(path, issuer.PassphraseFile).Refused(out why, out var passphrase))
            return why;
        using (passphrase)
            return KeyFile.Read(path, passphrase.Characters, algorithm).Then<SoftwareKey>(key =>
            {
                proceedings.Note(new Sentence("Ceremonies.key-opened", key.PublicKey.Algorithm, key.PublicKey.Identity));
                return key;
            });
    }

    /// <summary>An issuer's certificate, first, and those above it.</summary>
    public static Outcome<IReadOnlyList<Certificate>> ReadCertificates(string path)
    {
        if (InputFile.Read(path, MaxCertificatesOctets).Then(bytes => Certificate.ParseAll(bytes)).Refused(out var why, out var certificates))
            return why;
        return certificates.Length > 0 ? certificates : new Refusal(RefusalCode.Malformed, "Ceremonies.no-certificate", path);
    }

    static Outcome<SignatureAlgorithm> AlgorithmOf(NewKey wanted, KeyAlgorithm kind)
    {
        if (wanted.SignatureAlgorithm is not { } named)
            return SignatureAlgorithm.For(kind);
        return SignatureAlgorithm.Parse(named).Then<SignatureAlgorithm>(algorithm => algorithm.Family == kind.Family
            ? algorithm
            : new Refusal(RefusalCode.Unsupported, "Keys.algorithm-of-another-family", kind.Name, algorithm.Name));
    }
}
