using System.Formats.Asn1;
using Ca.Core.Asn1;

namespace Ca.Core.Gost;

/// <summary>The signature verification key of GOST R 34.10-2012 (RFC 7091 §5.2): a point of order q.</summary>
/// <remarks>Safe to use from several threads at once.</remarks>
sealed class VerificationKey
{
    readonly CurvePoint point;

    VerificationKey(ParameterSet set, CurvePoint point)
    {
        ParameterSet = set;
        this.point = point;
    }

    public ParameterSet ParameterSet { get; }

    /// <summary>The key of a signature key that is in range.</summary>
    /// <param name="set">The parameter set of both.</param>
    /// <param name="key">Lowest octet first.</param>
    public static VerificationKey Of(ParameterSet set, ReadOnlySpan<byte> key) => new(set, set.Curve.BasePointTimes(key));

    /// <summary>Reads what stands in a SubjectPublicKeyInfo behind the key's OID and in its BIT STRING (RFC 9215 §4.2 and §4.3).</summary>
    public static Outcome<VerificationKey> Read(string keyOid, AsnReader algorithm, ReadOnlyMemory<byte> bits)
    {
        if (KeyParameters.Read(keyOid, algorithm).Refused(out var why, out var set))
            return why;
        var reader = new AsnReader(bits, AsnEncodingRules.DER);
        if (!reader.TryReadPrimitiveOctetString(out var coordinates))
            throw new AsnContentException();
        reader.ThrowIfNotEmpty();
        return Read(set, coordinates.Span);
    }

    /// <summary>x then y, each with the lowest octet first (RFC 9215 §4.3).</summary>
    public static Outcome<VerificationKey> Read(ParameterSet set, ReadOnlySpan<byte> coordinates)
    {
        var curve = set.Curve;
        if (coordinates.Length != 2 * curve.Octets)
            return new Refusal(RefusalCode.Malformed, "Gost.key-length", set.Oid, 2 * curve.Octets, coordinates.Length);
        // Infinity has no coordinates and so no encoding.
        if (curve.Point(coordinates) is not { } point)
            return new Refusal(RefusalCode.UnacceptableKey, "Gost.point-off-curve", set.Oid);
        // On the curves of cofactor 4 three points of four are outside the group that the algorithm computes in.
        if (!point.IsOfOrderQ())
            return new Refusal(RefusalCode.UnacceptableKey, "Gost.point-outside-subgroup", set.Oid);
        return new VerificationKey(set, point);
    }

    /// <summary>SubjectPublicKeyInfo in the form that RFC 9215 recommends.</summary>
    public byte[] Encode() => Encode(ParameterSet);

    /// <summary>The same under the curve's canonical name.</summary>
    public byte[] EncodeCanonical() => Encode(ParameterSet.Of(ParameterSet.CanonicalOid));

    /// <summary>Whether the signature is this key's over a message with this hash (RFC 7091 §6.2).</summary>
    /// <param name="digest">Streebog of the key's length.</param>
    /// <param name="signature">s then r, each with the highest octet first (RFC 9215 §3).</param>
    public bool Verifies(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        var octets = ParameterSet.Curve.Octets;
        return digest.Length == octets && signature.Length == 2 * octets && point.Verifies(digest, signature);
    }

    byte[] Encode(ParameterSet set)
    {
        var octets = set.Curve.Octets;
        var coordinates = new byte[2 * octets];
        point.Write(coordinates);
        return Der.Write(writer =>
        {
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                    KeyParameters.Write(writer, set);
                writer.WriteBitString(Der.Write(inner => inner.WriteOctetString(coordinates)));
            }
        });
    }
}
