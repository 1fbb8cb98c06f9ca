using System.Formats.Asn1;

namespace Ca.Core.Keys;

/// <summary>The two numbers of a signature of DSA (Dss-Sig-Value, RFC 3279 §2.2.2) or ECDSA (Ecdsa-Sig-Value, §2.2.3).</summary>
static class SignatureNumbers
{
    /// <summary>
    /// Whether the octets are one value in DER of two positive numbers and nothing else: a second encoding of one signature would let a
    /// stranger change a signed object without breaking it.
    /// </summary>
    public static bool AreStrict(ReadOnlySpan<byte> signature)
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
