using System.Formats.Asn1;
using Ca.Core.Gost;

namespace Ca.Core.Keys;

/// <summary>GOST R 34.10-2012 (RFC 7091), encoded as RFC 9215 says.</summary>
sealed class GostPublicKey : PublicKey
{
    readonly VerificationKey key;

    GostPublicKey(ReadOnlyMemory<byte> info, VerificationKey key) : base(KindOf(key.ParameterSet), info) => this.key = key;

    private protected override ReadOnlyMemory<byte> CanonicalInfo => key.EncodeCanonical();

    public static KeyAlgorithm KindOf(ParameterSet set) => KeyAlgorithm.All.Concat(KeyAlgorithm.TestOnly).First(a => a.ParameterSet == set.Oid);

    public static Outcome<PublicKey> Read(ReadOnlyMemory<byte> info, string oid, AsnReader parameters, ReadOnlyMemory<byte> bits) =>
        VerificationKey.Read(oid, parameters, bits).Then<PublicKey>(key => new GostPublicKey(info, key));

    public override bool Verify(SignatureAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        algorithm.Family == Algorithm.Family && key.Verifies(algorithm.Digest.Compute(data), signature);

    public override bool Verify(SignatureAlgorithm algorithm, Stream data, ReadOnlySpan<byte> signature) =>
        algorithm.Family == Algorithm.Family && key.Verifies(algorithm.Digest.Compute(data), signature);
}
