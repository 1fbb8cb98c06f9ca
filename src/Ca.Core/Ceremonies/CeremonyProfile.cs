using Ca.Core.Asn1;
using Ca.Core.Profiles;

namespace Ca.Core.Ceremonies;

/// <summary>The profile that a script names.</summary>
static class CeremonyProfile
{
    /// <summary>A shipped profile by its name, or one from a file by its path, which ends in <c>.json</c>.</summary>
    public static Outcome<CertificateProfile> Find(string named, Proceedings proceedings)
    {
        if (named.EndsWith(".json", StringComparison.Ordinal))
            return InputFile.Read(proceedings.Resolve(named), CertificateProfile.MaxOctets).Then(bytes => CertificateProfile.Parse(bytes));
        return CertificateProfile.Shipped.TryGetValue(named, out var shipped)
            ? shipped
            : new Refusal(RefusalCode.NotFound, "Ceremonies.no-profile", named, string.Join(", ", CertificateProfile.Shipped.Keys));
    }
}
