using System.Formats.Asn1;

namespace Ca.Core.Keys;

/// <summary>The unencrypted form of a private key (RFC 5958 §2), as slices of the octets it was read from.</summary>
/// <param name="Algorithm">Object identifier of the kind of key.</param>
/// <param name="Parameters">Its parameters in DER; empty when absent.</param>
/// <param name="PrivateKey">Contents of the OCTET STRING; what they are depends on the algorithm.</param>
sealed record PrivateKeyInfo(string Algorithm, ReadOnlyMemory<byte> Parameters, ReadOnlyMemory<byte> PrivateKey)
{
    public static PrivateKeyInfo Read(AsnReader reader)
    {
        var info = reader.ReadSequence();
        // v1 (RFC 5208) or v2, which may carry the public key; we compute that ourselves.
        if (!info.TryReadInt32(out var version) || version is not (0 or 1))
            throw new AsnContentException();
        var algorithm = info.ReadSequence();
        var oid = algorithm.ReadObjectIdentifier();
        var parameters = algorithm.HasData ? algorithm.ReadEncodedValue() : default;
        algorithm.ThrowIfNotEmpty();
        var privateKey = ReadOctets(info);
        for (var tag = 0; tag <= 1; tag++)
            if (info.HasData && info.PeekTag().TagClass == TagClass.ContextSpecific && info.PeekTag().TagValue == tag)
                info.ReadEncodedValue();
        info.ThrowIfNotEmpty();
        return new(oid, parameters, privateKey);
    }

    /// <summary>Whether the octets look like one, and not like what a wrong passphrase leaves.</summary>
    public static bool IsOne(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var reader = new AsnReader(bytes, AsnEncodingRules.DER);
            Read(reader);
            return !reader.HasData;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    /// <summary>The contents where they are: <see cref="AsnReader.ReadOctetString"/> would leave a copy of the secret behind.</summary>
    public static ReadOnlyMemory<byte> ReadOctets(AsnReader reader) =>
        reader.TryReadPrimitiveOctetString(out var contents) ? contents : throw new AsnContentException();

    /// <summary>DER; the caller zeroes it.</summary>
    public static byte[] Encode(Action<AsnWriter> algorithm, ReadOnlySpan<byte> privateKey)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            using (writer.PushSequence())
                algorithm(writer);
            writer.WriteOctetString(privateKey);
        }
        var encoded = writer.Encode();
        // The writer zeroes its buffer when it is reset.
        writer.Reset();
        return encoded;
    }
}
