using System.Reflection;

namespace Ca.Core.Signatures.Policies;

/// <summary>The files of the folder Shipped, which are part of the assembly: a sample catalogue, of bodies that do not exist.</summary>
static class ShippedPolicies
{
    public static IReadOnlyDictionary<string, SignaturePolicy> ByService { get; } = Read().ToDictionary(p => p.Service, StringComparer.Ordinal);

    static IEnumerable<SignaturePolicy> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith("Ca.Core.Signatures.Policies.Shipped.", StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            yield return SignaturePolicy.Parse(bytes).Expect();
        }
    }
}
