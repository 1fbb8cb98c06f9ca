using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;

namespace Ca.Core.Tests.Requests;

/// <summary>A request piece by piece, so that one piece can be wrong while all the rest, the signature too, is right.</summary>
sealed record RequestDraft
{
    static readonly Asn1Tag AttributesTag = new(TagClass.ContextSpecific, 0);

    public int Version { get; init; }
    public byte[] Subject { get; init; } = DistinguishedName.Parse("C=RU, CN=Иванов").Expect().Encoded.ToArray();
    public byte[]? Key { get; init; }
    /// <summary>DER of each attribute; null leaves the whole field out.</summary>
    public IReadOnlyList<byte[]>? Attributes { get; init; } = [];
    public byte[] BehindAttributes { get; init; } = [];
    public byte[]? Algorithm { get; init; }
    public int UnusedSignatureBits { get; init; }

    public byte[] SignWith(SigningKey key)
    {
        var info = Der.Write(writer =>
        {
            using (writer.PushSequence())
            {
                writer.WriteInteger(Version);
                writer.WriteEncodedValue(Subject);
                writer.WriteEncodedValue(Key ?? key.PublicKey.SubjectPublicKeyInfo.Span);
                if (Attributes is not null)
                    using (writer.PushSetOf(AttributesTag))
                        foreach (var attribute in Attributes)
                            writer.WriteEncodedValue(attribute);
                if (BehindAttributes.Length > 0)
                    writer.WriteEncodedValue(BehindAttributes);
            }
        });
        var signature = key.Sign(info);
        signature[^1] = (byte)(signature[^1] >> UnusedSignatureBits << UnusedSignatureBits & 0xFF);
        return Der.Write(writer =>
        {
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(info);
                writer.WriteEncodedValue(Algorithm ?? key.Algorithm.AlgorithmIdentifier.Span);
                writer.WriteBitString(signature, UnusedSignatureBits);
            }
        });
    }

    /// <summary>An attribute with these values, each DER.</summary>
    public static byte[] Attribute(string type, params IReadOnlyList<byte[]> values) => Der.Write(writer =>
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(type);
            using (writer.PushSetOf())
                foreach (var value in values)
                    writer.WriteEncodedValue(value);
        }
    });

    /// <summary>The extensionRequest attribute.</summary>
    public static byte[] Asking(params IReadOnlyList<Extension> extensions) => Attribute(Oids.ExtensionRequest, ExtensionList(extensions));

    public static byte[] ExtensionList(IReadOnlyList<Extension> extensions) => Der.Write(writer =>
    {
        using (writer.PushSequence())
            foreach (var extension in extensions)
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(extension.Oid);
                    if (extension.Critical)
                        writer.WriteBoolean(true);
                    writer.WriteOctetString(extension.Value.Span);
                }
    });

    /// <summary>A name of one attribute, whose value is these bytes under this tag.</summary>
    public static byte[] Name(string type, UniversalTagNumber tag, ReadOnlySpan<byte> contents)
    {
        var value = new AsnWriter(AsnEncodingRules.DER);
        value.WriteOctetString(contents, new Asn1Tag(TagClass.ContextSpecific, (int)tag));
        var encoded = value.Encode();
        encoded[0] = (byte)tag;
        return Der.Write(writer =>
        {
            using (writer.PushSequence())
            using (writer.PushSetOf())
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(type);
                writer.WriteEncodedValue(encoded);
            }
        });
    }

    /// <summary>AlgorithmIdentifier with NULL parameters.</summary>
    public static byte[] AlgorithmOf(string oid) => Der.Write(writer =>
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            writer.WriteNull();
        }
    });
}
