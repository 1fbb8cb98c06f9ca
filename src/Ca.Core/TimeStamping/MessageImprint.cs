using System.Formats.Asn1;
using Ca.Core.Keys;

namespace Ca.Core.TimeStamping;

/// <summary>MessageImprint (RFC 3161 §2.4.1).</summary>
static class MessageImprint
{
    /// <summary>DER of hashAlgorithm, which may be any, and hashedMessage.</summary>
    public static (ReadOnlyMemory<byte> Algorithm, ReadOnlyMemory<byte> Hash) Read(AsnReader reader)
    {
        var imprint = reader.ReadSequence();
        var algorithm = imprint.PeekEncodedValue();
        var parts = imprint.ReadSequence();
        parts.ReadObjectIdentifier();
        if (parts.HasData)
            parts.ReadEncodedValue();
        parts.ThrowIfNotEmpty();
        var hash = imprint.ReadOctetString();
        imprint.ThrowIfNotEmpty();
        return (algorithm, hash);
    }

    /// <summary>Writes one with an AlgorithmIdentifier as it is.</summary>
    public static void Write(AsnWriter writer, ReadOnlySpan<byte> algorithm, ReadOnlySpan<byte> hash)
    {
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(algorithm);
            writer.WriteOctetString(hash);
        }
    }

    /// <summary>The AlgorithmIdentifier of our own requests: parameters absent (RFC 5754 §2, RFC 9215 §2).</summary>
    public static byte[] Identifier(DigestAlgorithm digest) => Asn1.Der.Write(w =>
    {
        using (w.PushSequence())
            w.WriteObjectIdentifier(digest.Oid);
    });
}
