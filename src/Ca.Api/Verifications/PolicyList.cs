using System.Diagnostics.CodeAnalysis;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Signatures.Policies;

namespace Ca.Api.Verifications;

/// <summary>The services whose policies can be asked for: those of <c>policies/*.json</c> in the data directory, or while there is no such folder the sample catalogue.</summary>
sealed class PolicyList
{
    readonly IReadOnlyDictionary<string, SignaturePolicy> byService;

    PolicyList(IReadOnlyDictionary<string, SignaturePolicy> byService) => this.byService = byService;

    public IEnumerable<SignaturePolicy> All => byService.Values.OrderBy(p => p.Service, StringComparer.Ordinal);

    public bool TryGet(string service, [NotNullWhen(true)] out SignaturePolicy? policy) => byService.TryGetValue(service, out policy);

    public static Outcome<PolicyList> Load(string dataDirectory)
    {
        var folder = Path.Combine(dataDirectory, "policies");
        if (!Directory.Exists(folder))
            return new PolicyList(SignaturePolicy.Shipped);
        var policies = new Dictionary<string, SignaturePolicy>(StringComparer.Ordinal);
        foreach (var path in Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            if (InputFile.Read(path, SignaturePolicy.MaxOctets).Then(bytes => SignaturePolicy.Parse(bytes)).Refused(out var why, out var policy))
                return new Refusal(RefusalCode.Unavailable, new Sentence(typeof(PolicyList).Assembly, "Verifications.policy-refused", path, why.Sentence));
            if (!policies.TryAdd(policy.Service, policy))
                return new Refusal(RefusalCode.Unavailable, new Sentence(typeof(PolicyList).Assembly, "Verifications.policy-twice", path, policy.Service));
        }
        return new PolicyList(policies);
    }
}
