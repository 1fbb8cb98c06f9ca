using System.Text.RegularExpressions;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Issuance;
using Ca.Core.Json;
using Ca.Core.Keys;

namespace Ca.Api.Issuers;

/// <summary>One folder of <c>issuers/</c>: <c>issuer.json</c>, <c>certificate.pem</c>, <c>chain.pem</c>, <c>key.pem</c>.</summary>
static partial class IssuerFolder
{
    /// <summary>A chain has a few certificates of a few KiB.</summary>
    const int MaxChainOctets = 256 * 1024;

    /// <summary>The issuer that the folder describes, whole and consistent, or the sentence that says what to mend.</summary>
    public static Outcome<OnlineIssuer> Read(string folder, string dataDirectory)
    {
        var name = Path.GetFileName(folder);
        if (!Name().IsMatch(name))
            return No("Issuers.bad-name", folder);
        if (ReadFile(folder).Refused(out var why, out var file))
            return why;
        if (ReadCertificate(folder).Refused(out why, out var certificate))
            return why;
        if (ReadChain(folder, certificate).Refused(out why, out var chain))
            return why;
        if (ReadKey(folder, dataDirectory, file, certificate).Refused(out why, out var key))
            return why;
        if (Issuer.Create(certificate, key, OnlineIssuer.LocationsOf(name, file.PublicUrls)).Refused(out why, out var issuer))
        {
            key.Dispose();
            return Because(folder, why);
        }
        return new OnlineIssuer
        {
            Name = name,
            Issuer = issuer,
            Chain = chain,
            Key = key,
            Profiles = file.Profiles,
            PublicUrls = file.PublicUrls,
        };
    }

    static Outcome<IssuerFile> ReadFile(string folder)
    {
        var path = Path.Combine(folder, "issuer.json");
        if (InputFile.Read(path, IssuerFile.MaxOctets).Refused(out var why, out var bytes))
            return why;
        if (StrictJson.Read<IssuerFile>(bytes, IssuerFile.MaxOctets).Refused(out why, out var file))
            return Because(path, why);
        if (file.PublicUrls.Count == 0 || file.PublicUrls.FirstOrDefault(u => !IsHttp(u)) is not null)
            return No("Issuers.bad-url", path);
        if (file.Profiles.Count == 0)
            return No("Issuers.no-profile", path);
        return file;
    }

    /// <summary>Not https: checking that connection would need the very answers it carries (RFC 5280 §8).</summary>
    static bool IsHttp(Uri url) => url is { IsAbsoluteUri: true, Scheme: "http", Query: "", Fragment: "", UserInfo: "" };

    static Outcome<Certificate> ReadCertificate(string folder)
    {
        var path = Path.Combine(folder, "certificate.pem");
        if (InputFile.Read(path, Certificate.MaxOctets).Refused(out var why, out var bytes))
            return why;
        if (Certificate.ParsePemOrDer(bytes).Refused(out why, out var certificate))
            return Because(path, why);
        const KeyUsages needed = KeyUsages.KeyCertSign | KeyUsages.CrlSign;
        return certificate is { BasicConstraints.IsAuthority: true, KeyUsage: { } usage } && (usage & needed) == needed
            ? certificate
            : No("Issuers.not-an-authority", path);
    }

    /// <summary>The certificates above, each having signed the one before, up to a root.</summary>
    static Outcome<IReadOnlyList<Certificate>> ReadChain(string folder, Certificate certificate)
    {
        var path = Path.Combine(folder, "chain.pem");
        if (InputFile.Read(path, MaxChainOctets).Refused(out var why, out var bytes))
            return why;
        if (Certificate.ParseAll(bytes).Refused(out why, out var chain))
            return Because(path, why);
        var below = certificate;
        foreach (var above in chain)
        {
            if (above.PublicKey.Refused(out why, out var key))
                return Because(path, why);
            if (!below.Issuer.Equals(above.Subject) || !below.IsSignedBy(key))
                return No("Issuers.chain-broken", path, above.Subject, below.Subject);
            below = above;
        }
        return below.IsSelfIssued ? chain : No("Issuers.chain-ends", path, below.Issuer);
    }

    static Outcome<SoftwareKey> ReadKey(string folder, string dataDirectory, IssuerFile file, Certificate certificate)
    {
        var path = Path.Combine(folder, "key.pem");
        SignatureAlgorithm? algorithm = null;
        if (file.SignatureAlgorithm is { } wanted && SignatureAlgorithm.Parse(wanted).Refused(out var why, out algorithm))
            return Because(Path.Combine(folder, "issuer.json"), why);
        if (certificate.PublicKey.Refused(out why, out var publicKey))
            return Because(Path.Combine(folder, "certificate.pem"), why);
        if (Passphrase.Read(Path.Combine(dataDirectory, file.PassphraseFile)).Refused(out why, out var passphrase))
            return why;
        using (passphrase)
        {
            if (KeyFile.Read(path, passphrase.Characters, algorithm).Refused(out why, out var key))
                return Because(path, why);
            if (key.PublicKey.Identity == publicKey.Identity)
                return key;
            key.Dispose();
            return No("Issuers.key-mismatch", path, certificate.Subject);
        }
    }

    static Refusal Because(string path, Refusal why) => No("Issuers.file-refused", path, why.Sentence);

    static Refusal No(string key, params object[] arguments) =>
        new(RefusalCode.Unavailable, new Sentence(typeof(IssuerFolder).Assembly, key, arguments));

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,31}\z")]
    private static partial Regex Name();
}
