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

    public override bool Verify(SignatureAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        algorithm.Family == KeyFamily.Ec && VerifyDigest(algorithm.Digest.Compute(data), signature);

    public override bool Verify(SignatureAlgorithm algorithm, Stream data, ReadOnlySpan<byte> signature) =>
        algorithm.Family == KeyFamily.Ec && VerifyDigest(algorithm.Digest.Compute(data), signature);

    bool VerifyDigest(byte[] digest, ReadOnlySpan<byte> signature)
    {
        if (!IsStrict(signature))
            return false;
        using var loan = instances.Borrow();
        return loan.Instance.VerifyHash(digest, signature, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>
    /// Whether the octets are one DER ECDSA-Sig-Value (RFC 3279 §2.2.3) of two positive numbers and nothing else: a second encoding
    /// of one signature would let a stranger change a signed object without breaking it.
    /// </summary>
    static bool IsStrict(ReadOnlySpan<byte> signature)
    {
        if (!TryRead(signature, UniversalTagNumber.Sequence, out var numbers, out var rest) || !rest.IsEmpty)
            return false;
        return TryRead(numbers, UniversalTagNumber.Integer, out var r, out var second) && IsPositive(r) &&
            TryRead(second, UniversalTagNumber.Integer, out var s, out rest) && IsPositive(s) && rest.IsEmpty;
    }

    static bool TryRead(ReadOnlySpan<byte> bytes, UniversalTagNumber expected, out ReadOnlySpan<byte> contents, out ReadOnlySpan<byte> rest)
    {
        contents = rest = default;
        if (!AsnDecoder.TryReadEncodedValue(bytes, AsnEncodingRules.DER, out var tag, out var offset, out var length, out var consumed) ||
            tag.TagClass != TagClass.Universal || tag.TagValue != (int)expected || tag.IsConstructed != (expected == UniversalTagNumber.Sequence))
            return false;
        contents = bytes.Slice(offset, length);
        rest = bytes[consumed..];
        return true;
    }

    /// <summary>Two's complement, in the fewest octets, above zero.</summary>
    static bool IsPositive(ReadOnlySpan<byte> integer) => integer switch
    {
        [] or [>= 0x80, ..] or [0] or [0, < 0x80, ..] => false,
        _ => true,
    };
}
