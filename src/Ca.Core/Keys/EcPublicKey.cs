using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Ca.Core.Keys;

/// <summary>ECDSA on a NIST curve (RFC 5480), verified by the platform.</summary>
sealed class EcPublicKey : PublicKey
{
    readonly Instances<ECDsa> instances;

    EcPublicKey(KeyAlgorithm kind, ReadOnlyMemory<byte> info) : base(kind, info) =>
        instances = new(() =>
        {
            var instance = ECDsa.Create();
            instance.ImportSubjectPublicKeyInfo(SubjectPublicKeyInfo.Span, out _);
            return instance;
        });

    public static Outcome<PublicKey> Read(ReadOnlyMemory<byte> info, AsnReader parameters, ReadOnlyMemory<byte> key)
    {
        if (NistCurve.Of(parameters).Refused(out var why, out var curve))
            return why;
        if (curve.Refuses(key.Span) is { } bad)
            return bad;
        return new EcPublicKey(curve.Kind, info);
    }

    internal override int? NumberOctets => (Algorithm.Bits + 7) / 8;

    public override bool Verify(SignatureAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        algorithm.Family == KeyFamily.Ec && VerifyDigest(algorithm.Digest.Compute(data), signature);

    public override bool Verify(SignatureAlgorithm algorithm, Stream data, ReadOnlySpan<byte> signature) =>
        algorithm.Family == KeyFamily.Ec && VerifyDigest(algorithm.Digest.Compute(data), signature);

    bool VerifyDigest(byte[] digest, ReadOnlySpan<byte> signature)
    {
        if (!SignatureNumbers.AreStrict(signature))
            return false;
        using var loan = instances.Borrow();
        return loan.Instance.VerifyHash(digest, signature, DSASignatureFormat.Rfc3279DerSequence);
    }
}
