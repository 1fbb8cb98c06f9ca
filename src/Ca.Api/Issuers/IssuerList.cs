using System.Diagnostics.CodeAnalysis;
using Ca.Core;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Profiles;

namespace Ca.Api.Issuers;

/// <summary>The issuers whose keys this service holds, by name. Loaded once, at the start, from <c>issuers/*/</c> of the data directory.</summary>
public sealed class IssuerList : IDisposable
{
    readonly SortedDictionary<string, OnlineIssuer> byName = new(StringComparer.Ordinal);

    IssuerList()
    {
    }

    /// <summary>All of them, by name.</summary>
    public IEnumerable<OnlineIssuer> All => byName.Values;

    /// <summary>The issuer of this name, as URLs and the register spell it.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out OnlineIssuer? issuer) => byName.TryGetValue(name, out issuer);

    /// <summary>The issuer whose key signed this certificate, or null.</summary>
    public OnlineIssuer? WhoSigned(Certificate certificate) => All.FirstOrDefault(i =>
        i.Certificate.Subject.Equals(certificate.Issuer) && certificate.IsSignedBy(i.Key.PublicKey));

    /// <summary>Why a subscriber's key is not this one: it is an issuer's of ours, or of a certificate above; null when it is not.</summary>
    public Refusal? Refuses(PublicKey key) => All
        .SelectMany(i => i.Chain.Prepend(i.Certificate))
        .Any(c => !c.PublicKey.Refused(out _, out var ours) && ours.Identity == key.Identity)
            ? KeyPolicy.Refuses(new KnownKey(KeyStanding.Authority), "")
            : null;

    /// <summary>Whether this issuer may issue under the content's profile, and the profile lets it.</summary>
    public static bool MaySign(OnlineIssuer issuer, CertificateContent content) =>
        issuer.Profiles.Contains(content.Profile.Name) && content.Issuer.Allows(issuer.Certificate.Subject, issuer.Key.PublicKey.Algorithm.Family);

    /// <summary>
    /// Who signs this content: of the issuers that may, the one whose key is of the same family as the one to be certified, since who can
    /// verify the one signature can then verify the other; a GOST key is signed by a GOST issuer of another length where there is none of
    /// its own, and by no other, since its holder's programs may know nothing else; else the first by name.
    /// </summary>
    public Outcome<OnlineIssuer> For(CertificateContent content)
    {
        var family = content.PublicKey.Algorithm.Family;
        var able = All.Where(i => MaySign(i, content)).ToArray();
        var nearest = able.FirstOrDefault(i => i.Key.PublicKey.Algorithm.Family == family)
            ?? able.FirstOrDefault(i => !IsGost(family) || i.IsGost);
        if (nearest is not null)
            return nearest;
        return able.Length == 0 ? No("Issuers.nobody-may", content.Profile.Name) : No("Issuers.no-gost", content.Profile.Name);
    }

    internal static bool IsGost(KeyFamily family) => family is KeyFamily.Gost256 or KeyFamily.Gost512;

    static Refusal No(string key, params object[] arguments) =>
        new(RefusalCode.NotAllowed, new Sentence(typeof(IssuerList).Assembly, key, arguments));

    /// <summary>Reads every folder. A start with one issuer missing would look like a start with all, so that one bad folder refuses the whole.</summary>
    public static Outcome<IssuerList> Load(string dataDirectory)
    {
        var root = Path.Combine(dataDirectory, "issuers");
        var folders = Directory.Exists(root) ? Directory.GetDirectories(root) : [];
        if (folders.Length == 0)
            return new Refusal(RefusalCode.Unavailable, new Sentence(typeof(IssuerList).Assembly, "Issuers.none", root));
        var issuers = new IssuerList();
        foreach (var folder in folders)
        {
            if (IssuerFolder.Read(folder, dataDirectory).Refused(out var why, out var issuer))
            {
                issuers.Dispose();
                return why;
            }
            issuers.byName.Add(issuer.Name, issuer);
        }
        return issuers;
    }

    /// <summary>Forgets the keys.</summary>
    public void Dispose()
    {
        foreach (var issuer in byName.Values)
        {
            issuer.Issuer.Dispose();
            issuer.Key.Dispose();
        }
    }
}
