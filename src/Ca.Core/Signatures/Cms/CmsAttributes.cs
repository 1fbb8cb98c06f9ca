using System.Formats.Asn1;
using Ca.Core.Asn1;

namespace Ca.Core.Signatures.Cms;

/// <summary>signedAttrs (RFC 5652 §5.3): what a signer said beside the content, and the octets that were signed for it.</summary>
sealed class CmsAttributes
{
    static readonly Asn1Tag Tag = new(TagClass.ContextSpecific, 0, isConstructed: true);

    readonly List<(string Type, List<ReadOnlyMemory<byte>> Values)> all = [];

    CmsAttributes(byte[] signed) => Signed = signed;

    /// <summary>The DER of the attributes as a SET OF: with its own tag and sorted, however they were sent (§5.4).</summary>
    public ReadOnlyMemory<byte> Signed { get; }

    /// <summary>How many attributes of the type there are.</summary>
    public int Count(string type) => all.Count(a => a.Type == type);

    /// <summary>The value of the one attribute of this type that has one value; null when it is not so.</summary>
    public ReadOnlyMemory<byte>? Single(string type) =>
        // A bare null would turn into an empty memory, by way of byte[].
        all.Where(a => a.Type == type).Take(2).ToList() is [{ Values: [var value] }] ? value : default(ReadOnlyMemory<byte>?);

    public static CmsAttributes Read(AsnReader reader)
    {
        var encoded = new List<ReadOnlyMemory<byte>>();
        for (var set = reader.ReadSetOf(skipSortOrderValidation: true, Tag); set.HasData;)
            encoded.Add(set.ReadEncodedValue());
        var attributes = new CmsAttributes(Der.Write(w =>
        {
            using (w.PushSetOf())
                foreach (var attribute in encoded)
                    w.WriteEncodedValue(attribute.Span);
        }));
        foreach (var attribute in encoded)
            attributes.all.Add(ReadOne(attribute));
        return attributes;
    }

    static (string, List<ReadOnlyMemory<byte>>) ReadOne(ReadOnlyMemory<byte> encoded)
    {
        var attribute = new AsnReader(encoded, AsnEncodingRules.DER).ReadSequence();
        var type = attribute.ReadObjectIdentifier();
        var values = new List<ReadOnlyMemory<byte>>();
        for (var set = attribute.ReadSetOf(skipSortOrderValidation: true); set.HasData;)
            values.Add(set.ReadEncodedValue());
        attribute.ThrowIfNotEmpty();
        return (type, values);
    }
}
