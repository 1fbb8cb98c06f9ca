using System.Formats.Asn1;
using Ca.Core.Asn1;

namespace Ca.Core.Requests;

/// <summary>
/// The hashes whose collisions have been used against authorities (MD5: the rogue authority of 2008 and Flame) or are within reach
/// (SHA-1: RFC 9155): an applicant who signs with one is told so, and not that the algorithm is unknown.
/// </summary>
static class WeakDigest
{
    static readonly Dictionary<string, string> ByAlgorithm = new(StringComparer.Ordinal)
    {
        [Oids.Md5WithRsa] = "MD5",
        [Oids.Sha1WithRsa] = "SHA-1",
        [Oids.EcdsaWithSha1] = "SHA-1",
        [Oids.DsaWithSha1] = "SHA-1",
        [Oids.Md5] = "MD5",
        [Oids.Sha1] = "SHA-1",
    };

    /// <summary>The name of the weak hash that the AlgorithmIdentifier names, or null. May throw as <see cref="Der.Read"/> allows.</summary>
    public static string? In(ReadOnlyMemory<byte> algorithmIdentifier)
    {
        var algorithm = new AsnReader(algorithmIdentifier, AsnEncodingRules.DER).ReadSequence();
        var oid = algorithm.ReadObjectIdentifier();
        if (oid != Oids.RsaPss || !algorithm.HasData)
            return ByAlgorithm.GetValueOrDefault(oid);
        // RFC 4055 §3.1: a PSS hash that is left out is SHA-1.
        var parameters = algorithm.ReadSequence();
        var hashTag = new Asn1Tag(TagClass.ContextSpecific, 0);
        if (!parameters.HasData || !parameters.PeekTag().HasSameClassAndValue(hashTag))
            return "SHA-1";
        return ByAlgorithm.GetValueOrDefault(parameters.ReadSequence(hashTag).ReadSequence().ReadObjectIdentifier());
    }
}
