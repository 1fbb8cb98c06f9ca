using System.Formats.Asn1;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Ca.Core.Keys;

/// <summary>Ed25519 (RFC 8032, RFC 8410), which the platform does not have.</summary>
sealed class Ed25519PublicKey : PublicKey
{
    readonly Ed25519.PublicPoint point;

    Ed25519PublicKey(ReadOnlyMemory<byte> info, Ed25519.PublicPoint point) : base(Kind, info) => this.point = point;

    public static KeyAlgorithm Kind { get; } = KeyAlgorithm.Parse("ed25519").Expect();

    public static Outcome<PublicKey> Read(ReadOnlyMemory<byte> info, AsnReader parameters, ReadOnlyMemory<byte> key)
    {
        parameters.ThrowIfNotEmpty();
        if (key.Length != Ed25519.PublicKeySize)
            return new Refusal(RefusalCode.Malformed, "Keys.key-length", Kind.Name, Ed25519.PublicKeySize, key.Length);
        if (Ed25519.ValidatePublicKeyPartialExport(key.Span) is null)
            return new Refusal(RefusalCode.UnacceptableKey, "Keys.point-off-curve", Kind.Name);
        // The curve has cofactor 8. A key outside the prime-order subgroup lets its holder make one signature fit several messages.
        if (Ed25519.ValidatePublicKeyFullExport(key.Span) is not { } point)
            return new Refusal(RefusalCode.UnacceptableKey, "Keys.point-outside-subgroup", Kind.Name);
        return new Ed25519PublicKey(info, point);
    }

    public override bool Verify(SignatureAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        algorithm.Family == KeyFamily.Ed25519 && signature.Length == Ed25519.SignatureSize && Ed25519.Verify(signature, point, data);

    public override bool Verify(SignatureAlgorithm algorithm, Stream data, ReadOnlySpan<byte> signature)
    {
        if (algorithm.Family != KeyFamily.Ed25519 || signature.Length != Ed25519.SignatureSize)
            return false;
        using var whole = new MemoryStream();
        data.CopyTo(whole);
        return Ed25519.Verify(signature, point, whole.GetBuffer().AsSpan(0, (int)whole.Length));
    }
}
