using System.Diagnostics.CodeAnalysis;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Profiles;

namespace Ca.Api.Profiles;

/// <summary>The profiles applications can name: those that come with the program, and those of <c>profiles/*.json</c> in the data directory, which win.</summary>
sealed class ProfileList
{
    readonly Dictionary<string, CertificateProfile> byName;

    ProfileList(Dictionary<string, CertificateProfile> byName) => this.byName = byName;

    public bool TryGet(string name, [NotNullWhen(true)] out CertificateProfile? profile) => byName.TryGetValue(name, out profile);

    public static Outcome<ProfileList> Load(string dataDirectory)
    {
        var profiles = CertificateProfile.Shipped.ToDictionary(StringComparer.Ordinal);
        var folder = Path.Combine(dataDirectory, "profiles");
        foreach (var path in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [])
        {
            if (InputFile.Read(path, CertificateProfile.MaxOctets).Then(bytes => CertificateProfile.Parse(bytes)).Refused(out var why, out var profile))
                return new Refusal(RefusalCode.Unavailable, new Sentence(typeof(ProfileList).Assembly, "Profiles.file-refused", path, why.Sentence));
            profiles[profile.Name] = profile;
        }
        return new ProfileList(profiles);
    }
}
