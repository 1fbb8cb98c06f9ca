using System.Formats.Asn1;

namespace Ca.Core.Gost;

/// <summary>GostR3410-2012-PublicKeyParameters (RFC 9215 §4.2), which public and private keys carry alike.</summary>
/// <remarks>
/// digestParamSet is held to the letter where the RFC says MUST, both ways, and read either way where it says SHOULD.
/// Present, it names the hash of the key's own length.
/// </remarks>
static class KeyParameters
{
    public static Outcome<ParameterSet> Read(string keyOid, AsnReader algorithm)
    {
        if (!algorithm.HasData)
            return new Refusal(RefusalCode.Malformed, "Gost.no-parameters");
        var parameters = algorithm.ReadSequence();
        algorithm.ThrowIfNotEmpty();
        var oid = parameters.ReadObjectIdentifier();
        var digest = parameters.HasData ? parameters.ReadObjectIdentifier() : null;
        parameters.ThrowIfNotEmpty();

        if (ParameterSet.All.FirstOrDefault(s => s.Oid == oid && s.KeyOid == keyOid) is not { } set)
            return new Refusal(RefusalCode.Unsupported, "Gost.unknown-parameter-set", oid, keyOid);
        return (digest, set.DigestParameter) switch
        {
            (null, DigestParameter.Required) => new Refusal(RefusalCode.Malformed, "Gost.digest-required", oid),
            (not null, DigestParameter.Forbidden) => new Refusal(RefusalCode.Malformed, "Gost.digest-forbidden", oid),
            (not null, _) when digest != set.DigestOid => new Refusal(RefusalCode.Malformed, "Gost.digest-of-another-length", digest, set.DigestOid),
            _ => set,
        };
    }

    /// <summary>The contents of an AlgorithmIdentifier.</summary>
    public static void Write(AsnWriter writer, ParameterSet set)
    {
        writer.WriteObjectIdentifier(set.KeyOid);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(set.Oid);
            if (set.DigestParameter == DigestParameter.Required)
                writer.WriteObjectIdentifier(set.DigestOid);
        }
    }
}
