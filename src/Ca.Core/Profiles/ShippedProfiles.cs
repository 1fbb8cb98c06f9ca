using System.Reflection;

namespace Ca.Core.Profiles;

/// <summary>The files of the folder Shipped, which are part of the assembly.</summary>
static class ShippedProfiles
{
    public static IReadOnlyDictionary<string, CertificateProfile> ByName { get; } = Read().ToDictionary(p => p.Name, StringComparer.Ordinal);

    static IEnumerable<CertificateProfile> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith("Ca.Core.Profiles.Shipped.", StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            yield return CertificateProfile.Parse(bytes).Expect();
        }
    }
}
